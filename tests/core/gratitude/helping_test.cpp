#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

#include <tuple>

namespace goodturn::gratitude {
namespace {

using support::TestBot;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

struct Case {
    std::string_view typed;
    std::string_view answer;
};

TEST(NotingHelp, SaysWhatWasUnderstood) {
    const Case cases[] = {
        {"@bo helped me with the deploy", "Noted, for you only: *Bo Lindqvist helped you* – the deploy"},
        {"Bo helped me, with the deploy!", "Noted, for you only: *Bo Lindqvist helped you* – the deploy!"},
        {"@bo helped me unblock the deploy", "Noted, for you only: *Bo Lindqvist helped you* – unblock the deploy"},
        {"@bo helped me", "Noted, for you only: *Bo Lindqvist helped you*"},
        {"@bo and @kai helped me with x", "Noted, for you only: *Bo Lindqvist and Kai Tanaka helped you* – x"},
        {"@bo, @bo helped me with x", "Noted, for you only: *Bo Lindqvist helped you* – x"},
        {"helped @bo for unblocking the deploy",
         "Noted, for you only: *Bo Lindqvist helped you* – unblocking the deploy"},
        {"helped by @bo with x", "Noted, for you only: *Bo Lindqvist helped you* – x"},
        {"log help @bo @kai for x", "Noted, for you only: *Bo Lindqvist and Kai Tanaka helped you* – x"},
        {"gave help to @bo with her slides", "Noted, for you only: *you helped Bo Lindqvist* – her slides"},
        {"@bo helped me with *stars* and {braces}",
         "Noted, for you only: *Bo Lindqvist helped you* – *stars* and {braces}"},
        {"@ana helped me with x", "That's you. I note and thank other people only."},
        {"helped nobody with x", "Who was it? Like `helped @ana for the review`."},
        {"gave help to", "Whom did you help? Like `gave help to @ana with the review`."},
        {"gave help to nobody with x", "Whom did you help? Like `gave help to @ana with the review`."},
        {"I helped", "Whom did you help? Like `gave help to @ana with the review`."},
    };
    for (const auto& one : cases) {
        TestBot bot;
        bot.says("ana", one.typed);
        EXPECT_THAT(bot.last("ana"), StartsWith(one.answer)) << one.typed;
    }
}

TEST(NotingHelp, WithoutAPersonTheFormHoldsTheWords) {
    for (const auto* typed : {"helped for the deploy", "helped me with the deploy", "helped by for the deploy"}) {
        TestBot bot;
        bot.says("ana", typed);
        const auto form = bot.form("ana");
        ASSERT_TRUE(form) << typed;
        EXPECT_EQ(form->fields.at(1).initial, "the deploy") << typed;
        bot.submits("ana", {{"who", "@bo"}, {"what", "the big deploy"}});
        EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *Bo Lindqvist helped you* – the big deploy"));
    }
    TestBot bot({.look = TestBot::Look::words});
    bot.says("ana", "helped for the deploy");
    EXPECT_EQ(bot.last("ana"), "Who helped you?");
    bot.says("ana", "@bo");
    EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *Bo Lindqvist helped you* – the deploy"));
    bot.says("ana", "helped for " + std::string(1001, 'x'));
    EXPECT_THAT(bot.last("ana"), StartsWith("That's more than 1000 characters"));
}

TEST(NotingHelp, NobodyElseSeesAnything) {
    TestBot bot;
    bot.says("ana", "@bo helped me with the deploy");
    EXPECT_THAT(bot.news("bo"), ElementsAre());
}

TEST(NotingHelp, WordsAreSealedInTheDatabase) {
    TestBot bot;
    bot.says("ana", "@bo helped me with the deploy");
    auto row = bot.db().query(R"sql(SELECT what FROM help)sql");
    ASSERT_TRUE(row.next());
    EXPECT_THAT(row.text(0), AllOf(Not(HasSubstr("deploy")), Not(testing::IsEmpty())));
}

TEST(NotingHelp, ALineInAChannelIsAnsweredPrivatelyWithAWarning) {
    TestBot bot;
    bot.says("ana", "!gt @bo helped me with the deploy", "#release-4");
    EXPECT_THAT(bot.last("ana"), AllOf(StartsWith("#release-4 (only you): Noted"),
                                       HasSubstr("Everyone in #release-4 can read that line")));
    EXPECT_THAT(bot.news("bo"), ElementsAre());
}

TEST(NotingHelp, TheFirstOneTurnsTheRoundOnAndSaysSo) {
    TestBot bot;
    bot.says("ana", "@bo helped me");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("On Fri 29 Jan, 9:00 Lisbon"), HasSubstr("[No thanks]")));
    bot.says("ana", "@kai helped me");
    EXPECT_THAT(bot.last("ana"), Not(HasSubstr("[No thanks]")));
}

