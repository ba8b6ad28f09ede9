#include "tests/support/test_bot.hpp"
#include "tests/support/trial_practice.hpp"

#include <gmock/gmock.h>

namespace goodturn {
namespace {

using namespace std::chrono_literals;
using support::TestBot;
using support::trial_traces;
using support::with_trial;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

schedule::Day day(std::string_view text) {
    return schedule::day_from_iso(text).value_or(schedule::Day{});
}

// Ana lives in Lisbon, which is UTC in winter; the clock starts on Monday 4 January, 10:00.

TEST(Kinds, AnswersAreNeverHeld) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "pause");
    bot.says("ana", "stop");
    bot.clock_to("2027-01-09T03:00:00Z");
    bot.news("ana");
    bot.says("ana", "chat hello");
    EXPECT_THAT(bot.news("ana"), ElementsAre("hello"));
}

struct HeldKind {
    std::string_view name;
    std::string_view who;
    std::string_view line;
};
class HeldKinds : public testing::TestWithParam<HeldKind> {
protected:
    void ask_for_one() { bot_.says(GetParam().who, GetParam().line); }
    std::vector<std::string> until(std::string_view instant) {
        bot_.clock_to(instant);
        return bot_.news("ana");
    }
    TestBot bot_{{.holidays = {day("2027-01-06")}, .practices = with_trial()}};
};

TEST_P(HeldKinds, WaitForHours) {
    bot_.clock_to("2027-01-04T17:00:00Z");
    ask_for_one();
    EXPECT_THAT(until("2027-01-05T08:59:59Z"), IsEmpty());
    EXPECT_THAT(until("2027-01-05T09:00:00Z"), ElementsAre("hello"));
}

TEST_P(HeldKinds, ComeAtOnceWithinHours) {
    ask_for_one();
    EXPECT_THAT(bot_.news("ana"), ElementsAre("hello"));
}

TEST_P(HeldKinds, WaitForAHolidayToPass) {
    bot_.clock_to("2027-01-05T20:00:00Z");
    ask_for_one();
    EXPECT_THAT(until("2027-01-07T08:59:59Z"), IsEmpty());
    EXPECT_THAT(until("2027-01-07T09:00:00Z"), ElementsAre("hello"));
}

TEST_P(HeldKinds, WaitForTheWeekendToPass) {
    bot_.clock_to("2027-01-08T17:30:00Z");
    ask_for_one();
    EXPECT_THAT(until("2027-01-11T08:59:59Z"), IsEmpty());
    EXPECT_THAT(until("2027-01-11T09:00:00Z"), ElementsAre("hello"));
}

TEST_P(HeldKinds, WaitForAPauseToEnd) {
    bot_.says("ana", "pause until 8 jan");
    bot_.news("ana");
    ask_for_one();
    EXPECT_THAT(until("2027-01-08T08:59:59Z"), IsEmpty());
    EXPECT_THAT(until("2027-01-08T09:00:00Z"), ElementsAre("hello"));
}

TEST_P(HeldKinds, AreLetGoByResume) {
    bot_.says("ana", "pause until 8 jan");
    ask_for_one();
    bot_.pass(1h);
    bot_.news("ana");
    bot_.says("ana", "resume");
    EXPECT_THAT(bot_.news("ana"), ElementsAre(HasSubstr("back"), "hello"));
}

TEST_P(HeldKinds, ComeInTheNewHoursOnceThoseChange) {
    bot_.clock_to("2027-01-04T18:00:00Z");
    ask_for_one();
    bot_.news("ana");
    bot_.says("ana", "hours mon-fri 19:00-23:00");
    bot_.news("ana");
    EXPECT_THAT(until("2027-01-04T19:00:00Z"), ElementsAre("hello"));
}

TEST_P(HeldKinds, AreNotTriedAgainOutsideHours) {
    bot_.clock_to("2027-01-04T16:59:00Z");
    bot_.fail_sends(chat::SendFailure::transient, 100);
    ask_for_one();
    bot_.clock_to("2027-01-04T17:30:00Z");
    bot_.fail_sends(chat::SendFailure::transient, 0);
    EXPECT_THAT(until("2027-01-05T08:59:59Z"), IsEmpty());
    const auto then = until("2027-01-05T09:00:00Z");
    if (GetParam().name == "Nudge") {  // it was for yesterday
        EXPECT_THAT(bot_.sees("ana"), IsEmpty());
        return;
    }
    EXPECT_THAT(then, AllOf(Not(IsEmpty()), Each("hello")));
    EXPECT_THAT(bot_.sees("ana"), ElementsAre("hello"));
}

