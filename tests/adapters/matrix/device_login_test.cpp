#include "adapters/matrix/device_login.hpp"

#include "tests/support/matrix_server/homeserver.hpp"
#include "tests/support/run_until.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::SizeIs;

/// Where no time passes but what is waited for.
class DeviceLogin : public testing::Test {
protected:
    using Result = std::expected<Stored, Problem>;

    Result log_in() {
        const auto provider = read_provider(*server.answer(provider_request(server.url)));
        EXPECT_TRUE(provider) << provider.error().detail;
        DeviceDoors doors{.ask = [this](net::HttpRequest request) -> asio::awaitable<Answer> {
                              if (auto answer = server.answer(request)) co_return std::move(*answer);
                              co_return std::unexpected(net::HttpError{.sent = true, .detail = "lost"});
                          },
                          .pause = [this](std::chrono::milliseconds how_long) -> asio::awaitable<void> {
                              pauses.push_back(how_long / 1s);
                              now += how_long;
                              co_return;
                          },
                          .now = [this] { return now; },
                          .show = [this](const Grant& grant) { shown.push_back(grant.link + " " + grant.code); }};
        asio::io_context loop{1};
        std::optional<Result> result;
        asio::co_spawn(loop, device_login(std::move(doors), server.url, *provider, "Goodturn"),
                       [&](const std::exception_ptr& thrown, Result came) {
                           EXPECT_FALSE(thrown);
                           result = std::move(came);
                       });
        EXPECT_TRUE(support::run_until(loop, [&] { return result.has_value(); }));
        return result.value_or(std::unexpected(Problem{}));
    }
    std::string why_not() {
        const auto session = log_in();
        return session ? "logged in" : session.error().detail;
    }

    chat::Instant now{1'801'130'400'000ms};
    matrix_server::Homeserver server{[this] { return now; }};
    std::vector<std::int64_t> pauses;
    std::vector<std::string> shown;
};

TEST_F(DeviceLogin, TheOperatorGetsALinkAndACodeAndTheBotASession) {
    server.device_errors = {"authorization_pending", "authorization_pending"};
    const auto session = log_in();
    ASSERT_TRUE(session) << session.error().detail;
    EXPECT_THAT(shown, ElementsAre("http://127.0.0.1:1/link?code=ABCD-1234 ABCD-1234"));
    EXPECT_THAT(pauses, ElementsAre(5, 5, 5));
    EXPECT_EQ(session->token, server.token());
    EXPECT_EQ(session->refresh, "refresh1");
    EXPECT_EQ(session->client, "client");
    EXPECT_EQ(session->until, now + 5min);
}

TEST_F(DeviceLogin, IsThatOfANativeClientWithoutASecretAndOfADeviceOfItsOwn) {
    ASSERT_TRUE(log_in());
    const auto registrations = server.bodies("/register");
    ASSERT_THAT(registrations, SizeIs(1));
    const auto client = nlohmann::json::parse(registrations.front());
    EXPECT_EQ(client["application_type"], "native");
    EXPECT_EQ(client["token_endpoint_auth_method"], "none");
    EXPECT_THAT(client["client_uri"].get<std::string>(), testing::StartsWith("https://"));
    EXPECT_EQ(client["grant_types"], nlohmann::json({"urn:ietf:params:oauth:grant-type:device_code", "refresh_token"}));
    EXPECT_THAT(server.bodies("/device"),
                ElementsAre(MatchesRegex("client_id=client&scope=urn%3Amatrix%3Aclient%3Aapi%3A(\\*|%2A)"
                                         "%20urn%3Amatrix%3Aclient%3Adevice%3A[A-Z]{10}")));
}

TEST_F(DeviceLogin, AsksMoreSlowlyWhereThatIsWantedAndWhereNoAnswerComes) {
    server.device_errors = {"slow_down", "authorization_pending", "", "authorization_pending"};
    ASSERT_TRUE(log_in());
    EXPECT_THAT(pauses, ElementsAre(5, 10, 10, 15, 15));
}

TEST_F(DeviceLogin, SaysThatItWasDeclined) {
    server.device_errors = {"authorization_pending", "access_denied"};
    EXPECT_EQ(why_not(), "it was declined in the browser");
}

TEST_F(DeviceLogin, EndsWhenTheCodeDoes) {
    server.device_errors.assign(1'000, "authorization_pending");
    EXPECT_EQ(why_not(), "nobody confirmed in the browser in time: try again");
    EXPECT_EQ(pauses.size(), 600U / 5);
}

TEST_F(DeviceLogin, EndsByItselfWhereTheServerForgetsTo) {
    server.device_errors.assign(1'000, "");
    EXPECT_EQ(why_not(), "nobody confirmed in the browser in time: try again");
    EXPECT_LT(pauses.size(), 20U);
}

TEST(Oauth, WhatIsMissingInAnswersIsNoSession) {
    const auto answer = [](unsigned status, std::string body) {
        return Answer(net::HttpResponse{.status = status, .headers = {}, .body = std::move(body)});
    };
    EXPECT_EQ(read_provider(answer(404, R"({"errcode":"M_UNRECOGNIZED"})")).error().fault, Fault::missing);
    EXPECT_FALSE(read_provider(answer(200, "{}")));
    EXPECT_FALSE(read_client(answer(201, R"({"client_id":null})")));
    EXPECT_FALSE(read_grant(answer(200, R"({"device_code":"a","user_code":"b"})")));
    EXPECT_TRUE(read_grant(answer(200, R"({"device_code":"a","user_code":"b","verification_uri":"https://c"})")));
    EXPECT_FALSE(
        read_grant(answer(200, R"({"device_code":"a","user_code":"b","verification_uri":"https://c\u001b[2J"})")));
    EXPECT_FALSE(read_tokens(answer(200, R"({"refresh_token":"a"})"), {}));
    EXPECT_EQ(read_tokens(answer(200, R"({"access_token":"a"})"), {})->until, std::nullopt);
    EXPECT_EQ(read_tokens(answer(400, R"({"error":"invalid_grant"})"), {}).error().fault, Fault::refused);
    for (const auto* body : {R"({"error":"server_error"})", R"({"error":"temporarily_unavailable"})", "<html>", ""}) {
        EXPECT_EQ(read_tokens(answer(400, body), {}).error().fault, Fault::transient) << body;
    }
    EXPECT_EQ(read_tokens(answer(503, R"({"error":"invalid_grant"})"), {}).error().fault, Fault::transient);
    EXPECT_EQ(read_tokens(answer(429, R"({"error":"invalid_grant"})"), {}).error().fault, Fault::rate_limited);
}

}  // namespace
}  // namespace goodturn::matrix
