#include "adapters/net/server.hpp"

#include "tests/support/browser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace goodturn::net {
namespace {

using support::Ask;
using support::fetch;
using support::run_until;
using support::Tab;
using testing::HasSubstr;

/// Answers every socket's text with the same text; refuses paths that end in "/no".
class ServerTest : public testing::Test {
protected:
    void start(Limits limits = {}) {
        Handlers handlers;
        handlers.get = [](const Request& request) {
            if (request.path == "/throws") throw std::runtime_error("a fault of the handler");
            return Response{.body = request.path + " " + request.host, .headers = {{"X-Test", "1"}}};
        };
        handlers.refuse_socket = [](const Request& request) -> std::optional<Response> {
            if (request.path == "/no") return Response{.status = 403, .body = "No."};
            return std::nullopt;
        };
        handlers.on_socket = [this](const std::shared_ptr<Socket>& socket) {
            sockets.push_back(socket);
            socket->on_text = [weak = std::weak_ptr(socket)](const std::string& text) {
                if (text == "throw") throw std::runtime_error("a fault of the handler");
                weak.lock()->send(text);
            };
            socket->on_closed = [this] { ++closed; };
        };
        server = std::make_unique<Server>(loop.get_executor(), std::move(handlers), limits);
        port = server->start("127.0.0.1", 0);
    }

    void stop() {
        bool stopped = false;
        server->stop([&] { stopped = true; });
        EXPECT_FALSE(stopped) << "never from within the call";
        EXPECT_TRUE(run_until(loop, [&] { return stopped; }));
    }

    boost::asio::io_context loop{1};
    std::vector<std::shared_ptr<Socket>> sockets;
    int closed = 0;
    std::unique_ptr<Server> server;
    std::uint16_t port = 0;
};

TEST_F(ServerTest, AnswersAGetWithoutTheQueryAndWithSecurityHeaders) {
    start();
    const auto answer = fetch(loop, port, {.target = "/a?b=c", .host = "localhost:1"});
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, "/a localhost:1");
    EXPECT_EQ(answer.headers["X-Test"], "1");
    EXPECT_EQ(answer.headers["X-Content-Type-Options"], "nosniff");
    EXPECT_EQ(answer.headers["Referrer-Policy"], "no-referrer");
    EXPECT_EQ(answer.headers["Cache-Control"], "no-store");
    const auto policy = std::string(answer.headers["Content-Security-Policy"]);
    EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
}

TEST_F(ServerTest, AnswersHeadWithoutBodyAndRefusesOtherMethods) {
    start();
    const auto head = fetch(loop, port, {.target = "/a", .method = support::http::verb::head});
    EXPECT_EQ(head.status, 200U);
    EXPECT_EQ(head.headers["Content-Length"], "12");
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(fetch(loop, port, {.target = "/a", .method = support::http::verb::post}).status, 405U);
}

TEST_F(ServerTest, AFaultOfAHandlerEndsOnlyThatConnection) {
    start();
    Tab calm(loop);
    Tab faulty(loop);
    ASSERT_EQ(calm.connect(port, {.target = "/s"}), 101U);
    ASSERT_EQ(faulty.connect(port, {.target = "/s"}), 101U);
    EXPECT_EQ(fetch(loop, port, {.target = "/throws"}).status, 0U);
    faulty.send("throw");
    EXPECT_EQ(faulty.next(), std::nullopt);
    calm.send("still here");
    EXPECT_EQ(calm.next(), "still here");
    EXPECT_EQ(closed, 1);
}

TEST_F(ServerTest, ARefusedSocketGetsTheAnswer) {
    start();
    Tab tab(loop);
    EXPECT_EQ(tab.connect(port, {.target = "/no"}), 403U);
    EXPECT_TRUE(sockets.empty());
}