TEST_P(HeldKinds, LeaveTheWayToAnswersWhileTheyWaitAfterAFailure) {
    bot_.clock_to("2027-01-04T16:59:50Z");
    bot_.fail_sends(chat::SendFailure::transient, 100);
    ask_for_one();
    bot_.pass(30min);
    bot_.fail_sends(chat::SendFailure::transient, 0);
    bot_.says("ana", "chat hi");
    EXPECT_THAT(bot_.news("ana"), ElementsAre("hi"));
}

TEST_P(HeldKinds, AreNotSentToSomebodyWhoLeft) {
    bot_.clock_to("2027-01-04T18:00:00Z");
    ask_for_one();
    bot_.joins({.account = {"ana"}, .name = "Ana Sousa", .given = {}, .zone = "Europe/Lisbon", .gone = true});
    EXPECT_THAT(until("2027-01-06T18:00:00Z"), IsEmpty());
    EXPECT_THAT(trial_traces(bot_.db()), ElementsAre("unreachable hello"));
}

INSTANTIATE_TEST_SUITE_P(All, HeldKinds,
                         testing::Values(HeldKind{"Delivery", "ben", "deliver @ana hello"},
                                         HeldKind{"Dated", "ana", "dated hello"},
                                         HeldKind{"Nudge", "ana", "nudge hello"}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Kinds, StopEndsNudgesAndNothingElse) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "nudge in 60m idea");
    bot.says("ana", "dated in 60m promise");
    bot.says("ana", "stop");
    bot.news("ana");
    bot.pass(2h);
    EXPECT_THAT(bot.news("ana"), ElementsAre("promise"));
    EXPECT_THAT(trial_traces(bot.db()), testing::UnorderedElementsAre("unreachable idea", "shown promise"));
}

TEST(Kinds, AnEditOfAShownMessageIsNeverHeld) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "count");
    bot.clock_to("2027-01-09T23:00:00Z");
    bot.news("ana");
    bot.presses("ana", "Up");
    EXPECT_THAT(bot.news("ana"), ElementsAre("count 1\n[Up]"));
}

TEST(Kinds, WhatIsHeldComesAtOnceWhenThePersonAsksForIt) {
    TestBot bot({.practices = with_trial()});
    bot.clock_to("2027-01-04T18:00:00Z");
    bot.says("ana", "nudge hello");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.says("ana", "now");
    EXPECT_THAT(bot.news("ana"), ElementsAre("hello"));
    bot.clock_to("2027-01-06T18:00:00Z");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

// Nudges.

TEST(Kinds, OneNudgeADayAndTwoAWeek) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "nudge one");
    bot.says("ana", "nudge two");
    bot.says("ana", "nudge three");
    EXPECT_THAT(bot.news("ana"), ElementsAre("one"));
    bot.clock_to("2027-01-05T08:59:59Z");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.clock_to("2027-01-05T09:00:00Z");
    EXPECT_THAT(bot.news("ana"), ElementsAre("two"));
    bot.clock_to("2027-01-15T18:00:00Z");
    EXPECT_THAT(bot.news("ana"), IsEmpty()) << "a loser is not carried into the next week";
    EXPECT_THAT(trial_traces(bot.db()), ElementsAre("shown one", "shown two", "unreachable three"));
    bot.clock_to("2027-01-18T09:30:00Z");
    bot.says("ana", "nudge four");
    EXPECT_THAT(bot.news("ana"), ElementsAre("four"));
}

TEST(Kinds, ALoserOnTheLastWorkingDayIsDropped) {
    TestBot bot({.holidays = {day("2027-01-08")}, .practices = with_trial()});
    bot.clock_to("2027-01-07T10:00:00Z");
    bot.says("ana", "nudge one");
    bot.says("ana", "nudge two");
    bot.clock_to("2027-01-12T18:00:00Z");
    EXPECT_THAT(bot.news("ana"), ElementsAre("one"));
}

