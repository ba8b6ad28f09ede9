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

constexpr std::string_view for_the_deploy = "A thank-you from *Ana Sousa*: “for the deploy”";

TEST(Thanks, ShowsTextAndPeopleFirst) {
    TestBot bot;
    bot.says("ana", "thanks @bo for the deploy");
    EXPECT_EQ(bot.last("ana"),
              "A thank-you to *Bo Lindqvist*. Nothing has left yet.\n> for the deploy\n"
              "[Send to Bo only] [Edit] [Cancel]");
    bot.pass(1h);
    EXPECT_THAT(bot.news("bo"), IsEmpty());
}

TEST(Thanks, AMessageSaysSoWhenNothingOfItIsKeptAnyMore) {
    TestBot bot;
    bot.says("ana", "thanks @kai for the review");
    bot.fail_sends(chat::SendFailure::rate_limited, 1, std::chrono::days(20));
    bot.presses("ana", "Cancel");
    bot.pass(std::chrono::days(21));
    EXPECT_EQ(bot.sees("ana").front(), "This is over; I keep nothing of it any more.");
}

TEST(Thanks, WhatItsWriterNeverSawIsNotSentByItsWord) {
    TestBot bot({.look = TestBot::Look::words});
    bot.fail_sends(chat::SendFailure::rejected);
    bot.says("ana", "thanks @bo for the deploy");
    bot.says("ana", "send");
    EXPECT_THAT(bot.last("ana"), HasSubstr("nothing to `send`"));
    bot.pass(1h);
    EXPECT_THAT(bot.news("bo"), IsEmpty());
}

TEST(Thanks, KnowsManyWaysToSayIt) {
    for (const auto* verb : {"thank", "thank you", "thx", "Danke", "merci", "gracias", "obrigado", "obrigada"}) {
        TestBot bot;
        bot.says("ana", std::string(verb) + " @bo, for the deploy");
        EXPECT_THAT(bot.last("ana"), HasSubstr("> for the deploy\n")) << verb;
    }
}

TEST(Thanks, KeepsTheLineBreaksOfItsWords) {
    TestBot bot;
    bot.says("ana", "thanks @bo for the deploy\nand the coffee");
    EXPECT_THAT(bot.last("ana"), HasSubstr("> for the deploy\n> and the coffee\n"));
}

TEST(Thanks, IsHeldForHalfAMinute) {
    TestBot bot;
    bot.says("ana", "thanks @bo for the deploy");
    bot.presses("ana", "Send to Bo only");
    EXPECT_EQ(bot.last("ana"), "To *Bo Lindqvist*, in 30 seconds.\n> for the deploy\n[Undo]");
    bot.pass(29s);
    EXPECT_THAT(bot.news("bo"), IsEmpty());
    bot.pass(2s);
    EXPECT_THAT(bot.last("bo"), StartsWith(for_the_deploy));
    EXPECT_EQ(bot.last("ana"), "Delivered to *Bo Lindqvist* at 10:00.\n> for the deploy");
}

TEST(Thanks, UndoneInTimeIsADraftAgainAndCostsNoLimit) {
    TestBot bot;
    bot.says("ana", "thanks @bo for the deploy");
    bot.presses("ana", "Send to Bo only");
    bot.presses("ana", "Undo");
    EXPECT_THAT(bot.last("ana"), StartsWith("A thank-you to *Bo Lindqvist*. Nothing has left yet."));
    bot.pass(1h);
    EXPECT_THAT(bot.news("bo"), IsEmpty());
    bot.presses("ana", "Send to Bo only");
    bot.pass(1min);
    EXPECT_THAT(bot.last("bo"), StartsWith(for_the_deploy));
}

TEST(Thanks, UndoneLaterIsDeletedWhereItArrived) {
    TestBot bot;
    bot.says("ana", "thanks @bo for the deploy");
    bot.presses("ana", "Send to Bo only");
    bot.pass(5min);
    std::ignore = bot.news("bo");
    bot.says("ana", "undo");
    EXPECT_THAT(bot.news("ana"), Contains("Taken back. Bo Lindqvist may have read it."));
    EXPECT_THAT(bot.news("bo"), ElementsAre("(deleted)"));
}

