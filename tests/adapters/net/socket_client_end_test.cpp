#include "tests/adapters/net/socket_client_fixture.hpp"

#include <stdexcept>

namespace goodturn::net {
namespace {

using std::chrono::milliseconds;
using support::run_until;
using testing::ElementsAre;
using testing::Not;

/// How a websocket ends when its owner or a handler wants it to.
class SocketClientEndTest : public SocketClientTest {};

TEST_F(SocketClientEndTest, CloseGoesOutBehindWhatIsQueued) {
    RudeServer server(loop, echoes);
    connect(server.socket_url(), {.goodbye = std::chrono::hours(1)});
    ASSERT_TRUE(until_seen(1));
    const std::string big(1'000'000, 'x');
    call([&](SocketClient& it) { it.send(big), it.ping("p"), it.close(1001), it.send("never"), it.close(1000); });
    ASSERT_TRUE(until_closed());
    EXPECT_THAT(server->frames, ElementsAre(Frame{1, big}, Frame{9, "p"}, closing(1001)));
    EXPECT_EQ(end->code, 1001);
    EXPECT_THAT(seen, Not(testing::Contains("text " + big))) << "no text after close()";
    EXPECT_TRUE(run_until(loop, [&] { return server->open == 0; }));
}

TEST_F(SocketClientEndTest, AfterCloseNoTextIsReported) {
    RudeServer server(loop, says_its_frames_and_resets);  // reads nothing, so that the close frame has to wait
    server->says = {{1, "late"}, {9, "p"}};
    auto handlers = noting();
    handlers.on_open = [this] {
        note("open");
        socket->send(std::string(50'000'000, 'x'));
        socket->close(1000);
    };
    connect(server.socket_url(), std::move(handlers), {.goodbye = std::chrono::hours(1)});
    ASSERT_TRUE(until_seen(2));
    server->go_on();
    ASSERT_TRUE(until_closed());
    EXPECT_THAT(seen, ElementsAre("open", "ping p", "closed"));
}

TEST_F(SocketClientEndTest, AnAnsweredCloseDoesNotWaitForTheServerToCloseTcp) {
    RudeServer server(loop, never_closes, good);
    connect(server.socket_url(), {.goodbye = std::chrono::hours(1)});
    ASSERT_TRUE(until_seen(1));
    call([](SocketClient& it) { it.close(1000); });
    ASSERT_TRUE(until_closed());
    EXPECT_EQ(end->code, 1000);
    EXPECT_TRUE(run_until(loop, [&] { return server->open == 0; }));
}

TEST_F(SocketClientEndTest, ACloseThatNobodyAnswersIsBounded) {
    RudeServer deaf(loop, says_its_frames);
    RudeServer stuck(loop, reads_no_frame);
    for (auto* const server : {&deaf, &stuck}) {
        seen.clear();
        end.reset();
        connect(server->socket_url(), {.goodbye = milliseconds(50)});
        ASSERT_TRUE(until_seen(1));
        call([&](SocketClient& it) {
            if (server == &stuck) it.send(std::string(50'000'000, 'x'));
            it.close(1000);
        });
        ASSERT_TRUE(until_closed());
        EXPECT_EQ(end->detail, "localhost: closed, without an answer after 50 ms");
    }
    EXPECT_THAT(deaf->frames, ElementsAre(closing(1000)));
    EXPECT_TRUE(run_until(loop, [&] { return deaf->open == 0; }));
}

TEST_F(SocketClientEndTest, CloseBeforeItIsOpenAndResetDropAtOnce) {
    RudeServer silent(loop, says_nothing);
    for (const bool politely : {true, false}) {
        seen.clear();
        end.reset();
        connect(silent.socket_url());
        call([&](SocketClient& it) {
            it.send("lost");
            politely ? it.close(1000) : it.reset();
        });
        ASSERT_TRUE(until_closed());
        EXPECT_THAT(seen, ElementsAre("closed"));
    }
    RudeServer server(loop, says_its_frames);
    server->says = {{1, "one"}, {1, "two"}};
    auto handlers = noting();
    handlers.on_text = [this](const std::string& text) {
        note("text " + text);
        call([](SocketClient& it) { it.reset(); });
    };
    seen.clear();
    end.reset();
    connect(server.socket_url(), std::move(handlers));
    ASSERT_TRUE(until_closed());
    EXPECT_THAT(seen, ElementsAre("open", "text one", "closed"));
}

TEST_F(SocketClientEndTest, AFaultOfAHandlerEndsTheConnection) {
    RudeServer server(loop, says_its_frames);
    server->says = {{9, "fault"}, {1, "never seen"}};
    auto handlers = noting();
    handlers.on_ping = [](const std::string& payload) { throw std::runtime_error(payload); };
    connect(server.socket_url(), std::move(handlers));
    ASSERT_TRUE(until_closed());
    EXPECT_THAT(seen, ElementsAre("open", "closed"));
    EXPECT_EQ(end->detail, "localhost: a handler failed");
}

TEST_F(SocketClientEndTest, MayBeDestroyedByEachOfItsHandlers) {
    RudeServer server(loop, says_its_frames, good);
    server->says = {{1, "a"}, {9, "b"}, {10, "c"}, {2, "d"}, closing(1000)};
    const auto destroys = [this] {
        note("destroyed");
        socket.reset();
    };
    for (std::size_t which = 0; which < 6; ++which) {
        SocketHandlers handlers;
        if (which == 0) handlers.on_open = destroys;
        if (which == 1) handlers.on_text = [destroys](const std::string&) { destroys(); };
        if (which == 2) handlers.on_ping = [destroys](const std::string&) { destroys(); };
        if (which == 3) handlers.on_pong = [destroys](const std::string&) { destroys(); };
        if (which == 4) handlers.on_binary = destroys;
        if (which == 5) handlers.on_closed = [destroys](const SocketEnd&) { destroys(); };
        if (which < 5) handlers.on_closed = [](const SocketEnd&) { ADD_FAILURE() << "after it was destroyed"; };
        seen.clear();
        connect(server.socket_url(), std::move(handlers));
        ASSERT_TRUE(until_seen(1));
        EXPECT_TRUE(run_until(loop, [&] { return server->open == 0; }));
        expect_quiet();
    }
}

TEST_F(SocketClientEndTest, MayBeDestroyedAtAnyMoment) {
    RudeServer server(loop, echoes, good);
    auto handlers = noting();
    handlers.on_open = [this] {
        socket->send(std::string(1000, 'x'));
        socket->ping("p");
        socket->close(1000);
    };
    for (std::size_t steps = 0; !end; ++steps) {
        ASSERT_LT(steps, 1000U);
        connect(server.socket_url(), handlers);
        for (std::size_t i = 0; i < steps && !end; ++i) {
            loop.restart();
            loop.run_one();
        }
        socket.reset();
        expect_quiet();
    }
    EXPECT_TRUE(run_until(loop, [&] { return server->open == 0; }));
}

TEST_F(SocketClientEndTest, MayEndWithTheLoop) {
    RudeServer server(loop, echoes, good);
    connect(server.socket_url());
    ASSERT_TRUE(until_seen(1));
    socket->send(std::string(5'000'000, 'x'));
    loop.restart();
    loop.run_one();
    // The fixture's members go away in the order that is asked for: the socket, then the loop.
}

}  // namespace
}  // namespace goodturn::net