TEST(NotingHelp, NoThanksTurnsTheRoundOffForGood) {
    TestBot bot;
    bot.says("ana", "@bo helped me");
    bot.presses("ana", "No thanks");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Your thank-you round is off"));
    bot.says("ana", "@kai helped me");
    std::ignore = bot.news("ana");
    bot.clock_to("2027-02-01T12:00:00Z");
    EXPECT_THAT(bot.news("ana"), ElementsAre());
}

TEST(NotingHelp, UndoRemovesAllThatOneLineNoted) {
    TestBot bot;
    bot.says("ana", "@bo and @kai helped me with x");
    bot.says("ana", "undo");
    EXPECT_EQ(bot.last("ana"), "Removed: Bo Lindqvist and Kai Tanaka helped you.");
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), StartsWith("Your help log is empty."));
}

TEST(NotingHelp, WithoutForItAsksWhichWayRound) {
    for (const auto* typed :
         {"helped @bo with her slides", "I helped @bo with her slides", "i helped bo, her slides"}) {
        TestBot bot;
        bot.says("ana", typed);
        EXPECT_EQ(bot.last("ana"), "Which way round was it?\n[Bo helped me] [I helped Bo]") << typed;
        bot.presses("ana", "I helped Bo");
        EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *you helped Bo Lindqvist* – her slides"))
            << typed;
        bot.says("ana", typed);
        bot.presses("ana", "Bo helped me");
        EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *Bo Lindqvist helped you* – her slides"))
            << typed;
    }
}

TEST(NotingHelp, TheDirectionCanBeSwappedAndSwappedBack) {
    TestBot bot;
    bot.says("ana", "@bo helped me with x");
    bot.presses("ana", "I helped Bo");
    EXPECT_EQ(bot.last("ana"), "Noted, for you only: *you helped Bo Lindqvist* – x\n[Undo] [Bo helped me]");
    bot.says("ana", "undo");
    EXPECT_EQ(bot.last("ana"), "Noted, for you only: *Bo Lindqvist helped you* – x");
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), HasSubstr("1. *Bo Lindqvist* · Mon 4 Jan\n> x"));
}

TEST(NotingHelp, SwappingTwiceByOneButtonSwapsOnce) {
    TestBot bot;
    bot.says("ana", "@bo helped me with x");
    const auto button = bot.db().integer(R"sql(SELECT id FROM action WHERE name = 'help.swap')sql");
    ASSERT_TRUE(button);
    for (const auto* key : {"test:first", "test:second"}) {
        bot.take({{key},
                  {.space = {"test"},
                   .actor = {"ana"},
                   .place = {{"dm:ana"}, {}, true},
                   .at = bot.now(),
                   .route = {},
                   .what = chat::Pressed{.message = {}, .button = std::to_string(*button), .choice = {}}},
                  {}});
        EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *you helped Bo Lindqvist* – x")) << key;
    }
}

TEST(NotingHelp, HelpGivenIsNoHelp) {
    TestBot bot;
    bot.says("ana", "gave help to @bo with x");
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), StartsWith("Your help log is empty."));
}