TEST(Thanks, PrivatelyRightAfterThePeopleGoesAtOnce) {
    TestBot bot;
    bot.says("ana", "thanks @bo privately for the deploy");
    EXPECT_EQ(bot.last("ana"),
              "To *Bo Lindqvist*, in 30 seconds.\n> for the deploy\n"
              "(I read “privately” as where it goes, not as part of the text.)\n[Undo] [It was part of the text]");
    bot.pass(1min);
    EXPECT_THAT(bot.last("bo"), StartsWith(for_the_deploy));
}

TEST(Thanks, AnOptionThatWasTextIsPutBackBeforeItLeaves) {
    TestBot bot;
    bot.says("ana", "thanks @bo privately run tests are the best");
    bot.presses("ana", "It was part of the text");
    EXPECT_THAT(bot.last("ana"), HasSubstr("> privately run tests are the best\n[Send to Bo only]"));
    bot.pass(1h);
    EXPECT_THAT(bot.news("bo"), IsEmpty());
}

TEST(Thanks, AnOptionAsLastWordIsLookedAtFirst) {
    TestBot bot;
    bot.says("ana", "thanks @bo for telling me privately");
    EXPECT_EQ(bot.last("ana"),
              "A thank-you to *Bo Lindqvist*. Nothing has left yet.\n> for telling me\n"
              "(I read “privately” as where it goes, not as part of the text.)\n"
              "[Send to Bo only] [It was part of the text] [Edit] [Cancel]");
    bot.presses("ana", "It was part of the text");
    EXPECT_THAT(bot.last("ana"), HasSubstr("> for telling me privately\n[Send to Bo only] [Edit] [Cancel]"));
}

TEST(Thanks, TypedInAChannelItOffersToPostThere) {
    TestBot bot;
    bot.says("ana", "!gt thanks @bo for the deploy", "#release-4");
    EXPECT_THAT(bot.last("ana"), HasSubstr("[Send to Bo only] [Post in #release-4] [Edit] [Cancel]"));
    bot.presses("ana", "Post in #release-4");
    bot.pass(1min);
    EXPECT_THAT(bot.news("kai"),
                ElementsAre("#release-4: @Bo Lindqvist A thank-you from *Ana Sousa*:\n> for the deploy"));
    EXPECT_THAT(bot.last("ana"), StartsWith("Posted in #release-4 at 10:00."));
    bot.says("ana", "undo");
    EXPECT_THAT(bot.news("kai"), ElementsAre("#release-4: (deleted)"));
}

TEST(Thanks, HereRightAfterThePeoplePostsAfterHalfAMinute) {
    TestBot bot;
    bot.says("ana", "!gt thanks @bo here for the deploy", "#release-4");
    EXPECT_THAT(bot.last("ana"), StartsWith("To #release-4, in 30 seconds."));
    bot.pass(1min);
    EXPECT_THAT(bot.last("kai"), HasSubstr("@Bo Lindqvist A thank-you from *Ana Sousa*:\n> for the deploy"));
}

TEST(Thanks, InTheDirectChatHereIsAnOrdinaryWord) {
    TestBot bot;
    bot.says("ana", "thanks @bo for being here");
    EXPECT_THAT(bot.last("ana"), HasSubstr("> for being here\n[Send to Bo only] [Edit] [Cancel]"));
}

TEST(Thanks, SomebodyFoundByNameIsShownInFullFirst) {
    TestBot bot;
    bot.says("ana", "thanks bo privately for the deploy");
    EXPECT_THAT(bot.last("ana"), StartsWith("A thank-you to *Bo Lindqvist*. Nothing has left yet."));
    bot.pass(1h);
    EXPECT_THAT(bot.news("bo"), IsEmpty());
}

TEST(Thanks, SeveralPeopleGetACopyEachAndOneUndo) {
    TestBot bot;
    bot.says("ana", "thanks @bo and @joerg for the deploy");
    EXPECT_THAT(bot.last("ana"), HasSubstr("A thank-you to *Bo Lindqvist* and *Jörg Weber*."));
    bot.presses("ana", "Send to each privately");
    bot.pass(1min);
    EXPECT_THAT(bot.last("bo"), StartsWith(for_the_deploy));
    EXPECT_THAT(bot.last("joerg"), StartsWith(for_the_deploy));
    EXPECT_EQ(bot.last("ana"),
              "Delivered to *Bo Lindqvist* at 10:00.\nDelivered to *Jörg Weber* at 10:00.\n> for the deploy");
    bot.says("ana", "undo");
    EXPECT_THAT(bot.news("bo"), ElementsAre("(deleted)"));
    EXPECT_THAT(bot.news("joerg"), ElementsAre("(deleted)"));
}

