#include "adapters/matrix/login.hpp"
#include "adapters/matrix/session.hpp"

#include "tests/support/folder.hpp"
#include "tests/support/matrix_server/homeserver.hpp"
#include "tests/support/matrix_server/http_host.hpp"
#include "tests/support/run_until.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>

#include <sys/stat.h>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::HasSubstr;

/// An account whose token is good for five minutes, on a server behind a socket; the clock is the test's.
class Renewed : public testing::Test {
protected:
    Renewed() {
        server.url = host.url();
        (void)server.answer({.method = "POST", .url = server.url + "/device"});
        const auto tokens = read_tokens(
            *server.answer(
                {.method = "POST", .url = server.url + "/token", .body = "client_id=client&device_code=secret"}),
            now);
        login.homeserver = server.url;
        login.user = server.user;
        login.session_file = folder / "session";
        write_session(login.session_file,
                      {server.url, server.user, "DEVICE", tokens->token, tokens->refresh, "client", tokens->until});
        server.seen.clear();
        begin();
    }
    /// As after a restart.
    void begin() {
        api = std::make_shared<Api>(
            loop.get_executor(), std::make_unique<net::Client>(loop.get_executor(), std::make_shared<net::Tls>()),
            login.homeserver, [this] { return now; },
            [this](const Problem& problem) { refusals.push_back(problem.detail); });
    }
    template <class What>
    What result(asio::awaitable<What> what) {
        std::optional<What> result;
        asio::co_spawn(loop, std::move(what), [&](const std::exception_ptr& thrown, What came) {
            EXPECT_FALSE(thrown);
            result = std::move(came);
        });
        EXPECT_TRUE(support::run_until(loop, [&] { return result.has_value(); }));
        return std::move(*result);
    }
    /// How a call of this account ends.
    std::string asked() {
        const auto reply = result(api->call({.name = "whoami", .path = "account/whoami"}));
        return reply ? reply->root()["user_id"].text() : reply.error().detail;
    }
    void enter() {
        const auto entered = result(matrix::enter(*api, login));
        ASSERT_TRUE(entered) << entered.error().detail;
    }
    [[nodiscard]] Stored kept() const { return read_session(login.session_file).value_or(Stored{}); }

    support::Folder folder;
    asio::io_context loop{1};
    chat::Instant now{1'801'130'400'000ms};
    matrix_server::Homeserver server{[this] { return now; }};
    matrix_server::HttpHost host{loop, [this](const net::HttpRequest& request) { return server.answer(request); }};
    Login login;
    std::shared_ptr<Api> api;
    std::vector<std::string> refusals;
};

