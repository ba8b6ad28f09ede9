#include "tests/support/test_bot.hpp"
#include "tests/support/trial_practice.hpp"

#include <gmock/gmock.h>

namespace goodturn {
namespace {

using namespace std::chrono_literals;
using support::TestBot;
using support::with_trial;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Ana lives in Lisbon, which is UTC in winter; the clock starts on Monday 4 January, 10:00.

std::vector<std::string> until(TestBot& bot, std::string_view instant) {
    bot.clock_to(instant);
    return bot.news("ana");
}

void asks(TestBot& bot, std::string_view line) {
    bot.says("ana", line);
    bot.news("ana");
}

TEST(Alarms, FireOncePerLocalDate) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "every daily 10:30");
    EXPECT_THAT(until(bot, "2027-01-04T10:29:59Z"), IsEmpty());
    EXPECT_THAT(until(bot, "2027-01-04T10:30:00Z"), ElementsAre("tick 2027-01-04"));
    EXPECT_THAT(until(bot, "2027-01-07T00:00:00Z"), ElementsAre("tick 2027-01-05", "tick 2027-01-06"));
}

TEST(Alarms, BeginTomorrowWhenTodaysTimeHasPassed) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "every daily 10:00");
    EXPECT_THAT(until(bot, "2027-01-05T10:00:00Z"), ElementsAre("tick 2027-01-05"));
}

TEST(Alarms, SetAgainOnTheSameDayDoNotFireTwiceOnIt) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "every daily 10:30");
    EXPECT_THAT(until(bot, "2027-01-04T10:30:00Z"), SizeIs(1));
    asks(bot, "every daily 12:00");
    EXPECT_THAT(until(bot, "2027-01-04T23:00:00Z"), IsEmpty());
    EXPECT_THAT(until(bot, "2027-01-05T23:00:00Z"), ElementsAre("tick 2027-01-05"));
}

TEST(Alarms, FollowTheZoneWhenItChangesBeforeTheDueTime) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "every daily 15:00");
    asks(bot, "tz new york");
    EXPECT_THAT(until(bot, "2027-01-04T19:59:59Z"), IsEmpty());
    EXPECT_THAT(until(bot, "2027-01-04T20:00:00Z"), ElementsAre("tick 2027-01-04"));
}

TEST(Alarms, FollowTheZoneOfTheProfile) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "every daily 15:00");
    bot.joins({.account = {"ana"}, .name = "Ana Sousa", .given = {}, .zone = "America/New_York"});
    EXPECT_THAT(until(bot, "2027-01-04T19:59:59Z"), IsEmpty());
    EXPECT_THAT(until(bot, "2027-01-04T20:00:00Z"), ElementsAre("tick 2027-01-04"));
}

TEST(Alarms, FireAtOnceWhenTheNewZonesClockIsPastThem) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "every daily 15:00");
    bot.says("ana", "tz tokyo");
    EXPECT_THAT(bot.news("ana"), ElementsAre(HasSubstr("Tokyo"), "tick 2027-01-04"));
    EXPECT_THAT(until(bot, "2027-01-05T06:00:00Z"), ElementsAre("tick 2027-01-05"));
}

TEST(Alarms, DoNotComeTwiceForADateThatAZoneFurtherWestLivesAgain) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "tz tokyo");
    asks(bot, "every daily 20:00");
    EXPECT_THAT(until(bot, "2027-01-04T11:00:00Z"), ElementsAre("tick 2027-01-04"));
    asks(bot, "tz los angeles");
    EXPECT_THAT(until(bot, "2027-01-05T12:00:00Z"), IsEmpty());
    EXPECT_THAT(until(bot, "2027-01-06T04:00:00Z"), ElementsAre("tick 2027-01-05"));
}

TEST(Alarms, KeepADateThatTheNewZoneHasLeftBehind) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "tz los angeles");
    bot.clock_to("2027-01-05T03:00:00Z");  // Monday 19:00 in Los Angeles, Tuesday noon in Tokyo
    asks(bot, "every weekly tue 10:00");
    bot.says("ana", "tz tokyo");
    EXPECT_THAT(bot.news("ana"), ElementsAre(HasSubstr("Tokyo"), "tick 2027-01-05"));
    EXPECT_THAT(until(bot, "2027-01-12T01:00:00Z"), ElementsAre("tick 2027-01-12"));
}

TEST(Alarms, FireOnceAfterAnOutageOverSeveralDates) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "every daily 10:30");
    bot.outage(96h);
    EXPECT_THAT(bot.news("ana"), ElementsAre("tick 2027-01-07"));
    EXPECT_THAT(until(bot, "2027-01-08T10:30:00Z"), ElementsAre("tick 2027-01-08"));
}

