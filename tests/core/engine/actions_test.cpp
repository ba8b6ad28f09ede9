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
using testing::Not;
using testing::SizeIs;

/// After `lines`, ana types `line`: the last she reads.
std::string after(TestBot& bot, std::initializer_list<std::string_view> lines, std::string_view line) {
    for (const auto text : lines) bot.says("ana", text);
    bot.news("ana");
    bot.says("ana", line);
    return bot.last("ana");
}

class BothLooks : public testing::TestWithParam<TestBot::Look> {
protected:
    TestBot bot_{{.look = GetParam(), .practices = with_trial()}};
};
INSTANTIATE_TEST_SUITE_P(Actions, BothLooks, testing::Values(TestBot::Look::buttons, TestBot::Look::words));

TEST_P(BothLooks, AWordWithItsNumberPresses) {
    EXPECT_EQ(after(bot_, {"list x"}, "send 2"), "done send x2");
}
TEST_P(BothLooks, WordsMayFollowWhereTheyAreTaken) {
    EXPECT_EQ(after(bot_, {"list x"}, "Edit 2 two lines\nof it"), "pressed edit x2 two lines\nof it");
    EXPECT_EQ(after(bot_, {}, "edit 1: 30 people for @ben"), "pressed edit x1 30 people for @Ben Okafor");
}
TEST_P(BothLooks, WordsThatAreNotTakenMakeItAnotherLine) {
    EXPECT_THAT(after(bot_, {"list x"}, "send 2 of these to Bo"), Not(HasSubstr("done")));
}
TEST_P(BothLooks, AWordWithoutItsNumberAsksWhichOne) {
    EXPECT_THAT(after(bot_, {"list x"}, "send"), HasSubstr("Which one? Say `send 1`, `send 2`."));
}
TEST_P(BothLooks, ANumberThatIsNotThereSaysWhichAre) {
    EXPECT_EQ(after(bot_, {"list x"}, "send 9"), "There is no 9 to `send` here. Say `send 1`, `send 2`.");
}
TEST_P(BothLooks, AWordWithoutItemNeedsNoNumber) {
    EXPECT_EQ(after(bot_, {"list x"}, "Later!"), "done later x");
}
TEST_P(BothLooks, AWordFromBeforeItsMessageWasShownPressesNothing) {
    bot_.says("ana", "list x");
    const auto typed = [&](std::chrono::seconds ago) {
        bot_.says_late("ana", "send 2", ago);
        return bot_.last("ana");
    };
    EXPECT_THAT(typed(15min), HasSubstr("You wrote `send 2` before you could see what it would do."));
    EXPECT_EQ(typed(30s), "done send x2") << "the platform's clock is not ours";
}
TEST_P(BothLooks, TheNewestMessageCounts) {
    EXPECT_EQ(after(bot_, {"list x", "list y"}, "send 1"), "done send y1");
}
TEST_P(BothLooks, ANumberThatTheNewestListDoesNotHaveIsNotTakenFromAnOlderOne) {
    EXPECT_EQ(after(bot_, {"list long x"}, "send 3"), "done send x3");
    EXPECT_THAT(after(bot_, {"list long x", "list y"}, "send 3"), Not(HasSubstr("done")));
}
TEST_P(BothLooks, AMenuIsTypedByNumber) {
    EXPECT_EQ(after(bot_, {"menu"}, "2"), "pressed menu p");
    EXPECT_EQ(after(bot_, {"menu pick"}, "pick 1"), "pressed menu a");
    EXPECT_THAT(after(bot_, {}, "3"), Not(HasSubstr("pressed")));
}
TEST_P(BothLooks, AWordIsOpenForSevenDays) {
    bot_.says("ana", "list x");
    bot_.pass(167h);
    EXPECT_THAT(after(bot_, {}, "edit 2 a"), HasSubstr("pressed"));
    bot_.pass(1h + 1s);
    EXPECT_THAT(after(bot_, {}, "edit 2 b"), Not(HasSubstr("pressed")));
}
TEST_P(BothLooks, AWordIsForThePersonTheMessageIsFor) {
    bot_.says("ana", "list x");
    bot_.says("ben", "send 1");
    EXPECT_THAT(bot_.last("ben"), Not(HasSubstr("done")));
}
TEST_P(BothLooks, AUsedWordIsGone) {
    EXPECT_EQ(after(bot_, {"list x"}, "later"), "done later x");
    EXPECT_THAT(after(bot_, {}, "later"), Not(HasSubstr("done")));
}
TEST_P(BothLooks, AViewsWordIsOpenWhileTheViewShowsIt) {
    bot_.says("ana", "count");
    for (int i = 0; i < 3; ++i) bot_.says("ana", "up");
    EXPECT_THAT(bot_.last("ana"), HasSubstr("count 3"));
    EXPECT_THAT(after(bot_, {}, "up"), Not(HasSubstr("count")));
    EXPECT_THAT(after(bot_, {}, "undo"), HasSubstr("back to 2"));
    EXPECT_THAT(after(bot_, {}, "up"), HasSubstr("count 3"));
}

