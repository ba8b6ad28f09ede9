#include "adapters/net/client.hpp"

#include "tests/adapters/net/rude_server.hpp"
#include "tests/support/run_until.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <stdexcept>

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
        if (!run_until(loop, [&] { return result->has_value(); })) {
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
        EXPECT_THAT(result.error().detail, HasSubstr(detail));
        EXPECT_THAT(result.error().detail, Not(HasSubstr("secret")));
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

TEST_F(ClientTest, SendsARequestOverTlsAndGivesTheAnswer) {
    RudeServer server(loop, answers, good);
    server->answer = "HTTP/1.1 201 Made\r\nX-One: 1\r\nx-two:  2 \r\nX-One: other\r\nContent-Length: 5\r\n\r\nhello";
    const auto came = answer(ask({.method = "POST",
                                  .url = server.url("/api/chat?a=b%20c"),
                                  .headers = {{"Authorization", "Bearer x"}, {"Content-Type", "text/plain"}},
                                  .body = "a=1"}));
    EXPECT_EQ(came.status, 201U);
    EXPECT_EQ(came.body, "hello");
    EXPECT_EQ(came.header("x-ONE"), "1");
    EXPECT_EQ(came.header("X-Two"), "2");
    EXPECT_EQ(came.header("X-Three"), "");
    EXPECT_THAT(server->requests,
                ElementsAre("POST /api/chat?a=b%20c HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) +
                            "\r\nUser-Agent: goodturn\r\nAuthorization: Bearer x\r\n"
                            "Content-Type: text/plain\r\nContent-Length: 3\r\n\r\na=1"));
    EXPECT_THAT(server->names, ElementsAre("localhost"));
}

TEST_F(ClientTest, AGetHasNoLengthAndAnEmptyPostHas) {
    RudeServer server(loop, answers);
    answer(ask({.url = server.url()}));
    answer(ask({.method = "POST", .url = server.url()}));
    EXPECT_THAT(server->requests[0], Not(HasSubstr("Content-Length")));
    EXPECT_THAT(server->requests[1], HasSubstr("Content-Length: 0\r\n"));
}

TEST_F(ClientTest, ReadsEveryWayToEndAnAnswer) {
    struct Case {
        const char* answer;
        unsigned status;
        const char* body;
    };
    for (const auto& [text, status, body] : {
             Case{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX: y\r\n\r\n",
                  200, "abcde"},
             Case{"HTTP/1.1 500 Oh\r\nContent-Length: 3\r\n\r\nno.", 500, "no."},
             Case{"HTTP/1.1 302 There\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\n\r\n", 302, ""},
             Case{"HTTP/1.1 204 Nothing\r\n\r\n", 204, ""},
             Case{"HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 100 Go\r\n\r\nHTTP/1.1 429 Slow\r\nContent-Length: "
                  "1\r\n\r\nx",
                  429, "x"},
             Case{"HTTP/1.1 200 OK\r\n\r\nuntil the end", 200, "until the end"},
             Case{"HTTP/1.0 200 OK\r\n\r\nold", 200, "old"},
         }) {
        RudeServer server(loop, answers_and_closes);
        server->answer = text;
        const auto came = answer(ask({.url = server.url()}));
        EXPECT_EQ(came.status, status) << text;
        EXPECT_EQ(came.body, body) << text;
    }
}

TEST_F(ClientTest, AHeadHasNoBody) {
    RudeServer server(loop, answers);
    server->answer = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n";
    const auto came = answer(ask({.method = "HEAD", .url = server.url()}));
    EXPECT_EQ(came.header("content-length"), "12");
    EXPECT_EQ(came.body, "");
}

TEST_F(ClientTest, ABigBodyGoesBothWays) {
    RudeServer server(loop, answers, good);
    const std::string big(3'000'000, 'x');
    server->answer = "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + big;
    EXPECT_EQ(answer(ask({.method = "PUT", .url = server.url(), .body = big})).body, big);
    EXPECT_THAT(server->requests[0], testing::EndsWith("\r\n\r\n" + big));
}

TEST_F(ClientTest, ATlsAnswerThatIsCutOffIsNone) {
    RudeServer server(loop, answers_and_closes, good);
    server->answer = "HTTP/1.1 200 OK\r\n\r\npay the 1";  // of 1000: only a close_notify would tell the end
    expect_error(ask(request(server.url("/secret"))), true, "no whole answer");
}

TEST_F(ClientTest, AnAnswerThatIsTooBigOrNoneAtAllIsAnError) {
    for (const char* text : {"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n",
                             "HTTP/1.1 200 OK\r\n\r\n12345678901", "Hello.\r\n\r\n", "\r\n",
                             "HTTP/1.1 200 OK\r\nContent-Length: no\r\n\r\n"}) {
        RudeServer server(loop, answers_and_closes);
        server->answer = text;
        auto limited = request(server.url("/secret"));
        limited.max_answer = 10;
        expect_error(ask(std::move(limited)), true, "no whole answer");
    }
    RudeServer server(loop, answers);
    server->answer = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234567890";
    auto limited = request(server.url());
    limited.max_answer = 10;
    EXPECT_EQ(answer(ask(std::move(limited))).body, "1234567890");
}

TEST_F(ClientTest, AConnectionIsUsedAgain) {
    RudeServer server(loop, answers, good);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(answer(ask(request(server.url()))).body, "ok");
    EXPECT_EQ(server->connections, 1U);
}

TEST_F(ClientTest, NotIfTheServerSaysSoOrSaidTooMuch) {
    for (const char* text :
         {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad"}) {
        for (const bool secure : {false, true}) {
            RudeServer server(loop, answers, secure ? std::optional(good) : std::nullopt);
            server->answer = text;
            EXPECT_EQ(answer(ask(request(server.url()))).body, "ok");
            EXPECT_EQ(answer(ask(request(server.url()))).body, "ok");
            EXPECT_EQ(server->connections, 2U);
        }
    }
}

TEST_F(ClientTest, AConnectionThatTheServerClosedIsNotUsed) {
    for (const bool secure : {false, true}) {
        RudeServer server(loop, answers_and_closes, secure ? std::optional(good) : std::nullopt);
        EXPECT_EQ(answer(ask(request(server.url()))).body, "ok");
        ASSERT_TRUE(run_until(loop, [&] { return server->open == 0; }));
        EXPECT_EQ(answer(ask(request(server.url()))).body, "ok");
        EXPECT_EQ(server->connections, 2U);
    }
}

TEST_F(ClientTest, ARequestThatMetACloseIsNotRepeatedBehindTheCallersBack) {
    RudeServer server(loop, answers_once, good);
    EXPECT_EQ(answer(ask(request(server.url()))).body, "ok");
    expect_error(ask(request(server.url("/secret"))), true, "localhost: no whole answer");
    EXPECT_THAT(server->requests, SizeIs(2));
    EXPECT_EQ(answer(ask(request(server.url()))).body, "ok");
    EXPECT_EQ(server->connections, 2U);
}

TEST_F(ClientTest, AnIdleConnectionIsClosedAfterAWhile) {
    begin({.idle_for = milliseconds(20)});
    RudeServer server(loop, answers, good);
    EXPECT_EQ(answer(ask(request(server.url()))).body, "ok");
    EXPECT_TRUE(run_until(loop, [&] { return server->open == 0; }));
    EXPECT_EQ(answer(ask(request(server.url()))).body, "ok");
}

TEST_F(ClientTest, OnlyAFewIdleConnectionsAreKept) {
    begin({.idle = 2});
    RudeServer server(loop, answers_when_told);
    for (int i = 0; i < 5; ++i) send(request(server.url()));
    ASSERT_TRUE(run_until(loop, [&] { return server->requests.size() == 5; }));
    EXPECT_EQ(server->open, 5U);
    server->go_on();
    EXPECT_TRUE(run_until(loop, [&] { return answered == 5 && server->open == 2; }));
}

TEST_F(ClientTest, BeyondTheLimitOfAHostRequestsWaitInTheirOrder) {
    begin({.connections = 2});
    RudeServer server(loop, answers_when_told);
    RudeServer other(loop, answers);
    for (int i = 0; i < 6; ++i) send(request(server.url("/" + std::to_string(i))));
    EXPECT_EQ(answer(ask(request(other.url()))).body, "ok") << "another host does not wait";
    ASSERT_TRUE(run_until(loop, [&] { return server->requests.size() == 2; }));
    expect_quiet();
    EXPECT_EQ(answered, 1U);
    server->go_on();
    EXPECT_TRUE(run_until(loop, [&] { return answered == 7; }));
    EXPECT_EQ(server->connections, 2U);
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_THAT(server->requests[i], StartsWith("POST /" + std::to_string(i) + " "));
    }
}

TEST_F(ClientTest, TheDeadlineCountsWhileWaitingForATurn) {
    begin({.connections = 1});
    RudeServer server(loop, answers_when_told);
    const auto first = send(request(server.url()));
    auto second = request(server.url("/secret"));
    second.deadline = milliseconds(30);
    expect_error(ask(std::move(second)), false, "localhost: nothing after 30 ms, while waiting for a turn");
    server->go_on();
    EXPECT_EQ(answer(outcome(first)).body, "ok");
    EXPECT_EQ(answer(ask(request(server.url()))).body, "ok");
    EXPECT_THAT(server->requests, SizeIs(2));
}

TEST_F(ClientTest, AConnectionThatFailsMakesRoomForWhoWaits) {
    begin({.connections = 1});
    RudeServer server(loop, resets_at_the_request);
    for (int i = 0; i < 3; ++i) send(request(server.url()));
    EXPECT_TRUE(run_until(loop, [&] { return answered == 3; }));
    EXPECT_EQ(server->connections, 3U);
}

TEST_F(ClientTest, AServerThatSaysNothingRunsIntoTheDeadline) {
    RudeServer silent(loop, says_nothing);
    RudeServer half_an_answer(loop, answers_and_stays_silent);
    half_an_answer->answer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nslowly";
    auto quick = request("https://localhost:" + std::to_string(silent.port()) + "/secret");
    quick.deadline = milliseconds(500);
    const auto no_handshake = send(quick);
    quick.url = silent.url("/secret");
    const auto no_answer = send(quick);
    quick.url = half_an_answer.url("/secret");
    const auto no_end = send(quick);
    expect_error(outcome(no_handshake), false, "localhost: nothing after 500 ms, while connecting");
    expect_error(outcome(no_answer), true, "while waiting for the answer");
    expect_error(outcome(no_end), true, "while waiting for the answer");
    EXPECT_TRUE(run_until(loop, [&] { return silent->open + half_an_answer->open == 0; }));
}

TEST_F(ClientTest, ARequestThatTheServerDoesNotTakeIsMaybeSent) {
    RudeServer server(loop, reads_nothing);
    auto big = request(server.url("/secret"));
    big.body = std::string(50'000'000, 'x');
    big.deadline = milliseconds(500);
    big.headers.clear();
    expect_error(ask(std::move(big)), true, "while sending");
}

TEST_F(ClientTest, AConnectionThatEndsInTheMiddleIsAnError) {
    for (const bool secure : {false, true}) {
        const auto certificate = secure ? std::optional(good) : std::nullopt;
        RudeServer resets(loop, resets_at_the_request, certificate);
        expect_error(ask(request(resets.url("/secret"))), true, "no whole answer");
        RudeServer closes(loop, answers_and_closes, certificate);
        for (const char* text : {"", "HTTP/1.1 200 OK\r\nConte", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
                                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha"}) {
            closes->answer = text;
            expect_error(ask(request(closes.url("/secret"))), true, "no whole answer");
        }
    }
}

TEST_F(ClientTest, NobodyListens) {
    std::string url;
    {
        const RudeServer gone(loop, answers, good);
        url = gone.url("/secret");
    }
    expect_error(ask(request(url)), false, "localhost can't be reached");
}

TEST_F(ClientTest, ACertificateHasToBeGood) {
    const Authority stranger;
    struct Case {
        Certificate certificate;
        const char* host;
        const char* detail;
    };
    for (const auto& [certificate, host, detail] : {
             Case{authority.issue("DNS:other.example"), "localhost", "hostname mismatch"},
             Case{authority.issue("DNS:localhost"), "127.0.0.1", "IP address mismatch"},
             Case{authority.issue("DNS:localhost", -1), "localhost", "certificate has expired"},
             Case{stranger.issue("DNS:localhost"), "localhost", "unable to get local issuer certificate"},
         }) {
        RudeServer server(loop, answers, certificate);
        expect_error(ask(request(server.url("/secret", host))), false, std::string(host) + ": " + detail);
        EXPECT_THAT(server->requests, IsEmpty());
    }
}

TEST_F(ClientTest, AnAddressIsNoNameToAskFor) {
    RudeServer server(loop, answers, good);
    EXPECT_EQ(answer(ask(request(server.url("/", "127.0.0.1")))).body, "ok");
    EXPECT_THAT(server->names, ElementsAre(""));
}

TEST_F(ClientTest, TlsIsNeverLeftOut) {
    RudeServer plain(loop, speaks_first);
    expect_error(ask(request("https://localhost:" + std::to_string(plain.port()) + "/secret")), false, "no TLS");
}

TEST_F(ClientTest, WhatIsNoRequestIsAnErrorToo) {
    RudeServer server(loop, answers);
    expect_error(ask(request("secret")), false, "no URL");
    expect_error(ask(request("http://example.org/secret")), false, "this machine only");
    expect_error(ask(request(server.socket_url("/secret"))), false, "websocket");
    auto lines = request(server.url("/secret"));
    lines.headers = {{"X", "secret\r\nY: secret"}};
    expect_error(ask(lines), false, "a header has two lines");
    lines.headers = {{"X: secret", "y"}};
    expect_error(ask(lines), false, "a header's name");
    lines.headers = {};
    lines.method = "GET secret";
    expect_error(ask(lines), false, "method");
    EXPECT_THAT(server->requests, IsEmpty());
}

TEST_F(ClientTest, AProxyTunnelsToATlsServer) {
    const auto certificate = authority.issue("DNS:files.example");
    RudeServer server(loop, answers, certificate);
    RudeServer proxy(loop, tunnels);
    proxy->behind = server.port();
    auto options = ClientOptions{.proxy = *proxy_from_environment("http://me:secret@" + proxy.url().substr(7), "")};
    begin(options);
    EXPECT_EQ(answer(ask(request("https://files.example/up"))).body, "ok");
    EXPECT_EQ(answer(ask(request("https://files.example/up"))).body, "ok");
    EXPECT_THAT(proxy->requests, ElementsAre("CONNECT files.example:443 HTTP/1.1\r\nHost: files.example:443\r\n"
                                             "Proxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n"));
    EXPECT_THAT(server->names, ElementsAre("files.example"));
    EXPECT_THAT(server->requests[0], StartsWith("POST /up HTTP/1.1\r\nHost: files.example\r\n"));
    EXPECT_THAT(server->requests[0], Not(HasSubstr("Proxy-Authorization")));
    expect_error(ask(request("https://other.example/secret")), false, "hostname mismatch");

    RudeServer here(loop, answers, good);
    EXPECT_EQ(answer(ask(request(here.url()))).body, "ok");
    EXPECT_THAT(proxy->requests, SizeIs(2)) << "not to this machine";
}

TEST_F(ClientTest, AProxyThatRefusesOrTalksNonsense) {
    struct Case {
        const char* answer;
        const char* detail;
    };
    for (const auto& [text, detail] : {
             Case{"HTTP/1.1 407 Who?\r\nContent-Length: 0\r\n\r\n", "refused: 407"},
             Case{"HTTP/1.1 503 No\r\n\r\n", "refused: 503"},
             Case{"Hello, this is no proxy.\r\n\r\n", "refused: 0"},
             Case{"HTTP/1.1 200 OK\r\n\r\nand more", "nonsense"},
             Case{"HTTP/1.1 200", "went away"},
             Case{"", "went away"},
         }) {
        RudeServer proxy(loop, answers_and_closes);
        proxy->answer = text;
        begin({.proxy = *proxy_from_environment("http://me:secret@" + proxy.url().substr(7), "")});
        expect_error(ask(request("https://files.example/secret")), false, detail);
    }
    RudeServer endless(loop, answers_and_stays_silent);
    endless->answer = "HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x');
    begin({.proxy = *proxy_from_environment(endless.url(), "")});
    expect_error(ask(request("https://files.example/secret")), false, "went away");
    RudeServer silent(loop, says_nothing);
    begin({.proxy = *proxy_from_environment(silent.url(), "")});
    auto quick = request("https://files.example/secret");
    quick.deadline = milliseconds(30);
    expect_error(ask(std::move(quick)), false, "while connecting");
}

TEST_F(ClientTest, WhoAskedMayFailOrAskAgain) {
    RudeServer server(loop, answers);
    client->send(request(server.url()), [](const Result&) { throw std::runtime_error("a fault of the caller"); });
    std::shared_ptr<std::optional<Result>> second;
    client->send(request(server.url()), [&](const Result&) { second = send(request(server.url())); });
    EXPECT_TRUE(run_until(loop, [&] { return second && *second; }));
    EXPECT_EQ(answer(**second).body, "ok");
}

TEST_F(ClientTest, MayBeDestroyedAtAnyMoment) {
    RudeServer server(loop, answers, good);
    // Step by step: every state of waiting, connecting, shaking hands, sending and receiving comes to its turn.
    for (std::size_t steps = 0; answered == 0; ++steps) {
        ASSERT_LT(steps, 1000U);
        begin({.connections = 1});
        send(request(server.url()));
        send(request(server.url()));
        for (std::size_t i = 0; i < steps && answered == 0; ++i) {
            loop.restart();
            loop.run_one();
        }
        const auto before = answered;
        client.reset();
        expect_quiet();
        EXPECT_EQ(answered, before) << "after the client was gone";
    }
    EXPECT_TRUE(run_until(loop, [&] { return server->open == 0; }));
}

TEST_F(ClientTest, MayBeDestroyedByItsAnswerAndWithTheLoop) {
    RudeServer server(loop, answers, good);
    bool gone = false;
    client->send(request(server.url()), [&](const Result&) {
        client.reset();
        gone = true;
    });
    EXPECT_TRUE(run_until(loop, [&] { return gone; }));

    auto brief = std::make_unique<boost::asio::io_context>(1);
    Client other(brief->get_executor(), tls);
    other.send(request(server.url()), [](const Result&) { ADD_FAILURE(); });
    brief->run_one();
    std::optional<Client> second(std::in_place, brief->get_executor(), tls);
    second->send(request(server.url()), [](const Result&) { ADD_FAILURE(); });
    second.reset();
}

TEST(Tls, AnAuthorityThatCantBeReadIsAnError) {
    EXPECT_THROW(Tls("/nowhere/authority.pem"), std::runtime_error);
    const Authority authority;
    std::ofstream(authority.file()) << "nothing";
    EXPECT_THROW(Tls(authority.file()), std::runtime_error);
}

}  // namespace
}  // namespace goodturn::net
