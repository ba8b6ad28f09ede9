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
using testing::SizeIs;
using testing::StartsWith;

/// Bo, who sits in Stockholm, has read a thank-you of Ana's.
class ReadLetter : public testing::Test {
protected:
    ReadLetter() {
        bot_.says("ana", "thanks @bo privately for the deploy");
        bot_.pass(1min);
        std::ignore = bot_.news("ana");
        std::ignore = bot_.news("bo");
    }
    TestBot bot_;
};

TEST(Letters, WaitForTheRecipientsHoursAndTheSenderIsToldWhen) {
    TestBot bot({.start = "2027-01-08T17:00:00Z"});  // Friday, 18:00 in Stockholm
    bot.says("ana", "thanks @bo privately for the deploy");
    EXPECT_THAT(bot.last("ana"), StartsWith("Sent to *Bo Lindqvist*. It arrives Mon 11 Jan, 8:00 Lisbon."));
    bot.clock_to("2027-01-11T07:59:59Z");
    EXPECT_THAT(bot.news("bo"), IsEmpty());
    bot.clock_to("2027-01-11T08:00:01Z");
    EXPECT_THAT(bot.last("bo"), StartsWith("A thank-you from *Ana Sousa*: “for the deploy”"));
    EXPECT_THAT(bot.last("ana"), StartsWith("Delivered to *Bo Lindqvist* on Mon 11 Jan, 8:00 Lisbon."));
}

TEST(Letters, SeveralThatWaitBecomeOneMessage) {
    TestBot bot({.start = "2027-01-08T17:00:00Z"});
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.says("joerg", "thanks @bo privately for the coffee");
    bot.clock_to("2027-01-11T08:00:01Z");
    EXPECT_THAT(bot.news("bo"),
                ElementsAre(AllOf(StartsWith("A thank-you from *Ana Sousa*: “for the deploy”\n<Write to Ana>\n"
                                             "A thank-you from *Jörg Weber*: “for the coffee”\n<Write to Jörg>\n"),
                                  HasSubstr("`no more from ana` stops only what Ana sends"))));
    EXPECT_THAT(bot.last("joerg"), StartsWith("Delivered to *Bo Lindqvist*"));
}

TEST(Letters, OneThatItsReaderDeletedStaysAway) {
    TestBot bot({.start = "2027-01-11T07:58:00Z"});
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.says("joerg", "thanks @bo privately for the coffee");
    bot.clock_to("2027-01-11T08:00:01Z");
    bot.deletes("bo");
    bot.says("bo", "no more from @ana");
    bot.news("bo");
    bot.says("joerg", "undo");
    bot.pass(1min);
    EXPECT_THAT(bot.last("joerg"), StartsWith("Taken back"));
    EXPECT_THAT(bot.news("bo"), IsEmpty());
}

TEST(Letters, NobodysWordsJoinOneThatMayHaveArrived) {
    TestBot bot({.start = "2027-01-08T15:58:40Z"});  // Friday, 16:58 in Stockholm
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.lose_answers(2);  // that to what Ana sees of it as well
    bot.pass(30s);
    EXPECT_THAT(bot.news("bo"), ElementsAre(HasSubstr("for the deploy")));
    bot.fail_sends(chat::SendFailure::transient, 1000);
    bot.pass(2min);
    bot.fail_sends(chat::SendFailure::transient, 0);
    bot.says("kai", "thanks @bo privately for the tea");
    bot.deletes("bo");
    bot.clock_to("2027-01-11T08:01:00Z");
    EXPECT_THAT(bot.news("bo"), Contains(HasSubstr("for the tea")));
    EXPECT_THAT(bot.last("kai"), StartsWith("Delivered to *Bo Lindqvist*"));
}

TEST(Letters, OneThatCantBeReadTakesNoOtherAlong) {
    TestBot bot;
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.says("joerg", "thanks @bo privately for the coffee");
    bot.says("bo", "pause until 1 feb");
    bot.pass(1min);
    bot.db().run(
        "UPDATE thanks SET why = 'damaged' WHERE sender_id = (SELECT person_id FROM account WHERE remote_id = 'ana')");
    bot.pass(std::chrono::days(8));
    EXPECT_THAT(bot.last("joerg"), HasSubstr("can't pass this on"));
}

