#include "tests/adapters/slack/house.hpp"

#include "tests/support/logged.hpp"

#include <fmt/format.h>

#include <algorithm>

/// Do-not-disturb holds back everything but answers.
namespace goodturn::slack {
namespace {

using slack_server::hangs;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

constexpr auto round_begins = 25 * 24h - 1h;  ///< from the start on, at nine in Lisbon

class QuietTest : public HouseTest {
protected:
    explicit QuietTest(Moment quiet = 3s) : HouseTest({.quiet = quiet, .person = 0ms}) { connect(); }

    std::size_t asked() { return server.calls_of("dnd.teamInfo").size(); }
    void thanks_bo(std::string_view who, std::string_view what) {
        types(who, fmt::format("thanks @bo privately for {}", what));
        skip(31s);
    }
    /// Stopping now and then, as time does.
    void pass(std::chrono::minutes time) {
        for (auto left = time; left > 0min; left -= 10min) skip(std::min(left, 10min));
    }
};
/// Slack is not waited for for long.
class ImpatientTest : public QuietTest {
protected:
    ImpatientTest() : QuietTest(100ms) {}
};

TEST_F(QuietTest, ARoundComesOnceTheSnoozeIsOver) {
    types("ana", "helped @ben for the migration");
    skip(round_begins - 1min);
    server.people.snoozes("ana", 1h);
    const auto before = sees("ana");
    pass(58min);
    EXPECT_EQ(sees("ana"), before);
    types("ana", "help");
    EXPECT_THAT(last("ana"), Not(HasSubstr("Want to thank"))) << "answers come";
    pass(2min);
    EXPECT_THAT(last("ana"), HasSubstr("Want to thank"));
    pass(120min);
    EXPECT_THAT(sees("ana"), Contains(HasSubstr("Want to thank")).Times(1));
}

TEST_F(QuietTest, NobodyIsAskedAboutForAnAnswer) {
    server.people.snoozes("ana", 1h);
    types("ana", "helped @ben for the migration");
    EXPECT_THAT(last("ana"), StartsWith("Noted"));
    EXPECT_EQ(asked(), 0U);
}

TEST_F(QuietTest, ASnoozePastTheirHoursHoldsUntilTheNext) {
    server.people.snoozes("bo", 8h);  // until seven in Stockholm
    thanks_bo("ana", "the deploy");
    EXPECT_THAT(sees("ana"), Contains(HasSubstr("On its way to bo.")));
    EXPECT_THAT(server.calls_of("conversations.open"), IsEmpty()) << "nor a chat opened";
    pass(22h - 2min);
    EXPECT_THAT(letters("bo"), IsEmpty());
    pass(2min);
    EXPECT_THAT(letters("bo"), SizeIs(1));
    EXPECT_THAT(sees("ana"), Contains(HasSubstr("Delivered to bo on Tue 5 Jan, 8:00 Lisbon.")));
}

TEST_F(QuietTest, AllOfARoundAreAskedAboutTogether) {
    for (int i = 0; i < 60; ++i) {
        const auto name = fmt::format("p{}", i);
        server.world.add_user({.team = "T1", .name = name});
        server.people.runs(name, "/goodturn helped @ben for the migration", "#release-4");
    }
    settle();
    ASSERT_TRUE(until([&] { return learned("p59") != chat::Instant{}; }));
    skip(round_begins - 2h);
    for (int i = 0; i < 60; ++i) server.people.snoozes(fmt::format("p{}", i), 4h);
    const auto posts = server.calls_of("chat.postMessage").size();
    skip(1h + 1min);  // nine in Berlin
    EXPECT_THAT(asked(), AllOf(testing::Ge(2U), testing::Le(4U))) << "two, if the machine is not slow";
    std::size_t people = 0;
    for (const auto& call : server.calls_of("dnd.teamInfo")) {
        people += static_cast<std::size_t>(std::ranges::count(call.args["users"].get<std::string>(), ',')) + 1;
        EXPECT_EQ(call.answer["ok"], true) << "no more than fifty";
    }
    EXPECT_EQ(people, 60U);
    EXPECT_EQ(server.calls_of("chat.postMessage").size(), posts);
}

TEST_F(QuietTest, WhatIsKnownIsUsedForAMinute) {
    types("ana", "thanks @bo privately for the deploy");
    types("ben", "thanks @bo privately for the tests");
    skip(20s);
    types("kai", "thanks @bo privately for the coffee");
    skip(11s);
    EXPECT_EQ(asked(), 1U);
    skip(20s);
    EXPECT_EQ(asked(), 1U);
    EXPECT_THAT(letters("bo"), SizeIs(2)) << "the first two were one";
    skip(1min);
    thanks_bo("will", "the release");
    EXPECT_EQ(asked(), 2U);
}

TEST_F(QuietTest, WithoutTheScopeAllAreWrittenToAndTheLogSaysSoOnce) {
    server.world.install_of_token("xoxb-T1-test")->scopes.erase("dnd:read");
    server.people.snoozes("bo", 1h);
    const support::Logged log;
    thanks_bo("ana", "the deploy");
    EXPECT_THAT(letters("bo"), SizeIs(1));
    skip(5min);
    thanks_bo("ben", "the tests");
    EXPECT_THAT(letters("bo"), SizeIs(2));
    EXPECT_EQ(asked(), 2U);
    const auto text = log.text();
    EXPECT_THAT(text, HasSubstr("dnd.teamInfo: missing_scope, needs dnd:read"));
    EXPECT_EQ(text.find("dnd.teamInfo"), text.rfind("dnd.teamInfo"));
}

TEST_F(QuietTest, WhateverSlackSaysInsteadNobodyIsHeldBack) {
    for (const auto& odd :
         {slack_server::server_error(), slack_server::refuses("user_not_visible"),
          slack_server::Misanswer{.status = 200, .body = R"({"ok":true,"users":{"UBO":{"dnd_enabled":true}}})"},
          slack_server::Misanswer{.status = 200, .body = R"({"ok":true,"users":[null]})"},
          slack_server::rate_limited(60)}) {
        server.faults.on("dnd.teamInfo", odd);
        const auto before = letters("bo").size();
        thanks_bo("ana", "the deploy");
        EXPECT_THAT(letters("bo"), SizeIs(before + 1)) << odd.status << " " << odd.body;
        skip(24h);  // one a day
    }
    EXPECT_EQ(asked(), 5U);
}

TEST_F(ImpatientTest, AnAnswerThatDoesNotComeIsNotWaitedFor) {
    server.faults.on("dnd.teamInfo", hangs());
    const auto before = std::chrono::steady_clock::now();
    thanks_bo("ana", "the deploy");
    EXPECT_THAT(letters("bo"), SizeIs(1));
    EXPECT_LT(std::chrono::steady_clock::now() - before, 8s) << "a call may take ten";
}

TEST_F(QuietTest, AKillWhileSlackIsAskedChangesNothing) {
    server.faults.on("dnd.teamInfo", hangs());
    server.people.snoozes("bo", 1h);
    types("ana", "thanks @bo privately for the deploy");
    server.clock.skip(31s);
    ASSERT_TRUE(until([&] { return asked() == 1 && server.gateway.waiting() == 0; }));
    restart();
    pass(10min);
    restart();
    EXPECT_EQ(asked(), 2U);
    pass(48min);
    EXPECT_THAT(letters("bo"), IsEmpty());
    pass(2min);
    EXPECT_THAT(letters("bo"), SizeIs(1));
    pass(60min);
    EXPECT_THAT(letters("bo"), SizeIs(1));
}

}  // namespace
}  // namespace goodturn::slack
