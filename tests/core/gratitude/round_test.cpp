#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

#include <tuple>

namespace goodturn::gratitude {
namespace {

using namespace std::chrono_literals;
using support::TestBot;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view january = "2027-01-29T09:00:01Z";  // the last Friday, 9:00 in Lisbon

/// Ana noted help of four people, Jörg's last.
class Round : public testing::Test {
protected:
    Round() {
        note("ben", "the demo");
        note("bo", "the deploy");
        note("kai", "the leak");
        note("joerg", "");
    }
    void note(const std::string& who, const std::string& what) {
        bot_.says("ana", "@" + who + " helped me" + (what.empty() ? "" : " with " + what));
        bot_.pass(24h);
    }
    std::string round_of_january() {
        std::ignore = bot_.news("ana");
        bot_.clock_to(january);
        return bot_.last("ana");
    }
    std::string typed(std::string_view line) {
        bot_.says("ana", line);
        return bot_.last("ana");
    }
    TestBot bot_;
};

TEST_F(Round, ComesOnTheLastFridayWithThreePeopleAndTheirWords) {
    std::ignore = bot_.news("ana");
    bot_.clock_to("2027-01-29T08:59:59Z");
    EXPECT_THAT(bot_.news("ana"), IsEmpty());
    bot_.clock_to(january);
    EXPECT_THAT(bot_.news("ana"),
                ElementsAre("Three people helped you since Tue 5 Jan. Want to thank them? Nothing goes out unless you "
                            "press.\n"
                            "1. *Jörg Weber*\n[Write it] [I'll say it myself] [Not Jörg]\n"
                            "2. *Kai Tanaka*\n> the leak\n[Send] [Edit] [I'll say it myself] [Not Kai]\n"
                            "3. *Bo Lindqvist*\n> the deploy\n[Send] [Edit] [I'll say it myself] [Not Bo]\n"
                            "[Not this month] [Fewer]"));
}

TEST_F(Round, SendsOnlyWhatIsPressed) {
    std::ignore = round_of_january();
    EXPECT_THAT(typed("send 3"), HasSubstr("3. To *Bo Lindqvist*, in 30 seconds.\n[Undo]"));
    bot_.pass(1min);
    EXPECT_THAT(bot_.last("bo"), StartsWith("A thank-you from *Ana Sousa*: “the deploy”"));
    EXPECT_THAT(bot_.last("ana"), HasSubstr("3. Delivered to *Bo Lindqvist* at 9:00."));
    EXPECT_THAT(bot_.news("joerg"), IsEmpty());
    bot_.reacts("bo", "❤️");
    EXPECT_THAT(bot_.last("ana"), HasSubstr("3. Delivered to *Bo Lindqvist* at 9:00. ❤️"));
}

TEST_F(Round, SaysWhenSomethingWaitsForTheOthersHours) {
    std::ignore = round_of_january();
    EXPECT_THAT(typed("send 2"), HasSubstr("2. Sent to *Kai Tanaka*. It arrives Mon 1 Feb, 0:00 Lisbon."));
}

TEST_F(Round, EditChangesTheDraftAndSendsNothing) {
    std::ignore = round_of_january();
    EXPECT_THAT(typed("edit 1 You found the failing test."),
                HasSubstr("1. *Jörg Weber*\n> You found the failing test.\n[Send] [Edit]"));
    bot_.presses("ana", "Edit");
    ASSERT_TRUE(bot_.form("ana"));
    EXPECT_EQ(bot_.form("ana")->title, "Edit");
    EXPECT_EQ(bot_.form("ana")->fields.front().initial, "You found the failing test.");
    bot_.submits("ana", {{"why", "You found it."}});
    EXPECT_THAT(bot_.last("ana"), HasSubstr("> You found it."));
    bot_.pass(1h);
    EXPECT_THAT(bot_.news("joerg"), IsEmpty());
}

TEST_F(Round, SendIsWriteItWithoutWords) {
    std::ignore = round_of_january();
    bot_.presses("ana", "Write it");
    bot_.submits("ana", {{"why", "You found it."}});
    EXPECT_THAT(bot_.last("ana"), HasSubstr("1. *Jörg Weber*\n> You found it.\n[Send] [Edit]"));
}

TEST_F(Round, NotThemBringsInTheNextAndDropsThatHelpForGood) {
    std::ignore = round_of_january();
    EXPECT_THAT(typed("skip 3"), AllOf(HasSubstr("4. *Ben Okafor*\n> the demo"), Not(HasSubstr("Bo Lindqvist")),
                                       StartsWith("Three people helped you since Mon 4 Jan.")));
    bot_.says("ana", "round");
    EXPECT_THAT(bot_.last("ana"), Not(HasSubstr("Bo Lindqvist")));
    EXPECT_THAT(typed("log"), HasSubstr("> the deploy"));
}

TEST_F(Round, NotThemCanBeUndone) {
    std::ignore = round_of_january();
    bot_.says("ana", "skip 3");
    bot_.says("ana", "undo");
    EXPECT_THAT(bot_.sees("ana"), Contains(HasSubstr("3. *Bo Lindqvist*\n> the deploy")));
}

TEST_F(Round, SayingItMyselfShowsTheTextToCopyAndCountsAsThanked) {
    std::ignore = round_of_january();
    EXPECT_THAT(typed("myself 3"), HasSubstr("3. Yours to say to *Bo Lindqvist*: <Write to Bo>\n> the deploy"));
    bot_.pass(1h);
    EXPECT_THAT(bot_.news("bo"), IsEmpty());
    bot_.says("ana", "round");
    EXPECT_THAT(bot_.last("ana"), Not(HasSubstr("Bo Lindqvist")));
}

TEST_F(Round, ASecondClickShowsWhatHappened) {
    std::ignore = round_of_january();
    const auto buttons_of_bo = [&] {
        std::vector<std::string> ids;
        auto rows = bot_.db().query(R"sql(SELECT id FROM action WHERE item = 3 ORDER BY id)sql");
        while (rows.next()) ids.push_back(std::to_string(rows.integer(0)));
        return ids;
    }();
    bot_.says("ana", "send 3");
    bot_.pass(1min);
    std::ignore = bot_.news("ana");
    for (const auto& id : buttons_of_bo) {
        bot_.presses_old("ana", id);
        EXPECT_THAT(bot_.last("ana"), HasSubstr("3. Delivered to *Bo Lindqvist* at 9:00.")) << id;
    }
    EXPECT_EQ(bot_.news("bo").size(), 1U);
}

TEST_F(Round, UndoBringsTheItemBack) {
    std::ignore = round_of_january();
    bot_.says("ana", "send 3");
    bot_.presses("ana", "Undo");
    EXPECT_THAT(bot_.last("ana"), HasSubstr("3. *Bo Lindqvist*\n> the deploy\n[Send]"));
    bot_.pass(1h);
    EXPECT_THAT(bot_.news("bo"), IsEmpty());
}

TEST_F(Round, NotThisMonthEndsIt) {
    std::ignore = round_of_january();
    bot_.presses("ana", "Not this month");
    EXPECT_THAT(bot_.last("ana"), AllOf(HasSubstr("Next: Fri 26 Feb, 9:00 Lisbon"), Not(HasSubstr("["))));
    EXPECT_EQ(typed("send 3"), "There is nothing to `send` any more.");
}

TEST_F(Round, FewerIsQuarterly) {
    std::ignore = round_of_january();
    bot_.presses("ana", "Fewer");
    EXPECT_THAT(bot_.news("ana"), Contains(StartsWith("Your thank-you round comes once a quarter. Next: Fri 30 Apr")));
    bot_.says("ana", "undo");
    EXPECT_THAT(bot_.last("ana"), StartsWith("Your thank-you round comes once a month. Next: Fri 26 Feb"));
}

TEST_F(Round, SomebodyThankedInAnotherWayIsLeftOut) {
    bot_.says("ana", "thanks @bo privately for everything");
    bot_.pass(1min);
    EXPECT_THAT(round_of_january(), Not(HasSubstr("Bo Lindqvist")));
    note("bo", "the second deploy");
    EXPECT_THAT(typed("round"), AllOf(HasSubstr("> the second deploy"), Not(HasSubstr("> the deploy"))));
}

TEST_F(Round, SomebodyThankedWhileItIsOpenIsMarkedThere) {
    std::ignore = round_of_january();
    bot_.says("ana", "thanks @bo privately for everything");
    EXPECT_THAT(bot_.sees("ana"), Contains(HasSubstr("3. You thanked *Bo Lindqvist*.")));
}

TEST_F(Round, SomebodyWhoseThanksWereTakenBackIsOfferedAgain) {
    std::ignore = round_of_january();
    bot_.says("ana", "thanks @bo privately for everything");
    bot_.pass(1min);
    bot_.says("ana", "undo");
    EXPECT_THAT(bot_.sees("ana"), Contains(HasSubstr("3. *Bo Lindqvist*\n> the deploy\n[Send]")));
}

TEST_F(Round, SomebodyThankedTogetherWithOthersIsShownAsThanked) {
    std::ignore = round_of_january();
    bot_.says("ana", "thanks @kai and @bo privately for everything");
    EXPECT_THAT(bot_.sees("ana"), Contains(AllOf(HasSubstr("2. You thanked *Kai Tanaka*."),
                                                 HasSubstr("3. You thanked *Bo Lindqvist*."))));
}

TEST_F(Round, AThankYouThatIsNoLongerKeptIsStillOne) {
    std::ignore = round_of_january();
    bot_.says("ana", "send 3");
    bot_.pass(1min);
    bot_.db().run(R"sql(DELETE FROM thanks_copy)sql");
    EXPECT_THAT(typed("skip 2"), HasSubstr("3. You thanked *Bo Lindqvist*."));
}

TEST_F(Round, TheSamePersonOnceADayAlsoFromHere) {
    std::ignore = round_of_january();
    bot_.says("ana", "send 3");
    bot_.presses("ana", "Undo");
    bot_.says("ana", "thanks @kai privately for everything");
    bot_.pass(1min);
    note("kai", "one more");
    std::ignore = bot_.news("ana");
    bot_.says("ana", "round");
    EXPECT_THAT(bot_.last("ana"), HasSubstr("> one more"));
}

TEST_F(Round, HelpOlderThanTwoMonthsIsOver) {
    bot_.clock_to("2027-03-25T09:00:00Z");
    bot_.says("ana", "@will helped me with the taxes");
    std::ignore = bot_.news("ana");
    bot_.clock_to("2027-03-26T09:00:00Z");
    EXPECT_THAT(bot_.last("ana"), AllOf(StartsWith("One person helped you since Thu 25 Mar."),
                                        HasSubstr("1. *Will Carter*"), Not(HasSubstr("2."))));
}

TEST_F(Round, AQuarterlyOneOffersTheWholeQuarter) {
    bot_.clock_to(january);
    bot_.presses("ana", "Fewer");
    bot_.clock_to("2027-02-01T09:00:00Z");
    bot_.says("ana", "@will helped me with the taxes");
    std::ignore = bot_.news("ana");
    bot_.clock_to("2027-04-30T09:00:00Z");
    EXPECT_THAT(bot_.last("ana"), HasSubstr("*Will Carter*\n> the taxes"));
}

TEST_F(Round, AnOutageOfAFewDaysDelaysItALongerOneSkipsIt) {
    std::ignore = bot_.news("ana");
    bot_.clock_to("2027-01-28T12:00:00Z");
    bot_.outage(std::chrono::days(7));
    EXPECT_THAT(bot_.last("ana"), StartsWith("Three people helped you"));

    TestBot other;
    other.says("ana", "@bo helped me with the deploy");
    other.clock_to("2027-01-28T12:00:00Z");
    std::ignore = other.news("ana");
    other.outage(std::chrono::days(12));
    EXPECT_THAT(other.news("ana"), IsEmpty());
}

TEST_F(Round, WorksByWordsAlone) {
    bot_.set_look(TestBot::Look::words);
    EXPECT_THAT(round_of_january(), AllOf(HasSubstr("`send 2`"), HasSubstr("`skip 3`"), HasSubstr("`not this month`")));
    bot_.says("ana", "not this month");
    EXPECT_THAT(bot_.last("ana"), HasSubstr("That was this round."));
}

TEST(RoundSettings, AreReadAndSaidBack) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"round on", "Your thank-you round comes once a month. Next: Fri 29 Jan, 9:00 Lisbon."},
        {"round 10:30", "Your thank-you round comes once a month. Next: Fri 29 Jan, 10:30 Lisbon."},
        {"round 9", "Your thank-you round comes once a month. Next: Fri 29 Jan, 9:00 Lisbon."},
        {"round on 14:00", "Your thank-you round comes once a month. Next: Fri 29 Jan, 14:00 Lisbon."},
        {"round quarterly at 10", "Your thank-you round comes once a quarter. Next: Fri 29 Jan, 10:00 Lisbon."},
        {"round off", "Your thank-you round is off. `round on` turns it on."},
        {"round off 9:00", "Like `round 9:00`"},
        {"round the corner", "Like `round 9:00`"},
    };
    for (const auto& [typed, answer] : cases) {
        TestBot bot;
        bot.says("ana", "gave help to @bo");
        bot.says("ana", typed);
        EXPECT_THAT(bot.news("ana"), Contains(StartsWith(answer))) << typed;
    }
}

