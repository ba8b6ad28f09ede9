#include "config/documents.hpp"
#include "tests/config/load_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace goodturn::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using Environment = decltype(Sources::environment);

class SlackSettings : public Load {
protected:
    static Environment answered_for(Environment environment) {
        environment.insert(
            {{"GOODTURN_BOT_OPERATOR_NAME", "Ana"}, {"GOODTURN_BOT_PRIVACY_CONTACT", "ana@example.org"}});
        return environment;
    }
    /// Each workspace in a line, or what is wrong.
    std::vector<std::string> workspaces(const std::string& toml, Environment environment = {}) {
        const auto from = sources(toml, answered_for(std::move(environment)));
        const auto config = load(from);
        if (!config) return told(from);
        std::vector<std::string> lines;
        for (const auto& [section, workspace] : config->slack)
            lines.push_back(section + ": " + workspace.bot_token + " " + workspace.app_token + " " + workspace.api_url);
        return lines;
    }
    std::vector<std::string> problems(const std::string& toml, Environment environment = {}) {
        return told(sources(toml, answered_for(std::move(environment))));
    }
};

TEST_F(SlackSettings, TwoTokensMakeAWorkspace) {
    EXPECT_THAT(workspaces("[slack]\nbot_token = \"xoxb-1-a\"\napp_token = \"xapp-1-A\"\n"),
                ElementsAre("slack: xoxb-1-a xapp-1-A https://slack.com/api/"));
    EXPECT_THAT(workspaces("", {{"GOODTURN_SLACK_BOT_TOKEN", "xoxb-1-a"},
                                {"GOODTURN_SLACK_APP_TOKEN", "xapp-1-A"},
                                {"GOODTURN_SLACK_API_URL", "http://localhost:9/api"}}),
                ElementsAre("slack: xoxb-1-a xapp-1-A http://localhost:9/api/"));
    EXPECT_THAT(workspaces("[slack]\nbot_token = \"\"\napp_token = \"\"\napi_url = \"https://slack-gov.com/api/\"\n"),
                IsEmpty());
}

TEST_F(SlackSettings, OperatorsAreMemberIdsOfTheirWorkspace) {
    const std::string tokens = "[slack]\nbot_token = \"xoxb-1\"\napp_token = \"xapp-1\"\n";
    const auto config = load(sources(tokens + "operators = [\"U1\", \"W2\"]\n", answered_for({})));
    ASSERT_TRUE(config);
    EXPECT_THAT(config->slack.at("slack").operators, ElementsAre("U1", "W2"));
    EXPECT_THAT(effective(*config), HasSubstr("operators = [\"U1\", \"W2\"]"));
    const auto by_variable = load(sources(tokens, answered_for({{"GOODTURN_SLACK_OPERATORS", "U1, W2"}})));
    ASSERT_TRUE(by_variable);
    EXPECT_THAT(by_variable->slack.at("slack").operators, ElementsAre("U1", "W2"));
    EXPECT_THAT(problems(tokens + "operators = [\"U1\", \"@ana\"]\n"),
                ElementsAre(AllOf(HasSubstr("slack.operators"), HasSubstr("member IDs such as \"U012AB3CD\""))));
}

TEST_F(SlackSettings, ANameMakesAFurtherOneWhereverItStands) {
    file("slack_cred_bot_token", "xoxb-4\n");
    file("slack_cred_app_token", "xapp-1\n");
    file("slack__bot_token", "xoxb-5\n");
    EXPECT_THAT(workspaces("[slack]\nbot_token = \"xoxb-1\"\napp_token = \"xapp-1\"\n"
                           "[slack.acme_2]\nbot_token = \"xoxb-2\"\napp_token = \"xapp-2\"\napi_url = \"https://a/\"\n",
                           {{"GOODTURN_SLACK_BIG_CO_BOT_TOKEN", "xoxb-3"},
                            {"GOODTURN_SLACK_BIG_CO_APP_TOKEN_FILE", file("big", "xapp-2\n").string()},
                            {"GOODTURN_SLACK_ACME_2_API_URL", "https://b/"},
                            {"GOODTURN_SLACK_UNUSED_BOT_TOKEN", ""},
                            {"CREDENTIALS_DIRECTORY", folder_.path().string()}}),
                ElementsAre("slack: xoxb-1 xapp-1 https://slack.com/api/", "slack.acme_2: xoxb-2 xapp-2 https://b/",
                            "slack.big_co: xoxb-3 xapp-2 https://slack.com/api/",
                            "slack.cred: xoxb-4 xapp-1 https://slack.com/api/"));
}