TEST(NotingHelp, ATypedNameIsSomebodyOfTheWritersConversations) {
    for (const int others : {2, 1100}) {
        TestBot bot;
        const auto fact = [&](decltype(chat::Event::what) what) {
            bot.take(
                {{},
                 {.space = {"test"}, .actor = {}, .place = {}, .at = bot.now(), .route = {}, .what = std::move(what)},
                 {}});
        };
        chat::ConversationSeen room{
            .conversation = {"big"}, .name = "#big", .direct_with = {}, .members = {{"ana"}, {"zoe1"}}};
        for (int n = 0; n < others; ++n) room.members.push_back({"zoewho" + std::to_string(n)});
        fact(chat::AccountSeen{.account = {"zoe1"}, .name = "Zoe Adams", .given = {}, .zone = {}});
        fact(chat::AccountSeen{.account = {"zoe2"}, .name = "Zoe Zuse", .given = {}, .zone = {}});
        fact(chat::AccountSeen{.account = {"zoe3"}, .name = "Sousa, Zoe", .given = "Zoe", .zone = {}});
        fact(room);

        bot.says("ana", "Zoe helped me with the deploy");
        EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *Zoe Adams helped you*")) << others;
        room.members.push_back({"zoe3"});
        fact(room);
        bot.says("ana", "Zoe helped me with the slides");
        EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("Zoe Adams"), HasSubstr("Sousa, Zoe"), Not(HasSubstr("Zuse"))));
        bot.says("ana", "Ana helped me with the deploy");
        EXPECT_THAT(bot.last("ana"), StartsWith("That's you.")) << others;
        // Under a new name, and no more once they have left.
        fact(chat::AccountSeen{.account = {"zoe1"}, .name = "Maria Adams", .given = {}, .zone = {}});
        bot.says("ana", "Maria helped me with the deploy");
        EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *Maria Adams helped you*")) << others;
        std::erase(room.members, chat::AccountId{"zoe1"});
        fact(room);
        bot.says("ana", "Maria helped me with the tests");
        EXPECT_THAT(bot.last("ana"), Not(StartsWith("Noted"))) << others;
    }
}

TEST(NotingHelp, ABotIsNobodyToThank) {
    TestBot bot;
    bot.joins({.account = {"deploybot"}, .name = "Deploybot", .given = {}, .zone = {}, .bot = true});
    bot.take({{"test:x"},
              {.space = {"test"},
               .actor = {"ana"},
               .place = {{"dm:ana"}, {}, true},
               .at = bot.now(),
               .route = {},
               .what = chat::Typed{.words = {chat::Named{{"deploybot"}, "Deploybot"}, " helped me"}, .message = {"x"}}},
              {}});
    EXPECT_THAT(bot.last("ana"), StartsWith("That's kind"));
}

/// What the platform says of it, later than people name it.
const chat::AccountSeen standup{.account = {"standup"}, .name = "Standup", .given = {}, .zone = {}, .bot = true};

TEST(NotingHelp, WhoTurnsOutToBeABotIsTakenOutOfTheLog) {
    TestBot bot;
    bot.platform_knows({{"standup"}, "Standup"});
    bot.says("ana", "@standup and @bo helped me with the deploy");
    bot.says("kai", "gave help to @standup with the setup");
    bot.says("ben", "@bo helped me with the tests");
    for (const auto* who : {"ana", "kai", "ben"}) bot.news(who);

    bot.joins(standup);
    constexpr auto told = "*Standup* turns out to be a bot, so I took it out of your help log. It holds people only.";
    EXPECT_THAT(bot.news("ana"), ElementsAre(std::string(told) + "\n> the deploy"));
    EXPECT_THAT(bot.news("kai"), ElementsAre(std::string(told) + "\n> the setup"));
    EXPECT_THAT(bot.news("ben"), IsEmpty());
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("Bo Lindqvist"), Not(HasSubstr("Standup"))));

    bot.joins(standup);
    EXPECT_THAT(bot.news("kai"), IsEmpty()) << "told again";
}

