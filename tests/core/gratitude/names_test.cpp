#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

namespace goodturn::gratitude {
namespace {

using support::TestBot;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// As a member of a channel, whom nobody told anything about yet.
void member(TestBot& bot, const std::string& account) {
    bot.take({{},
              {.space = {"test/1"},
               .actor = {},
               .place = {},
               .at = bot.now(),
               .route = {},
               .what =
                   chat::ConversationSeen{
                       .conversation = {"C9"}, .name = "#quiet", .direct_with = {}, .members = {{account}}}},
              {}});
}

TEST(Names, AMentionSaysWhatAMemberIsCalled) {
    TestBot bot;
    member(bot, "UZOE");
    bot.platform_knows({{"UZOE"}, "zoe"});
    bot.says("ana", "@UZOE helped me with the talk");
    EXPECT_THAT(bot.last("ana"),
                AllOf(StartsWith("Noted, for you only: *zoe helped you*"), HasSubstr("[I helped zoe]")));
    bot.platform_knows({{"UZOE"}, "somebody else"});
    bot.joins({.account = {"UZOE"}, .name = "Zoe Zeller", .given = "Zoe", .zone = "Europe/Paris"});
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), HasSubstr("*Zoe Zeller*"));
    bot.says("ana", "@UZOE helped me with the demo");
    EXPECT_THAT(bot.last("ana"), StartsWith("Noted, for you only: *Zoe Zeller helped you*")) << "what was told stays";
}

TEST(Names, WhoHasNoneYetIsMentionedAndNeverAnId) {
    TestBot bot;
    bot.platform_knows({{"UZOE"}, ""});
    bot.says("ana", "@UZOE helped me with the talk");
    const auto noted = bot.last("ana");
    EXPECT_THAT(noted, AllOf(HasSubstr("@somebody"), HasSubstr("[I helped somebody]"), Not(HasSubstr("UZOE"))));
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("@somebody"), Not(HasSubstr("UZOE"))));
    bot.says("ana", "thanks @UZOE for the talk");
    EXPECT_THAT(bot.last("ana"), AllOf(StartsWith("A thank-you to @somebody"), Not(HasSubstr("UZOE"))));
}

}  // namespace
}  // namespace goodturn::gratitude