TEST(Thanks, WithoutAReasonTheFormAsksForIt) {
    TestBot bot;
    bot.says("ana", "thanks @bo privately!");
    const auto form = bot.form("ana");
    ASSERT_TRUE(form);
    EXPECT_EQ(form->fields.front().initial, "bo");
    bot.submits("ana", {{"who", "@bo"}, {"why", "for the deploy"}});
    EXPECT_EQ(bot.last("ana"),
              "A thank-you to *Bo Lindqvist*. Nothing has left yet.\n> for the deploy\n"
              "[Send to Bo only] [Edit] [Cancel]");
}

TEST(Thanks, WithoutAPersonTheFormHoldsTheWords) {
    TestBot bot;
    bot.says("ana", "!gt thanks for the deploy,\n\nand for telling me privately", "#release-4");
    const auto form = bot.form("ana");
    ASSERT_TRUE(form);
    EXPECT_EQ(form->fields.at(0).initial, "");
    EXPECT_EQ(form->fields.at(1).initial, "for the deploy,\n\nand for telling me privately");
    bot.submits("ana", {{"who", "@bo"}, {"why", "for the big deploy"}});
    EXPECT_THAT(bot.last("ana"),
                AllOf(HasSubstr("A thank-you to *Bo Lindqvist*. Nothing has left yet.\n> for the big deploy\n"),
                      HasSubstr("[Post in #release-4]")));
}

TEST(Thanks, TheLongestWordsComeBackWithTheForm) {
    TestBot bot;
    std::string words = "for ";
    for (int i = 0; i < 996; ++i) words += "🎉";
    bot.says("ana", "!gt thanks " + words, "#release-4");
    ASSERT_TRUE(bot.form("ana"));
    EXPECT_EQ(bot.form("ana")->fields.at(1).initial, words);
    EXPECT_LE(engine::length(bot.form("ana")->token) + 996, 3000U) << "also for who counts an emoji as two";
}

TEST(Thanks, WhereThereIsNoFormOnlyThePersonIsAskedFor) {
    TestBot bot({.look = TestBot::Look::words});
    bot.says("ana", "thanks for the deploy,\n\nand the cake");
    EXPECT_EQ(bot.last("ana"), "Whom do you want to thank?");
    bot.says("ana", "@bo");
    EXPECT_THAT(bot.last("ana"), HasSubstr("> for the deploy,\n> \n> and the cake\n"));
}

TEST(Thanks, WhatAFormAskedForIsLookedAtBeforeItLeaves) {
    for (const auto* typed : {"!gt thanks bo here", "!gt thanks @bo here", "!gt thanks @bo @kai here"}) {
        TestBot bot;
        bot.says("ana", typed, "#release-4");
        bot.submits("ana", {{"who", "@bo"}, {"why", "for the deploy"}});
        EXPECT_THAT(bot.last("ana"), HasSubstr("Nothing has left yet.")) << typed;
        bot.pass(1h);
        EXPECT_THAT(bot.news("will"), IsEmpty()) << typed;
        bot.presses("ana", "Post in #release-4");
        bot.pass(1min);
        EXPECT_THAT(bot.last("will"), HasSubstr("> for the deploy")) << typed;
    }
}