TEST(NotingHelp, WhoTookABotOutThemselvesIsToldNothing) {
    TestBot bot;
    bot.platform_knows({{"standup"}, "Standup"});
    bot.says("ana", "@standup helped me with the deploy");
    bot.says("ana", "undo");
    bot.says("kai", "@standup helped me with the deploy");
    bot.says("kai", "log");
    bot.presses("kai", "Remove");
    for (const auto* who : {"ana", "kai"}) bot.news(who);
    bot.joins(standup);
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    EXPECT_THAT(bot.news("kai"), IsEmpty());
}

TEST(NotingHelp, ABotLeavesTheRoundThatAsksAboutIt) {
    TestBot bot;
    bot.platform_knows({{"standup"}, "Standup"});
    bot.says("ana", "@bo helped me with the tests");
    bot.says("ana", "@standup helped me with the deploy");
    bot.says("ana", "round");
    ASSERT_THAT(bot.last("ana"), HasSubstr("Standup"));
    bot.joins(standup);
    EXPECT_THAT(bot.news("ana"), Contains(AllOf(HasSubstr("*Bo Lindqvist*"), Not(HasSubstr("Standup")))));
}

TEST(NotingHelp, WhoHadLeftIsTakenOutAgainButNotWhatWasNotedBefore) {
    TestBot bot;
    bot.says("ana", "@will helped me with the leak");
    bot.pass(std::chrono::hours(24));
    bot.says("ana", "@will helped me with the deploy");
    bot.news("ana");
    const chat::AccountSeen will{
        .account = {"will"}, .name = "Will Carter", .given = {}, .zone = "America/Los_Angeles", .gone = true};
    bot.joins(will);
    EXPECT_THAT(bot.news("ana"), ElementsAre("*Will Carter* isn't here any more: the account is closed. So I took your "
                                             "note out again; older ones stay.\n> the deploy"));
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("the leak"), Not(HasSubstr("the deploy"))));
    bot.says("ana", "@will helped me with the tests");
    EXPECT_EQ(bot.last("ana"), "That person isn't here any more: the account is closed. Nothing was changed.");
}

TEST(NotingHelp, WhoIsOfAnotherOrganisationIsTakenOutAgainAndNotNotedAnyMore) {
    TestBot bot;
    bot.platform_knows({{"fay"}, "Fay Far"});
    bot.says("ana", "@fay helped me with the shared part");
    bot.says("kai", "gave help to @fay with the setup");
    for (const auto* who : {"ana", "kai"}) bot.news(who);
    const chat::AccountSeen fay{
        .account = {"fay"}, .name = "Fay Far", .given = {}, .zone = "Europe/Paris", .guest = true, .foreign = true};
    bot.joins(fay);
    EXPECT_THAT(bot.news("ana"), ElementsAre("*Fay Far* is of another organisation, and I keep notes about people of "
                                             "this one only. So I took your note out again; older ones stay.\n> the "
                                             "shared part"));
    EXPECT_THAT(bot.news("kai"), ElementsAre(HasSubstr("is of another organisation")));
    constexpr auto refused =
        "That person is of another organisation, and I keep notes about people of this one only. Nothing was changed.";
    bot.says("ana", "@fay helped me with the shared part");
    EXPECT_EQ(bot.last("ana"), refused);
    bot.says("ana", "gave help to @bo and @fay with the setup");
    EXPECT_EQ(bot.last("ana"), refused);
    bot.says("ana", "helped");
    bot.submits("ana", {{"who", "@fay"}, {"what", "the shared part"}});
    EXPECT_THAT(bot.last("ana"), HasSubstr("of another organisation"));
    bot.says("ana", "reactions on");
    bot.news("ana");
    bot.reacts_to("ana", "fay", "talk 1", "🙏");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), StartsWith("Your help log is empty"));
}