TEST(Letters, OneThatMayHaveArrivedGoesWhenTheRecipientWantsNoMoreOfIt) {
    TestBot bot;
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.lose_answers(2);  // that to what Ana sees of it as well
    bot.pass(30s);
    EXPECT_THAT(bot.sees("bo"), Contains(StartsWith("A thank-you from *Ana Sousa*")));
    bot.says("bo", "no more from ana");
    bot.pass(1min);
    EXPECT_THAT(bot.sees("bo"), Not(Contains(StartsWith("A thank-you from *Ana Sousa*"))));
    EXPECT_THAT(bot.last("ana"), HasSubstr("can't pass this on"));
}

TEST(Letters, OneThatMayHaveArrivedMayHaveBeenReadWhenItIsTakenBack) {
    TestBot bot;
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.lose_answers(2);  // that to what Ana sees of it as well
    bot.pass(30s);
    bot.says("ana", "undo");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Bo Lindqvist may have read it"));
    bot.pass(1min);
    EXPECT_THAT(bot.news("bo"), Contains("(deleted)"));
    EXPECT_THAT(bot.news("ana"), Contains(HasSubstr("*Bo Lindqvist* may have read it")));
    bot.says("ana", "thanks @bo privately for the tea");
    EXPECT_THAT(bot.news("ana"), Contains(HasSubstr("has today's"))) << "it still counts";
}

TEST(Letters, APostThatMayHaveArrivedGoesWhenItIsGivenBack) {
    TestBot bot;
    bot.says("ana", "!gt thanks @bo here for the deploy", "#release-4");
    bot.lose_answers(1);
    bot.pass(30s);
    EXPECT_THAT(bot.sees("kai"), Contains(HasSubstr("A thank-you from *Ana Sousa*")));
    bot.fail_sends(chat::SendFailure::rejected);
    bot.pass(1min);
    EXPECT_THAT(bot.sees("kai"), Not(Contains(HasSubstr("A thank-you from *Ana Sousa*"))));
}

TEST(Letters, WhereAnybodyCouldBeWrittenToTheFirstGoesToWhoSharesAConversation) {
    TestBot bot({.look = TestBot::Look::words});
    bot.platform_knows({{"zoe"}, "Zoe Lang"});
    bot.says("ana", "thanks @zoe privately for the deploy");
    EXPECT_THAT(bot.last("ana"), HasSubstr("can't pass this on"));
    bot.pass(1h);
    EXPECT_THAT(bot.news("zoe"), IsEmpty());
    bot.joins({.account = {"zoe"}, .name = "Zoe Lang", .given = {}, .zone = "Europe/Lisbon"});
    bot.says("ana", "thanks @zoe privately for the deploy");
    bot.pass(1h);
    EXPECT_THAT(bot.news("zoe"), ElementsAre(StartsWith("A thank-you from *Ana Sousa*")));
}

TEST(Letters, InACompanyEverybodyMayBeThanked) {
    TestBot bot;
    bot.platform_knows({{"zoe"}, "Zoe Lang"});
    bot.says("ana", "thanks @zoe privately for the deploy");
    bot.pass(1h);
    bot.clock_to("2027-01-05T12:00:00Z");
    EXPECT_THAT(bot.news("zoe"), ElementsAre(StartsWith("A thank-you from *Ana Sousa*")));
}

TEST(Letters, WhoUsesTheBotMayBeThankedFromElsewhere) {
    TestBot bot({.look = TestBot::Look::words});
    bot.joins({.account = {"zoe"}, .name = "Zoe Lang", .given = {}, .zone = "Europe/Lisbon"});
    bot.says("zoe", "hi");
    bot.news("zoe");
    bot.others_leave();
    bot.says("ana", "thanks @zoe privately for the deploy");
    bot.pass(1h);
    EXPECT_THAT(bot.news("zoe"), ElementsAre(StartsWith("A thank-you from *Ana Sousa*")));
}