TEST(Thanks, AFormTakesOnlyWhatItWasGiven) {
    TestBot bot;
    bot.says("ana", "!gt thanks @bo @kai here", "#release-4");
    const auto given = bot.form("ana")->token;
    auto other_people = given;
    other_people.replace(other_people.rfind("kai"), 3, "ben");
    const auto forged = {other_people, given + "/elsewhere", std::string("thanks.write/h\ntest\nsecret\n\nbo\nkai"),
                         std::string("thanks.write/")};
    const auto submits = [&](std::string_view who, const std::string& token) {
        static int count = 0;
        bot.take({{"test:forged " + std::to_string(++count)},
                  {.space = {"test"},
                   .actor = {std::string(who)},
                   .place = {{"dm:" + std::string(who)}, {}, true},
                   .at = bot.now(),
                   .route = {},
                   .what = chat::Submitted{.token = token, .values = {{"who", {"Will"}}, {"why", {"for x"}}}}},
                  {}});
    };
    for (const auto& token : forged) {
        submits("ana", token);
        EXPECT_EQ(bot.last("ana"), "That one is gone; nothing was changed.") << token;
    }
    submits("will", given);
    EXPECT_EQ(bot.last("will"), "That one is gone; nothing was changed.");
    EXPECT_EQ(bot.db().integer(R"sql(SELECT count(*) FROM thanks)sql"), 0);
    submits("ana", given);
    EXPECT_THAT(bot.last("ana"), StartsWith("A thank-you to *Bo Lindqvist* and *Kai Tanaka*."));
    EXPECT_THAT(bot.log(), IsEmpty());
}

TEST(Thanks, NamedTwiceInAFormIsThankedOnce) {
    TestBot bot;
    bot.says("ana", "!gt thanks", "#release-4");
    bot.submits("ana", {{"who", "@bo and @bo"}, {"why", "for the deploy"}});
    EXPECT_THAT(bot.last("ana"), AllOf(StartsWith("A thank-you to *Bo Lindqvist*."), HasSubstr("[Send to Bo only]")));
}

TEST(Thanks, PressedTwiceIsOneMessageThatFollows) {
    TestBot bot;
    bot.says("ana", "thanks @bo for the deploy");
    const auto send = bot.db().integer(R"sql(SELECT id FROM action WHERE name = 'thanks.send')sql").value();
    bot.presses("ana", "Send to Bo only");
    bot.news("ana");
    bot.presses_old("ana", std::to_string(send));
    bot.pass(1min);
    EXPECT_THAT(bot.sees("ana"), ElementsAre(StartsWith("Delivered to *Bo Lindqvist* at 10:00.")));
}

TEST(Thanks, AFormThatComesAfterSendChangesNothingAndSaysSo) {
    TestBot bot;
    bot.says("ana", "thanks @bo for the deploy");
    bot.presses("ana", "Edit");
    const auto form = bot.form("ana")->token;
    bot.presses("ana", "Send to Bo only");
    bot.news("ana");
    bot.sends("ana", {.token = form, .values = {{"why", bot.words("something else")}}});
    EXPECT_EQ(bot.last("ana"), "That one was dealt with meanwhile, so it stays as it was without your change.");
    bot.pass(1min);
    EXPECT_THAT(bot.sees("ana"),
                Contains(AllOf(StartsWith("Delivered to *Bo Lindqvist*"), HasSubstr("for the deploy"))));
    EXPECT_THAT(bot.sees("ana"), Not(Contains(StartsWith("To *Bo Lindqvist*"))));
}

TEST(Thanks, UndoPressedAfterUndoTypedSaysSo) {
    TestBot bot;
    bot.says("ana", "@kai helped me with the leak");
    bot.says("ana", "undo");
    bot.presses("ana", "Undo");
    EXPECT_EQ(bot.last("ana"), "That is undone already.");
}

TEST(Thanks, UndoPressedTwiceUndoesOnce) {
    TestBot bot;
    bot.says("ana", "@kai helped me with the leak");
    const auto undo = bot.db().integer(R"sql(SELECT id FROM action WHERE name = 'undo')sql").value();
    bot.presses("ana", "Undo");
    bot.presses_old("ana", std::to_string(undo));
    EXPECT_THAT(bot.sees("ana"), ElementsAre("Removed: Kai Tanaka helped you."));
}

TEST(Thanks, UndoByButtonLeavesTheChangeBeforeToUndo) {
    TestBot bot;
    bot.says("ana", "@kai helped me with the leak");
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.presses("ana", "Undo");
    bot.says("ana", "undo");
    EXPECT_EQ(bot.last("ana"), "Removed: Kai Tanaka helped you.");
}