TEST(RoundSettings, AreUndone) {
    TestBot bot;
    bot.says("ana", "@bo helped me with x");
    bot.says("ana", "round 10:30");
    bot.says("ana", "undo");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Fri 29 Jan, 9:00 Lisbon"));
}

TEST(EmptyRound, TurnedOnWithNothingNotedAsksWhoHelped) {
    TestBot bot;
    bot.says("ana", "round on");
    EXPECT_THAT(bot.last("ana"), AllOf(StartsWith("Who helped you in the last month or two? Up to three names"),
                                       HasSubstr("[Name somebody]")));
    bot.says("ana", "bo, kai and Jörg");
    EXPECT_THAT(
        bot.news("ana"),
        AllOf(Contains(StartsWith("Noted, for you only: *Bo Lindqvist, Kai Tanaka and Jörg Weber helped you*")),
              Contains(AllOf(StartsWith("Three people helped you since Mon 4 Jan."), HasSubstr("[Write it]")))));
}

TEST(EmptyRound, AFormTakesTheNamesToo) {
    TestBot bot;
    bot.says("ana", "round");
    bot.presses("ana", "Name somebody");
    ASSERT_TRUE(bot.form("ana"));
    bot.submits("ana", {{"who", "no such person"}, {"what", ""}});
    EXPECT_THAT(bot.last("ana"), StartsWith("error who:"));
    bot.submits("ana", {{"who", "@bo"}, {"what", "the deploy"}});
    EXPECT_THAT(bot.news("ana"), Contains(AllOf(StartsWith("One person helped you"), HasSubstr("> the deploy"))));
}