TEST(Letters, ItsSenderIsKnownByNameAlsoWhoIsSeenNowhereElse) {
    TestBot bot({.look = TestBot::Look::words});
    bot.joins({.account = {"zoe"}, .name = "Zoe Lang", .given = {}, .zone = "Europe/Lisbon"});
    bot.says("zoe", "thanks @ana privately for the deploy");
    bot.pass(1h);
    ASSERT_THAT(bot.last("ana"), HasSubstr("*Zoe Lang*"));
    bot.others_leave();
    bot.pass(std::chrono::days(8));
    bot.says("ana", "no more from zoe");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("Zoe Lang"), HasSubstr("more from")));
    bot.pass(std::chrono::days(60));
    bot.says("ana", "more from zoe");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Zoe Lang"));
}

TEST(Letters, ItsSenderIsNotKnownBeforeItArrives) {
    TestBot bot({.look = TestBot::Look::words, .start = "2027-01-08T18:00:00Z"});
    bot.joins({.account = {"zoe"}, .name = "Zoe Lang", .given = {}, .zone = "Europe/Lisbon"});
    bot.says("zoe", "thanks @ana privately for the deploy");
    bot.pass(1h);
    bot.others_leave();
    bot.says("ana", "no more from zoe");
    EXPECT_THAT(bot.last("ana"), HasSubstr("I don't know anybody called “zoe”"));
}

TEST(Letters, WhoWroteToSomebodyMayBeAnsweredFromElsewhere) {
    TestBot bot({.look = TestBot::Look::words});
    bot.joins({.account = {"zoe"}, .name = "Zoe Lang", .given = {}, .zone = "Europe/Lisbon"});
    bot.says("zoe", "!gt thanks @ana privately for the deploy", "#release-4");
    bot.pass(1h);
    bot.others_leave();
    bot.news("zoe");
    bot.says("ana", "happy to help, zoe");
    bot.says("ana", "yes");
    bot.pass(1h);
    EXPECT_THAT(bot.news("zoe"), Contains(HasSubstr("happy to help")));
}

TEST(Letters, WhatIsTakenBackWasReadOnlyByWhoGotIt) {
    TestBot bot({.start = "2027-01-08T10:00:00Z"});
    bot.says("will", "thanks @bo and @kai privately for the deploy");  // for Kai it is late on a Friday
    bot.pass(5min);
    ASSERT_THAT(bot.news("bo"), SizeIs(1));
    bot.says("will", "undo");
    EXPECT_THAT(bot.sees("will"),
                Contains(AllOf(HasSubstr("*Bo Lindqvist* may have read it"), HasSubstr("Not sent to *Kai Tanaka*"))));
}

TEST(Letters, WordsTakenBackGoFromALetterThatMayHaveArrived) {
    TestBot bot({.start = "2027-01-08T17:00:00Z"});
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.says("joerg", "thanks @bo privately for the coffee");
    bot.pass(5min);
    bot.lose_answers(1, chat::SendFailure::unknown);
    bot.clock_to("2027-01-11T08:00:00Z");
    bot.presses("ana", "Undo");
    bot.pass(1h);
    EXPECT_THAT(bot.sees("bo"),
                AllOf(Contains(HasSubstr("for the coffee")), Not(Contains(HasSubstr("for the deploy")))));
}

TEST(Letters, OneTakenBackWhileItWaitsLeavesTheOthers) {
    TestBot bot({.start = "2027-01-08T17:00:00Z"});
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.says("joerg", "thanks @bo privately for the coffee");
    bot.pass(5min);
    bot.says("ana", "undo");
    bot.clock_to("2027-01-11T08:00:01Z");
    EXPECT_THAT(bot.news("bo"), ElementsAre(AllOf(HasSubstr("Jörg"), Not(HasSubstr("Ana")))));
}

TEST(Letters, TheOnlyOneTakenBackWhileItWaitsNeverArrives) {
    TestBot bot({.start = "2027-01-08T17:00:00Z"});
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.pass(5min);
    bot.presses("ana", "Undo");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Nothing has left yet."));
    bot.clock_to("2027-01-12T12:00:00Z");
    EXPECT_THAT(bot.news("bo"), IsEmpty());
}

