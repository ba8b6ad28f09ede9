#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

#include <string>
#include <string_view>

namespace goodturn {
namespace {

using support::TestBot;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using Look = TestBot::Look;

std::string said(TestBot& bot, std::string_view line, std::string_view where = {}) {
    bot.says("ben", line, where);
    return bot.last("ben");
}

/// Whether a thank-you of Ana's reaches Ben by the end of that day; his hours are 14:00 to 22:00 UTC.
bool ana_reaches_ben(TestBot& bot, std::string_view day) {
    bot.clock_to(std::string(day) + "T15:00:00Z");
    bot.says("ana", "thanks @ben privately for the demo");
    bot.news("ben");
    bot.clock_to(std::string(day) + "T21:00:00Z");
    return !bot.news("ben").empty();
}

TEST(Pause, IsReadAsPeopleTypeIt) {
    struct Typed {
        std::string_view line, until;
    };
    // It is Monday, 4 January 2027, 5:00 in New York.
    for (const auto& [line, until] :
         {Typed{"pause until 24/12", "Fri 24 Dec"}, Typed{"pause until 24.12.", "Fri 24 Dec"},
          Typed{"pause until 3 jan", "Mon 3 Jan 2028"}, Typed{"pause next week", "Mon 11 Jan"},
          Typed{"pause for 2 weeks", "Mon 18 Jan"}, Typed{"pause 2 weeks", "Mon 18 Jan"},
          Typed{"pause 2w", "Mon 18 Jan"}, Typed{"pause for a month", "Thu 4 Feb"},
          Typed{"pause till friday", "Fri 8 Jan"}, Typed{"pause tomorrow", "Tue 5 Jan"},
          Typed{"pause today", "Tue 5 Jan"}, Typed{"Pause until 3pm", "Mon 4 Jan, 15:00 New York"},
          Typed{"pause 2027-02-01", "Mon 1 Feb"}}) {
        TestBot bot;
        EXPECT_THAT(said(bot, line), AllOf(HasSubstr("until *" + std::string(until) + "*"), HasSubstr("[Undo]")))
            << line;
        EXPECT_THAT(said(bot, "undo"), HasSubstr("I write again")) << line;
    }
}

TEST(Pause, ThatCannotBeReadChangesNothing) {
    TestBot bot;
    for (const std::string_view line : {"pause until 31 feb", "pause until whenever", "pause until yesterday"}) {
        EXPECT_THAT(said(bot, line), HasSubstr("Nothing was changed")) << line;
        EXPECT_THAT(said(bot, "settings"), HasSubstr("Messages from me: Within your hours")) << line;
    }
}

TEST(Pause, WithoutADayAsksUntilWhen) {
    TestBot bot;
    EXPECT_THAT(said(bot, "pause"), HasSubstr("[For a week] [For two weeks] [For a month]"));
    bot.presses("ben", "For two weeks");
    EXPECT_THAT(bot.last("ben"), HasSubstr("until *Mon 18 Jan*"));

    TestBot words({.look = Look::words});
    EXPECT_THAT(said(words, "pause"), HasSubstr("2. For two weeks"));
    EXPECT_THAT(said(words, "2"), HasSubstr("until *Mon 18 Jan*"));
}

TEST(Pause, AnAmbiguousDayIsAskedOnceAndRemembered) {
    TestBot bot;
    EXPECT_THAT(said(bot, "pause until 3/4"), HasSubstr("[Sat 3 Apr] [Thu 4 Mar]"));
    EXPECT_THAT(said(bot, "settings"), Not(HasSubstr("Paused"))) << "nothing happens before the answer";
    bot.presses("ben", "Thu 4 Mar");
    EXPECT_THAT(bot.last("ben"), HasSubstr("until *Thu 4 Mar*"));
    EXPECT_THAT(said(bot, "pause until 5/6"), HasSubstr("until *Thu 6 May*"));
    EXPECT_THAT(said(bot, "pause until 24/12"), HasSubstr("until *Fri 24 Dec*")) << "only one reading";
}

TEST(Pause, HoldsBackWhatOthersSendAndResumeLetsItThrough) {
    TestBot bot;
    said(bot, "pause until 8 jan");
    EXPECT_FALSE(ana_reaches_ben(bot, "2027-01-05"));
    bot.says("ben", "resume");
    EXPECT_THAT(bot.news("ben"), ElementsAre(StartsWith("Welcome back"), HasSubstr("for the demo")));
}

TEST(Pause, ThatIsLongPromisesNoWaiting) {
    TestBot bot;
    EXPECT_THAT(said(bot, "pause until friday"), HasSubstr("what others send you waits"));
    EXPECT_THAT(said(bot, "pause for 2 weeks"), HasSubstr("I tell them to write to you themselves"));
    bot.says("ana", "thanks @ben privately for the demo");
    EXPECT_THAT(bot.last("ana"), HasSubstr("write to *Ben Okafor* directly"));
}

TEST(Pause, OfNoDaysIsNotUnderstood) {
    TestBot bot;
    EXPECT_THAT(said(bot, "pause for 0 days"), StartsWith(said(bot, "pause for purple")));
}

TEST(Pause, EndsByItself) {
    TestBot bot;
    said(bot, "pause until 7 jan");
    EXPECT_FALSE(ana_reaches_ben(bot, "2027-01-06"));
    bot.clock_to("2027-01-07T15:00:00Z");
    EXPECT_THAT(bot.news("ben"), ElementsAre(HasSubstr("for the demo")));
    EXPECT_THAT(said(bot, "resume"), HasSubstr("weren't paused"));
}

TEST(Stop, IsDoneAtOnceInAnyWordsAndEvenWhileAQuestionWaits) {
    for (const auto look : {Look::buttons, Look::words}) {
        for (const std::string_view line : {"stop", "STOP!", "unsubscribe", "leave me alone", "Stop."}) {
            TestBot bot({.look = look});
            said(bot, "thanks @ana");
            EXPECT_THAT(
                said(bot, line),
                StartsWith("Done. I won't write unless you do. What others send you still comes; `no more` stops "
                           "that too. `resume` brings me back."));
            EXPECT_THAT(said(bot, "settings"), HasSubstr("Stopped")) << line;
            EXPECT_THAT(said(bot, "resume"), StartsWith("Welcome back"));
        }
    }
}

TEST(Stop, StartIsTheWayBackAndElseAGreeting) {
    TestBot bot;
    EXPECT_THAT(said(bot, "start"), HasSubstr("I understand short lines"));
    said(bot, "stop");
    EXPECT_THAT(said(bot, "start"), StartsWith("Welcome back"));
}

TEST(Stop, SaidTwiceLeavesNothingMoreToUndo) {
    TestBot bot;
    EXPECT_THAT(said(bot, "stop"), HasSubstr("[Undo]"));
    EXPECT_THAT(said(bot, "stop"), Not(HasSubstr("[Undo]")));
    EXPECT_THAT(said(bot, "undo"), HasSubstr("I write again"));
    EXPECT_THAT(said(bot, "resume"), HasSubstr("weren't paused"));
}

TEST(NoMore, StopsOnePersonAndMoreLetsThemThroughAgain) {
    TestBot bot;
    EXPECT_THAT(said(bot, "no more from ana"),
                AllOf(HasSubstr("*Ana Sousa*"), HasSubstr("nobody is told"), HasSubstr("`more from Ana Sousa`")));
    EXPECT_FALSE(ana_reaches_ben(bot, "2027-01-05"));
    EXPECT_THAT(bot.news("ana"), testing::Contains(HasSubstr("I can't pass this on"))) << "looks like unreachable";
    EXPECT_THAT(said(bot, "no more from @ana"), HasSubstr("still is"));
    EXPECT_THAT(said(bot, "more from ana"), HasSubstr("reaches you again"));
    EXPECT_TRUE(ana_reaches_ben(bot, "2027-01-06"));
}

TEST(NoMore, StopsEverybody) {
    TestBot bot;
    EXPECT_THAT(said(bot, "no more"), AllOf(HasSubstr("others send"), HasSubstr("[Undo]")));
    EXPECT_FALSE(ana_reaches_ben(bot, "2027-01-05"));
    EXPECT_THAT(said(bot, "more from ana"), HasSubstr("`more`"));
    EXPECT_THAT(said(bot, "more"), HasSubstr("reaches you again"));
    EXPECT_TRUE(ana_reaches_ben(bot, "2027-01-06"));
}

TEST(NoMore, OfSomebodyUnreadableChangesNothing) {
    TestBot bot;
    EXPECT_THAT(said(bot, "no more from Bartholomew"), HasSubstr("“Bartholomew”"));
    EXPECT_THAT(said(bot, "no more of this please"), HasSubstr("Nothing was changed"));
    EXPECT_THAT(said(bot, "more"), HasSubstr("nothing was changed"));
    EXPECT_THAT(said(bot, "settings"), HasSubstr("What anybody sends you"));
}

TEST(NoMore, OfOneselfIsNotPossible) {
    TestBot bot;
    EXPECT_THAT(said(bot, "no more from ben"), HasSubstr("That's you"));
    EXPECT_THAT(said(bot, "settings"), HasSubstr("What anybody sends you"));
}

}  // namespace
}  // namespace goodturn
