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

TEST(SmallTalk, IsNeverAnError) {
    TestBot bot;
    for (const std::string_view line : {"thanks", "Thanks!", "thank you 🎉", "ok", "OK.", "great", "👍", "👍🏽", "🙏",
                                        "❤️", "cool, thanks", "perfect!!", ":)", "thx", "danke", "merci"}) {
        EXPECT_EQ(said(bot, line), "🙂") << line;
    }
    for (const std::string_view line : {"hi", "Hello!", "hey there", "?", "start", "good morning", ""}) {
        EXPECT_THAT(said(bot, line), HasSubstr("`help all`")) << line;
    }
}

TEST(SmallTalk, InAChannelIsNotForTheBot) {
    TestBot bot;
    for (const std::string_view line : {"thanks", "ok", "hi", "stop", "never mind", "yes", "undo"}) {
        bot.says("ben", line, "#release-4");
        EXPECT_THAT(bot.news("ben"), IsEmpty()) << line;
    }
}

TEST(SmallTalk, YesAndNoWithoutAQuestionSayWhatToDo) {
    TestBot bot;
    EXPECT_THAT(said(bot, "yes"), HasSubstr("`help`"));
    EXPECT_THAT(said(bot, "no"), HasSubstr("`help`"));
}

TEST(NeverMind, DropsTheOpenQuestion) {
    TestBot bot({.look = Look::words});
    for (const std::string_view words : {"never mind", "Nevermind.", "cancel", "oops!", "forget it"}) {
        said(bot, "thanks @ana");
        EXPECT_THAT(said(bot, words), StartsWith("Dropped")) << words;
        EXPECT_THAT(said(bot, "for the review"), HasSubstr("I only know")) << words;
    }
}

TEST(NeverMind, OffersToUndoWhereNothingIsOpen) {
    TestBot bot;
    said(bot, "tz lisbon");
    EXPECT_THAT(said(bot, "never mind"), HasSubstr("[Undo]"));
    bot.presses("ben", "Undo");
    EXPECT_THAT(bot.last("ben"), HasSubstr("America/New_York"));
    said(bot, "never mind");
    bot.presses("ben", "Undo");
    EXPECT_THAT(bot.last("ben"), HasSubstr("nothing left to undo"));
}

TEST(Undo, GoesBackOneChangeAtATime) {
    TestBot bot;
    said(bot, "tz lisbon");
    said(bot, "tz berlin");
    EXPECT_THAT(said(bot, "undo"), HasSubstr("Europe/Lisbon"));
    EXPECT_THAT(said(bot, "undo"), HasSubstr("America/New_York"));
    EXPECT_THAT(said(bot, "undo"), HasSubstr("nothing left to undo"));
}

TEST(Undo, EndsAfterTenMinutes) {
    TestBot bot;
    said(bot, "tz lisbon");
    bot.pass(std::chrono::minutes(11));
    EXPECT_THAT(said(bot, "undo"), HasSubstr("nothing left to undo"));
    EXPECT_THAT(said(bot, "tz"), HasSubstr("Europe/Lisbon"));
}

TEST(Undo, OfAnOlderChangeIsRefusedWhereANewerOneStandsOnIt) {
    TestBot bot;
    said(bot, "tz lisbon");
    const auto older = bot.sees("ben").size();
    ASSERT_GT(older, 0U);
    said(bot, "tz berlin");
    bot.presses("ben", "Undo");
    EXPECT_THAT(bot.last("ben"), HasSubstr("Europe/Lisbon"));
    bot.presses("ben", "Undo");
    EXPECT_THAT(bot.last("ben"), HasSubstr("America/New_York"));
}

TEST(Why, SaysThatNothingWasWrittenAndAboutWhom) {
    TestBot bot;
    EXPECT_EQ(said(bot, "why"), "I haven't written to you on my own.");
    EXPECT_THAT(said(bot, "why @bo"), HasSubstr("*Bo Lindqvist*"));
    EXPECT_THAT(said(bot, "why Bo"), HasSubstr("*Bo Lindqvist*"));
    EXPECT_THAT(said(bot, "why are you here"), HasSubstr("`why @ben`"));
    EXPECT_THAT(said(bot, "why Bartholomew"), HasSubstr("“Bartholomew”"));
    said(bot, "@bo helped me with the deploy");
    EXPECT_THAT(said(bot, "why @bo"), HasSubstr("the deploy"));
}

TEST(Privacy, NamesTheOperatorAndWhatIsKept) {
    TestBot bot;
    const std::string nothing = said(bot, "privacy");
    EXPECT_THAT(nothing, AllOf(HasSubstr("*the platform team*"), HasSubstr("privacy@example.org"),
                               HasSubstr("Others may keep private notes"), Not(HasSubstr("help"))));
    said(bot, "@bo helped me with the deploy");
    said(bot, "no more from ana");
    EXPECT_THAT(said(bot, "privacy"), AllOf(HasSubstr("one help"), HasSubstr("*Ana Sousa*"), Not(HasSubstr("deploy"))));
}

TEST(Privacy, IsAnsweredPrivatelyInAChannel) {
    TestBot bot;
    EXPECT_THAT(said(bot, "@goodturn privacy", "#release-4"), StartsWith("#release-4 (only you): "));
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

}  // namespace
}  // namespace goodturn