TEST(Letters, NoMoreStopsOneThatWaitsAlready) {
    TestBot bot({.start = "2027-01-08T17:00:00Z"});
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.says("joerg", "thanks @bo privately for the coffee");
    bot.pass(5min);
    bot.says("bo", "no more from @ana");
    std::ignore = bot.news("bo");
    std::ignore = bot.news("ana");
    bot.clock_to("2027-01-11T12:00:00Z");
    EXPECT_THAT(bot.news("bo"), ElementsAre(AllOf(HasSubstr("for the coffee"), Not(HasSubstr("for the deploy")))));
    EXPECT_THAT(bot.news("ana"),
                Contains("I can't pass this on; write to *Bo Lindqvist* directly: <Write to Bo>\n> for the deploy"));
    EXPECT_THAT(bot.last("joerg"), StartsWith("Delivered to *Bo Lindqvist*"));
}

TEST(Letters, NoMoreStopsTheOnlyOneThatWaits) {
    TestBot bot({.start = "2027-01-08T17:00:00Z"});
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.pass(5min);
    bot.says("bo", "no more from @ana");
    std::ignore = bot.news("bo");
    bot.clock_to("2027-01-11T08:30:00Z");
    EXPECT_THAT(bot.news("bo"), IsEmpty());
    EXPECT_THAT(bot.news("ana"), Contains(StartsWith("I can't pass this on")));
    bot.says("joerg", "thanks @bo privately for the coffee");
    bot.pass(1min);
    EXPECT_THAT(bot.news("bo"), ElementsAre(HasSubstr("for the coffee"))) << "the letter of before can carry others";
}

TEST_F(ReadLetter, StaysWhereItIsWhenItsSenderIsStoppedLater) {
    bot_.says("bo", "no more from @ana");
    std::ignore = bot_.news("bo");
    bot_.reacts("bo", "❤️");
    bot_.pass(1h);
    EXPECT_THAT(bot_.news("bo"), IsEmpty());
    EXPECT_THAT(bot_.sees("bo"), Contains(HasSubstr("for the deploy")));
}

TEST(Letters, TheFirstSaysWhatThisIsLaterOnesDoNot) {
    TestBot bot;
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.pass(1min);
    EXPECT_EQ(bot.last("bo"),
              "A thank-you from *Ana Sousa*: “for the deploy”\n<Write to Ana>\n"
              "(I'm Goodturn, a bot run here by the platform team. Ana wrote this and sent it. It is not counted and I "
              "show it to nobody else. If you react, Ana sees it. Nothing else comes from me unless you ask. `no more` "
              "stops these; `no more from ana` stops only what Ana sends, and I don't tell Ana.)\n[What is this?]");
    bot.says("joerg", "thanks @bo privately for the coffee");
    bot.pass(1min);
    EXPECT_EQ(bot.last("bo"), "A thank-you from *Jörg Weber*: “for the coffee”\n<Write to Jörg>\n[What is this?]");
    bot.presses("bo", "What is this?");
    EXPECT_THAT(bot.last("bo"), AllOf(HasSubstr("sent them"), HasSubstr("`no more`")));
}

TEST(Letters, NoMoreFromThePromisedNameWorks) {
    TestBot bot({.strangers = true});
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.pass(1min);
    bot.says("bo", "no more from ana");
    bot.clock_to("2027-01-05T10:00:00Z");
    bot.says("ana", "thanks @bo privately for the coffee");
    EXPECT_THAT(bot.last("ana"), StartsWith("I can't pass this on; write to *Bo Lindqvist* directly"));
}

TEST(Letters, OneThatCannotBeDeliveredComesBackWithItsText) {
    TestBot bot;
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.pass(29s);
    bot.fail_sends(chat::SendFailure::unreachable, 2);  // the change of her own line, and the letter
    bot.pass(2s);
    EXPECT_THAT(bot.news("ana"),
                Contains("I can't pass this on; write to *Bo Lindqvist* directly: <Write to Bo>\n> for the deploy"));
}