TEST(EmptyRound, TwoUnansweredOnesMakeItQuarterly) {
    TestBot bot;
    bot.says("ana", "@bo helped me with x");
    bot.says("ana", "thanks @bo privately for x");
    bot.pass(1min);
    std::ignore = bot.news("ana");
    bot.clock_to("2027-01-30T00:00:00Z");
    EXPECT_THAT(bot.news("ana"),
                ElementsAre(AllOf(StartsWith("Who helped you this month? Somebody come to mind?"),
                                  HasSubstr("[Name somebody] [Not this month]"), Not(HasSubstr("once a quarter")))));
    bot.clock_to("2027-02-27T00:00:00Z");
    EXPECT_THAT(bot.news("ana"), ElementsAre(HasSubstr("I'll ask once a quarter from now on")));
    bot.clock_to("2027-03-27T00:00:00Z");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.says("ana", "settings");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Thank-you round: Once a quarter, next *Fri 30 Apr"));
}

TEST(FinishedRound, OneThatIsOverBeforeAnythingWasChosenIsNoEmptyList) {
    TestBot bot;
    bot.says("ana", "@bo helped me with the deploy");
    bot.says("ana", "round");
    bot.presses("ana", "Not this month");
    EXPECT_THAT(bot.last("ana"), StartsWith("That was this round. Your thank-you round comes once a month."));
}