TEST_F(SlackSettings, ANameIsOfSmallLettersDigitsAndUnderscores) {
    for (const std::string name : {"Acme", "a-b", "2", "_a", "\"a b\"", "a.b", "abcdefghijklmnopqrstu"})
        EXPECT_THAT(problems("[slack." + name + "]\nbot_token = \"xoxb-1\"\n"),
                    testing::Contains(
                        EndsWith("A name behind the dot is up to 20 of a-z, 0-9 and \"_\", and begins with a letter.")))
            << name;
    EXPECT_THAT(problems("[slack.abcdefghijklmnopqrst]\nbot_token = \"xoxb-1\"\napp_token = \"xapp-1\"\n"), IsEmpty());
}

TEST_F(SlackSettings, AMisspeltOneIsTold) {
    EXPECT_THAT(
        problems("[slack.acme]\nbot_tokn = \"xoxb-1\"\n[slak]\n", {{"GOODTURN_SLACK_ACME_BOT_TOKN", "x"}}),
        ElementsAre("slack.acme.bot_tokn (goodturn.toml, line 2): There is no such setting. Did you mean "
                    "slack.acme.bot_token?",
                    "[slak] (goodturn.toml, line 3): There is no such section. Did you mean [slack]?",
                    "GOODTURN_SLACK_ACME_BOT_TOKN: There is no such setting. Did you mean "
                    "GOODTURN_SLACK_ACME_BOT_TOKEN?",
                    "[slack.acme] (goodturn.toml, line 1): This workspace has neither bot_token nor app_token."));
}

TEST_F(SlackSettings, AVariableInSmallLettersNamesNothing) {
    EXPECT_THAT(problems("", {{"GOODTURN_SLACK_acme_BOT_TOKEN", "xoxb-1"}}),
                ElementsAre("GOODTURN_SLACK_acme_BOT_TOKEN: There is no such setting. Did you mean "
                            "GOODTURN_SLACK_BOT_TOKEN?"));
}

TEST_F(SlackSettings, TheNearestSourceWins) {
    const std::string named = file("named", "xoxb-named\n").string();
    file("slack_bot_token", "xoxb-credential\n");
    const std::vector<std::pair<std::string, std::string>> from_near{
        {"GOODTURN_SLACK_BOT_TOKEN", "xoxb-direct"},
        {"GOODTURN_SLACK_BOT_TOKEN_FILE", named},
        {"CREDENTIALS_DIRECTORY", folder_.path().string()},
        {"SLACK_BOT_TOKEN", "xoxb-usual"},
    };
    std::vector<std::string> won;
    for (auto first = from_near.begin(); first <= from_near.end(); ++first) {
        Environment environment(first, from_near.end());
        environment.emplace("SLACK_APP_TOKEN", "xapp-usual");
        for (const auto& line : workspaces("[slack]\nbot_token = \"xoxb-file\"\n", environment))
            won.push_back(line.substr(0, line.find(" xapp-usual")));
    }
    EXPECT_THAT(won, ElementsAre("slack: xoxb-direct", "slack: xoxb-named", "slack: xoxb-credential",
                                 "slack: xoxb-usual", "slack: xoxb-file"));
}

TEST_F(SlackSettings, TheUsualNamesAreOfTheUnnamedWorkspaceOnlyAndMeanNothingWhenEmpty) {
    EXPECT_THAT(workspaces("[slack.acme]\nbot_token = \"xoxb-2\"\napp_token = \"xapp-2\"\n",
                           {{"SLACK_BOT_TOKEN", "xoxb-1"}, {"SLACK_APP_TOKEN", "xapp-1"}}),
                ElementsAre(StartsWith("slack: xoxb-1 xapp-1 "), StartsWith("slack.acme: xoxb-2 xapp-2 ")));
    EXPECT_THAT(workspaces("[slack]\nbot_token = \"xoxb-2\"\napp_token = \"xapp-2\"\n",
                           {{"SLACK_BOT_TOKEN", ""}, {"SLACK_APP_TOKEN", ""}}),
                ElementsAre(StartsWith("slack: xoxb-2 xapp-2 ")));
    EXPECT_THAT(workspaces("", {{"SLACK_BOT_TOKEN", "xoxb-1"},
                                {"SLACK_APP_TOKEN", "xapp-1"},
                                {"GOODTURN_SLACK_BOT_TOKEN", ""},
                                {"GOODTURN_SLACK_APP_TOKEN", ""}}),
                IsEmpty());
}