TEST(Letters, WhoseReaderHasToLetTheBotInFirstSaysSoToItsSender) {
    TestBot bot;
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.pass(29s);
    bot.fail_sends(chat::SendFailure::not_yet, 2, 10min);  // the change of her own line, and the letter
    bot.pass(2s);
    std::ignore = bot.news("ana");
    bot.pass(10min);
    EXPECT_THAT(bot.news("ana"),
                ElementsAre(StartsWith("On its way to *Bo Lindqvist*, with an invite from me to accept first."),
                            StartsWith("Delivered to *Bo Lindqvist*")));
    EXPECT_THAT(bot.news("bo"), Contains(HasSubstr("for the deploy")));
}

TEST(Letters, ThoseForWhoIsNotToBeDisturbedBecomeOneAndTheirSendersAreToldNothingElse) {
    TestBot bot;
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.says("kai", "thanks @bo privately for the tests");
    bot.pass(29s);
    bot.fail_sends(chat::SendFailure::not_now, 4, 10min);  // the changes of their own lines, and the letters
    bot.pass(2s);
    EXPECT_THAT(bot.last("ana"), StartsWith("On its way to *Bo Lindqvist*."));
    bot.pass(5min);
    EXPECT_THAT(bot.news("bo"), IsEmpty());
    bot.pass(6min);
    EXPECT_THAT(bot.news("bo"), ElementsAre(AllOf(HasSubstr("for the deploy"), HasSubstr("for the tests"))));
    EXPECT_THAT(bot.last("ana"), StartsWith("Delivered to *Bo Lindqvist*"));
}

TEST(Letters, OneThatWouldNotArriveInTimeIsNotPromised) {
    TestBot bot;
    bot.says("bo", "pause until 1 feb");
    std::ignore = bot.news("bo");
    bot.says("ana", "thanks @bo privately for the deploy");
    EXPECT_EQ(bot.last("ana"),
              "I can't pass this on; write to *Bo Lindqvist* directly: <Write to Bo>\n> for the deploy");
    bot.clock_to("2027-02-02T12:00:00Z");
    EXPECT_THAT(bot.news("bo"), Not(Contains(HasSubstr("thank-you"))));
}

TEST(Letters, AfterSevenDaysUndeliveredTheyComeBackToo) {
    TestBot bot({.start = "2027-01-08T17:00:00Z"});
    bot.says("ana", "thanks @bo privately for the deploy");
    EXPECT_THAT(bot.last("ana"), HasSubstr("It arrives Mon 11 Jan, 8:00 Lisbon"));
    bot.says("bo", "pause until 1 feb");
    bot.pass(1min);
    EXPECT_THAT(bot.last("ana"), StartsWith("On its way to *Bo Lindqvist*."));
    bot.clock_to("2027-01-15T16:00:00Z");
    EXPECT_THAT(bot.news("ana"), Not(Contains(HasSubstr("I can't pass this on"))));
    bot.clock_to("2027-01-18T12:00:00Z");
    EXPECT_THAT(bot.news("ana"), Contains(HasSubstr("I can't pass this on; write to *Bo Lindqvist* directly")));
    std::ignore = bot.news("bo");
    bot.clock_to("2027-02-02T12:00:00Z");
    EXPECT_THAT(bot.news("bo"), Not(Contains(HasSubstr("thank-you"))));
}

TEST_F(ReadLetter, AReactionShowsOnTheSendersLine) {
    bot_.reacts("bo", "❤️");
    EXPECT_THAT(bot_.last("ana"), StartsWith("Delivered to *Bo Lindqvist* at 10:00. ❤️"));
    bot_.reacts("bo", "❤️", false);
    EXPECT_THAT(bot_.last("ana"), StartsWith("Delivered to *Bo Lindqvist* at 10:00.\n"));
}

