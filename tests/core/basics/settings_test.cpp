#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

#include <string>
#include <string_view>

namespace goodturn {
namespace {

using support::TestBot;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Look = TestBot::Look;

std::string said(TestBot& bot, std::string_view line, std::string_view where = {}) {
    bot.says("ben", line, where);
    return bot.last("ben");
}

/// Zoe, whose time zone nobody told the bot, types; what she sees then.
std::string zoe(TestBot& bot, std::string_view line) {
    static int count = 0;
    const std::string id = "zoe:" + std::to_string(++count);
    bot.take({{id},
              {.space = {"test"},
               .actor = {"zoe"},
               .place = {{"dm:zoe"}, {}, true},
               .at = bot.now(),
               .route = {},
               .what = chat::Typed{.words = {std::string(line)}, .message = {id}}},
              {}});
    return bot.sees("zoe").back();
}

TEST(Settings, ShowEveryOneAndHowToChangeIt) {
    for (const auto look : {Look::buttons, Look::words}) {
        TestBot bot({.look = look});
        const std::string all = said(bot, "settings");
        EXPECT_THAT(all, AllOf(HasSubstr("Time zone: *America/New_York*, where it is 5:00 now"),
                               HasSubstr("Hours: *Mon–Fri 9:00–17:00*"), HasSubstr("`pause until 3 jan`"),
                               HasSubstr("`no more from ben`")));
        EXPECT_THAT(said(bot, "home"), AllOf(HasSubstr("*Coming up*"), HasSubstr("*Your settings*\n" + all)));
        EXPECT_EQ(said(bot, "SETTINGS"), all);
    }
}

TEST(Settings, ShowWhatWasChanged) {
    TestBot bot;
    said(bot, "tz lisbon");
    said(bot, "hours mon-thu 8:30-16");
    said(bot, "pause until 1 feb");
    said(bot, "no more from bo");
    EXPECT_THAT(said(bot, "settings"),
                AllOf(HasSubstr("*Europe/Lisbon*, where it is 10:00"), HasSubstr("*Mon–Thu 8:30–16:00*"),
                      HasSubstr("Paused until *Mon 1 Feb*"), HasSubstr("*Bo Lindqvist*")));
    said(bot, "stop");
    said(bot, "no more");
    EXPECT_THAT(said(bot, "settings"), AllOf(HasSubstr("Stopped: "), HasSubstr("Nothing from anybody")));
}

TEST(Hours, AreReadAsPeopleTypeThem) {
    struct Typed {
        std::string_view line, hours;
    };
    for (const auto& [line, hours] :
         {Typed{"hours mon-thu 8:30-16", "Mon–Thu 8:30–16:00"},
          Typed{"hours Mon – Fri 9am to 6pm", "Mon–Fri 9:00–18:00"},
          Typed{"working hours 10-18", "Mon–Fri 10:00–18:00"}, Typed{"HOURS tue, thu 9-12", "Tue, Thu 9:00–12:00"}}) {
        TestBot bot;
        EXPECT_THAT(said(bot, line), AllOf(HasSubstr("*" + std::string(hours) + "*"), HasSubstr("[Undo]"))) << line;
        EXPECT_THAT(said(bot, "hours"), HasSubstr("*" + std::string(hours) + "*")) << line;
    }
}

TEST(Hours, ThatCannotBeReadChangeNothing) {
    TestBot bot;
    for (const std::string_view line : {"hours", "hours late", "hours 17-17", "hours mon 25-26"}) {
        EXPECT_THAT(said(bot, line), AllOf(HasSubstr("*Mon–Fri 9:00–17:00*"), Not(HasSubstr("[Undo]")))) << line;
    }
}

TEST(Hours, SetTheSameAgainLeaveNothingToUndo) {
    TestBot bot;
    EXPECT_THAT(said(bot, "hours mon-fri 9-17"), Not(HasSubstr("[Undo]")));
    said(bot, "hours mon 9-17");
    EXPECT_THAT(said(bot, "undo"), HasSubstr("*Mon–Fri 9:00–17:00* again"));
}

TEST(Zone, IsFoundByACity) {
    TestBot bot;
    EXPECT_THAT(said(bot, "tz"), HasSubstr("America/New_York"));
    EXPECT_THAT(said(bot, "tz Lisbon"), AllOf(HasSubstr("Europe/Lisbon"), HasSubstr("10:00"), HasSubstr("[Undo]")));
    EXPECT_THAT(said(bot, "time zone Europe/Berlin"), AllOf(HasSubstr("Europe/Berlin"), HasSubstr("11:00")));
    EXPECT_THAT(said(bot, "tz sao paulo"), HasSubstr("America/Sao_Paulo"));
    EXPECT_THAT(said(bot, "tz atlantis"), HasSubstr("Nothing was changed"));
    EXPECT_THAT(said(bot, "tz"), HasSubstr("America/Sao_Paulo"));
}

TEST(Zone, IsAskedForWhereNobodyToldIt) {
    TestBot bot;
    bot.joins({.account = {"zoe"}, .name = "Zoe Brown", .given = {}, .zone = {}});
    for (const std::string_view line : {"settings", "hours", "hours mon-thu 8:30-16"}) {
        EXPECT_THAT(zoe(bot, line), AllOf(HasSubstr("Is it 10:00 for you right now?"), HasSubstr("[Yes] [No]")))
            << line;
    }
    bot.presses("zoe", "Yes");
    EXPECT_THAT(bot.sees("zoe").back(), HasSubstr("Your time zone is now *UTC*"));
    EXPECT_THAT(zoe(bot, "settings"), Not(HasSubstr("Is it")));
}

TEST(Zone, IsAskedForWithTheFirstPlan) {
    TestBot bot;
    bot.joins({.account = {"zoe"}, .name = "Zoe Brown", .given = {}, .zone = {}});
    EXPECT_THAT(zoe(bot, "@ben helped me with x"), AllOf(HasSubstr("[No thanks]"), HasSubstr("Is it 10:00 for you")));
    EXPECT_THAT(zoe(bot, "@bo helped me with y"), Not(HasSubstr("Is it")));
}

TEST(Zone, IsAskedForWithARoundThatIsTurnedOn) {
    TestBot bot;
    bot.joins({.account = {"zoe"}, .name = "Zoe Brown", .given = {}, .zone = {}});
    zoe(bot, "round on");
    EXPECT_THAT(bot.sees("zoe"), testing::Contains(HasSubstr("Is it 10:00 for you")));
}

TEST(Zone, WhatIsSettledIsNotUndoneByTheQuestionFromBefore) {
    TestBot bot({.look = Look::words});
    bot.joins({.account = {"zoe"}, .name = "Zoe Brown", .given = {}, .zone = {}});
    EXPECT_THAT(zoe(bot, "settings"), HasSubstr("Is it 10:00 for you right now?"));
    zoe(bot, "tz madrid");
    EXPECT_THAT(zoe(bot, "yes"), HasSubstr("Europe/Madrid"));
    EXPECT_THAT(zoe(bot, "no"), HasSubstr("Europe/Madrid"));
}

TEST(Zone, TheQuestionIsAnsweredByWords) {
    TestBot bot({.look = Look::words});
    bot.joins({.account = {"zoe"}, .name = "Zoe Brown", .given = {}, .zone = {}});
    EXPECT_THAT(zoe(bot, "settings"), HasSubstr("Is it 10:00 for you right now?"));
    EXPECT_EQ(zoe(bot, "no"), "Which big city has the same time as you?");
    EXPECT_THAT(zoe(bot, "Atlantis"), HasSubstr("I don't know that one"));
    EXPECT_THAT(zoe(bot, "Berlin"), HasSubstr("Your time zone is now *Europe/Berlin*, where it is 11:00"));
    EXPECT_THAT(zoe(bot, "settings"), Not(HasSubstr("Is it")));
}

}  // namespace
}  // namespace goodturn
