#include "tests/adapters/slack/house.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

/// Each message is there once, whatever becomes of Slack's answer to chat.postMessage.
namespace goodturn::slack {
namespace {

using slack_server::Misanswer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

/// Everything passes five times as fast: Slack's clock, and the patience of the bot.
constexpr double speed = 5;

class LostPostsTest : public HouseTest {
protected:
    LostPostsTest() : HouseTest({.call = 2000ms, .look_ups = {400ms, 3000ms}, .person = 200ms}, monday(speed)) {
        connect();
    }

    static int each() {
        const char* number = std::getenv("GOODTURN_LOST_POSTS");  // NOLINT(concurrency-mt-unsafe): nobody sets it
        return number == nullptr ? 10 : std::atoi(number);        // NOLINT(cert-err34-c): a person gave it
    }

    /// What the bot says to them in their chat.
    std::vector<std::string> heard(const std::string& who) {
        std::vector<std::string> all;
        for (const auto& message : server.people.sees(who)) {
            if (!message.bot_id.empty()) all.push_back(message.text);
        }
        return all;
    }
    /// The same, cheap enough to be asked all the time.
    bool hears_nothing(const std::string& who) {
        return std::ranges::none_of(server.world.place(who, "").messages,
                                    [](const auto& message) { return !message.second.bot_id.empty(); });
    }
    /// A minute, and more the more there are.
    bool until_long(const std::function<bool()>& ready) {
        for (int i = 0; i < 2 + each() / 10; ++i) {
            if (until(ready)) return true;
        }
        return false;
    }
};

TEST_F(LostPostsTest, APostWhoseAnswerIsLostIsThereOnce) {
    server.faults.history_lags = 5s;
    const std::vector<Misanswer> ways{
        slack_server::taken_then_reset(),
        slack_server::taken_then_closed(),
        slack_server::taken_then_500(),
        slack_server::taken_then_502(),
        slack_server::taken_then_hangs(),
        slack_server::taken_then_internal_error(),
        slack_server::taken_late(12s),
        slack_server::resets(),
        slack_server::hangs(),
        slack_server::server_error(),
    };
    std::vector<std::string> all;
    for (const auto& way : ways) server.faults.on("chat.postMessage", way, each());
    for (int i = 0; i < each() * std::ssize(ways); ++i) {
        all.push_back(fmt::format("p{}", i));
        server.world.add_user({.team = "T1", .name = all.back()});
        server.people.types(all.back(), "helped @ben for the migration");
    }
    auto waiting = all.begin();
    EXPECT_TRUE(until_long([&] {
        while (waiting != all.end() && !hears_nothing(*waiting)) ++waiting;
        return waiting == all.end();
    }));
    // Of so many at once Slack repeats what was not acknowledged in time.
    EXPECT_TRUE(until_long([&] { return server.gateway.waiting() == 0; }));
    settle();
    for (const auto& one : all) EXPECT_THAT(heard(one), ElementsAre(HasSubstr("Noted, for you only"))) << one;
}

TEST_F(LostPostsTest, ASecondLossIsLookedUpAsWell) {
    server.faults.on("chat.postMessage", slack_server::resets());
    server.faults.on("chat.postMessage", slack_server::taken_then_500());
    server.people.types("ana", "helped @ben for the migration");
    ASSERT_TRUE(until_long([&] { return !hears_nothing("ana"); }));
    ASSERT_TRUE(until_long([&] { return server.calls_of("conversations.history").size() >= 3; }));
    settle();
    EXPECT_THAT(heard("ana"), SizeIs(1));
}

TEST_F(LostPostsTest, WhatCanNotBeLookedUpIsNotPostedAgain) {
    server.faults.on("chat.postMessage", slack_server::taken_then_500());
    may_fail = true;
    server.faults.on("conversations.history", slack_server::refuses("missing_scope"), slack_server::Faults::always);
    server.people.types("ana", "helped @ben for the migration");
    ASSERT_TRUE(until([&] { return server.calls_of("conversations.history").size() == 1; }));
    settle();
    EXPECT_THAT(heard("ana"), SizeIs(1));
}

TEST_F(LostPostsTest, ALookUpThatFailsIsTriedAgainBeforeAnythingIsPosted) {
    server.faults.on("chat.postMessage", slack_server::taken_then_reset());
    server.faults.on("conversations.history", slack_server::server_error());
    server.faults.on("conversations.history", slack_server::half_json());
    server.people.types("ana", "helped @ben for the migration");
    ASSERT_TRUE(until_long([&] { return server.calls_of("conversations.history").size() == 3; }));
    settle();
    EXPECT_THAT(heard("ana"), SizeIs(1));
    EXPECT_THAT(server.calls_of("chat.postMessage"), SizeIs(1));
}

TEST_F(LostPostsTest, ALetterThatIsTakenBackGoesThoughItsAnswerWasLostLongAgo) {
    skip(5h + 55min);  // shortly before the working day ends in Stockholm
    types("ana", "thanks @bo for the tests");
    server.faults.on("chat.postMessage", slack_server::taken_then_hangs());
    presses("ana", "Send to Bo only");
    ASSERT_TRUE(until_long([&] { return !hears_nothing("bo"); }));
    server.clock.skip(8min);
    restart();
    ASSERT_THAT(heard("bo"), SizeIs(1));
    types("ana", "undo");
    EXPECT_TRUE(until([&] { return hears_nothing("bo"); })) << heard("bo").front();
    settle();
}

TEST_F(LostPostsTest, OneMethodThatIsClosedForLongSilencesNothingElse) {
    server.faults.on("chat.postMessage", slack_server::rate_limited(1), 4);
    server.faults.on("chat.postMessage", slack_server::rate_limited(600));
    server.people.types("ana", "helped @ben for the migration");
    ASSERT_TRUE(until_long([&] { return server.calls_of("chat.postMessage").size() == 5; }));
    // By the time of another connection that answer has come.
    const auto old = live().front();
    server.gateway.refresh(old);
    ASSERT_TRUE(until([&] { return live().size() == 1 && live().front() != old; }));
    const auto command = server.people.runs("bo", "/goodturn helped @ben for the migration", "#release-4");
    ASSERT_TRUE(until([&] { return command->state == slack_server::Delivery::State::acked; }));
    EXPECT_THAT(last("bo", "#release-4"), StartsWith("(only you) Noted"));
}

TEST_F(LostPostsTest, AfterTooManyItWaitsAsLongAsItWasTold) {
    server.faults.on("chat.postMessage", slack_server::rate_limited(1), 2);
    server.people.types("ana", "helped @ben for the migration");
    ASSERT_TRUE(until_long([&] { return !hears_nothing("ana"); }));
    settle();
    EXPECT_THAT(heard("ana"), SizeIs(1));
    const auto calls = server.calls_of("chat.postMessage");
    ASSERT_THAT(calls, SizeIs(3));
    for (std::size_t i = 1; i < calls.size(); ++i) {
        EXPECT_GE((calls[i].at - calls[i - 1].at) / speed, 950ms) << "of ours";
    }
    EXPECT_THAT(server.calls_of("conversations.history"), IsEmpty()) << "certainly nothing was posted";
}

TEST_F(LostPostsTest, WithoutATimeToWaitOneMethodWaitsAndEverythingElseGoesOn) {
    server.faults.on("chat.postMessage", slack_server::rate_limited_without_retry_after());
    server.people.types("ana", "helped @ben for the migration");
    ASSERT_TRUE(until([&] { return server.calls_of("chat.postMessage").size() == 1; }));
    server.people.runs("bo", "/goodturn helped @ben for the migration", "#release-4");
    server.people.runs("kai", "/goodturn helped", "#release-4");
    ASSERT_TRUE(until([&] { return server.people.modal("kai") != nullptr && !sees("bo", "#release-4").empty(); }));
    EXPECT_THAT(last("bo", "#release-4"), StartsWith("(only you) Noted"));
    EXPECT_THAT(server.calls_of("chat.postMessage"), SizeIs(1));
}

TEST_F(LostPostsTest, OneChannelGetsAboutAMessageASecond) {
    const auto wait_for = [&](std::size_t count) {
        return until_long([&] { return server.calls_of("chat.postMessage").size() == count; });
    };
    for (std::size_t i = 1; i <= 6; ++i) {
        server.people.types("ana", fmt::format("helped @ben for the migration {}", i));
        ASSERT_TRUE(wait_for(i));
    }
    const auto calls = server.calls_of("chat.postMessage");
    EXPECT_GE((calls.back().at - calls.front().at) / speed, 2900ms) << "three at once, then one a second";
    settle();
    EXPECT_THAT(heard("ana"), SizeIs(6));
}

TEST(SlackAdapter, OnceItIsGoneNothingWaitsForALookUp) {
    boost::asio::io_context slack{1};
    boost::asio::io_context bot{1};
    slack_server::SlackServer server(slack, {.speed = 0, .pings = {}});
    const auto now = [&] { return std::chrono::floor<std::chrono::milliseconds>(server.clock.now()); };
    const Installation acme{.name = "slack",
                            .bot_token = "xoxb-T1-test",
                            .app_token = "xapp-1-A1-test",
                            .api_url = server.api_url(),
                            .patience = {.look_ups = {0ms, 1h}, .person = 0ms}};
    auto adapter = std::make_unique<SlackAdapter>(
        bot.get_executor(), std::make_shared<net::Tls>(), SlackOptions{.installations = {acme}}, now,
        [](const engine::Intake&, std::move_only_function<void(bool)> committed) { committed(true); });
    const auto until = [&](const std::function<bool()>& ready) {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (!ready() && std::chrono::steady_clock::now() < deadline) {
            for (auto* loop : {&slack, &bot}) {
                loop->restart();
                loop->run_one_for(1ms);
            }
        }
        return ready();
    };
    std::size_t sent = 0;
    const auto post = [&](const char* who, std::int64_t delivery) {
        adapter->send({.delivery = delivery,
                       .first_attempt = now(),
                       .answer = true,
                       .space = {"slack/T1"},
                       .address = chat::DirectTo{{who}},
                       .route = {},
                       .intent = chat::Post{{{chat::Paragraph{{chat::Plain{"hello"}}}}}}},
                      [&](const chat::SendResult&) { ++sent; });
    };
    adapter->start({});
    ASSERT_TRUE(until([&] { return server.gateway.live("A1").size() == 1; }));
    server.faults.on("chat.postMessage", slack_server::resets());
    post("UANA", 1);
    ASSERT_TRUE(until([&] { return server.calls_of("conversations.history").size() == 1; }));
    post("UBEN", 2);
    ASSERT_TRUE(until([&] { return sent == 1; }));
    adapter.reset();
    EXPECT_TRUE(until([&] { return bot.stopped(); }));
}

}  // namespace
}  // namespace goodturn::slack