TEST(Thanks, PartOfTheTextLeavesTheChangeBeforeToUndo) {
    TestBot bot;
    bot.says("ana", "@kai helped me with the leak");
    bot.says("ana", "thanks @bo privately run tests are the best");
    bot.presses("ana", "It was part of the text");
    bot.says("ana", "undo");
    EXPECT_EQ(bot.last("ana"), "Removed: Kai Tanaka helped you.");
}

TEST(Thanks, TheButtonStillTakesBackWhatWaitsForLongerThanUndoLasts) {
    TestBot bot({.start = "2027-01-08T17:00:00Z"});
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.pass(1h);
    bot.presses("ana", "Undo");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Nothing has left yet."));
    bot.clock_to("2027-01-12T12:00:00Z");
    EXPECT_THAT(bot.news("bo"), IsEmpty());
}

TEST(Thanks, APostCountsAsOneADayToo) {
    TestBot bot;
    bot.says("ana", "!gt thanks @bo here for the deploy", "#release-4");
    bot.presses("ana", "Undo");
    bot.presses("ana", "Post in #release-4");
    bot.pass(1min);
    std::ignore = bot.news("kai");
    bot.says("ana", "!gt thanks @bo here for the coffee", "#release-4");
    EXPECT_THAT(bot.news("ana"), Contains(HasSubstr("I pass on one message a day from you to the same person")));
    bot.says("ana", "thanks @bo privately for the coffee");
    EXPECT_THAT(bot.news("ana"), Contains(HasSubstr("I pass on one message a day from you to the same person")));
    bot.pass(1h);
    EXPECT_THAT(bot.news("kai"), IsEmpty());
}

TEST(Thanks, APostMentionsNobodyWhoWantsNoMore) {
    TestBot bot;
    bot.says("bo", "no more from @ana");
    bot.says("ana", "!gt thanks @bo @joerg here for the deploy", "#release-4");
    bot.pass(1min);
    EXPECT_THAT(bot.last("kai"), StartsWith("#release-4: *Bo Lindqvist* @Jörg Weber A thank-you from *Ana Sousa*:"));
}

TEST(Thanks, WhatCannotBePostedIsADraftAgainAndCostsNoLimit) {
    TestBot bot;
    bot.says("ana", "!gt thanks @ben here for the deploy", "#release-4");
    bot.fail_sends(chat::SendFailure::unreachable);
    bot.pass(31s);
    EXPECT_THAT(bot.sees("ana"),
                ElementsAre(HasSubstr("I answered in our private chat"), "Not posted in #release-4.",
                            "I couldn't post your thank-you to *Ben Okafor* in #release-4. If I'm not in there, invite "
                            "me with `/invite`, then press Post.\n> for the deploy\n"
                            "[Send to Ben only] [Post in #release-4] [Edit] [Cancel]"));
    bot.says("ana", "undo");
    EXPECT_EQ(bot.last("ana"), "That was taken back already.");

    bot.presses("ana", "Post in #release-4");
    bot.pass(31s);
    EXPECT_EQ(bot.news("ben").back(), "#release-4: @Ben Okafor A thank-you from *Ana Sousa*:\n> for the deploy");
    EXPECT_THAT(bot.sees("ana"), Contains(StartsWith("Posted in #release-4")));
}

TEST(Thanks, WhatCouldBePostedInTheEndIsADraftLikeAnyOtherOnceItIsTakenBack) {
    TestBot bot;
    bot.says("ana", "!gt thanks @ben here for the deploy", "#release-4");
    bot.fail_sends(chat::SendFailure::unreachable);
    bot.pass(31s);
    bot.presses("ana", "Send to Ben only");
    bot.presses("ana", "Undo");
    EXPECT_THAT(bot.last("ana"),
                AllOf(Not(HasSubstr("couldn't post")), HasSubstr("for the deploy"), HasSubstr("[Send to Ben only]")));
}

TEST(Thanks, WhatWasPostedInTheEndDoesNotSayOtherwiseOnceItIsTakenBack) {
    for (const auto after : {1s, 31s}) {
        TestBot bot;
        bot.says("ana", "!gt thanks @ben here for the deploy", "#release-4");
        bot.fail_sends(chat::SendFailure::unreachable);
        bot.pass(31s);
        bot.presses("ana", "Post in #release-4");
        bot.pass(after);
        bot.says("ana", "undo");
        EXPECT_THAT(bot.sees("ana"), Not(Contains(HasSubstr("couldn't post")))) << after.count();
    }
}

