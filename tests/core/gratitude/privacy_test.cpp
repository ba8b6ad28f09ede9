#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

#include <tuple>

namespace goodturn::gratitude {
namespace {

using namespace std::chrono_literals;
using support::TestBot;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Why, SaysHowTheRoundCameAbout) {
    TestBot bot;
    bot.says("ana", "@bo helped me with the deploy");
    bot.says("ana", "why");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Your thank-you round has been on since Mon 4 Jan. `round off` ends it."));
}

TEST(Why, AboutAPersonShowsTheOwnNotesOnly) {
    TestBot bot;
    bot.says("ana", "@bo helped me with the deploy");
    bot.pass(24h);
    bot.says("ana", "@bo helped me with the leak");
    bot.says("ana", "why @bo");
    EXPECT_THAT(bot.last("ana"), HasSubstr("You noted on Tue 5 Jan that *Bo Lindqvist* helped you: “the leak”. And one "
                                           "more since you last thanked them."));
    bot.says("kai", "why @bo");
    EXPECT_THAT(bot.last("kai"), Not(HasSubstr("noted")));
    bot.says("bo", "why @ana");
    EXPECT_THAT(bot.last("bo"), Not(HasSubstr("noted")));
}

TEST(Why, AboutASenderNamesTheDay) {
    TestBot bot;
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.pass(1min);
    bot.says("bo", "why @ana");
    EXPECT_THAT(bot.last("bo"), HasSubstr("*Ana Sousa* passed a message on to you on Mon 4 Jan."));
}

TEST(Privacy, CountsWhatIsKept) {
    TestBot bot;
    bot.says("ana", "@bo and @kai helped me with the deploy");
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.pass(1min);
    bot.says("ana", "privacy");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("2 helps you noted"), HasSubstr("one thank-you you sent"),
                                       Not(HasSubstr("passed on to you"))));
    bot.says("bo", "privacy");
    EXPECT_THAT(bot.last("bo"), AllOf(HasSubstr("one message passed on to you"), Not(HasSubstr("you noted"))));
}

TEST(Kept, HelpAndThanksGoAfterThirteenMonths) {
    TestBot bot;
    bot.says("ana", "@bo helped me with the deploy");
    bot.says("ana", "round off");
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.clock_to("2028-02-02T00:00:00Z");
    EXPECT_EQ(bot.db().integer(R"sql(SELECT count(*) FROM help)sql"), 1);
    bot.clock_to("2028-02-05T12:00:00Z");
    for (const auto* table : {"help", "thanks", "thanks_copy", "letter", "help_mark"}) {
        EXPECT_EQ(bot.db().integer(std::string("SELECT count(*) FROM ") + table), 0) << table;
    }
}

TEST(Kept, DraftsGoAfterAWeekAndTheirButtonsSaySo) {
    TestBot bot;
    bot.says("ana", "thanks @bo for the deploy");
    bot.pass(std::chrono::days(8));
    EXPECT_EQ(bot.db().integer(R"sql(SELECT count(*) FROM thanks)sql"), 0);
    bot.presses("ana", "Send to Bo only");
    EXPECT_EQ(bot.last("ana"), "That one is gone; nothing was changed.");
}

TEST(Kept, RemovedHelpIsGoneAfterADay) {
    TestBot bot;
    bot.says("ana", "@bo helped me with the deploy");
    bot.says("ana", "log");
    bot.says("ana", "remove 1");
    EXPECT_EQ(bot.db().integer(R"sql(SELECT count(*) FROM help)sql"), 1);
    bot.pass(26h);
    EXPECT_EQ(bot.db().integer(R"sql(SELECT count(*) FROM help)sql"), 0);
}

TEST(Kept, WhatIsOverGoesHoweverMuchItIs) {
    TestBot bot;
    for (int i = 0; i < 450; ++i) {
        if (i % 50 == 49) bot.pass(1min);
        bot.says("ana", "@bo helped me with number " + std::to_string(i));
    }
    bot.db().run("UPDATE help SET removed_at = at");
    bot.pass(26h);
    EXPECT_EQ(bot.db().integer("SELECT count(*) FROM help"), 0);
}

TEST(Settings, NameTheRoundAndTheReactions) {
    TestBot bot;
    bot.says("ana", "settings");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("Thank-you round: Off."), HasSubstr("🙏 counts as help: Off.")));
}

}  // namespace
}  // namespace goodturn::gratitude