TEST_F(Renewed, BeforeTheTokenEndsAndNoSooner) {
    enter();
    now += 3min;
    EXPECT_EQ(asked(), server.user);
    EXPECT_EQ(server.refreshes(), 0U);
    now += 1min;
    EXPECT_EQ(asked(), server.user);
    EXPECT_EQ(server.refreshes(), 1U);
    EXPECT_EQ(asked(), server.user);
    EXPECT_EQ(server.refreshes(), 1U);
    EXPECT_EQ(kept().token, server.token());
    EXPECT_EQ(kept().until, now + 5min);
    struct stat found{};
    ASSERT_EQ(stat(login.session_file.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
}

TEST_F(Renewed, ForHoursOfFiveMinutes) {
    enter();
    for (int i = 0; i < 6 * 60; ++i) {
        now += 1min;
        ASSERT_EQ(asked(), server.user) << i;
        if (i % 100 == 50) {
            begin();
            enter();
        }
    }
    EXPECT_LE(server.refreshes(), 6U * 60 / 4 + 1);
    EXPECT_TRUE(refusals.empty());
}

TEST_F(Renewed, AtTheStartWhereItEndedMeanwhile) {
    now += 24h;
    enter();
    EXPECT_EQ(server.refreshes(), 1U);
    EXPECT_EQ(asked(), server.user);
}

TEST_F(Renewed, WhereTheServerTakesItNoMoreThoughItShould) {
    enter();
    server.token_lasts = 10s;  // of the one that comes
    now += 4min;
    EXPECT_EQ(asked(), server.user);
    server.token_lasts = 1h;
    auto session = kept();
    session.until.reset();
    write_session(login.session_file, session);
    begin();
    enter();
    now += 1min;
    EXPECT_EQ(asked(), server.user);
    EXPECT_TRUE(refusals.empty());
    EXPECT_EQ(kept().until, now + 1h);
}

TEST_F(Renewed, OnceHoweverManyWait) {
    enter();
    now += 6min;
    int answered = 0;
    for (int i = 0; i < 10; ++i) {
        asio::co_spawn(loop, api->call({.name = "whoami", .path = "account/whoami"}),
                       [&](const std::exception_ptr& thrown, const Reply& reply) {
                           EXPECT_FALSE(thrown);
                           EXPECT_TRUE(reply) << reply.error().detail;
                           ++answered;
                       });
    }
    ASSERT_TRUE(support::run_until(loop, [&] { return answered == 10; }));
    EXPECT_EQ(server.refreshes(), 1U);
}

TEST_F(Renewed, ThoughTheAnswerIsLost) {
    enter();
    server.lost = 1;
    now += 4min;
    EXPECT_EQ(asked(), server.user) << "the old token is still good";
    EXPECT_EQ(server.refreshes(), 1U);
    EXPECT_EQ(asked(), server.user);
    EXPECT_EQ(server.refreshes(), 1U) << "not again at once";
    now += 10s;
    EXPECT_EQ(asked(), server.user);
    EXPECT_EQ(server.refreshes(), 2U);

    server.lost = 2;
    now += 10min;
    EXPECT_THAT(asked(), HasSubstr("token: "));
    now += 10s;
    begin();
    enter();
    EXPECT_EQ(asked(), server.user);
    EXPECT_TRUE(refusals.empty());
}

TEST_F(Renewed, OnlyOnceItIsKept) {
    enter();
    std::filesystem::create_directory(folder / "session.new");
    now += 6min;
    EXPECT_THAT(asked(), HasSubstr("can't be kept"));
    std::filesystem::remove(folder / "session.new");
    now += 10s;
    EXPECT_EQ(asked(), server.user) << "the server still takes what is kept";
}

TEST_F(Renewed, NotByWhoLeavesThatToAnother) {
    login.renew = false;
    enter();
    now += 6min;
    EXPECT_THAT(asked(), HasSubstr("M_UNKNOWN_TOKEN"));
    EXPECT_EQ(server.refreshes(), 0U);
}

TEST_F(Renewed, NeverAgainOnceThatIsRefused) {
    enter();
    server.ended = true;
    for (int i = 0; i < 3; ++i) EXPECT_THAT(asked(), HasSubstr("log in again with `goodturn matrix login`"));
    EXPECT_EQ(server.refreshes(), 1U);
    EXPECT_EQ(refusals.size(), 1U);
}

TEST_F(Renewed, WhatARunningBotCantRenewStopsItWithASentence) {
    Session session(loop.get_executor(), std::make_shared<net::Tls>(), {.login = login},
                    {.now = [this] { return now; },
                     .sink = [](engine::Intake /*item*/, std::move_only_function<void(bool)> done) { done(true); }});
    session.start(std::nullopt);
    ASSERT_TRUE(support::run_until(loop, [&] { return session.state().contains("connected, last heard"); }));
    now += 6min;
    ASSERT_TRUE(support::run_until(loop, [&] { return server.refreshes() == 1; }));
    server.ended = true;
    ASSERT_TRUE(support::run_until(loop, [&] { return session.state().contains("not in use"); }));
    EXPECT_EQ(session.state(),
              "Matrix (@goodturn:example.org): not in use: the server has ended the session (invalid_grant): stop the "
              "bot, log in again with `goodturn matrix login`, and start it.");
    EXPECT_EQ(server.refreshes(), 2U);
}

}  // namespace
}  // namespace goodturn::matrix
