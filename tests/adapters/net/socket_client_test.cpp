#include "tests/adapters/net/socket_client_fixture.hpp"

namespace goodturn::net {
namespace {

using std::chrono::milliseconds;
using support::run_until;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

TEST_F(SocketClientTest, OpensOverTlsAndTalksBothWays) {
    RudeServer server(loop, echoes, good);
    connect(server.socket_url("/link/?ticket=secret&a=b"), {.goodbye = std::chrono::hours(1)});
    ASSERT_TRUE(until_seen(1));
    call([](SocketClient& it) { it.send("one"), it.ping("are you there?"), it.send("two"); });
    ASSERT_TRUE(until_seen(4));
    EXPECT_THAT(seen, ElementsAre("open", "text one", "pong are you there?", "text two"));
    EXPECT_THAT(server->requests[0], StartsWith("GET /link/?ticket=secret&a=b HTTP/1.1\r\nHost: localhost:" +
                                                std::to_string(server.port()) + "\r\n"));
    EXPECT_THAT(server->requests[0], Not(HasSubstr("Extensions"))) << "no compression";
    EXPECT_THAT(server->names, ElementsAre("localhost"));
    call([](SocketClient& it) { it.close(1000); });
    ASSERT_TRUE(until_closed());
    EXPECT_EQ(end->code, 1000);
    EXPECT_EQ(server->frames.back(), closing(1000));
}

TEST_F(SocketClientTest, ABigTextGoesBothWaysInOneFrame) {
    for (const bool secure : {false, true}) {
        RudeServer server(loop, echoes, secure ? std::optional(good) : std::nullopt);
        seen.clear();
        connect(server.socket_url());
        ASSERT_TRUE(until_seen(1));
        const std::string big(2'000'000, 'x');
        call([&](SocketClient& it) { it.send(big), it.send("small"); });
        ASSERT_TRUE(until_seen(3));
        EXPECT_EQ(seen[1], "text " + big);
        EXPECT_EQ(seen[2], "text small");
        EXPECT_THAT(server->frames, SizeIs(2));
    }
}

TEST_F(SocketClientTest, EverythingThatComesIsReportedAndPingsAreAnswered) {
    RudeServer server(loop, says_its_frames);
    server->says = {{1, "frag", false},
                    {9, "Ping from applink-1"},
                    {0, "men", false},
                    {0, "ted"},
                    {2, "\x01\x02"},
                    {10, "unasked"},
                    {1, ""}};
    connect(server.socket_url());
    ASSERT_TRUE(until_seen(6));
    EXPECT_THAT(seen,
                ElementsAre("open", "ping Ping from applink-1", "text fragmented", "binary", "pong unasked", "text "));
    ASSERT_TRUE(run_until(loop, [&] { return !server->frames.empty(); }));
    EXPECT_THAT(server->frames, ElementsAre(Frame{10, "Ping from applink-1"}));
}

TEST_F(SocketClientTest, AMessageOfTheLimitPassesALongerOneEnds) {
    RudeServer server(loop, says_its_frames);
    server->says = {{1, std::string(1000, 'x')}, {1, std::string(1001, 'x')}};
    connect(server.socket_url(), {.message = 1000});
    ASSERT_TRUE(until_closed());
    EXPECT_THAT(seen, ElementsAre("open", "text " + std::string(1000, 'x'), "closed"));
}

TEST_F(SocketClientTest, WhatIsNoFrameEndsTheConnection) {
    for (const Frame& bad : {Frame{1, "\xff\xfe"}, Frame{3, "no such kind"}, Frame{0, "continues nothing"},
                             Frame{9, std::string(126, 'x')}}) {
        RudeServer server(loop, says_its_frames);
        server->says = {bad};
        seen.clear();
        end.reset();
        connect(server.socket_url());
        ASSERT_TRUE(until_closed());
        EXPECT_THAT(seen, ElementsAre("open", "closed")) << bad.payload;
    }
}

TEST_F(SocketClientTest, TheServerCloses) {
    RudeServer server(loop, says_its_frames, good);
    server->says = {{1, "bye"}, closing(1012)};
    connect(server.socket_url("/secret"));
    ASSERT_TRUE(until_closed());
    EXPECT_THAT(seen, ElementsAre("open", "text bye", "closed"));
    EXPECT_EQ(end->code, 1012);
    EXPECT_EQ(end->refused_with, 0U);
    EXPECT_EQ(end->detail, "localhost: closed with 1012");
    ASSERT_TRUE(run_until(loop, [&] { return server->open == 0; }));
    EXPECT_THAT(server->frames, ElementsAre(closing(1012)));
    call([](SocketClient& it) { it.send("late"), it.ping("late"), it.close(1000), it.reset(); });
    expect_quiet();
}

TEST_F(SocketClientTest, TheConnectionBreaks) {
    for (const bool secure : {false, true}) {
        const auto certificate = secure ? std::optional(good) : std::nullopt;
        for (const auto behaviour : {says_its_frames_and_resets, reads_no_frame}) {
            RudeServer server(loop, behaviour, certificate);
            seen.clear();
            end.reset();
            connect(server.socket_url("/secret"));
            ASSERT_TRUE(until_seen(1));
            if (behaviour == reads_no_frame) server->hang_up = true;
            server->go_on();
            ASSERT_TRUE(until_closed());
            EXPECT_THAT(seen, ElementsAre("open", "closed"));
            EXPECT_EQ(end->code, 0);
        }
    }
}

TEST_F(SocketClientTest, TheHandshakeIsRefused) {
    struct Case {
        const char* answer;
        unsigned status;
    };
    for (const auto& [text, status] : {
             Case{"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404},
             Case{"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n", 408},
             Case{"HTTP/1.1 409 Conflict\r\nContent-Length: 6\r\n\r\nsecret", 409},
             Case{"HTTP/1.1 503 Service Unavailable\r\n\r\nsecret", 503},
             Case{"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>", 200},
             Case{"HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                  "secret\r\n\r\n",
                  0},
             Case{"secret\r\n\r\n", 0},
             Case{"", 0},
         }) {
        RudeServer server(loop, answers_and_closes);
        server->answer = text;
        seen.clear();
        end.reset();
        connect(server.socket_url("/?ticket=secret"));
        ASSERT_TRUE(until_closed()) << text;
        EXPECT_EQ(end->refused_with, status) << text << end->detail;
        EXPECT_THAT(seen, ElementsAre("closed"));
        EXPECT_THAT(end->detail, StartsWith("localhost: "));
    }
}

TEST_F(SocketClientTest, SilenceInTheHandshakeIsBounded) {
    RudeServer silent(loop, says_nothing);
    for (const std::string scheme : {"ws", "wss"}) {
        seen.clear();
        end.reset();
        connect(scheme + "://localhost:" + std::to_string(silent.port()) + "/secret", {.handshake = milliseconds(50)});
        ASSERT_TRUE(until_closed());
        EXPECT_THAT(seen, ElementsAre("closed"));
        EXPECT_EQ(end->detail, "localhost: not open after 50 ms");
    }
}

TEST_F(SocketClientTest, OnceOpenSilenceIsTheOwnersBusiness) {
    RudeServer server(loop, reads_no_frame);
    RudeServer clock(loop, says_nothing);
    connect(server.socket_url(), {.handshake = milliseconds(500)});
    ASSERT_TRUE(until_seen(1));
    auto open = std::move(socket);
    // A second one that runs into the same limit later: by then the first one's has passed.
    connect(clock.socket_url(), {.handshake = milliseconds(500)});
    ASSERT_TRUE(until_closed());
    EXPECT_THAT(seen, ElementsAre("open", "closed"));
    EXPECT_EQ(server->open, 1U);
    end.reset();
    open->reset();
    ASSERT_TRUE(until_closed());
    EXPECT_EQ(end->detail, "localhost: dropped");
}

TEST_F(SocketClientTest, AnAddressOrServerThatCantBeUsed) {
    std::string gone;
    {
        const RudeServer server(loop, echoes);
        gone = server.socket_url("/secret");
    }
    RudeServer stranger(loop, echoes, Authority().issue("DNS:localhost"));
    RudeServer other(loop, echoes, authority.issue("DNS:other.example"));
    const std::pair<std::string, const char*> cases[] = {
        {"secret", "no URL"},
        {"ws://example.org/secret", "this machine only"},
        {"https://example.org/secret", "for a websocket"},
        {gone, "can't be reached"},
        {stranger.socket_url("/secret"), "unable to get local issuer certificate"},
        {other.socket_url("/secret"), "hostname mismatch"},
    };
    for (const auto& [url, detail] : cases) {
        seen.clear();
        end.reset();
        connect(url);
        ASSERT_TRUE(until_closed());
        EXPECT_THAT(seen, ElementsAre("closed"));
        EXPECT_THAT(end->detail, HasSubstr(detail));
    }
    EXPECT_THAT(stranger->requests, IsEmpty());
    EXPECT_THAT(other->requests, IsEmpty());
}

TEST_F(SocketClientTest, AProxyTunnels) {
    RudeServer server(loop, echoes, authority.issue("DNS:wss.example"));
    RudeServer proxy(loop, tunnels);
    proxy->behind = server.port();
    connect("wss://wss.example/link", {.proxy = *proxy_from_environment(proxy.url(), "")});
    ASSERT_TRUE(until_seen(1));
    call([](SocketClient& it) { it.send("through"); });
    ASSERT_TRUE(until_seen(2));
    EXPECT_THAT(seen, ElementsAre("open", "text through"));
    EXPECT_THAT(proxy->requests[0], StartsWith("CONNECT wss.example:443 HTTP/1.1\r\n"));
    EXPECT_THAT(server->requests[0], HasSubstr("Host: wss.example\r\n"));
}

}  // namespace
}  // namespace goodturn::net
