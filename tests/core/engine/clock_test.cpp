#include "tests/support/test_bot.hpp"
#include "tests/support/trial_practice.hpp"

#include <gmock/gmock.h>

namespace goodturn {
namespace {

using namespace std::chrono_literals;
using support::TestBot;
using support::trial_traces;
using support::with_trial;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Ana lives in Lisbon, which is UTC in winter; the server's clock starts on Monday 4 January, 10:00.

/// How far the clock is set back or ahead.
struct Step {
    std::string_view name;
    std::chrono::milliseconds by;
};
class ClockThatFellBack : public testing::TestWithParam<Step> {
protected:
    ClockThatFellBack() {
        bot_.says("ana", "remind daily 15:00");
        bot_.says("ana", "every daily 15:30");
        bot_.clock_to("2027-01-04T16:00:00Z");
        bot_.news("ana");
        fell_ = bot_.now();
    }
    /// `time` goes by on the wrong clock.
    void wrong(std::chrono::milliseconds time) { bot_.pass(time); }
    /// The clock is set right, `time` after it fell.
    void right_after(std::chrono::milliseconds time) { bot_.clock_jumps(fell_ + time - bot_.now()); }

    TestBot bot_{{.practices = with_trial()}};
    chat::Instant fell_{};
};

TEST_P(ClockThatFellBack, RepeatsNothingAndAnswers) {
    bot_.clock_jumps(-GetParam().by);
    EXPECT_THAT(bot_.news("ana"), IsEmpty());
    bot_.says("ana", "nudge idea");
    bot_.says("ana", "dated promise");
    bot_.says("ana", "chat hi");
    EXPECT_THAT(bot_.news("ana"), testing::Contains("hi"));
    wrong(20min);
    EXPECT_THAT(bot_.sees("ana"), testing::Not(testing::Contains("idea")));
}

TEST_P(ClockThatFellBack, IsToldOfOnce) {
    bot_.clock_jumps(-GetParam().by);
    bot_.says("ana", "nudge idea");
    wrong(20min);
    bot_.says("ana", "chat hi");
    // An hour is also what a server that keeps local time does in autumn: no reason to tell.
    EXPECT_THAT(bot_.log(), SizeIs(GetParam().by > 1h ? 1 : 0));
}

TEST_P(ClockThatFellBack, GoesOnWhenItIsRightAgain) {
    bot_.clock_jumps(-GetParam().by);
    wrong(20min);
    bot_.news("ana");
    right_after(40min);
    EXPECT_THAT(bot_.news("ana"), IsEmpty());
    bot_.clock_to("2027-01-05T16:00:00Z");
    EXPECT_THAT(bot_.news("ana"), ElementsAre("reminder 2027-01-05", "tick 2027-01-05"));
    EXPECT_THAT(bot_.log(), SizeIs(GetParam().by > 1h ? 1 : 0));
}

INSTANTIATE_TEST_SUITE_P(All, ClockThatFellBack,
                         testing::Values(Step{"AnHour", 1h}, Step{"ADay", 24h},
                                         Step{"To1970", std::chrono::sys_days(2027y / 1 / 4) + 16h -
                                                            std::chrono::sys_days(1970y / 1 / 1)}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(ClockThatFellBackAndStays, NudgesWhenTheDayComesBack) {
    TestBot bot({.practices = with_trial()});
    bot.clock_jumps(24h);
    bot.clock_jumps(-24h);
    bot.says("ana", "nudge idea");
    bot.clock_to("2027-01-05T09:59:00Z");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.clock_to("2027-01-05T10:00:00Z");
    EXPECT_THAT(bot.news("ana"), ElementsAre("idea"));
}

// The platform's instants are right; only the server's clock is not.
class ClockIn1970 : public testing::Test {
protected:
    ClockIn1970() { bot_.clock_jumps(-by_); }
    engine::Handled types(const char* key, const char* text) {
        const engine::Intake item{{key},
                                  {.space = {"test"},
                                   .actor = {"ana"},
                                   .place = {{"@ana"}, {}, true},
                                   .at = right_,
                                   .route = {},
                                   .what = chat::Typed{.words = {std::string(text)}, .message = {key}}},
                                  {}};
        return bot_.engine().step(std::span(&item, 1), {}, bot_.now(), 0).handled.front();
    }
    void is_right_again() {
        bot_.clock_jumps(by_);
        bot_.pass(2h);  // until after the hourly pruning
    }

    TestBot bot_{{.practices = with_trial()}};
    chat::Instant right_ = bot_.now();
    const std::chrono::milliseconds by_ = right_ - std::chrono::sys_days(1970y / 1 / 2);
};

TEST_F(ClockIn1970, AnEventOfThatTimeIsStillKnownWhenItComesAgain) {
    EXPECT_EQ(types("once", "count"), engine::Handled::done);
    is_right_again();
    EXPECT_EQ(types("once", "count"), engine::Handled::duplicate);
}

TEST_F(ClockIn1970, AMessageOfThatTimeStillWorks) {
    bot_.says("ana", "count");
    is_right_again();
    bot_.presses("ana", "Up");
    EXPECT_THAT(bot_.sees("ana"), testing::Contains(HasSubstr("count 1")));
}

TEST_F(ClockIn1970, ARateLimitOfTheOtherClockIsOver) {
    bot_.clock_jumps(by_);
    bot_.fail_sends(chat::SendFailure::rate_limited, 1, 5min);
    bot_.says("ana", "chat hello");
    bot_.clock_jumps(-by_);
    bot_.pass(1min);
    EXPECT_THAT(bot_.sees("ana"), ElementsAre("hello"));
}

// The try-out page stamps what people do by the server's clock.
TEST_F(ClockIn1970, AThankYouOfThatTimeArrivesWhenItIsRightAgain) {
    bot_.says("ana", "thanks @kai for the review");
    bot_.presses("ana", "Send to Kai only");
    bot_.pass(1h);
    bot_.news("ana");
    is_right_again();
    bot_.clock_to("2027-01-05T02:00:00Z");  // Kai's morning
    EXPECT_THAT(bot_.last("kai"), HasSubstr("the review"));
    EXPECT_THAT(bot_.last("ana"), HasSubstr("Delivered to *Kai Tanaka*"));
}

TEST_F(ClockIn1970, ANoteOfThatTimeStays) {
    bot_.says("ana", "@kai helped me with the review");
    is_right_again();
    bot_.says("ana", "log");
    EXPECT_THAT(bot_.last("ana"), HasSubstr("the review"));
}

TEST_F(ClockIn1970, WhatIsTakenBackGoesAtOnce) {
    bot_.clock_jumps(by_);
    bot_.says("ana", "dated promise");
    bot_.clock_jumps(-by_);
    bot_.fail_sends(chat::SendFailure::transient);
    bot_.says("ana", "unsay");
    bot_.clock_jumps(-24h);
    bot_.pass(1min);
    EXPECT_THAT(bot_.sees("ana"), IsEmpty());
}

TEST(ClockRightAgain, APostThatSomebodyAskedForGoes) {
    TestBot bot;
    bot.clock_jumps(7 * 24h);
    bot.clock_jumps(-7 * 24h);
    bot.says("ana", "!gt thanks @bo here for the deploy", "#release-4");
    bot.pass(1min);
    EXPECT_THAT(bot.sees("kai"), testing::Contains(HasSubstr("A thank-you from *Ana Sousa*")));
}

TEST(ClockSetBackByAnHour, DoesNotMakeARateLimitAnHourLonger) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::rate_limited, 1, 1s);
    bot.says("ana", "chat hello");
    bot.clock_jumps(-1h);
    bot.pass(1min);
    EXPECT_THAT(bot.sees("ana"), ElementsAre("hello"));
}

class ClockThatLeaptAhead : public testing::TestWithParam<Step> {};

TEST_P(ClockThatLeaptAhead, SendsNothingTwiceAndGoesOnByItself) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "remind daily 15:00");
    bot.says("ana", "every daily 15:30");
    bot.clock_to("2027-01-04T16:00:00Z");
    bot.news("ana");
    bot.clock_jumps(GetParam().by);
    // Monday 16:00 became Tuesday 16:00 or Monday of next week: what was due then comes, the latest only.
    EXPECT_THAT(bot.news("ana"), SizeIs(GetParam().by < 24h ? 0 : 2));
    bot.pass(10min);
    bot.clock_jumps(-GetParam().by);
    bot.says("ana", "chat hi");
    EXPECT_EQ(bot.last("ana"), "hi");
    bot.clock_to("2027-01-05T16:00:00Z");
    EXPECT_THAT(bot.news("ana"), SizeIs(GetParam().by < 24h ? 2 : 0)) << "what came early does not come again";
    bot.pass(GetParam().by);
    bot.news("ana");
    bot.pass(24h);
    EXPECT_THAT(bot.news("ana"), testing::Contains(HasSubstr("tick"))) << "once the clock has caught up";
}

INSTANTIATE_TEST_SUITE_P(All, ClockThatLeaptAhead,
                         testing::Values(Step{"AnHour", 1h}, Step{"ADay", 24h}, Step{"AWeek", 7 * 24h}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace goodturn
