#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace goodturn {
namespace {

using support::TestBot;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;
using testing::Not;
using testing::StartsWith;
using Look = TestBot::Look;

std::string said(TestBot& bot, std::string_view line, std::string_view where = {}) {
    bot.says("ben", line, where);
    return bot.last("ben");
}

std::ptrdiff_t lines(std::string_view text) {
    return std::ranges::count(text, '\n') + 1;
}

std::size_t times(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

TEST(Help, IsShortAndShowsLinesThatWork) {
    TestBot bot;
    const std::string help = said(bot, "help");
    EXPECT_THAT(lines(help), Le(8)) << help;
    EXPECT_THAT(help, HasSubstr("`@ben helped me with the deploy`"));
    EXPECT_THAT(help, HasSubstr("`help all`"));
}

TEST(Help, InAChannelShowsHowToCallTheBotThere) {
    TestBot bot;
    const std::string here = said(bot, "@goodturn help", "#release-4");
    EXPECT_THAT(here, HasSubstr("`/goodturn help all`"));
    EXPECT_THAT(lines(here), Le(8)) << here;
    bot.set_look(Look::words);
    EXPECT_THAT(said(bot, "!gt help", "#release-4"), HasSubstr("`!gt help all`"));
}

TEST(Help, AllListsEveryVerbOnce) {
    TestBot bot;
    const std::string all = said(bot, "help all");
    for (const std::string_view verb :
         {"@ana helped me", "helped", "log", "thanks", "round", "reactions", "help", "settings", "hours", "tz", "pause",
          "resume", "stop", "no more", "more", "why", "privacy", "undo"}) {
        const std::string item = "- `" + std::string(verb);
        EXPECT_EQ(times(all, item + "`") + times(all, item + " "), 1U) << verb << "\n" << all;
    }
}

TEST(Help, ATopicOrAVerbIsExplainedAlone) {
    TestBot bot;
    const std::string settings = said(bot, "help settings");
    EXPECT_THAT(settings, AllOf(HasSubstr("`tz <city>`"), HasSubstr("`pause "), Not(HasSubstr("`thanks "))));
    const std::string thanks = said(bot, "help thanks");
    EXPECT_THAT(thanks, AllOf(HasSubstr("`thanks "), HasSubstr("`log`"), Not(HasSubstr("`tz "))));
    EXPECT_THAT(said(bot, "help pause"), AllOf(StartsWith("`pause "), HasSubstr("For example: `pause until 3 jan`")));
    EXPECT_THAT(said(bot, "HELP Pause?"), StartsWith("`pause "));
    EXPECT_THAT(said(bot, "help helped me"), HasSubstr("`@ana helped me"));
    EXPECT_THAT(said(bot, "help working hours"), StartsWith("`hours "));
    EXPECT_THAT(said(bot, "help frobnicate"), HasSubstr("`help all`"));
}

TEST(Help, EveryExampleIsUnderstood) {
    constexpr std::string_view before = "For example: `";
    for (const auto look : {Look::buttons, Look::words}) {
        TestBot bot({.look = look});
        for (const std::string_view verb : {"helped me", "hours", "tz", "pause"}) {
            const std::string help = said(bot, "help " + std::string(verb));
            const auto at = help.find(before);
            ASSERT_NE(at, std::string::npos) << help;
            const auto begin = at + before.size();
            const std::string example = help.substr(begin, help.find('`', begin) - begin);
            bot.says("kai", example);
            EXPECT_THAT(bot.last("kai"), Not(testing::AnyOf(HasSubstr("I only know"), HasSubstr("I can't"))))
                << example;
        }
    }
}

TEST(Greeting, ANewcomerSeesItOnceWhateverTheyDoFirst) {
    struct First {
        std::string_view line;
        std::string_view answer;  ///< what stands before the greeting; empty: the greeting alone
    };
    for (const auto look : {Look::buttons, Look::words}) {
        for (const auto& [line, answer] :
             {First{"hi", ""}, First{"", ""}, First{"Hello!", ""}, First{"start", ""}, First{"help", "I understand"},
              First{"tz lisbon", "Your time zone is now"}, First{"frobnicate", "I only know"}}) {
            TestBot bot({.look = look, .strangers = true});
            bot.says("ben", line);
            const auto news = bot.news("ben");
            ASSERT_THAT(news, ElementsAre(HasSubstr("Hi Ben."))) << line;
            EXPECT_THAT(news[0], answer.empty() ? StartsWith("Hi Ben.") : StartsWith(std::string(answer)))
                << line << "\n"
                << news[0];
            EXPECT_EQ(times(news[0], "`@ben helped me with the deploy`"), line == "help" ? 2U : 1U) << news[0];
            bot.says("ben", "hi");
            EXPECT_THAT(bot.news("ben"), ElementsAre(Not(HasSubstr("Hi Ben.")))) << "once is enough";
        }
    }
}

TEST(Greeting, OpeningTheChatIsEnough) {
    TestBot bot({.strangers = true});
    bot.opens("ben");
    EXPECT_THAT(bot.news("ben"), ElementsAre(AllOf(StartsWith("Hi Ben."), HasSubstr("[How private is this?]"))));
    bot.presses("ben", "How private is this?");
    EXPECT_THAT(bot.news("ben"), ElementsAre(HasSubstr("the platform team")));
    bot.opens("ben");
    EXPECT_THAT(bot.news("ben"), IsEmpty());
}

TEST(Greeting, WhoTypesInAChannelFirstIsGreetedInTheirChat) {
    TestBot bot({.strangers = true});
    bot.says("ben", "@goodturn help", "#release-4");
    EXPECT_THAT(bot.news("ben"), ElementsAre(Not(HasSubstr("Hi Ben"))));
    EXPECT_THAT(said(bot, "tz lisbon"), HasSubstr("Hi Ben."));
}

}  // namespace
}  // namespace goodturn
