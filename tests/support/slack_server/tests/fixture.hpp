#pragma once

#include "adapters/net/client.hpp"
#include "adapters/net/socket_client.hpp"

#include "tests/support/run_until.hpp"
#include "tests/support/slack_server/slack_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace goodturn::slack_server {

/// A websocket of an app, with what came by it.
struct Socket {
    std::unique_ptr<net::SocketClient> client{};
    std::vector<json> frames{};
    std::size_t binaries = 0;
    std::size_t pings = 0;
    std::size_t pongs = 0;
    bool open = false;
    std::optional<net::SocketEnd> end{};
};

/// The server, whose clock stands still, and the clients that the bot has.
class SlackServerTest : public testing::Test {
protected:
    SlackServerTest()
        : SlackServerTest(Options{.speed = 0, .start = Instant(std::chrono::seconds(1'801'130'400)), .pings = {}}) {}
    explicit SlackServerTest(Options options) : slack(loop, std::move(options)) {}

    static std::string form_of(const json& args) {
        std::string body;
        for (const auto& [name, value] : args.items()) {
            const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
            body += (body.empty() ? "" : "&") + name + "=";
            for (const char c : text) {
                constexpr auto hex = "0123456789ABCDEF";
                const auto byte = static_cast<unsigned char>(c);
                body += {'%', hex[byte >> 4U], hex[byte & 15U]};
            }
        }
        return body;
    }

    using Result = std::expected<net::HttpResponse, net::HttpError>;
    std::shared_ptr<std::optional<Result>> post(net::HttpRequest request) {
        auto result = std::make_shared<std::optional<Result>>();
        request.method = "POST";
        client->send(std::move(request), [result](Result came) { *result = std::move(came); });
        return result;
    }
    std::shared_ptr<std::optional<Result>> begin(const std::string& method, const json& args,
                                                 const std::string& token = bot) {
        net::HttpRequest request{.url = slack.api_url() + method, .body = form_of(args)};
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
        return post(std::move(request));
    }
    Result outcome(const std::shared_ptr<std::optional<Result>>& result) {
        EXPECT_TRUE(support::run_until(loop, [&] { return result->has_value(); })) << "no answer";
        return result->value_or(std::unexpected(net::HttpError{}));
    }
    /// The answer, whatever it says.
    json call(const std::string& method, const json& args = json::object(), const std::string& token = bot) {
        const auto came = outcome(begin(method, args, token));
        EXPECT_TRUE(came) << came.error().detail;
        return came ? json::parse(came->body, nullptr, false) : json();
    }
    /// "": it is ok.
    std::string error_of(const std::string& method, const json& args = json::object(), const std::string& token = bot) {
        return call(method, args, token).value("error", "");
    }
    /// To a response_url.
    std::pair<unsigned, json> respond(const std::string& url, const json& body) {
        const auto came =
            outcome(post({.url = url, .headers = {{"Content-Type", "application/json"}}, .body = body.dump()}));
        EXPECT_TRUE(came) << came.error().detail;
        return came ? std::pair(came->status, json::parse(came->body, nullptr, false)) : std::pair(0U, json());
    }

    std::shared_ptr<Socket> socket_to(const std::string& url) {
        auto socket = std::make_shared<Socket>();
        auto* const it = socket.get();
        socket->client = std::make_unique<net::SocketClient>(
            loop.get_executor(), tls, url,
            net::SocketHandlers{
                .on_open = [it] { it->open = true; },
                .on_text = [it](const std::string& text) { it->frames.push_back(json::parse(text, nullptr, false)); },
                .on_binary = [it] { ++it->binaries; },
                .on_ping = [it](const std::string&) { ++it->pings; },
                .on_pong = [it](const std::string&) { ++it->pongs; },
                .on_closed = [it](const net::SocketEnd& end) { it->end = end; }});
        return socket;
    }
    std::string ticket() { return call("apps.connections.open", json::object(), app).value("url", ""); }
    /// Past its hello.
    std::shared_ptr<Socket> connect() {
        auto socket = socket_to(ticket());
        EXPECT_TRUE(until([&] { return !socket->frames.empty(); }));
        return socket;
    }
    /// The `index`th frame, the hello is 0.
    json frame(const Socket& socket, std::size_t index) {
        EXPECT_TRUE(until([&] { return socket.frames.size() > index; })) << "no frame " << index;
        return socket.frames.size() > index ? socket.frames[index] : json();
    }
    static void ack(Socket& socket, const json& frame, const json& payload = nullptr) {
        json answer{{"envelope_id", frame["envelope_id"]}};
        if (!payload.is_null()) answer["payload"] = payload;
        socket.client->send(answer.dump());
    }
    bool until(const std::function<bool()>& ready) { return support::run_until(loop, ready); }
    bool until_acked(const DeliveryRef& delivery) {
        return until([&] { return delivery->state == Delivery::State::acked; });
    }
    void run_dry() {
        loop.restart();
        while (loop.poll() > 0) loop.restart();
    }

    static constexpr const char* bot = "xoxb-T1-test";
    static constexpr const char* app = "xapp-1-A1-test";
    boost::asio::io_context loop{1};
    std::shared_ptr<net::Tls> tls = std::make_shared<net::Tls>();
    std::unique_ptr<net::Client> client = std::make_unique<net::Client>(loop.get_executor(), tls);
    SlackServer slack;
};

/// A message that breaks no rule.
inline json message(const std::string& text, const json& more_blocks = json::array()) {
    json section{{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", text}, {"verbatim", true}}}};
    json blocks = json::array();
    blocks.push_back(std::move(section));
    for (const auto& block : more_blocks) blocks.push_back(block);
    return {{"text", text}, {"blocks", std::move(blocks)}};
}

inline json plain(const std::string& text) {
    return {{"type", "plain_text"}, {"text", text}};
}

inline json with_button(const std::string& text, const std::string& label) {
    return message(text, json::parse(R"([{"type":"actions","elements":[{"type":"button","action_id":"gt/1",
        "value":"1","text":{"type":"plain_text","text":")" +
                                     label + R"("}}]}])"));
}

inline json form_view() {
    return json::parse(R"({"type":"modal","private_metadata":"token","callback_id":"form",
        "title":{"type":"plain_text","text":"A form"},"submit":{"type":"plain_text","text":"Save"},
        "close":{"type":"plain_text","text":"Cancel"},"blocks":[
        {"type":"input","block_id":"who","label":{"type":"plain_text","text":"Who"},
         "element":{"type":"users_select","action_id":"v"}},
        {"type":"input","block_id":"what","optional":true,"label":{"type":"plain_text","text":"What for"},
         "element":{"type":"plain_text_input","action_id":"v","max_length":20}},
        {"type":"input","block_id":"how","label":{"type":"plain_text","text":"How often"},
         "element":{"type":"static_select","action_id":"v","options":[
           {"text":{"type":"plain_text","text":"Daily"},"value":"d"},
           {"text":{"type":"plain_text","text":"Weekly"},"value":"w"}],
          "initial_option":{"text":{"type":"plain_text","text":"Daily"},"value":"d"}}}]})");
}

}  // namespace goodturn::slack_server
