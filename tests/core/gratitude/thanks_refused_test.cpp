#include "tests/core/engine/handed_out.hpp"
#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

namespace goodturn::gratitude {
namespace {

using namespace std::chrono_literals;
using support::TestBot;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

chat::AccountSeen seen(const std::string& name) {
    return {.account = {name}, .name = name + " far", .given = {}, .zone = "Europe/Paris"};
}
chat::AccountSeen gone() {
    auto account = seen("gil");
    account.gone = true;
    return account;
}
chat::AccountSeen foreign() {
    auto account = seen("fay");
    account.guest = account.foreign = true;
    return account;
}
chat::AccountSeen robot() {
    auto account = seen("standup");
    account.bot = true;
    return account;
}

constexpr auto closed = "Kindly meant, but *gil far* isn't here any more: the account is closed. So nothing was sent.";
constexpr auto elsewhere =
    "*fay far* is of another organisation, and I write only to people of this one. Thank them yourself, or with `here` "
    "in a channel you share.";
constexpr auto bots_only_work = "That's kind, but bots like me are just doing their job. People only, please.";

TEST(RefusedThanks, WhoCantBeThankedIsNoDraft) {
    TestBot bot;
    for (const auto& account : {gone(), foreign(), robot()}) bot.joins(account);
    const std::string words = "\n> for the talk";
    for (const auto* line :
         {"thanks @gil for the talk", "thanks @gil privately for the talk", "thanks @bo and @gil for the talk"}) {
        bot.says("ana", line);
        EXPECT_THAT(bot.news("ana"), ElementsAre(closed + words)) << line;
    }
    for (const auto* line : {"thanks @fay for the talk", "thanks @fay for the talk privately"}) {
        bot.says("ana", line);
        EXPECT_THAT(bot.news("ana"), ElementsAre(elsewhere + words)) << line;
    }
    bot.says("ana", "thanks @gil");
    EXPECT_THAT(bot.news("ana"), ElementsAre(closed));
    bot.says("ana", "thanks @standup for the talk");
    EXPECT_THAT(bot.news("ana"), ElementsAre(bots_only_work));
    EXPECT_THAT(bot.buttons("ana"), IsEmpty());
}

TEST(RefusedThanks, NeitherInAForm) {
    TestBot bot;
    bot.joins(gone());
    bot.says("ana", "!gt thanks", "#release-4");
    bot.submits("ana", {{"who", "@gil"}, {"why", "the talk"}});
    EXPECT_EQ(bot.last("ana"),
              "error who: That person isn't here any more: the account is closed. Nothing was changed.");
}

TEST(RefusedThanks, PeopleOfAnotherOrganisationAreReachedWhereTheyAreAlone) {
    TestBot bot;
    bot.joins(foreign());
    for (const auto* who : {"fay", "ana"}) {
        auto event = typed(bot, who, "!gt log");
        event.place = {.conversation = {"release-4"}, .thread = {}, .name = "#release-4"};
        const auto out = begun_by(bot, who, event);
        ASSERT_FALSE(out.empty());
        const auto* const here = std::get_if<chat::PrivateIn>(&out.front().address);
        EXPECT_EQ(here != nullptr && here->there_alone, who == std::string("fay")) << who;
    }
}

TEST(RefusedThanks, PeopleOfAnotherOrganisationReadThatWhereTheyAreNotInAChatThatTheyCantHave) {
    TestBot bot;
    bot.joins(foreign());
    for (const auto* line : {"!gt log", "!gt thanks @ana for the talk"}) {
        bot.says("fay", line, "#release-4");
        EXPECT_THAT(bot.news("fay"), ElementsAre(AllOf(StartsWith("#release-4 (only you): "), Not(HasSubstr("chat")))))
            << line;
    }
}

TEST(RefusedThanks, InAChannelPeopleOfAnotherOrganisationAreNamedOnly) {
    TestBot bot;
    bot.joins(foreign());
    bot.says("ana", "!gt thanks @fay for the talk", "#release-4");
    EXPECT_THAT(bot.news("ana").back(), HasSubstr("of another organisation"));
    bot.says("ana", "!gt thanks @fay for the talk here", "#release-4");
    EXPECT_THAT(bot.buttons("ana"), Not(testing::Contains(StartsWith("Send"))));
    bot.presses("ana", "Post in #release-4");
    bot.pass(31s);
    EXPECT_THAT(bot.news("bo"), ElementsAre(HasSubstr("*fay far* A thank-you from *Ana Sousa*")));
}

TEST(RefusedThanks, ADraftShowsWhatTurnsOutMeanwhile) {
    TestBot bot;
    for (const auto& account : {gone(), foreign(), robot()}) {
        bot.platform_knows({account.account, account.name});
        bot.says("ana", "thanks @" + account.account.value + " for the talk");
        EXPECT_THAT(bot.last("ana"), HasSubstr("[Send to")) << "nobody knows yet";
        bot.joins(account);
        EXPECT_THAT(bot.last("ana"), AllOf(HasSubstr("> for the talk"), HasSubstr("[Cancel]"), Not(HasSubstr("[Send"))))
            << account.account.value;
        bot.presses("ana", "Cancel");
        EXPECT_EQ(bot.last("ana"), "Dropped. Nothing was sent.");
    }
}

TEST(PublicThanks, AreNotWarnedThatOthersReadThem) {
    TestBot bot;
    for (const auto* line : {"!gt thanks @bo here for the talk", "!gt thanks @kai for the talk here"}) {
        bot.says("ana", line, "#release-4");
        EXPECT_THAT(bot.news("ana"), Not(testing::Contains(HasSubstr("can read that line")))) << line;
    }
    bot.says("ana", "!gt thanks @bo privately for the talk", "#release-4");
    EXPECT_THAT(bot.news("ana"), testing::Contains(HasSubstr("can read that line")));
}

}  // namespace
}  // namespace goodturn::gratitude