TEST(Thanks, WhatCannotBePostedForLongIsToldInWorkingHours) {
    TestBot bot;
    bot.clock_to("2027-01-04T21:00:00Z");
    bot.says("ana", "!gt thanks @ben here for the deploy", "#release-4");
    bot.fail_sends(chat::SendFailure::transient, 1000);
    bot.pass(25min);
    bot.fail_sends(chat::SendFailure::unreachable, 2);  // the post, and what is said of it in her chat
    bot.news("ana");
    bot.clock_to("2027-01-05T01:00:00Z");
    EXPECT_THAT(bot.news("ana"), Not(Contains(HasSubstr("couldn't post"))));
    bot.clock_to("2027-01-05T09:00:00Z");
    EXPECT_THAT(bot.news("ana"), Contains(HasSubstr("couldn't post")));
}

TEST(Thanks, WhatCouldNotBePostedOutlivesAPause) {
    TestBot bot;
    bot.says("ana", "!gt thanks @ben here for the deploy", "#release-4");
    bot.fail_sends(chat::SendFailure::transient, 1000);
    bot.pass(25min);
    bot.says("ana", "pause for 3 weeks");
    bot.fail_sends(chat::SendFailure::unreachable, 4);  // the post, and what is said to her
    bot.pass(std::chrono::days(15));
    bot.news("ana");
    bot.clock_to("2027-01-26T12:00:00Z");
    EXPECT_THAT(bot.news("ana"), Contains(AllOf(HasSubstr("couldn't post"), HasSubstr("for the deploy"))));
}

TEST(Thanks, WhatIsTakenBackADayLaterGivesBackItsOwnDaysLimit) {
    TestBot bot;
    bot.clock_to("2027-01-04T23:58:00Z");
    bot.says("ana", "thanks @ben privately for the deploy");
    bot.clock_to("2027-01-05T00:01:00Z");
    bot.says("ana", "thanks @ben privately for the coffee");
    bot.pass(31s);
    bot.deletes("ana");  // so that the button of the first is the newest
    bot.presses("ana", "Undo");
    EXPECT_THAT(bot.last("ana"), HasSubstr("for the deploy"));
    bot.says("ana", "thanks @ben privately for the tea");
    EXPECT_THAT(bot.news("ana"), Contains(HasSubstr("I pass on one message a day from you to the same person")));
}

TEST(Thanks, APostOfWhichNobodyKnowsComesBackOnceWithItsWords) {
    TestBot bot;
    bot.says("ana", "!gt thanks @ben @bo here for the deploy", "#release-4");
    bot.fail_sends(chat::SendFailure::unknown);
    bot.pass(31s);
    bot.news("ana");
    bot.clock_to("2027-01-13T12:00:00Z");
    constexpr auto unsure =
        "I can't tell whether your thank-you is in #release-4. If it isn't, these are your words, to post yourself:\n"
        "> for the deploy";
    EXPECT_THAT(bot.news("ana"), testing::UnorderedElementsAre(unsure, unsure)) << "where it was sent, and told again";
}

TEST(Thanks, WhatCannotBePostedCanGoPrivately) {
    TestBot bot;
    bot.says("ana", "!gt thanks @bo here for the deploy", "#release-4");
    bot.fail_sends(chat::SendFailure::unreachable);
    bot.pass(31s);
    bot.presses("ana", "Send to Bo only");
    bot.pass(31s);
    EXPECT_THAT(bot.news("bo"), Contains(StartsWith(for_the_deploy)));
}

TEST(Thanks, InAChatOfOthersOnlyPrivatelyIsOffered) {
    TestBot bot;
    bot.take({{"in a chat of others"},
              {.space = {"test"},
               .actor = {"ana"},
               .place = {.conversation = {"ana and bo"}, .thread = {}, .closed = true},
               .at = bot.now(),
               .route = {},
               .what = chat::Typed{.words = bot.words("thanks @bo for the deploy"), .message = {}, .addressed = true}},
              {}});
    EXPECT_EQ(bot.buttons("ana"), (std::vector<std::string>{"Send to Bo only", "Edit", "Cancel"}));
}

