#include "tests/adapters/net/client_fixture.hpp"

#include <fstream>
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

/// Whom it reaches, through what, and how it ends.
class ClientReachTest : public ClientTest {};

TEST_F(ClientReachTest, NobodyListens) {
    std::string url;
    {
        const RudeServer gone(loop, answers, good);
        url = gone.url("/secret");
    }
    expect_error(ask(request(url)), false, "localhost can't be reached");
}

TEST_F(ClientReachTest, TheNextAddressOfAHostIsTriedToo) {
    std::optional<RudeServer> server;
    try {
        server.emplace(loop, answers, good, boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v6::loopback(), 0));
    } catch (const boost::system::system_error&) {
        GTEST_SKIP() << "no IPv6 here";
    }
    EXPECT_EQ(answer(ask(request(server->url()))).body, "ok");
}

TEST_F(ClientReachTest, ACertificateHasToBeGood) {
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

TEST_F(ClientReachTest, AnAddressIsNoNameToAskFor) {
    RudeServer server(loop, answers, good);
    EXPECT_EQ(answer(ask(request(server.url("/", "127.0.0.1")))).body, "ok");
    EXPECT_THAT(server->names, ElementsAre(""));
}

TEST_F(ClientReachTest, TlsIsNeverLeftOut) {
    RudeServer plain(loop, speaks_first);
    expect_error(ask(request("https://localhost:" + std::to_string(plain.port()) + "/secret")), false, "no TLS");
}

TEST_F(ClientReachTest, WhatIsNoRequestIsAnErrorToo) {
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

TEST_F(ClientReachTest, AProxyTunnelsToATlsServer) {
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

TEST_F(ClientReachTest, AProxyThatRefusesOrTalksNonsense) {
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

TEST_F(ClientReachTest, WhoAskedMayFailOrAskAgain) {
    RudeServer server(loop, answers);
    client->send(request(server.url()), [](const Result&) { throw std::runtime_error("a fault of the caller"); });
    std::shared_ptr<std::optional<Result>> second;
    client->send(request(server.url()), [&](const Result&) { second = send(request(server.url())); });
    EXPECT_TRUE(run_until(loop, [&] { return second && *second; }));
    EXPECT_EQ(answer(**second).body, "ok");
}

TEST_F(ClientReachTest, MayBeDestroyedAtAnyMoment) {
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

TEST_F(ClientReachTest, MayBeDestroyedByItsAnswerAndWithTheLoop) {
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