TEST(Actions, AnAnswerTakesThePlaceOfTheMessageThatWasPressed) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "list x");
    bot.presses("ana", "Later");
    EXPECT_THAT(bot.sees("ana"), ElementsAre("done later x"));
    bot.says("ana", "send 1");
    EXPECT_THAT(bot.last("ana"), Not(HasSubstr("done"))) << "its buttons are gone, so are their words";
    bot.reacts("ana", "➖");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

TEST(Actions, AButtonInAChannelIsForWhomItWasMadeFor) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "!gt count here", "#release-4");
    EXPECT_EQ(bot.last("ben"), "#release-4: count 0\n[Up]");
    bot.presses("ben", "Up");
    EXPECT_EQ(bot.last("ben"), "#release-4 (only you): That button is for somebody else.");
    bot.presses("ana", "Up");
    EXPECT_EQ(bot.last("ben"), "#release-4: count 1\n[Up]");
}

TEST(Actions, AReactionPressesTheButtonThatShowsIt) {
    TestBot bot({.look = TestBot::Look::words, .practices = with_trial()});
    bot.says("ana", "count");
    bot.news("ana");
    bot.reacts("ana", "👍");
    EXPECT_THAT(bot.last("ana"), HasSubstr("count 1"));
    bot.reacts("ana", "👍", false);
    bot.reacts("ana", "🎉");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    EXPECT_THAT(trial_traces(bot.db()), ElementsAre("removed 👍", "added 🎉"));
}

TEST(Actions, SkinColourAndTheLookOfAReactionMeanNothing) {
    for (const char* const thumb : {"👍🏽", "👍\xEF\xB8\x8F"}) {
        TestBot bot({.look = TestBot::Look::words, .practices = with_trial()});
        bot.says("ana", "count");
        bot.news("ana");
        bot.reacts("ana", thumb);
        EXPECT_THAT(bot.last("ana"), HasSubstr("count 1")) << thumb;
    }
}

TEST(Actions, AReactionToAMessageWithSeveralItemsMeansNoneOfThem) {
    TestBot bot({.look = TestBot::Look::words, .practices = with_trial()});
    bot.says("ana", "list x");
    bot.news("ana");
    bot.reacts("ana", "✅");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.reacts("ana", "➖");
    EXPECT_THAT(bot.news("ana"), ElementsAre("done later x"));
}

TEST(Actions, AReactionToAMenuChoosesNothing) {
    TestBot bot({.look = TestBot::Look::words, .practices = with_trial()});
    bot.says("ana", "menu");
    bot.news("ana");
    bot.reacts("ana", "🍎");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

TEST(Actions, AChoiceFromAMenuIsPressed) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "menu");
    bot.chooses("ana", "Pear");
    EXPECT_EQ(bot.last("ana"), "pressed menu p");
}