TEST(Alarms, AreNotLostWhenTheZoneChangesFirstAfterAnOutage) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "every weekly tue 10:00");
    chat::Event moved{.space = {"test"},
                      .actor = {"ana"},
                      .place = {{"dm:ana"}, {}, true},
                      .at = bot.now() + 72h,
                      .route = {},
                      .what = chat::Typed{.words = {std::string("tz tokyo")}, .message = {"moved"}}};
    // The line is in the queue when the process is back, before anything else happens.
    const engine::Intake item{{"moved"}, moved, {}};
    const auto step = bot.engine().step(std::span(&item, 1), {}, bot.now() + 72h, 16);
    ASSERT_THAT(step.outgoing, SizeIs(1));
    bot.outage(72h);
    EXPECT_THAT(bot.news("ana"), ElementsAre(HasSubstr("Tokyo"), "tick 2027-01-05"));
}

TEST(Alarms, FireOnceWhereTheClockSkipsOrRepeatsTheirTime) {
    TestBot bot({.start = "2027-03-27T10:00:00Z", .practices = with_trial()});
    asks(bot, "every daily 1:30");  // Lisbon: 1:00 becomes 2:00 on 28 March
    EXPECT_THAT(until(bot, "2027-03-29T00:29:00Z"), ElementsAre("tick 2027-03-28"));
    EXPECT_THAT(until(bot, "2027-03-29T00:30:00Z"), ElementsAre("tick 2027-03-29"));
    bot.clock_to("2027-10-30T10:00:00Z");  // 2:00 becomes 1:00 on 31 October
    bot.news("ana");
    EXPECT_THAT(until(bot, "2027-11-01T01:00:00Z"), ElementsAre("tick 2027-10-31"));
}

TEST(Alarms, FollowNewHolidaysFromTheNextStart) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "every last-friday 9:00");
    bot.restart_with({schedule::Day(2027y / 1 / 29)});
    EXPECT_THAT(until(bot, "2027-01-31T00:00:00Z"), ElementsAre("tick 2027-01-28"));
}

TEST(Alarms, ThatComeOnceComeOnce) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "once 5m");
    asks(bot, "once 7m");
    EXPECT_THAT(until(bot, "2027-01-04T10:04:59Z"), IsEmpty());
    EXPECT_THAT(until(bot, "2027-01-04T10:05:00Z"), ElementsAre("bell 5"));
    EXPECT_THAT(until(bot, "2027-02-04T10:00:00Z"), ElementsAre("bell 7"));
}

TEST(Alarms, ThatComeOnceComeLateAfterAnOutage) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "once 5m");
    bot.outage(240h);
    EXPECT_THAT(bot.news("ana"), ElementsAre("bell 5"));
}

TEST(Alarms, BeyondTheLimitOfAStepFireInTheNext) {
    TestBot bot({.practices = with_trial()});
    for (int i = 0; i < 600; ++i) {
        if (i % 50 == 0) bot.pass(30s);
        asks(bot, "once " + std::to_string(100 + i) + "m");
    }
    bot.outage(24h);
    EXPECT_THAT(bot.news("ana"), SizeIs(600));
}

TEST(Alarms, OfARuleThatNeverMatchesAreNotKept) {
    schedule::Holidays always;
    const schedule::Day first(2027y / 1 / 1);
    for (int i = 0; i < 1000; ++i) always.insert(first + std::chrono::days(i));
    TestBot bot({.holidays = always, .practices = with_trial()});
    asks(bot, "every last-friday 9:00");
    EXPECT_THAT(until(bot, "2027-03-01T00:00:00Z"), IsEmpty());
    EXPECT_EQ(bot.engine().next_nudge({"test"}, {"ana"}), std::nullopt);
    EXPECT_THAT(bot.log(), IsEmpty());
}

TEST(Alarms, ThatThrowAreLostAlone) {
    TestBot bot({.practices = with_trial()});
    asks(bot, "once 1m");
    asks(bot, "boom fire");
    asks(bot, "every daily 10:01");
    EXPECT_THAT(until(bot, "2027-01-04T10:05:00Z"), testing::UnorderedElementsAre("bell 1", "tick 2027-01-04"));
    EXPECT_THAT(bot.log(), ElementsAre("alarm trial.boom failed: made to fail"));
    EXPECT_THAT(until(bot, "2027-01-05T10:05:00Z"), ElementsAre("tick 2027-01-05"));
    EXPECT_THAT(bot.log(), SizeIs(1)) << "it is not tried again";
}

}  // namespace
}  // namespace goodturn