TEST_F(ServerTest, AMessageOfTheLimitPassesALongerOneCloses) {
    start({.message = 1000});
    Tab tab(loop);
    ASSERT_EQ(tab.connect(port, {.target = "/s"}), 101U);
    tab.send(std::string(1000, 'x'));
    EXPECT_EQ(tab.next(), std::string(1000, 'x'));
    tab.send(std::string(1001, 'x'));
    EXPECT_EQ(tab.close_code(), 1009);
    EXPECT_TRUE(run_until(loop, [this] { return closed == 1; }));
}

TEST_F(ServerTest, BinaryAndInvalidUtf8AreRefused) {
    start();
    Tab binary(loop);
    ASSERT_EQ(binary.connect(port, {.target = "/s"}), 101U);
    binary.send("x", false);
    EXPECT_EQ(binary.close_code(), 1003);
    Tab broken(loop);
    ASSERT_EQ(broken.connect(port, {.target = "/s"}), 101U);
    broken.send("\xff\xfe");
    EXPECT_EQ(broken.close_code(), 1007);
}

TEST_F(ServerTest, WhatIsQueuedGoesOutBeforeTheCloseFrame) {
    start();
    Tab tab(loop);
    ASSERT_EQ(tab.connect(port, {.target = "/s"}), 101U);
    const std::string big(3'000'000, 'x');
    sockets[0]->send(big);
    sockets[0]->send("last");
    sockets[0]->close(1008, "enough");
    sockets[0]->send("never sent");
    EXPECT_EQ(tab.next(), big);
    EXPECT_EQ(tab.next(), "last");
    EXPECT_EQ(tab.close_code(), 1008);
}

TEST_F(ServerTest, ASlowReaderIsDroppedAndOthersGoOn) {
    start({.queued = 4'000'000});
    Tab slow(loop);
    slow.never_read();
    Tab other(loop);
    ASSERT_EQ(slow.connect(port, {.target = "/s"}), 101U);
    ASSERT_EQ(other.connect(port, {.target = "/s"}), 101U);
    const std::string chunk(1'000'000, 'x');
    for (int i = 0; i < 100 && closed == 0; ++i) {
        sockets[0]->send(chunk);
        loop.restart();
        loop.poll();
    }
    EXPECT_TRUE(run_until(loop, [this] { return closed == 1; }));
    other.send("fine");
    EXPECT_EQ(other.next(), "fine");
}

TEST_F(ServerTest, ManyConnectionsAtOnceAndNoneBeyondTheLimit) {
    start({.connections = 60});
    std::vector<std::unique_ptr<Tab>> tabs;
    for (int i = 0; i < 60; ++i) {
        tabs.push_back(std::make_unique<Tab>(loop));
        ASSERT_EQ(tabs.back()->connect(port, {.target = "/s"}), 101U);
    }
    EXPECT_EQ(fetch(loop, port, {.target = "/a"}).status, 0U);
    for (std::size_t i = 0; i < tabs.size(); ++i) tabs[i]->send(std::to_string(i));
    for (std::size_t i = 0; i < tabs.size(); ++i) EXPECT_EQ(tabs[i]->next(), std::to_string(i));
    for (std::size_t i = 0; i < 30; ++i) tabs[i]->vanish();
    EXPECT_TRUE(run_until(loop, [this] { return closed == 30; }));
    EXPECT_EQ(fetch(loop, port, {.target = "/a"}).status, 200U);
}

TEST_F(ServerTest, ARequestThatNeverEndsIsClosed) {
    start({.request = std::chrono::milliseconds(50)});
    support::tcp::socket socket(loop);
    socket.connect(support::loopback(port));
    boost::asio::write(socket, boost::asio::buffer(std::string("GET / HTTP/1.1\r\nHost: a")));
    bool ended = false;
    char byte = 0;
    socket.async_read_some(boost::asio::buffer(&byte, 1), [&](support::error_code error, std::size_t) {
        EXPECT_TRUE(error);
        ended = true;
    });
    EXPECT_TRUE(run_until(loop, [&] { return ended; }));
}