chat::Event pressed(const TestBot& bot, const std::string& button) {
    return {.space = {"test"},
            .actor = {"ana"},
            .place = {{"dm:ana"}, {}, true},
            .at = bot.now(),
            .route = {},
            .what = chat::Pressed{.message = {"old"}, .button = button, .choice = {}}};
}

TEST(Actions, AButtonThatIsTooOldSaysSo) {
    TestBot bot({.practices = with_trial()});
    for (const auto* id : {"123456", "", "-1", "99999999999999999999", "1; DROP TABLE action"}) {
        bot.take({{std::string("old") + id}, pressed(bot, id), {}});
        EXPECT_THAT(bot.last("ana"), HasSubstr("too old to work")) << id;
    }
}

TEST(Actions, AButtonWorksForAMonth) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "list x");
    bot.pass(24h * 29);
    bot.presses("ana", "Send");
    EXPECT_EQ(bot.last("ana"), "done send x1");
    bot.says("ana", "list y");
    bot.pass(24h * 31);
    bot.news("ana");
    bot.presses("ana", "Send");
    EXPECT_THAT(bot.last("ana"), HasSubstr("too old to work"));
}

TEST(Actions, AGuessIsTakenOnce) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "setings");
    bot.says("ana", "1");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Lisbon"));
    bot.presses("ana", "settings");
    EXPECT_THAT(bot.last("ana"), HasSubstr("picked one already"));
}

// In channels.

TEST(Actions, WhatIsAnsweredInTheChatSaysThatOthersCanReadTheLine) {
    for (const auto look : {TestBot::Look::buttons, TestBot::Look::words}) {
        TestBot bot({.look = look, .practices = with_trial()});
        bot.says("ana", "!gt chat secret", "#release-4");
        const auto news = bot.news("ana");
        EXPECT_THAT(news, testing::Contains(testing::StartsWith("secret")));
        EXPECT_THAT(news, testing::Contains(HasSubstr("Everyone in #release-4 can read")).Times(1));
        EXPECT_THAT(bot.news("ben"), IsEmpty());
    }
}

TEST(Actions, WhatWasTypedInTheChatIsReadByNobodyElse) {
    TestBot bot({.practices = with_trial()});
    EXPECT_EQ(after(bot, {}, "chat secret"), "secret");
    EXPECT_EQ(after(bot, {}, "!gt chat secret"), "secret");
}

// Undo.

TEST(Undo, TakesBackTheNewestFirst) {
    TestBot bot({.practices = with_trial()});
    EXPECT_EQ(after(bot, {"count", "up", "up"}, "undo"), "back to 1");
    EXPECT_THAT(bot.sees("ana"), testing::Contains("count 1\n[Up]"));
    bot.says("ana", "undo");
    EXPECT_THAT(bot.news("ana"), testing::Contains(HasSubstr("back to 0")));
    bot.says("ana", "undo");
    EXPECT_THAT(bot.news("ana"), Not(testing::Contains(HasSubstr("back to"))));
}

TEST(Undo, ReachesTenMinutesBack) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "count");
    bot.says("ana", "up");
    bot.pass(5min);
    bot.says("ana", "up");
    bot.pass(5min + 1s);
    bot.says("ana", "undo");
    EXPECT_THAT(bot.news("ana"), testing::Contains(HasSubstr("back to 1")));
    bot.says("ana", "undo");
    EXPECT_THAT(bot.news("ana"), Not(testing::Contains(HasSubstr("back to"))));
}

TEST(Undo, ByButtonTakesBackItsOwnChangeOnce) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "tz berlin");
    bot.says("ana", "count");
    bot.says("ana", "up");
    bot.news("ana");
    bot.presses("ana", "Undo");
    EXPECT_THAT(bot.news("ana"), testing::Contains(HasSubstr("Lisbon")));
    bot.says("ana", "undo");
    EXPECT_THAT(bot.news("ana"), testing::Contains(HasSubstr("back to 0")));
}

TEST(Undo, IsForWhoMadeTheChange) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "count");
    bot.says("ana", "up");
    bot.news("ana");
    bot.says("ben", "undo");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

}  // namespace
}  // namespace goodturn