TEST(Thanks, AChannelIsCalledAsItIsThere) {
    TestBot bot;
    const auto thanks_in = [&](const std::string& conversation, const std::string& name) {
        bot.take(
            {{"thanks in " + conversation + name},
             {.space = {"test"},
              .actor = {"ana"},
              .place = {.conversation = {conversation}, .thread = {}, .name = name},
              .at = bot.now(),
              .route = {},
              .what = chat::Typed{.words = bot.words("thanks @bo for the deploy"), .message = {}, .addressed = true}},
             {}});
        return bot.buttons("ana").at(1);
    };
    EXPECT_EQ(thanks_in("C1", "#lunch"), "Post in #lunch");
    EXPECT_EQ(thanks_in("C1", "#dinner"), "Post in #dinner") << "renamed";
    bot.take({{"the bot left"},
              {.space = {"test"},
               .actor = {},
               .place = {},
               .at = bot.now(),
               .route = {},
               .what = chat::ConversationSeen{.conversation = {"C1"}, .name = {}, .direct_with = {}, .members = {}}},
              {}});
    EXPECT_EQ(thanks_in("C1", ""), "Post in #dinner") << "nobody said that it is called otherwise";
    EXPECT_EQ(thanks_in("C2", ""), "Post in that conversation");
}

TEST(Thanks, TheFormRemembersTheChannel) {
    TestBot bot;
    bot.says("ana", "!gt thanks @bo @kai", "#release-4");
    ASSERT_TRUE(bot.form("ana"));
    bot.submits("ana", {{"why", "for the deploy"}});
    EXPECT_THAT(bot.last("ana"),
                AllOf(HasSubstr("A thank-you to *Bo Lindqvist* and *Kai Tanaka*."), HasSubstr("[Post in #release-4]")));
}

TEST(Thanks, TheFormKnowsOnlyPeople) {
    TestBot bot;
    bot.says("ana", "!gt thanks", "#release-4");
    ASSERT_TRUE(bot.form("ana"));
    bot.submits("ana", {{"who", "nobody at all"}, {"why", "x"}});
    EXPECT_EQ(bot.last("ana"), "error who: I don't know anybody of that name here.");
    bot.submits("ana", {{"who", "@ana"}, {"why", "x"}});
    EXPECT_EQ(bot.last("ana"), "error who: That's you. I note and thank other people only.");
}

TEST(Thanks, RefusesWhatCannotBe) {
    const std::pair<std::string, std::string> cases[] = {
        {"thanks @ana for x", "That's you."},
        {"thanks @bo @ana for x", "That's you."},
        {"thanks a lot for the fish", "Who is it for?"},
        {"thanks for the review @bo", "Who is it for?"},
        {"thanks for " + std::string(1001, 'x'), "That's more than 1000 characters."},
        {"thanks @bo " + std::string(1001, 'x'), "That's more than 1000 characters."},
    };
    for (const auto& [typed, answer] : cases) {
        TestBot bot;
        bot.says("ana", typed);
        EXPECT_THAT(bot.last("ana"), StartsWith(answer)) << typed.substr(0, 30);
    }
}

TEST(Thanks, TheDraftCanBeEditedAndDropped) {
    TestBot bot;
    bot.says("ana", "thanks @bo for the deploy");
    bot.says("ana", "edit for the big deploy");
    EXPECT_THAT(bot.last("ana"), HasSubstr("> for the big deploy\n"));
    bot.presses("ana", "Edit");
    bot.submits("ana", {{"why", "for the huge deploy"}});
    EXPECT_THAT(bot.last("ana"), HasSubstr("> for the huge deploy\n"));
    bot.presses("ana", "Cancel");
    EXPECT_EQ(bot.last("ana"), "Dropped. Nothing was sent.");
}

