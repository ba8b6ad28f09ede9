#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

namespace goodturn::gratitude {
namespace {

using support::TestBot;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// The platform tells this.
template <class Fact>
void told(TestBot& bot, Fact fact) {
    bot.take(
        {{}, {.space = {"test"}, .actor = {}, .place = {}, .at = bot.now(), .route = {}, .what = std::move(fact)}, {}});
}
/// As a member of a channel, whom nobody told anything about yet.
void member(TestBot& bot, const std::string& account) {
    told(bot,
         chat::ConversationSeen{.conversation = {"C9"}, .name = "#quiet", .direct_with = {}, .members = {{account}}});
}
/// Where the bot is.
void is_in(TestBot& bot, std::set<chat::ConversationId> conversations) {
    told(bot, chat::ConversationsSeen{std::move(conversations)});
}

TEST(Names, WhereTheBotIsNoMoreNobodyIsFoundByName) {
    TestBot bot;
    bot.joins({.account = {"UZOE"}, .name = "Zoe Zeller", .given = "Zoe", .zone = "Europe/Paris"});
    is_in(bot, {{"release-4"}});
    bot.says("ana", "helped zoe for the talk");
    EXPECT_THAT(bot.last("ana"), StartsWith("Noted"));
    is_in(bot, {});
    bot.says("ana", "helped zoe for the talk");
    EXPECT_THAT(bot.last("ana"), StartsWith("Who was it?"));
}

TEST(Names, WhoHasGoneWithoutANameKeepsTheirs) {
    TestBot bot;
    bot.platform_knows({{"UZOE"}, "zoe"});
    bot.says("ana", "@UZOE helped me with the talk");
    bot.joins({.account = {"UZOE"}, .name = {}, .given = {}, .zone = {}, .gone = true});
    EXPECT_THAT(bot.last("ana"), StartsWith("*zoe* isn't here any more"));
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

/// What Ana read last, with "…" for each mention that her client fills in.
std::string read_by_ana(TestBot& bot) {
    const std::string mention = "<@UZOE>";
    std::string text = bot.last("ana");
    for (auto at = text.find(mention); at != std::string::npos; at = text.find(mention)) {
        text.replace(at, mention.size(), "…");
    }
    return text;
}

TEST(Names, WhoHasNoneYetIsMentionedAndNeverAnId) {
    TestBot bot;
    bot.platform_knows({{"UZOE"}, ""});
    bot.says("ana", "@UZOE helped me with the talk");
    EXPECT_THAT(read_by_ana(bot),
                AllOf(HasSubstr("…* helped you*"), HasSubstr("[I helped somebody]"), Not(HasSubstr("UZOE"))));
    bot.says("ana", "log");
    EXPECT_THAT(read_by_ana(bot), AllOf(HasSubstr("1. …"), Not(HasSubstr("UZOE"))));
    bot.says("ana", "thanks @UZOE for the talk");
    EXPECT_THAT(read_by_ana(bot), AllOf(StartsWith("A thank-you to …"), Not(HasSubstr("UZOE"))));
}

}  // namespace
}  // namespace goodturn::gratitude