TEST(Kinds, ALoserIsNotSentAfterItsLastMoment) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "nudge one");
    bot.says("ana", "nudge for 60m two");
    bot.clock_to("2027-01-06T18:00:00Z");
    EXPECT_THAT(bot.news("ana"), ElementsAre("one"));
}

TEST(Kinds, AfterAnOutageANudgeStillComesOnItsWorkingDay) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "nudge in 60m hello");
    bot.outage(6h);
    EXPECT_THAT(bot.news("ana"), ElementsAre("hello"));
}

TEST(Kinds, AfterAnOutageOverItsDayANudgeIsSkipped) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "nudge in 60m hello");
    bot.outage(24h);
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    EXPECT_THAT(trial_traces(bot.db()), ElementsAre("unreachable hello"));
}

TEST(Kinds, ANudgeWhoseAlarmRingsDaysLateIsSkipped) {
    TestBot bot({.file = support::fresh_file("outage.db"), .practices = with_trial()});
    bot.says("ana", "remind weekly tue 9:30");
    bot.outage(72h);
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.clock_to("2027-01-12T09:30:00Z");
    EXPECT_THAT(bot.news("ana"), ElementsAre("reminder 2027-01-12"));
}

TEST(Kinds, ANudgeThatWasAskedForWhenItMayHaveArrivedCounts) {
    TestBot bot({.practices = with_trial()});
    bot.lose_answers(1);
    bot.says("ana", "nudge hello");
    bot.says("ana", "now");
    bot.pass(1h);
    bot.says("ana", "nudge again");
    bot.clock_to("2027-01-04T17:00:00Z");
    EXPECT_THAT(bot.sees("ana"), ElementsAre("hello"));
}

TEST(Kinds, AnAlarmsNudgeIsSkippedWhenTheBotIsBackOnAnotherDay) {
    // Friday's, back on Saturday; Tuesday's, back on Wednesday.
    for (const auto* rule : {"weekly fri 9:00", "weekly tue 9:00"}) {
        TestBot bot({.practices = with_trial()});
        bot.says("ana", "remind " + std::string(rule));
        bot.clock_to(rule[7] == 'f' ? "2027-01-08T08:59:30Z" : "2027-01-05T08:59:30Z");
        bot.outage(26h);
        bot.pass(72h);
        EXPECT_THAT(bot.news("ana"), IsEmpty()) << rule;
    }
}

TEST(Kinds, ANudgeWithALastMomentComesUntilThen) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "nudge in 60m for 4000m hello");
    bot.outage(48h);
    EXPECT_THAT(bot.news("ana"), ElementsAre("hello"));
    bot.clock_to("2027-01-11T10:00:00Z");
    bot.says("ana", "nudge in 60m for 2000m late");
    bot.outage(48h);
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

