#include "tests/support/slack_server/tests/fixture.hpp"

namespace goodturn::slack_server {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

class FaultsTest : public SlackServerTest {
protected:
    json post_args() {
        auto args = message("hello");
        args["channel"] = "DANA";
        slack.world.place("ana", "");
        return args;
    }
    Result post_once() { return outcome(begin("chat.postMessage", post_args())); }
    std::size_t posted() { return slack.people.sees("ana").size(); }
};

TEST_F(FaultsTest, AnswersThatAreNone) {
    slack.faults.on("chat.postMessage", rate_limited(7));
    slack.faults.on("chat.postMessage", rate_limited_without_retry_after());
    slack.faults.on("chat.postMessage", server_error());
    slack.faults.on("chat.postMessage", html());
    slack.faults.on("chat.postMessage", half_json());
    slack.faults.on("chat.postMessage", refuses("account_inactive"));
    slack.faults.on("chat.postMessage", status(503));
    auto came = post_once();
    ASSERT_TRUE(came);
    EXPECT_EQ(came->status, 429U);
    EXPECT_EQ(came->header("retry-after"), "7");
    came = post_once();
    ASSERT_TRUE(came);
    EXPECT_EQ(came->status, 429U);
    EXPECT_EQ(came->header("retry-after"), "");
    for (const auto& [status, body] : {std::pair{500U, "upstream"}, std::pair{200U, "<!DOCTYPE"}, std::pair{200U, "{"},
                                       std::pair{200U, R"({"ok":false,"error":"account_)"}, std::pair{503U, "no"}}) {
        came = post_once();
        ASSERT_TRUE(came);
        EXPECT_EQ(came->status, status);
        EXPECT_THAT(came->body, StartsWith(body));
    }
    EXPECT_EQ(posted(), 0U);
    EXPECT_FALSE(slack.calls.back().taken);
    EXPECT_EQ(error_of("chat.postMessage", post_args()), "") << "each was for one call";
    EXPECT_EQ(posted(), 1U);
}

TEST_F(FaultsTest, APostIsTakenAndItsAnswerLost) {
    std::size_t expected = 0;
    for (const auto& fault : {taken_then_reset(), taken_then_closed()}) {
        slack.faults.on("chat.postMessage", fault);
        EXPECT_FALSE(post_once());
        EXPECT_EQ(posted(), ++expected);
    }
    for (const auto& [fault, status] : {std::pair{taken_then_500(), 500U}, std::pair{taken_then_502(), 502U},
                                        std::pair{taken_then_internal_error(), 200U}}) {
        slack.faults.on("chat.postMessage", fault);
        const auto came = post_once();
        ASSERT_TRUE(came);
        EXPECT_EQ(came->status, status);
        EXPECT_EQ(posted(), ++expected);
    }
    slack.faults.on("chat.postMessage", taken_then_hangs());
    const auto hanging = begin("chat.postMessage", post_args());
    ASSERT_TRUE(until([&] { return posted() == expected + 1; }));
    run_dry();
    EXPECT_FALSE(hanging->has_value());
}

TEST_F(FaultsTest, ACallIsLostBeforeItIsTaken) {
    slack.faults.on("chat.postMessage", resets());
    slack.faults.on("chat.postMessage", closes());
    EXPECT_FALSE(post_once());
    EXPECT_FALSE(post_once());
    EXPECT_EQ(posted(), 0U);
}

TEST_F(FaultsTest, APostIsTakenAfterTheClientGaveUp) {
    slack.faults.on("chat.postMessage", taken_late(12s));
    net::HttpRequest request{.url = slack.api_url() + "chat.postMessage",
                             .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                         {"Authorization", std::string("Bearer ") + bot}},
                             .body = form_of(post_args()),
                             .deadline = 200ms};
    EXPECT_FALSE(outcome(post(request)));
    ASSERT_THAT(slack.calls, SizeIs(1));
    EXPECT_EQ(posted(), 0U);
    slack.clock.skip(12s);
    ASSERT_TRUE(until([&] { return posted() == 1; }));
}

TEST_F(FaultsTest, AnAnswerComesInTwoHalves) {
    slack.faults.on("chat.postMessage", slow_body(5s));
    const auto slow = begin("chat.postMessage", post_args());
    ASSERT_TRUE(until([&] { return posted() == 1; }));
    run_dry();
    EXPECT_FALSE(slow->has_value());
    slack.clock.skip(5s);
    const auto came = outcome(slow);
    ASSERT_TRUE(came);
    EXPECT_EQ(json::parse(came->body)["ok"], true);
}

TEST_F(FaultsTest, HandshakesAreRefused) {
    for (const auto refusal : {404U, 408U, 409U, 503U}) {
        slack.faults.on(Faults::handshake, status(refusal));
        const auto socket = socket_to(ticket());
        ASSERT_TRUE(until([&] { return socket->end.has_value(); }));
        EXPECT_EQ(socket->end->refused_with, refusal);
    }
    slack.faults.on(Faults::handshake, html());
    const auto portal = socket_to(ticket());
    ASSERT_TRUE(until([&] { return portal->end.has_value(); }));
    EXPECT_EQ(portal->end->refused_with, 200U);
    slack.faults.on(Faults::handshake, resets());
    const auto reset = socket_to(ticket());
    ASSERT_TRUE(until([&] { return reset->end.has_value(); }));
    EXPECT_EQ(reset->end->refused_with, 0U);
    EXPECT_EQ(connect()->frames[0]["type"], "hello");
}

TEST_F(FaultsTest, EventsAndEnvelopesComeTwice) {
    const auto socket = connect();
    slack.faults.repeats_events = true;
    slack.people.types("ana", "hi");
    const auto first = frame(*socket, 1);
    const auto second = frame(*socket, 2);
    EXPECT_EQ(first["payload"]["event_id"], second["payload"]["event_id"]);
    EXPECT_NE(first["envelope_id"], second["envelope_id"]);
    ack(*socket, second);
    ASSERT_TRUE(until_acked(slack.gateway.deliveries().back())) << "either counts";
    slack.faults.heal();
    slack.faults.repeats_envelopes = true;
    slack.people.types("ana", "hi");
    EXPECT_EQ(frame(*socket, 3), frame(*socket, 4));
    EXPECT_EQ(socket->frames[3]["retry_attempt"], 0);
}

TEST_F(FaultsTest, FramesAreBigInFragmentsBinaryAndNoJson) {
    const auto socket = connect();
    slack.faults.pads_envelopes = 200'000;
    slack.faults.fragments_frames = true;
    slack.people.types("ana", "hi");
    EXPECT_EQ(frame(*socket, 1)["payload"]["padding"].get<std::string>().size(), 200'000U);
    slack.faults.heal();
    auto& line = slack.gateway.line(slack.gateway.live("A1").front());
    line.text("{\"type\":");
    EXPECT_TRUE(frame(*socket, 2).is_discarded());
    line.binary("\x01\x02");
    ASSERT_TRUE(until([&] { return socket->binaries == 1; }));
}

TEST_F(FaultsTest, TheFlatEventOfARateLimit) {
    const auto socket = connect();
    slack.events.rate_limit(slack.world.install_in("T1", "A1"));
    const auto payload = frame(*socket, 1)["payload"];
    EXPECT_EQ(payload["type"], "app_rate_limited");
    EXPECT_FALSE(payload.contains("event"));
}

TEST_F(FaultsTest, ASocketWithoutHello) {
    slack.faults.says_no_hello = true;
    const auto socket = socket_to(ticket());
    ASSERT_TRUE(until([&] { return socket->open; }));
    run_dry();
    EXPECT_THAT(socket->frames, IsEmpty());
    EXPECT_EQ(slack.gateway.open("A1"), 1U);
}

/// The same server behind TLS, with a clock that runs.
class SecureTest : public testing::Test {};

TEST_F(SecureTest, ItSpeaksTlsWithACertificateOfItsOwnAuthority) {
    const net::Authority authority;
    boost::asio::io_context loop{1};
    SlackServer slack(loop, {.certificate = authority.issue("DNS:localhost"), .speed = 100, .pings = 1s});
    net::Client client(loop.get_executor(), std::make_shared<net::Tls>(authority.file()));
    std::optional<std::expected<net::HttpResponse, net::HttpError>> came;
    client.send({.method = "POST",
                 .url = slack.api_url() + "apps.connections.open",
                 .headers = {{"Authorization", "Bearer xapp-1-A1-test"}}},
                [&](auto result) { came = std::move(result); });
    ASSERT_TRUE(support::run_until(loop, [&] { return came.has_value(); }));
    ASSERT_TRUE(*came) << (*came).error().detail;
    const std::string url = json::parse((*came)->body)["url"];
    EXPECT_THAT(url, StartsWith("wss://localhost:"));
    std::vector<std::string> frames;
    std::size_t pings = 0;
    net::SocketHandlers handlers;
    handlers.on_text = [&](std::string text) { frames.push_back(std::move(text)); };
    handlers.on_ping = [&](const std::string&) { ++pings; };
    net::SocketClient socket(loop.get_executor(), std::make_shared<net::Tls>(authority.file()), url, handlers);
    ASSERT_TRUE(support::run_until(loop, [&] { return !frames.empty() && pings > 0; }));
    EXPECT_THAT(frames[0], HasSubstr("hello"));
    const auto command = slack.people.runs("ana", "/goodturn help");
    ASSERT_TRUE(support::run_until(loop, [&] { return command->state == Delivery::State::failed; }))
        << "three of its seconds are 30 ms";
    EXPECT_EQ(command->error, "operation_timeout");
}

}  // namespace
}  // namespace goodturn::slack_server