TEST(NotingHelp, WhoIsOfAnotherOrganisationIsNamedInAChannelButNotWrittenTo) {
    TestBot bot;
    bot.joins(
        {.account = {"fay"}, .name = "Fay Far", .given = {}, .zone = "Europe/Paris", .guest = true, .foreign = true});
    bot.says("ana", "!gt thanks @fay here for the shared part", "#release-4");
    bot.pass(std::chrono::seconds(31));
    EXPECT_THAT(bot.news("bo"), ElementsAre(HasSubstr("*Fay Far* A thank-you from *Ana Sousa*")));
    bot.says("ana", "thanks @fay privately for the shared part");
    EXPECT_EQ(
        bot.last("ana"),
        "*Fay Far* is of another organisation, and I write only to people of this one. Thank them yourself, or with "
        "`here` in a channel you share.\n> for the shared part");
    EXPECT_THAT(bot.sees("fay"), Not(Contains(HasSubstr("thank-you round"))));
}

TEST(NotingHelp, AGuestIsToldTooWhatTurnsOutLater) {
    TestBot bot;
    bot.platform_knows({{"standup"}, "Standup"});
    bot.joins({.account = {"gus"}, .name = "Gus Gast", .given = {}, .zone = "Europe/Berlin", .guest = true});
    bot.says("gus", "@standup helped me with the deploy");
    bot.pass(std::chrono::hours(1));
    bot.joins(standup);
    EXPECT_THAT(bot.sees("gus").back(), HasSubstr("turns out to be a bot"));
}

TEST(NotingHelp, AListIsANoteALine) {
    TestBot bot;
    bot.says("ana", "• @ben helped me with the deploy\n• @bo and @kai helped me\n• helped @joerg for the leak");
    EXPECT_THAT(bot.news("ana"), ElementsAre(StartsWith("Noted, for you only:\n- *Ben Okafor helped you* – the deploy\n"
                                                        "- *Bo Lindqvist and Kai Tanaka helped you*\n"
                                                        "- *Jörg Weber helped you* – the leak\n(That's your first. ")));
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("*Ben Okafor*"), HasSubstr("> the leak"), HasSubstr("4. ")));
    bot.says("ana", "@will helped me with the talk");
    bot.says("ana", "undo");
    bot.says("ana", "undo");
    EXPECT_EQ(bot.last("ana"), "Taken out of your log again, all of them.");
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), StartsWith("Your help log is empty"));
}

TEST(NotingHelp, UndoOfAListLeavesWhatElseWasNotedWhileTheClockIsBehind) {
    TestBot bot;
    bot.says("ana", "reactions on");
    bot.clock_jumps(-std::chrono::hours(2));
    bot.says("ana", "@joerg helped me with the demo");
    bot.says("ana", "I gave help to @joerg with the room");
    bot.says("ana", "- @ben helped me with the deploy\n- @bo and @kai helped me");
    bot.reacts_to("ana", "will", "talk 1", "🙏");
    bot.presses("ana", "Undo");
    EXPECT_THAT(bot.sees("ana"), testing::Contains("Taken out of your log again, all of them."));
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("*Jörg Weber*"), HasSubstr("*Will Carter*"),
                                       Not(HasSubstr("*Ben Okafor*")), Not(HasSubstr("Kai Tanaka"))));
    EXPECT_EQ(bot.db().integer(R"sql(SELECT count(*) FROM help_given)sql"), 1);
}