TEST(Kinds, ANudgeThatWasOnItsWayWhenTheProcessDiedIsNotSentDaysLater) {
    TestBot bot({.file = support::fresh_file("outage.db"), .practices = with_trial()});
    bot.fail_sends(chat::SendFailure::transient);
    bot.says("ana", "nudge hello");
    bot.outage(72h);
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

TEST(Kinds, ANudgeThatCouldNotBeSentAllDayIsSkipped) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::transient, 100'000);
    bot.says("ana", "nudge hello");
    bot.clock_to("2027-01-05T11:00:00Z");
    bot.fail_sends(chat::SendFailure::transient, 0);
    bot.clock_to("2027-01-08T17:00:00Z");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

TEST(Kinds, ANudgeThatMayHaveArrivedCounts) {
    TestBot bot({.practices = with_trial()});
    bot.lose_answers(1);
    bot.says("ana", "nudge hello");
    bot.says("ana", "nudge again");
    bot.clock_to("2027-01-04T17:00:00Z");
    EXPECT_THAT(bot.sees("ana"), ElementsAre("hello"));
    bot.clock_to("2027-01-05T09:00:00Z");
    EXPECT_THAT(bot.sees("ana"), ElementsAre("hello", "again"));
}

TEST(Kinds, ANudgeThatMayHaveArrivedCountsInItsWeek) {
    TestBot bot({.practices = with_trial()});
    bot.lose_answers(100'000);
    bot.says("ana", "nudge one");
    bot.clock_to("2027-01-05T10:00:00Z");
    bot.lose_answers(0);
    bot.says("ana", "nudge two");
    bot.clock_to("2027-01-06T10:00:00Z");
    bot.says("ana", "nudge three");
    bot.clock_to("2027-01-11T00:00:00Z");
    EXPECT_THAT(bot.sees("ana"), ElementsAre("one", "two"));
}

TEST(Kinds, ANudgeThatMayHaveArrivedCountsThoughItEndedUnsent) {
    for (const auto failure : {chat::SendFailure::rejected, chat::SendFailure::unreachable}) {
        TestBot bot({.practices = with_trial()});
        bot.lose_answers(1);
        bot.says("ana", "nudge one");
        bot.fail_sends(failure);
        bot.pass(1min);
        bot.says("ana", "nudge again");
        bot.clock_to("2027-01-04T17:00:00Z");
        EXPECT_THAT(bot.sees("ana"), ElementsAre("one"));
    }
}

TEST(Kinds, ANudgeThatMayHaveArrivedCountsThoughItWasTakenBack) {
    TestBot bot({.practices = with_trial()});
    bot.lose_answers(1);
    bot.says("ana", "nudge one");
    bot.says("ana", "unsay");
    bot.pass(1min);
    bot.says("ana", "nudge again");
    bot.clock_to("2027-01-04T17:00:00Z");
    EXPECT_THAT(bot.sees("ana"), IsEmpty());
    bot.clock_to("2027-01-05T09:00:00Z");
    EXPECT_THAT(bot.sees("ana"), ElementsAre("again"));
}

TEST(Kinds, ANudgeThatMayHaveArrivedCountsOnceThoughItWasTakenBackLater) {
    TestBot bot({.practices = with_trial()});
    bot.lose_answers(1);
    bot.says("ana", "nudge for 0m one");
    bot.pass(1min);
    bot.says("ana", "unsay");
    bot.pass(1min);
    EXPECT_THAT(bot.sees("ana"), IsEmpty());
    bot.says("ana", "nudge again");
    bot.clock_to("2027-01-05T09:00:00Z");
    EXPECT_THAT(bot.sees("ana"), ElementsAre("again"));
}

TEST(Kinds, AClockThatFellBackHoldsWhatNobodyAskedFor) {
    TestBot bot({.practices = with_trial()});
    bot.pass(4h);
    bot.pass(-150min);
    bot.says("ana", "nudge idea");
    bot.says("ana", "dated promise");
    bot.says("kai", "deliver @ana thanks");
    bot.says("ana", "chat answer");
    EXPECT_THAT(bot.news("ana"), ElementsAre("answer"));
    EXPECT_THAT(bot.log(), ElementsAre(HasSubstr("clock")));
    bot.pass(145min);
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.pass(10min);
    EXPECT_THAT(bot.news("ana"), ElementsAre(HasSubstr("thanks"), "promise", "idea"));
}

// 9:00 in Lisbon on Monday. The receipt comes under the other clock.
TEST(Kinds, ANudgeCountsForTheDayItWasSentWhateverTheClockSaysThen) {
    for (const auto back : {25h, 57 * 365 * 24h}) {
        TestBot bot({.practices = with_trial()});
        bot.lose_answers(1);
        bot.says("ana", "nudge one");
        bot.clock_jumps(-back);
        bot.pass(1h);
        bot.clock_jumps(back);
        bot.says("ana", "nudge two");
        bot.clock_to("2027-01-04T16:59:00Z");
        EXPECT_THAT(bot.sees("ana"), ElementsAre("one")) << "and two is for another day";
        bot.clock_to("2027-01-05T09:00:00Z");
        EXPECT_THAT(bot.sees("ana"), ElementsAre("one", "two"));
    }
}

// Ignored nudges: reminders come on Mondays at 10:00 from 11 January.

std::vector<std::string> reminders(TestBot& bot, std::string_view until) {
    bot.clock_to(until);
    return bot.news("ana");
}

TEST(Kinds, ThreeIgnoredHalveThemAndSixEndThemWithOneWord) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "remind weekly mon 10:00");
    EXPECT_THAT(reminders(bot, "2027-02-07T00:00:00Z"), ElementsAre("reminder 2027-01-11", "reminder 2027-01-18",
                                                                    "reminder 2027-01-25", "reminder 2027-02-01"));
    // Three were ignored; the fourth may still be answered.
    EXPECT_THAT(reminders(bot, "2027-03-14T00:00:00Z"), ElementsAre("reminder 2027-02-15", "reminder 2027-03-01"));
    EXPECT_THAT(reminders(bot, "2027-09-01T00:00:00Z"), ElementsAre(HasSubstr("gone quiet")));
    bot.says("ana", "resume");
    bot.news("ana");
    EXPECT_THAT(reminders(bot, "2027-09-14T00:00:00Z"), ElementsAre("reminder 2027-09-06", "reminder 2027-09-13"));
}

