#include "tests/adapters/net/client_fixture.hpp"

namespace goodturn::net {
namespace {

using std::chrono::milliseconds;
using support::run_until;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

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

TEST_F(ClientTest, WhatIsUrgentGoesThoughAllOthersHangAndTheyTakeNothingFromIt) {
    begin({.connections = 2, .reserved = 1});
    RudeServer server(loop, answers_when_told);
    for (int i = 0; i < 4; ++i) send(request(server.url("/" + std::to_string(i))));
    ASSERT_TRUE(run_until(loop, [&] { return server->requests.size() == 2; }));
    for (int i = 0; i < 2; ++i) {
        auto urgent = request(server.url("/urgent" + std::to_string(i)));
        urgent.urgent = true;
        send(std::move(urgent));
    }
    ASSERT_TRUE(run_until(loop, [&] { return server->requests.size() == 3; }));
    expect_quiet();
    server->go_on();
    EXPECT_TRUE(run_until(loop, [&] { return answered == 6; }));
    EXPECT_EQ(server->connections, 3U);
    EXPECT_THAT(server->requests[2], StartsWith("POST /urgent0 "));
    EXPECT_THAT(server->requests[3], StartsWith("POST /urgent1 "));
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
    EXPECT_EQ(server->connections, 1U);
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

}  // namespace
}  // namespace goodturn::net