TEST(NotingHelp, OfAListWhatCanNotBeReadIsNamedAndTheRestIsNoted) {
    TestBot bot;
    bot.says("ana",
             "1. @ben helped me with the deploy\n2. buy milk\n3. @ana helped me\n4. Bo helped me with the tests");
    const auto answer = bot.last("ana");
    EXPECT_THAT(answer, HasSubstr("- *Ben Okafor helped you* – the deploy\n- *Bo Lindqvist helped you* – the tests\n"
                                  "Some items aren't noted, because I couldn't read them. Send them alone, and I say "
                                  "what is missing:\n- item 2: “buy milk”\n- item 3: “@Ana Sousa helped me”"));
    bot.presses("ana", "Undo");
    EXPECT_EQ(bot.sees("ana").back(), "Taken out of your log again, all of them.");
    bot.says("ana", "- @ben helped me with the demo\n- buy milk");
    EXPECT_THAT(bot.last("ana"), HasSubstr("One item isn't noted, because I couldn't read it. Send it alone"));
}

TEST(NotingHelp, OfALongListTheFirstTwentyAreNotedAndTheRestIsNotCalledUnreadable) {
    const auto answer_to = [](int items) {
        TestBot bot;
        std::string list = "- buy milk";
        for (int i = 2; i <= items; ++i) list += "\n- @ben helped me with number " + std::to_string(i);
        bot.says("ana", list);
        EXPECT_EQ(bot.db().integer(R"sql(SELECT count(*) FROM help)sql"), 19);
        return bot.last("ana");
    };
    EXPECT_THAT(answer_to(80),
                AllOf(HasSubstr("because I couldn't read it. Send it alone, and I say what is missing:\n- item 1: “buy "
                                "milk”\nI take 20 at once, so items 21 to 80 aren't noted. Send them in another "
                                "message.\n"),
                      HasSubstr("number 20\n"), Not(HasSubstr("number 21"))));
    EXPECT_THAT(answer_to(21), HasSubstr("I take 20 at once, so item 21 isn't noted. Send it in another message."));
    EXPECT_THAT(answer_to(20), Not(HasSubstr("at once")));
}

TEST(NotingHelp, OtherListsAreWhatTheyWere) {
    TestBot bot;
    bot.says("ana", "@ben helped me with\n- the deploy\n- the tests");
    EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *Ben Okafor helped you* – "));
    bot.says("ana", "- buy milk\n- buy bread");
    EXPECT_THAT(bot.last("ana"), Not(HasSubstr("Noted")));
    bot.says("ana", "- @ben helped me with the deploy\n- @bo helped me with the tests", "#release-4");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

TEST(NotingHelp, NoRoundIsPromisedWithinAPause) {
    TestBot bot;
    bot.says("ana", "pause until 3 mar");
    bot.says("ana", "@bo helped me");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("That's your first. Once a month"), Not(HasSubstr("29 Jan"))));
}

TEST(NotingHelp, WhatTurnsOutLaterIsToldInWorkingHours) {
    TestBot bot;
    bot.platform_knows({{"standup"}, "Standup"});
    bot.says("ana", "@standup helped me with the deploy");
    bot.clock_to("2027-01-04T22:00:00Z");
    bot.news("ana");
    bot.joins(standup);
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.clock_to("2027-01-05T09:00:00Z");
    EXPECT_THAT(bot.news("ana"), Contains(HasSubstr("turns out to be a bot")));
}

TEST(NotingHelp, AGuestIsPromisedNoRound) {
    TestBot bot;
    bot.joins({.account = {"gus"}, .name = "Gus Gast", .given = {}, .zone = "Europe/Berlin", .guest = true});
    bot.says("gus", "@bo helped me with the tests");
    EXPECT_THAT(bot.sees("gus").back(), AllOf(HasSubstr("Noted"), Not(HasSubstr("That's your first"))));
    bot.says("gus", "round on");
    EXPECT_EQ(bot.sees("gus").back(),
              "I write first only to full members here, so a round can't come to you. You can note help and say thanks "
              "all the same.");
    bot.says("gus", "round off");
    EXPECT_THAT(bot.sees("gus").back(), HasSubstr("Your thank-you round is off"));
}