TEST_F(SlackSettings, AWrongTokenIsNamedByItsKindAndNeverShown) {
    const std::string secret = "hush4711";
    const auto bot = [&](const std::string& token) {
        const auto told = problems("", {{"GOODTURN_SLACK_BOT_TOKEN", token}, {"SLACK_APP_TOKEN", "xapp-1"}});
        EXPECT_THAT(
            told, ElementsAre(
                      AllOf(StartsWith("slack.bot_token (GOODTURN_SLACK_BOT_TOKEN): Allowed: a bot token, which begins "
                                       "with xoxb-. What stands here "),
                            EndsWith(" once the app is installed."), Not(HasSubstr(secret)))));
        return told.empty() ? std::string() : told.front();
    };
    EXPECT_THAT(bot("xapp-1-" + secret), HasSubstr("is an app-level token (xapp-…), which belongs into app_token."));
    EXPECT_THAT(bot("xoxp-1-" + secret), HasSubstr("is a user token (xoxp-…), with which the bot would act as you."));
    EXPECT_THAT(bot("xoxe.xoxb-1-" + secret), HasSubstr("is a token that expires (xoxe.…): "));
    EXPECT_THAT(bot("xoxe-1-" + secret), HasSubstr("is a refresh token"));
    EXPECT_THAT(bot("https://hooks.slack.com/" + secret), HasSubstr("is an address."));
    EXPECT_THAT(bot(secret), HasSubstr("begins like no token of Slack."));
    EXPECT_THAT(bot("\"xoxb-" + secret + "\""), HasSubstr("begins like no token of Slack."));
    for (const std::string odd : {"", " x", "\r\nA: b", "\"", "ö"})
        EXPECT_THAT(bot("xoxb-" + (odd.empty() ? odd : secret + odd)), HasSubstr("begins like one, but is empty"));

    const auto app = problems("", {{"SLACK_APP_TOKEN", "xoxb-" + secret}, {"SLACK_BOT_TOKEN", "xoxb-1"}});
    EXPECT_THAT(app, ElementsAre(AllOf(
                         StartsWith("slack.app_token (SLACK_APP_TOKEN): Allowed: an app-level token, which begins with "
                                    "xapp-. What stands here is a bot token (xoxb-…), which belongs into bot_token."),
                         EndsWith(" with the scope connections:write."), Not(HasSubstr(secret)))));
    EXPECT_THAT(problems("[slack]\nbot_token = 98765432109876543210\n"),
                ElementsAre(AllOf(HasSubstr("goodturn.toml, line 2, column"), Not(HasSubstr("98765")))));
    EXPECT_THAT(problems("[slack]\nbot_token = 4711\n"),
                ElementsAre("slack.bot_token (goodturn.toml, line 2): Allowed: a bot token, which begins with xoxb-."));
}

TEST_F(SlackSettings, ATokenNeedsTheOther) {
    EXPECT_THAT(problems("", {{"SLACK_BOT_TOKEN", "xoxb-1"}}),
                ElementsAre(StartsWith("slack.bot_token (SLACK_BOT_TOKEN): slack.app_token is missing beside it. The "
                                       "right one is made on ")));
    EXPECT_THAT(problems("[slack.acme]\napp_token = \"xapp-1\"\n"),
                ElementsAre(StartsWith("slack.acme.app_token (goodturn.toml, line 2): slack.acme.bot_token is missing "
                                       "beside it. The right one is on ")));
}

TEST_F(SlackSettings, AnEmptyTokenIsNone) {
    EXPECT_THAT(told(sources("[slack]\nbot_token = \"\"\napp_token = \"\"\n")), IsEmpty());
    EXPECT_THAT(problems("[slack]\nbot_token = \"xoxb-1\"\napp_token = \"\"\n"),
                ElementsAre(HasSubstr("slack.app_token is missing beside it.")));
    EXPECT_THAT(
        problems("[slack]\nbot_token = \"xoxb-1\"\napp_token = \"xapp-1\"\n", {{"GOODTURN_SLACK_APP_TOKEN", ""}}),
        ElementsAre(HasSubstr("slack.app_token is missing beside it.")));
}

TEST_F(SlackSettings, AnAppMayServeTwoWorkspacesAndABotOne) {
    const auto two = [](const std::string& token) {
        return "[slack.a]\nbot_token = \"xoxb-1\"\napp_token = \"xapp-1\"\n[slack.b]\nbot_token = \"" + token +
               "\"\napp_token = \"xapp-1\"\n";
    };
    EXPECT_THAT(workspaces(two("xoxb-2")), testing::SizeIs(2));
    EXPECT_THAT(problems(two("xoxb-1")), ElementsAre("slack.b.bot_token (goodturn.toml, line 5): This is "
                                                     "slack.a.bot_token once more: each workspace has a bot token of "
                                                     "its own."));
}

TEST_F(SlackSettings, SomebodyHasToAnswerForIt) {
    const std::string tokens = "[slack]\nbot_token = \"xoxb-1\"\napp_token = \"xapp-1\"\n";
    EXPECT_THAT(told(sources(tokens)),
                ElementsAre("bot.operator_name: Once an account is connected this has to be given: people are told it "
                            "in `privacy`.",
                            StartsWith("bot.privacy_contact: ")));
    EXPECT_THAT(told(sources(tokens, {{"GOODTURN_BOT_OPERATOR_NAME", "Ana"}})),
                ElementsAre(StartsWith("bot.privacy_contact: ")));
}