TEST(Kinds, ANudgeThatMayHaveArrivedEndsNoRunOfIgnoredOnes) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "remind weekly mon 10:00");
    reminders(bot, "2027-02-01T00:00:00Z");  // three were ignored
    bot.lose_answers(100'000);
    reminders(bot, "2027-02-02T00:00:00Z");
    bot.lose_answers(0);
    EXPECT_THAT(reminders(bot, "2027-02-23T00:00:00Z"), ElementsAre("reminder 2027-02-15"));
}

struct Heard {
    std::string_view name;
    void (*how)(TestBot&);
};
class HeardFrom : public testing::TestWithParam<Heard> {};

TEST_P(HeardFrom, CountsAsAnAnswer) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "remind weekly mon 10:00");
    bot.says("ana", "count");
    bot.clock_to("2027-02-02T12:00:00Z");
    bot.news("ana");
    GetParam().how(bot);
    bot.news("ana");
    EXPECT_THAT(reminders(bot, "2027-02-23T00:00:00Z"),
                ElementsAre("reminder 2027-02-08", "reminder 2027-02-15", "reminder 2027-02-22"));
}

INSTANTIATE_TEST_SUITE_P(All, HeardFrom,
                         testing::Values(Heard{"AWord", [](TestBot& bot) { bot.says("ana", "blah blah"); }},
                                         Heard{"APress", [](TestBot& bot) { bot.presses("ana", "Up"); }},
                                         Heard{"AReaction", [](TestBot& bot) { bot.reacts("ana", "🎉"); }},
                                         Heard{"ACommandInAChannel",
                                               [](TestBot& bot) { bot.says("ana", "!gt help", "#release-4"); }}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Kinds, AWordAfterFiveWorkingDaysComesTooLate) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "remind weekly mon 10:00");
    // Ignored: 11, 18 and 25 January. Between the fourth and the word lie holidays of nobody, and six working days.
    bot.clock_to("2027-02-07T10:00:00Z");
    bot.says("ana", "remind last-friday 9:00");
    bot.clock_to("2027-02-09T10:00:00Z");
    bot.says("ana", "ok");
    bot.news("ana");
    EXPECT_THAT(reminders(bot, "2027-04-01T00:00:00Z"), ElementsAre("reminder 2027-02-26", "reminder 2027-03-26"))
        << "the fourth was answered by the line of the 7th";
    // Ignored since: 26 February, 26 March, 30 April.
    bot.clock_to("2027-05-10T10:00:00Z");
    bot.says("ana", "ok");
    bot.news("ana");
    EXPECT_THAT(reminders(bot, "2027-06-26T00:00:00Z"), ElementsAre("reminder 2027-06-25"))
        << "28 May is left out: the word of 10 May came six working days after 30 April";
}

TEST(Kinds, FiveWorkingDaysAreWeeksForWhoWorksOnSaturdays) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "hours sat 9:00-17:00");
    bot.says("ana", "remind last-friday 9:00");
    bot.news("ana");
    for (const auto* when : {"2027-01-23", "2027-02-20", "2027-03-20", "2027-04-24", "2027-05-22"}) {
        EXPECT_THAT(reminders(bot, std::string(when) + "T12:00:00Z"), ElementsAre("reminder " + std::string(when)));
        bot.pass(std::chrono::days(22));
        bot.says("ana", "ok");
        bot.news("ana");
    }
}