TEST_F(ServerTest, AHeaderThatIsTooLongIsClosed) {
    start();
    EXPECT_EQ(fetch(loop, port, {.target = "/" + std::string(20'000, 'a')}).status, 0U);
}

TEST_F(ServerTest, APeerThatAnswersNoPingIsGone) {
    start({.idle = std::chrono::milliseconds(50)});
    Tab silent(loop);
    silent.never_read();
    ASSERT_EQ(silent.connect(port, {.target = "/s"}), 101U);
    EXPECT_TRUE(run_until(loop, [this] { return closed == 1; }));
}

TEST_F(ServerTest, OfASocketThatDoesNotListenNoMoreIsReadUntilItDoes) {
    start();
    Tab tab(loop);
    Tab other(loop);
    ASSERT_EQ(tab.connect(port, {.target = "/s"}), 101U);
    sockets.front()->listen(false);
    tab.send("once more");
    EXPECT_EQ(tab.next(), "once more");
    tab.send("throw");
    ASSERT_EQ(other.connect(port, {.target = "/s"}), 101U);
    for (int i = 0; i < 10; ++i) {
        other.send("served");
        EXPECT_EQ(other.next(), "served");
    }
    EXPECT_EQ(closed, 0);
    sockets.front()->listen(true);
    EXPECT_TRUE(run_until(loop, [this] { return closed == 1; }));
}

TEST_F(ServerTest, StopSaysGoodbyeToASocketThatDoesNotListen) {
    start();
    Tab tab(loop);
    ASSERT_EQ(tab.connect(port, {.target = "/s"}), 101U);
    sockets.front()->listen(false);
    tab.send("once more");
    EXPECT_EQ(tab.next(), "once more");
    stop();
    EXPECT_EQ(tab.close_code(), 1001);
    EXPECT_EQ(closed, 1);
}

TEST_F(ServerTest, StopSaysGoodbyeAndListensNoMore) {
    start();
    Tab tab(loop);
    ASSERT_EQ(tab.connect(port, {.target = "/s"}), 101U);
    stop();
    EXPECT_EQ(tab.close_code(), 1001);
    EXPECT_EQ(closed, 1);
    support::tcp::socket socket(loop);
    support::error_code error;
    socket.connect(support::loopback(port), error);
    EXPECT_TRUE(error);
}

TEST_F(ServerTest, StopDoesNotWaitForEverForADeafPeer) {
    start({.goodbye = std::chrono::milliseconds(50)});
    Tab deaf(loop);
    deaf.never_read();
    ASSERT_EQ(deaf.connect(port, {.target = "/s"}), 101U);
    stop();
    EXPECT_TRUE(run_until(loop, [this] { return closed == 1; }));
}

TEST_F(ServerTest, StopWithNobodyConnected) {
    start();
    stop();
}

TEST_F(ServerTest, MayBeDestroyedWhileConnected) {
    start();
    Tab tab(loop);
    ASSERT_EQ(tab.connect(port, {.target = "/s"}), 101U);
    tab.send("on its way");
    server.reset();
    EXPECT_EQ(tab.next(), std::nullopt);
    EXPECT_EQ(closed, 0) << "no handler after the server is gone";
}

TEST_F(ServerTest, TakesTheNextPortIfOneIsTaken) {
    start();
    Server second(loop.get_executor(), {}, {});
    const auto next = second.start("127.0.0.1", port);
    EXPECT_GT(next, port);
    EXPECT_LE(next, port + 20);
}

TEST_F(ServerTest, ListensOnLoopbackOnly) {
    Server open(loop.get_executor(), {}, {});
    for (const char* address : {"0.0.0.0", "192.168.1.1", "example.org", ""}) {
        EXPECT_THROW((void)open.start(address, 0), std::runtime_error) << address;
    }
}

}  // namespace
}  // namespace goodturn::net
