#pragma once

#include "adapters/net/client.hpp"

#include "tests/adapters/net/rude_server.hpp"
#include "tests/support/run_until.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace goodturn::net {

using Result = std::expected<HttpResponse, HttpError>;

/// Every request is one with secrets, none of which may appear in an error.
class ClientTest : public testing::Test {
protected:
    ClientTest() { begin({}); }

    void begin(ClientOptions options) {
        client.reset();
        client = std::make_unique<Client>(loop.get_executor(), tls, std::move(options));
    }

    static HttpRequest request(const std::string& url) {
        return {.method = "POST", .url = url, .headers = {{"Authorization", "Bearer secret"}}, .body = "secret"};
    }

    std::shared_ptr<std::optional<Result>> send(HttpRequest request) {
        auto result = std::make_shared<std::optional<Result>>();
        client->send(std::move(request), [this, result](Result came) {
            EXPECT_FALSE(*result) << "twice";
            *result = std::move(came);
            ++answered;
        });
        EXPECT_FALSE(*result) << "from within the call";
        return result;
    }

    Result outcome(const std::shared_ptr<std::optional<Result>>& result) {
        if (!support::run_until(loop, [&] { return result->has_value(); })) {
            ADD_FAILURE() << "neither answer nor error";
            return std::unexpected(HttpError{});
        }
        return **result;
    }

    Result ask(HttpRequest request) { return outcome(send(std::move(request))); }

    HttpResponse answer(const Result& result) {
        EXPECT_TRUE(result) << result.error().detail;
        return result.value_or(HttpResponse{});
    }

    void expect_error(const Result& result, bool sent, const std::string& detail) {
        ASSERT_FALSE(result) << result->status << " " << result->body;
        EXPECT_EQ(result.error().sent, sent) << result.error().detail;
        EXPECT_THAT(result.error().detail, testing::HasSubstr(detail));
        EXPECT_THAT(result.error().detail, testing::Not(testing::HasSubstr("secret")));
    }

    /// The loop runs once more and finds nothing to do.
    void expect_quiet() {
        loop.restart();
        loop.poll();
    }

    Authority authority;
    std::shared_ptr<Tls> tls = std::make_shared<Tls>(authority.file());
    Certificate good = authority.issue("DNS:localhost,IP:127.0.0.1");
    std::size_t answered = 0;
    boost::asio::io_context loop{1};
    std::unique_ptr<Client> client;
};

}  // namespace goodturn::net