TEST(NotingHelp, WhoTurnsOutToBeAGuestReadsNoDateAnyMore) {
    TestBot bot;
    bot.platform_knows({{"gus"}, "Gus Gast"});
    bot.says("gus", "round on");
    bot.joins({.account = {"gus"}, .name = "Gus Gast", .given = {}, .zone = "Europe/Berlin", .guest = true});
    bot.says("gus", "settings");
    EXPECT_THAT(bot.sees("gus").back(),
                AllOf(HasSubstr("Thank-you round: I write first only to full members here"), Not(HasSubstr("29 Jan"))));
    bot.says("gus", "home");
    EXPECT_THAT(bot.sees("gus").back(), AllOf(HasSubstr("a round can't come to you"), Not(HasSubstr("29 Jan"))));
}

TEST(NotingHelp, WhoseZoneIsNotKnownReadsNoClockTime) {
    TestBot bot;
    bot.joins({.account = {"zoe"}, .name = "Zoe", .given = {}, .zone = {}});
    bot.says("zoe", "@bo helped me with the tests");
    EXPECT_THAT(bot.sees("zoe").back(), HasSubstr("On Fri 29 Jan I'll show you"));
}

TEST(NotingHelp, WhoMayBeAGuestReadsNeitherADateNorATime) {
    TestBot bot;
    bot.platform_knows({{"zoe"}, "Zoe"});
    const auto undated = AllOf(Not(HasSubstr("29 Jan")), Not(HasSubstr(":00")));
    bot.says("zoe", "@bo helped me with the tests");
    EXPECT_THAT(bot.sees("zoe").back(),
                AllOf(HasSubstr("That's your first. If you're a full member here, once a month"), undated));
    bot.says("zoe", "round 9");
    EXPECT_THAT(bot.sees("zoe").back(), AllOf(StartsWith("Your thank-you round is on. It comes to"), undated));
    bot.says("zoe", "home");
    EXPECT_THAT(bot.sees("zoe").back(),
                AllOf(HasSubstr("round is on"), Not(HasSubstr("29 Jan")), Not(HasSubstr("for you right now"))));
    bot.joins({.account = {"zoe"}, .name = "Zoe", .given = {}, .zone = "Europe/Lisbon"});
    bot.says("zoe", "home");
    EXPECT_THAT(bot.sees("zoe").back(), HasSubstr("Next: Fri 29 Jan, 9:00 Lisbon"));
}

TEST(NotingHelp, WordsCanBeAddedInAForm) {
    TestBot bot;
    bot.says("ana", "@bo helped me");
    bot.presses("ana", "Add a word");
    ASSERT_TRUE(bot.form("ana"));
    bot.submits("ana", {{"what", "the deploy"}});
    EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *Bo Lindqvist helped you* – the deploy"));
    bot.says("ana", "undo");
    EXPECT_EQ(bot.last("ana"), "Noted, for you only: *Bo Lindqvist helped you*");
}

TEST(NotingHelp, BareHelpedAsksForThePersonInAForm) {
    TestBot bot;
    bot.says("ana", "helped");
    ASSERT_TRUE(bot.form("ana"));
    bot.submits("ana", {{"who", "@bo"}, {"what", "the deploy"}});
    EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *Bo Lindqvist helped you* – the deploy"));
}

TEST(NotingHelp, WithoutFormsItAsksFieldByField) {
    TestBot bot({.look = TestBot::Look::words});
    bot.says("ana", "helped");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Who helped you?"));
    bot.says("ana", "bo");
    bot.says("ana", "the deploy");
    EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *Bo Lindqvist helped you* – the deploy"));
}

TEST(NotingHelp, TooManyWordsAreRefusedAndTheEditedLineRuns) {
    TestBot bot;
    bot.says("ana", "@bo helped me with " + std::string(1001, 'x'));
    EXPECT_EQ(bot.last("ana"), "That's more than 1000 characters. A shorter one, please.");
    bot.edits("ana", "@bo helped me with x");
    EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *Bo Lindqvist helped you* – x"));
}