TEST_F(ReadLetter, OnlyTheRecipientsEmojiIsAReaction) {
    for (const auto* no_emoji : {"great", "спасибо", "5", "thank you", "👍 great", "\u202E👍", ""}) {
        bot_.reacts("bo", no_emoji);
        EXPECT_THAT(bot_.news("ana"), IsEmpty()) << no_emoji;
    }
    auto letter = bot_.db().query(R"sql(SELECT remote_id FROM view WHERE name = 'thanks.letter')sql");
    ASSERT_TRUE(letter.next());
    bot_.take({{"test:kai reacts"},
               {.space = {"test"},
                .actor = {"kai"},
                .place = {{"dm:bo"}, {}, false},
                .at = bot_.now(),
                .route = {},
                .what =
                    chat::Reacted{
                        .message = {letter.text(0)}, .author = {"goodturn"}, .emoji = "❤️", .added = true, .link = {}}},
               {}});
    EXPECT_THAT(bot_.news("ana"), IsEmpty());
    for (const auto* emoji : {"👍🏽", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇵🇹", "‼️"}) {
        bot_.reacts("bo", emoji);
        EXPECT_THAT(bot_.last("ana"), HasSubstr(emoji));
    }
}

TEST_F(ReadLetter, AFreeTextIsPassedBackOnlyWhenAsked) {
    bot_.says("bo", "happy to help");
    EXPECT_EQ(bot_.last("bo"), "Pass that to Ana?\n> happy to help\n[Pass on] [No]");
    bot_.pass(1h);
    EXPECT_THAT(bot_.news("ana"), IsEmpty());
    bot_.presses("bo", "Pass on");
    bot_.pass(1min);
    EXPECT_THAT(bot_.news("ana"), Contains(StartsWith("*Bo Lindqvist* answers you: “happy to help”\n<Write to Bo>")));
    EXPECT_THAT(bot_.last("bo"), StartsWith("Delivered to *Ana Sousa*"));
}

TEST_F(ReadLetter, ThanksBenHappyToHelpIsAnAnswerNotANewThanks) {
    for (const auto* typed : {"thanks Ana, happy to help", "Thanks @ana happy to help", "thanks, happy to help"}) {
        bot_.says("bo", typed);
        EXPECT_THAT(bot_.last("bo"), AllOf(StartsWith("Pass that to Ana?"), HasSubstr("appy to help"))) << typed;
    }
}

TEST_F(ReadLetter, NoKeepsNothingOfIt) {
    bot_.says("bo", "happy to help");
    bot_.presses("bo", "No");
    EXPECT_EQ(bot_.last("bo"), "Dropped. Nothing was sent.");
    EXPECT_EQ(bot_.db().integer(R"sql(SELECT count(*) FROM thanks WHERE answer = 1 AND why <> '')sql"), 0);
}

TEST_F(ReadLetter, IsAnsweredOnce) {
    bot_.says("bo", "happy to help");
    bot_.says("bo", "yes");
    bot_.pass(1min);
    bot_.says("bo", "any time");
    EXPECT_THAT(bot_.last("bo"), StartsWith("I only know short commands"));
    bot_.says("ana", "great, see you tomorrow");
    EXPECT_THAT(bot_.last("ana"), StartsWith("I only know short commands"));
}

TEST_F(ReadLetter, AfterADayFreeTextIsNoAnswer) {
    bot_.pass(24h);
    bot_.says("bo", "happy to help");
    EXPECT_THAT(bot_.last("bo"), StartsWith("I only know short commands"));
}

TEST_F(ReadLetter, WithSeveralSendersItAsksWhose) {
    bot_.says("joerg", "thanks @bo privately for the coffee");
    bot_.pass(1min);
    std::ignore = bot_.news("joerg");
    bot_.says("bo", "happy to help");
    EXPECT_EQ(bot_.last("bo"), "Pass that on?\n> happy to help\n[Pass on to Jörg] [Pass on to Ana] [No]");
    bot_.presses("bo", "Pass on to Ana");
    bot_.pass(1min);
    EXPECT_THAT(bot_.news("ana"), Contains(StartsWith("*Bo Lindqvist* answers you")));
    EXPECT_THAT(bot_.news("joerg"), IsEmpty());
}

}  // namespace
}  // namespace goodturn::gratitude
