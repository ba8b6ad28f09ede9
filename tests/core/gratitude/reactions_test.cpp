#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

#include <tuple>

namespace goodturn::gratitude {
namespace {

using namespace std::chrono_literals;
using support::TestBot;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

/// The message told of the round as well, and that stays on.
constexpr auto gone_again =
    "Removed: *Bo Lindqvist* helped you.\n(Your thank-you round comes once a month. Next: Fri 29 Jan, 9:00 Lisbon.)\n"
    "[Turn it off]";

class Reactions : public testing::Test {
protected:
    Reactions() {
        bot_.says("ana", "reactions on");
        std::ignore = bot_.news("ana");
    }
    std::string log() {
        bot_.says("ana", "log");
        return bot_.last("ana");
    }
    TestBot bot_;
};

TEST_F(Reactions, AThankingOneNotesAHelpAndAsksWhatWith) {
    bot_.news("ana");
    bot_.reacts_to("ana", "bo", "talk 1", "🙏");
    EXPECT_THAT(bot_.news("ana"), ElementsAre(AllOf(StartsWith("Noted: *Bo Lindqvist helped you*. What with?"),
                                                    HasSubstr("[Add a word] [Remove]"))));
    EXPECT_THAT(log(), HasSubstr("*Bo Lindqvist* · Mon 4 Jan · <the message>"));
    EXPECT_THAT(bot_.news("bo"), ElementsAre());
}

TEST_F(Reactions, OnlyTheFirstThreeAreToldOf) {
    for (const auto* message : {"talk 1", "talk 2", "talk 3"}) {
        bot_.reacts_to("ana", "bo", message, "🙏");
        EXPECT_THAT(bot_.last("ana"), StartsWith("Noted: "));
    }
    bot_.reacts_to("ana", "bo", "talk 4", "🙏");
    EXPECT_THAT(bot_.news("ana"), ElementsAre());
    EXPECT_THAT(log(), HasSubstr("4. *Bo Lindqvist*"));
}

TEST_F(Reactions, TakingItOffRemovesTheHelp) {
    bot_.reacts_to("ana", "bo", "talk 1", "🙏");
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", false);
    EXPECT_THAT(log(), StartsWith("Your help log is empty."));
}

TEST_F(Reactions, WhatToldOfTheHelpSaysThatItIsGone) {
    bot_.reacts_to("ana", "bo", "talk 1", "🙏");
    bot_.reacts_to("ana", "kai", "talk 2", "🙏");
    bot_.pass(9min);
    bot_.news("ana");
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", false);
    EXPECT_THAT(bot_.news("ana"), ElementsAre(gone_again));
    EXPECT_THAT(bot_.sees("ana"),
                ElementsAre(testing::_, gone_again, StartsWith("Noted: *Kai Tanaka helped you*. What with?")))
        << "it is the message of before";
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", false);
    EXPECT_THAT(bot_.news("ana"), ElementsAre());
    bot_.says("ana", "word");
    EXPECT_TRUE(bot_.form("ana")) << "only one message asks for a word now";
}

TEST_F(Reactions, TheRoundThatCameWithAHelpCanStillBeTurnedOffOnceThatIsGone) {
    bot_.reacts_to("ana", "bo", "talk 1", "🙏");
    bot_.pass(1min);
    bot_.reacts_to("ana", "kai", "talk 2", "🙏");
    bot_.pass(1min);
    bot_.reacts_to("ana", "kai", "talk 2", "🙏", false);
    EXPECT_THAT(bot_.sees("ana"), testing::Contains("Removed: *Kai Tanaka* helped you.")) << "it told of no round";
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", false);
    bot_.presses("ana", "Turn it off");
    EXPECT_THAT(bot_.last("ana"), StartsWith("Your thank-you round is off."));
    bot_.reacts_to("ana", "kai", "talk 3", "🙏");
    bot_.reacts_to("ana", "kai", "talk 3", "🙏", false);
    EXPECT_EQ(bot_.sees("ana").back(), "Removed: *Kai Tanaka* helped you.");
}

TEST_F(Reactions, WhatWasNotSentYetIsNot) {
    bot_.fail_sends(chat::SendFailure::rate_limited, 1, 30s);
    bot_.reacts_to("ana", "bo", "talk 1", "🙏");
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", false);
    bot_.pass(1min);
    EXPECT_THAT(bot_.news("ana"), ElementsAre());
}

TEST_F(Reactions, ARoundThatNobodyWasToldOfGoesWithItsHelp) {
    bot_.fail_sends(chat::SendFailure::rate_limited, 1, 30s);
    bot_.reacts_to("ana", "bo", "talk 1", "🙏");
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", false);
    bot_.pass(1min);
    bot_.says("ana", "settings");
    EXPECT_THAT(bot_.last("ana"), HasSubstr("Thank-you round: Off."));
    bot_.reacts_to("ana", "kai", "talk 2", "🙏");
    EXPECT_THAT(bot_.last("ana"), AllOf(HasSubstr("That's your first. "), HasSubstr("[No thanks]")));
}

TEST_F(Reactions, ARoundThatTheyChoseMeanwhileStays) {
    bot_.fail_sends(chat::SendFailure::rate_limited, 1, 30s);
    bot_.reacts_to("ana", "bo", "talk 1", "🙏");
    bot_.says("ana", "round on");
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", false);
    bot_.pass(1min);
    bot_.says("ana", "settings");
    EXPECT_THAT(bot_.last("ana"), HasSubstr("Thank-you round: Once a month"));
}

TEST_F(Reactions, WhatNobodyWasToldOfDoesNotCount) {
    for (const auto* message : {"talk 1", "talk 2", "talk 3"}) {
        bot_.fail_sends(chat::SendFailure::rate_limited, 1, 30s);
        bot_.reacts_to("ana", "bo", message, "🙏");
        bot_.reacts_to("ana", "bo", message, "🙏", false);
        bot_.pass(1min);
    }
    bot_.reacts_to("ana", "bo", "talk 4", "🙏");
    EXPECT_THAT(bot_.news("ana"), ElementsAre(StartsWith("Noted: *Bo Lindqvist")));
}

TEST_F(Reactions, ARoundTurnedOnLaterIsNotTheOneThatCameWithAHelp) {
    bot_.says("ana", "round off");
    bot_.reacts_to("ana", "bo", "talk 1", "🙏");
    bot_.pass(1min);
    bot_.says("ana", "round 9:00");
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", false);
    EXPECT_THAT(bot_.sees("ana"), testing::Contains("Removed: *Bo Lindqvist* helped you."));
}

TEST_F(Reactions, AnotherColourTellsOfTheRoundAsTheFirstDid) {
    bot_.reacts_to("ana", "bo", "talk 1", "🙏");
    bot_.pass(1min);
    bot_.reacts_to("ana", "bo", "talk 1", "🙏🏽");
    bot_.pass(1min);
    bot_.news("ana");
    bot_.reacts_to("ana", "bo", "talk 1", "🙏🏽", false);
    EXPECT_THAT(bot_.news("ana"), ElementsAre(gone_again));
}

TEST_F(Reactions, WhatIsOnItsWayIsFollowedByThatItIsGone) {
    bot_.fail_sends(chat::SendFailure::transient, 1);
    bot_.reacts_to("ana", "bo", "talk 1", "🙏");
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", false);
    bot_.pass(1min);
    EXPECT_THAT(bot_.news("ana"), ElementsAre(StartsWith("Noted: *Bo Lindqvist"), gone_again));
}

TEST_F(Reactions, WhoseHelpWasRemovedAlreadyIsToldNothing) {
    bot_.reacts_to("ana", "bo", "talk 1", "🙏");
    bot_.presses("ana", "Remove");
    bot_.news("ana");
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", false);
    EXPECT_THAT(bot_.news("ana"), ElementsAre());
}

TEST_F(Reactions, AnOlderAdditionThatArrivesLateIsIgnored) {
    const auto then = bot_.now();
    bot_.pass(1min);
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", false, then + 2s);
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", true, then + 1s);
    EXPECT_THAT(log(), StartsWith("Your help log is empty."));
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", true, then + 3s);
    EXPECT_THAT(log(), HasSubstr("*Bo Lindqvist*"));
}

TEST_F(Reactions, ALateRemovalOlderThanTheNewestAdditionIsIgnored) {
    const auto then = bot_.now();
    bot_.pass(1min);
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", true, then + 1s);
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", true, then + 3s);
    bot_.reacts_to("ana", "bo", "talk 1", "🙏", false, then + 2s);
    EXPECT_THAT(log(), HasSubstr("*Bo Lindqvist*"));
}

TEST_F(Reactions, OtherEmojiAndOnesOwnMessagesAreNothing) {
    bot_.reacts_to("ana", "bo", "talk 1", "🎉");
    bot_.reacts_to("ana", "ana", "talk 2", "🙏");
    bot_.reacts_to("ana", "goodturn", "talk 3", "🙏");
    EXPECT_THAT(log(), StartsWith("Your help log is empty."));
}

TEST_F(Reactions, NothingIsStoredOfPeopleWhoDidNotTurnThemOn) {
    bot_.reacts_to("kai", "bo", "talk 1", "🙏");
    bot_.reacts_to("kai", "bo", "talk 1", "🙏", false);
    EXPECT_EQ(bot_.db().integer(R"sql(SELECT count(*) FROM help)sql"), 0);
    EXPECT_EQ(bot_.db().integer(R"sql(SELECT count(*) FROM help_mark)sql"), 0);
    EXPECT_THAT(bot_.news("kai"), ElementsAre());
}

TEST_F(Reactions, AreOffAgainAfterReactionsOff) {
    bot_.says("ana", "reactions off");
    bot_.reacts_to("ana", "bo", "talk 1", "🙏");
    EXPECT_THAT(log(), StartsWith("Your help log is empty."));
    bot_.says("ana", "undo");
    bot_.reacts_to("ana", "bo", "talk 1", "🙏");
    EXPECT_THAT(log(), HasSubstr("*Bo Lindqvist*"));
}

TEST_F(Reactions, UndoingThemLeavesTheRoundAlone) {
    bot_.says("ana", "round on");
    bot_.says("ana", "reactions off");
    bot_.says("ana", "undo");
    EXPECT_THAT(bot_.last("ana"), StartsWith("Your 🙏 on somebody's message now notes"));
    bot_.says("ana", "settings");
    EXPECT_THAT(bot_.last("ana"), HasSubstr("Thank-you round: Once a month"));
}

}  // namespace
}  // namespace goodturn::gratitude