TEST(Thanks, OneAPersonADay) {
    TestBot bot;
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.pass(1min);
    bot.says("ana", "thanks @bo and @joerg privately for the coffee");
    EXPECT_THAT(bot.news("ana"), Contains(StartsWith("I pass on one message a day from you to the same person, and "
                                                     "*Bo Lindqvist* has today's. Nothing was sent")));
    std::ignore = bot.news("bo");
    bot.pass(1h);
    EXPECT_THAT(bot.news("bo"), IsEmpty());
    EXPECT_THAT(bot.news("joerg"), IsEmpty());
    bot.clock_to("2027-01-05T10:00:00Z");
    bot.presses("ana", "Send to each privately");
    bot.pass(1min);
    EXPECT_THAT(bot.last("bo"), HasSubstr("“for the coffee”"));
    EXPECT_THAT(bot.last("joerg"), HasSubstr("“for the coffee”"));
}

TEST(Thanks, BlockedAndGuestLookTheSame) {
    const auto outcome = [](TestBot& bot) {
        bot.says("ana", "thanks @bo privately for the deploy");
        bot.pass(1h);
        EXPECT_THAT(bot.news("bo"), Not(Contains(HasSubstr("thank-you"))));
        return bot.last("ana");
    };
    const std::string same = "I can't pass this on; write to *Bo Lindqvist* directly: <Write to Bo>\n> for the deploy";
    TestBot blocked;
    blocked.says("bo", "no more from @ana");
    EXPECT_EQ(outcome(blocked), same);
    TestBot guest;
    guest.joins({.account = {"bo"}, .name = "Bo Lindqvist", .given = {}, .zone = "Europe/Stockholm", .guest = true});
    EXPECT_EQ(outcome(guest), same);
}

TEST(Thanks, WorksByWordsAlone) {
    TestBot bot({.look = TestBot::Look::words});
    bot.says("ana", "thanks @bo for the deploy");
    EXPECT_THAT(bot.last("ana"), HasSubstr("`send`"));
    bot.says("ana", "send");
    bot.pass(1min);
    EXPECT_THAT(bot.last("bo"), StartsWith(for_the_deploy));
}

TEST(Thanks, ACrashOrARepeatPassesItOnOnce) {
    TestBot bot;
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.repeat_last_event();
    bot.crash_before_sending();
    bot.pass(1min);
    bot.lose_answers(2);
    bot.pass(1h);
    EXPECT_THAT(bot.sees("bo"), ElementsAre(StartsWith(for_the_deploy)));
}

/// A line in a conversation that says whether the bot is in it.
void says_in(TestBot& bot, std::string_view text, std::string name, std::optional<bool> joined) {
    static int event = 0;
    chat::Event said{.space = {"test"},
                     .actor = {"ana"},
                     .place = {.conversation = {"C7"}, .thread = {}, .name = std::move(name), .joined = joined},
                     .at = bot.now(),
                     .route = {},
                     .what = chat::Typed{.words = bot.words(text), .message = {}, .addressed = true}};
    bot.take({{"said " + std::to_string(++event)}, std::move(said), {}});
}

TEST(Thanks, WhereTheBotIsNotNothingIsHeldBackAsIfItWentOut) {
    TestBot bot;
    says_in(bot, "thanks @bo here for the tests", "#lunch", false);
    constexpr auto why = "I'm not in #lunch yet, so I can't post there. Invite me with `/invite`, then press Post.";
    EXPECT_THAT(bot.sees("ana").back(), AllOf(HasSubstr(why), HasSubstr("[Send to Bo only] [Post in #lunch]")));
    bot.presses("ana", "Post in #lunch");
    EXPECT_EQ(bot.sees("ana").back(), why);
    says_in(bot, "help", {}, true);
    bot.presses("ana", "Post in #lunch");
    EXPECT_THAT(bot.sees("ana"), Contains(HasSubstr("To #lunch, in 30 seconds.")));
    says_in(bot, "thanks @kai here for the tests", {}, std::nullopt);
    EXPECT_THAT(bot.sees("ana").back(), HasSubstr("To #lunch, in 30 seconds.")) << "the word of before stands";
}

TEST(Thanks, AWordWithANumberTooManyIsNotCalledOver) {
    TestBot bot;
    bot.says("ana", "thanks @ben for x");
    bot.presses("ana", "Send to Ben only");
    bot.pass(std::chrono::minutes(2));
    bot.says("ana", "thanks @bo for y");
    bot.says("ana", "send 1");
    EXPECT_THAT(bot.last("ana"), Not(HasSubstr("There is nothing to")));
}

}  // namespace
}  // namespace goodturn::gratitude