TEST_F(SlackSettings, TheApiIsReachedEncryptedOrOnThisMachine) {
    const auto with = [&](const std::string& url) { return problems("", {{"GOODTURN_SLACK_API_URL", url}}); };
    for (const std::string url :
         {"https://slack.com/api/", "https://slack.com", "https://slack-gov.com:8443/api", "https://[2001:db8::1]/api/",
          "http://127.0.0.1:80/", "http://localhost/api/", "http://[::1]:8080/api/"})
        EXPECT_THAT(with(url), IsEmpty()) << url;
    for (const std::string url : {"",
                                  "slack.com/api/",
                                  "ftp://slack.com/",
                                  "http://slack.com/api/",
                                  "http://127.0.0.1.example.org/",
                                  "http://localhost.example.org/",
                                  "http://10.0.0.1/",
                                  "http://[2001:db8::1]/",
                                  "https://me:pw@slack.com/",
                                  "https://slack.com/api/?a=b",
                                  "https://slack.com/#a",
                                  "https://slack.com:0/",
                                  "https://slack.com:65536/",
                                  "https://slack.com:/",
                                  "https:///api/",
                                  "https://[::1/",
                                  "https://[::1]x/",
                                  "https://a b/",
                                  "https://a/\n",
                                  "https://ä/"})
        EXPECT_THAT(with(url), ElementsAre(StartsWith("slack.api_url = "))) << url;
}

TEST_F(SlackSettings, WhatIsInForceTellsOfSecretsOnlyThatTheyAreThere) {
    EXPECT_THAT(effective(*load({})), Not(HasSubstr("slack")));
    const auto config =
        load(sources("[slack.acme]\nbot_token = \"xoxb-hush\"\napp_token = \"xapp-hush\"\n", answered_for({})));
    ASSERT_TRUE(config);
    EXPECT_THAT(effective(*config),
                AllOf(HasSubstr("[slack.acme]\n#bot_token = \"(secret)\"\n#app_token = \"(secret)\"\napi_url = "
                                "\"https://slack.com/api/\"\n"),
                      Not(HasSubstr("hush")), Not(HasSubstr("[slack]"))));
}

TEST_F(SlackSettings, AFileOfSettingsWithATokenIsForNobodyElse) {
    namespace fs = std::filesystem;
    const std::string tokens = "[slack]\nbot_token = \"xoxb-1\"\napp_token = \"xapp-1\"\n";
    const auto warnings = [&](const std::string& toml, fs::perms of_file, fs::perms of_folder) {
        const auto from = sources(toml, answered_for({}));
        fs::permissions(*from.file, of_file);
        fs::permissions(folder_.path(), of_folder);
        const auto config = load(from);
        return config ? config->warnings : std::vector<std::string>{"refused"};
    };
    const auto open = fs::perms(0755);
    const std::string file = (folder_ / "goodturn.toml").string();
    EXPECT_THAT(warnings(tokens, fs::perms(0644), open),
                ElementsAre(AllOf(HasSubstr("Everybody on this machine can read the secrets in " + file),
                                  HasSubstr("chmod o-r " + file))));
    EXPECT_THAT(warnings(tokens, fs::perms(0640), open), IsEmpty());
    EXPECT_THAT(warnings(tokens, fs::perms(0644), fs::perms(0700)), IsEmpty());
    EXPECT_THAT(warnings("[slack]\nbot_token = \"\"\n", fs::perms(0644), open), IsEmpty());
}

TEST_F(SlackSettings, ASecretsFileThatIsNotThereIsTold) {
    EXPECT_THAT(
        problems("", {{"GOODTURN_SLACK_BOT_TOKEN_FILE", (folder_ / "no").string()}, {"SLACK_APP_TOKEN", "xapp-1"}}),
        ElementsAre("slack.bot_token (GOODTURN_SLACK_BOT_TOKEN_FILE): no can't be read: No such file or directory."));
}

TEST_F(SlackSettings, ASecretsFileThatIsEmptyIsTold) {
    const std::string named = file("named", "\n").string();
    EXPECT_THAT(problems("", {{"GOODTURN_SLACK_BOT_TOKEN_FILE", named}, {"SLACK_APP_TOKEN", "xapp-1"}}),
                ElementsAre("slack.bot_token (GOODTURN_SLACK_BOT_TOKEN_FILE): named is empty."));
    file("slack_app_token", "");
    EXPECT_THAT(problems("", {{"SLACK_BOT_TOKEN", "xoxb-1"}, {"CREDENTIALS_DIRECTORY", folder_.path().string()}}),
                ElementsAre("slack.app_token (slack_app_token): slack_app_token is empty."));
}

}  // namespace
}  // namespace goodturn::config
