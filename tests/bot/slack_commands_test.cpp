#include "bot/slack_commands.hpp"

#include "bot/cli.hpp"
#include "tests/support/golden.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace goodturn::bot {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string printed(const std::vector<std::string>& arguments,
                    const std::map<std::string, std::string, std::less<>>& environment = {}) {
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream in;
    EXPECT_EQ(main(arguments, environment, in, out, err), exit_done) << err.str();
    EXPECT_EQ(err.str(), "");
    return out.str();
}

TEST(SlackManifest, IsAsItWasRead) {
    support::expect_golden("slack_manifest.yaml", printed({"slack", "manifest", "--commands"}));
}

TEST(SlackManifest, HasOneCommandUnlessAskedForMore) {
    const std::string one = printed({"slack", "manifest"});
    EXPECT_THAT(one, AllOf(HasSubstr("    - command: \"/goodturn\"\n"), Not(HasSubstr("/thanks"))));
    std::string more = printed({"slack", "manifest", "--commands"});
    const auto from = more.find("    - command: \"/thanks\"\n");
    ASSERT_NE(from, std::string::npos);
    more.erase(from, more.find("  shortcuts:\n") - from);
    EXPECT_EQ(more, one);
}

TEST(SlackManifest, HasTheNamesOfTheSettings) {
    EXPECT_THAT(
        printed({"slack", "manifest"}, {{"GOODTURN_BOT_DISPLAY_NAME", "Kudos Bot"}, {"GOODTURN_BOT_COMMAND", "kudos"}}),
        AllOf(HasSubstr("  name: \"Kudos Bot\"\n"), HasSubstr("    display_name: \"kudos-bot\"\n"),
              HasSubstr("    - command: \"/kudos\"\n"), Not(HasSubstr("goodturn"))));
}

TEST(SlackManifest, NamesNoCommandTwice) {
    config::Config::Bot bot;
    bot.command = "goodturn";
    EXPECT_THAT(slash_verbs(bot), ElementsAre("thanks"));
    bot.command = "thanks";
    EXPECT_THAT(slash_verbs(bot), IsEmpty());
}

TEST(SlackManifest, IsTheOnlyThingToAskFor) {
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"slack"}, {"slack", "manifes"}}) {
        std::ostringstream out;
        std::ostringstream err;
        std::istringstream in;
        EXPECT_EQ(main(arguments, {}, in, out, err), exit_usage);
        EXPECT_THAT(err.str(), HasSubstr("`goodturn slack manifest`"));
        EXPECT_EQ(out.str(), "");
    }
}

}  // namespace
}  // namespace goodturn::bot