// Deliveries.

TEST(Kinds, ThreeDeliveriesADayReachAPerson) {
    TestBot bot({.practices = with_trial()});
    for (const auto* who : {"ben", "bo", "kai", "will"}) bot.says(who, "deliver @ana from " + std::string(who));
    EXPECT_THAT(bot.news("ana"), ElementsAre("from ben", "from bo", "from kai"));
    bot.clock_to("2027-01-05T08:59:00Z");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.clock_to("2027-01-05T09:00:00Z");
    EXPECT_THAT(bot.news("ana"), ElementsAre("from will"));
}

TEST(Kinds, ADeliveryThatMayHaveArrivedCounts) {
    TestBot bot({.practices = with_trial()});
    for (const auto* sender : {"ben", "bo"}) bot.says(sender, "deliver @ana hello");
    bot.lose_answers(1);
    for (const auto* sender : {"kai", "joerg"}) bot.says(sender, "deliver @ana hello");
    bot.clock_to("2027-01-04T17:00:00Z");
    EXPECT_THAT(bot.sees("ana"), ElementsAre("hello", "hello", "hello"));
    bot.clock_to("2027-01-05T09:00:00Z");
    EXPECT_THAT(bot.sees("ana"), SizeIs(4));
}

TEST(Kinds, OneDeliveryADayFromOneToAnother) {
    TestBot bot({.practices = with_trial()});
    bot.says("ben", "deliver @ana one");
    bot.says("ben", "deliver @ana two");
    EXPECT_EQ(bot.last("ben"), "one a day");
    bot.says("ben", "deliver @bo three");
    EXPECT_THAT(bot.news("bo"), ElementsAre("three"));
    bot.clock_to("2027-01-05T10:00:00Z");  // 5:00 in New York
    bot.says("ben", "deliver @ana four");
    EXPECT_THAT(bot.news("ana"), ElementsAre("one", "four"));
}

TEST(Kinds, TenDeliveriesADayFromOnePerson) {
    TestBot bot({.practices = with_trial()});
    for (int i = 0; i < 11; ++i) {
        const std::string name = "p" + std::to_string(i) + "x";
        bot.joins({.account = {name}, .name = "Person " + name, .given = {}, .zone = {}});
        bot.says("ben", "deliver @" + name + " hi");
        EXPECT_EQ(bot.last("ben"), i < 10 ? "" : "ten a day") << i;
    }
    bot.pass(24h);
    bot.says("ben", "deliver @p10x hi");
    EXPECT_EQ(bot.last("ben"), "");
}

TEST(Kinds, WhoBlockedAndWhoCannotBeReachedLookTheSame) {
    TestBot bot({.practices = with_trial()});
    bot.joins({.account = {"guest"}, .name = "Gwen Guest", .given = {}, .zone = {}, .guest = true});
    bot.joins({.account = {"robot"}, .name = "Robot", .given = {}, .zone = {}, .bot = true});
    bot.joins({.account = {"left"}, .name = "Leo Left", .given = {}, .zone = {}, .gone = true});
    bot.says("ana", "no more from @ben");
    bot.says("bo", "no more");
    for (const auto* who : {"@guest", "@robot", "@left", "@ana", "@bo"}) {
        bot.says("ben", "deliver " + std::string(who) + " hi");
        EXPECT_EQ(bot.last("ben"), "not possible") << who;
    }
    bot.says("kai", "deliver @ana hi");
    EXPECT_EQ(bot.last("ana"), "hi");
    bot.says("ana", "more from @ben");
    bot.says("ben", "deliver @ana hello");
    EXPECT_EQ(bot.last("ana"), "hello");
}

TEST(Kinds, NothingPassedOnReachesWhoWantsNoMoreOfIt) {
    TestBot bot({.practices = with_trial()});
    bot.clock_to("2027-01-04T18:00:00Z");
    bot.says("ben", "deliver @ana hello");
    bot.says("ana", "no more");
    bot.news("ana");
    bot.clock_to("2027-01-06T18:00:00Z");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    EXPECT_THAT(trial_traces(bot.db()), ElementsAre("unreachable hello"));
}

}  // namespace
}  // namespace goodturn
