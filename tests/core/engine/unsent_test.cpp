#include "tests/core/engine/handed_out.hpp"
#include "tests/support/trial_practice.hpp"

#include <gmock/gmock.h>

/// What certainly did not go, and may later: the rules of its kind decide again.
namespace goodturn {
namespace {

using namespace std::chrono_literals;
using support::TestBot;
using support::trial_traces;
using support::with_trial;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Unsent, WhatComesBackUnsentGoesOnlyWhereItStillMayAndHoldsUpNothing) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::later, 1, 8h);
    bot.says("ana", "dated hello");
    bot.says("bo", "dated next");
    bot.says("ana", "chat here I am");
    EXPECT_THAT(bot.news("bo"), ElementsAre("next"));
    EXPECT_THAT(bot.news("ana"), ElementsAre("here I am"));
    bot.clock_to("2027-01-05T08:59:00Z");
    EXPECT_THAT(bot.news("ana"), IsEmpty()) << "eight hours later she has gone home";
    bot.pass(1min);
    EXPECT_THAT(bot.news("ana"), ElementsAre("hello"));
}

TEST(Unsent, WhatCameBackUnsentAndIsTakenBackNeverWas) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::later, 1, 1h);
    bot.says("ana", "dated hello");
    bot.says("ana", "unsay");
    bot.pass(2h);
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    EXPECT_EQ(count(bot, "SELECT count(*) FROM delivery WHERE outcome = 'dropped'"), 1);
}

TEST(Unsent, WhoHasToLetTheBotInFirstHoldsUpNobodyElse) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::not_yet, 1, 1min);
    bot.says("ana", "dated hello");
    EXPECT_THAT(trial_traces(bot.db()), ElementsAre("waits hello"));
    bot.says("bo", "chat next");
    EXPECT_THAT(bot.news("bo"), ElementsAre("next"));
    bot.pass(59s);
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.pass(2min);
    EXPECT_THAT(bot.news("ana"), ElementsAre("hello"));
}

TEST(Unsent, WhoNeverLetsTheBotInIsNotWaitedForForEver) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::not_yet, 100'000, 1h);
    bot.says("ana", "dated hello");
    bot.pass(std::chrono::days(6));
    EXPECT_THAT(trial_traces(bot.db()), ElementsAre("waits hello")) << "told once";
    bot.pass(std::chrono::days(2));
    EXPECT_THAT(trial_traces(bot.db()), ElementsAre("waits hello", "unreachable hello"));
    EXPECT_EQ(count(bot, "SELECT count(*) FROM delivery WHERE outcome = 'unknown'"), 0) << "nothing ever went";
}

TEST(Unsent, WhatNeverMayGoDoesNotComeBackForEver) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::later, 100'000, 1h);
    bot.says("ana", "dated hello");
    bot.pass(std::chrono::days(6));
    EXPECT_THAT(trial_traces(bot.db()), IsEmpty());
    bot.pass(std::chrono::days(2));
    EXPECT_THAT(trial_traces(bot.db()), ElementsAre("unreachable hello"));
}

TEST(Unsent, WhoIsNotToBeDisturbedIsWrittenToWhenThatIsOver) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::not_now, 1, 1h);
    bot.says("ana", "dated hello");
    bot.says("ana", "chat next");
    EXPECT_THAT(bot.news("ana"), ElementsAre("next")) << "held up by nothing";
    bot.pass(59min);
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.pass(2min);
    EXPECT_THAT(bot.news("ana"), ElementsAre("hello"));
    EXPECT_THAT(trial_traces(bot.db()), ElementsAre("shown hello")) << "it waited for nobody to let the bot in";
}

TEST(Unsent, WhoIsNotToBeDisturbedPastTheirHoursIsWrittenToInTheNext) {
    for (const auto* line : {"nudge hello", "dated hello", "deliver @ana hello"}) {
        TestBot bot({.start = "2027-01-05T16:00:00Z", .practices = with_trial()});
        bot.fail_sends(chat::SendFailure::not_now, 1, 3h);
        bot.says(line[1] == 'e' ? "bo" : "ana", line);
        bot.clock_to("2027-01-06T08:59:00Z");
        EXPECT_THAT(bot.news("ana"), IsEmpty()) << line;
        bot.pass(15min);
        EXPECT_THAT(bot.news("ana"), ElementsAre("hello")) << line;
    }
}

TEST(Unsent, WhatMayHaveArrivedCountsAsTriedAlsoIfItsReaderIsNotToBeDisturbedNow) {
    TestBot bot({.start = "2027-01-05T16:00:00Z", .practices = with_trial()});
    bot.lose_answers(1);
    bot.says("ana", "nudge hello");
    bot.fail_sends(chat::SendFailure::not_now, 1, 3h);
    bot.pass(5s);
    EXPECT_EQ(count(bot, "SELECT count(*) FROM delivery WHERE state = 'waiting' AND attempt = 1"), 1);
    bot.clock_to("2027-01-06T09:30:00Z");
    EXPECT_THAT(bot.sees("ana"), Contains("hello").Times(1)) << "under its key";
    EXPECT_EQ(count(bot, "SELECT count(*) FROM delivery WHERE state <> 'done'"), 0);
}

TEST(Unsent, WhatIsAskedForMeanwhileIsNotHeld) {
    TestBot bot({.practices = with_trial()});
    const auto begun = begun_by(bot, "1", typed(bot, "ana", "dated hello"));
    ASSERT_THAT(begun, SizeIs(1));
    EXPECT_THAT(begun_by(bot, "2", typed(bot, "ana", "now")), IsEmpty()) << "it is on its way";
    const engine::Outcome held{begun[0].delivery,
                               std::unexpected(chat::SendError{chat::SendFailure::not_now, 1h, "made to fail"})};
    const auto next = bot.engine().step({}, std::span(&held, 1), bot.now(), 16).outgoing;
    ASSERT_THAT(next, SizeIs(1));
    EXPECT_TRUE(next[0].answer);
    EXPECT_EQ(text_of(next[0]), "post hello");
}

}  // namespace
}  // namespace goodturn