TEST(HelpLog, IsPagedNewestFirst) {
    TestBot bot;
    for (const auto* what : {"one", "two", "three", "four", "five", "six"}) {
        bot.says("ana", "@bo helped me with " + std::string(what));
        bot.pass(std::chrono::minutes(1));
    }
    bot.says("ana", "log");
    const auto first = bot.last("ana");
    EXPECT_THAT(first, AllOf(HasSubstr("1. *Bo Lindqvist* · Mon 4 Jan\n> six"), HasSubstr("> two"),
                             Not(HasSubstr("> one")), HasSubstr("[Older]"), Not(HasSubstr("[Newer]"))));
    bot.presses("ana", "Older");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("> one"), Not(HasSubstr("> two")), HasSubstr("[Newer]")));
}

TEST(HelpLog, EntriesAreEditedByWordAndRemoved) {
    TestBot bot;
    bot.says("ana", "@bo helped me with the deploy");
    bot.pass(std::chrono::minutes(1));
    bot.says("ana", "@kai helped me with the leak");
    bot.says("ana", "log");
    bot.says("ana", "edit 2 the big deploy");
    EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *Bo Lindqvist helped you* – the big deploy"));
    bot.says("ana", "remove 1");
    EXPECT_THAT(bot.news("ana"), testing::Contains(AllOf(HasSubstr("Removed: *Kai Tanaka* helped you."),
                                                         HasSubstr("1. *Bo Lindqvist*"))));
    bot.says("ana", "undo");
    EXPECT_EQ(bot.last("ana"), "Back in your log: *Kai Tanaka* helped you.");
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("> the big deploy"), HasSubstr("> the leak")));
}

TEST(HelpLog, IsEachPersonsOwn) {
    TestBot bot;
    bot.says("ana", "@bo helped me with the deploy");
    bot.says("bo", "log");
    EXPECT_THAT(bot.last("bo"), StartsWith("Your help log is empty."));
}

TEST(ListOfNotes, IsUndoneWithoutTheFirstThatIsGone) {
    TestBot bot;
    bot.platform_knows({{"standup"}, "Standup"});
    bot.says("ana", "- @standup helped me with x\n- @bo helped me with y\n- @kai helped me with z");
    bot.joins(standup);
    bot.pass(std::chrono::seconds(1));
    bot.says("ana", "@ben helped me with the talk");
    bot.deletes("ana");
    bot.presses("ana", "Undo");
    EXPECT_THAT(bot.news("ana"), testing::Contains("Taken out of your log again, all of them."));
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("the talk"), Not(HasSubstr("2. "))));
}

TEST(ListOfNotes, IsUndoneWithTheOneThatWasTurnedRound) {
    TestBot bot;
    bot.says("ana", "- @bo helped me with y\n- @kai helped me with z");
    bot.says("ana", "log");
    const auto first = bot.db().integer(R"sql(SELECT min(note_id) FROM help)sql");
    bot.says("ana", "edit 2 the tests");
    bot.presses("ana", "I helped Bo");
    ASSERT_EQ(bot.db().integer(R"sql(SELECT note_id FROM help_given)sql"), first);
    for (int i = 0; i < 2; ++i) bot.deletes("ana");
    bot.presses("ana", "Undo");
    EXPECT_EQ(bot.last("ana"), "Taken out of your log again, all of them.");
    EXPECT_EQ(bot.db().integer(R"sql(SELECT count(*) FROM help)sql"), 0);
    EXPECT_EQ(bot.db().integer(R"sql(SELECT count(*) FROM help_given)sql"), 0);
}

TEST(ListOfNotes, NamesNobodyTwice) {
    TestBot bot;
    bot.says("ana", "- @ben @ben helped me with x\n- @bo helped me with y");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("Ben Okafor"), Not(HasSubstr("Ben Okafor and"))));
}

}  // namespace
}  // namespace goodturn::gratitude