TEST(EmptyRound, OneThatNobodySawIsNotUnanswered) {
    TestBot bot;
    bot.says("ana", "round on");
    bot.presses("ana", "Not this month");
    bot.clock_to("2027-01-28T12:00:00Z");
    bot.fail_sends(chat::SendFailure::unreachable, 1);
    bot.clock_to("2027-01-30T00:00:00Z");
    std::ignore = bot.news("ana");
    bot.says("ana", "@bo for the deploy");
    EXPECT_THAT(bot.last("ana"), Not(StartsWith("Noted")));
    bot.clock_to("2027-02-27T00:00:00Z");
    EXPECT_THAT(bot.news("ana"), ElementsAre(AllOf(StartsWith("Who helped you this month? Somebody come to mind?"),
                                                   Not(HasSubstr("once a quarter")))));
    bot.clock_to("2027-03-27T00:00:00Z");
    EXPECT_THAT(bot.news("ana"), ElementsAre(HasSubstr("I'll ask once a quarter from now on")));
}

TEST(EmptyRound, AnAnswerKeepsItMonthly) {
    TestBot bot;
    bot.says("ana", "round on");
    bot.presses("ana", "Not this month");
    for (const auto* until : {"2027-01-30T00:00:00Z", "2027-02-27T00:00:00Z"}) {
        bot.clock_to(until);
        bot.presses("ana", "Not this month");
        std::ignore = bot.news("ana");
    }
    bot.clock_to("2027-03-27T00:00:00Z");
    EXPECT_THAT(bot.news("ana"), ElementsAre(StartsWith("Who helped you this month?")));
}

TEST(EmptyRound, ANameWithItsReasonIsEnough) {
    TestBot bot;
    bot.says("ana", "round on");
    bot.says("ana", "@bo for the deploy");
    EXPECT_THAT(bot.news("ana"), Contains(StartsWith("Noted, for you only: *Bo Lindqvist helped you* – the deploy")));
}

}  // namespace
}  // namespace goodturn::gratitude
