#include "adapters/slack/check.hpp"

#include "tests/support/run_until.hpp"
#include "tests/support/slack_server/slack_server.hpp"

#include <gmock/gmock.h>

namespace goodturn::slack {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class CheckTest : public testing::Test {
protected:
    CheckTest() {
        options.installation = {
            .name = "slack", .bot_token = "xoxb-T1-test", .app_token = "xapp-1-A1-test", .api_url = server.api_url()};
        options.command = "/goodturn";
        options.operator_id = "UANA";
    }

    /// What is not as it should be.
    std::vector<std::string> wrong() {
        std::vector<std::string> texts;
        for (const auto& finding : findings())
            if (!finding.well) texts.push_back(finding.text);
        return texts;
    }
    Findings findings() {
        std::optional<Findings> all;
        net::Client client(loop.get_executor(), tls);
        check(loop.get_executor(), client, tls, options, [&](Findings found) { all = std::move(found); });
        EXPECT_FALSE(all);
        EXPECT_TRUE(support::run_until(loop, [&] { return all.has_value(); }));
        return all.value_or(Findings{});
    }
    std::optional<Problem> test_sent_to(const std::string& person) {
        bool done = false;
        std::optional<Problem> problem;
        net::Client client(loop.get_executor(), tls);
        send_test(loop.get_executor(), client, options.installation, person, [&](std::optional<Problem> why) {
            problem = std::move(why);
            done = true;
        });
        EXPECT_TRUE(support::run_until(loop, [&] { return done; }));
        return problem;
    }

    boost::asio::io_context loop{1};
    std::shared_ptr<net::Tls> tls = std::make_shared<net::Tls>();
    slack_server::SlackServer server{loop};
    CheckOptions options;
};

TEST_F(CheckTest, SaysWhatIsWellAndWhatNoTokenTells) {
    std::vector<std::string> texts;
    for (const auto& finding : findings()) {
        EXPECT_TRUE(finding.well) << finding.text;
        texts.push_back(finding.text);
    }
    EXPECT_THAT(texts, testing::ElementsAre("The bot token is goodturn's in the workspace acme.",
                                            "It may do all that the bot does.", "Slack takes the app's connection.",
                                            "The Home tab works.",
                                            AllOf(HasSubstr("/goodturn"), HasSubstr("https://api.slack.com/apps/A1"))));
    EXPECT_THAT(server.problems, IsEmpty());
}

TEST_F(CheckTest, LeavesNoConnectionBehind) {
    EXPECT_THAT(wrong(), IsEmpty());
    EXPECT_TRUE(support::run_until(loop, [&] { return server.gateway.live("A1").empty(); }));
}

TEST_F(CheckTest, OpensNoConnectionBesideARunningBot) {
    options.connect = Connecting::no;
    EXPECT_THAT(wrong(), IsEmpty());
    EXPECT_THAT(server.calls_of("apps.connections.open"), IsEmpty());
}

TEST_F(CheckTest, AsksForAConnectionWithoutOpeningIt) {
    options.connect = Connecting::ask;
    EXPECT_THAT(findings(), Contains(testing::Field(&Finding::text, HasSubstr("It was not opened"))));
    EXPECT_EQ(server.gateway.seen.opened, 0U);
    server.world.app("A1").socket_mode_enabled = false;
    EXPECT_THAT(wrong(), testing::ElementsAre(HasSubstr("Socket Mode has to be switched on")));
}

TEST_F(CheckTest, ThinksOfARunningBotFirstWhereThereIsAnotherConnection) {
    server.gateway.add_ghost("A1");
    EXPECT_THAT(wrong(), testing::ElementsAre(AllOf(StartsWith("2 connections use this app_token"),
                                                    HasSubstr("a running Goodturn with another database"))));
}

TEST_F(CheckTest, NamesEveryScopeThatIsMissingAndWhatItIsFor) {
    auto scopes = slack_server::usual_scopes();
    scopes.erase("im:write");
    scopes.erase("reactions:read");
    server.world.install_of_token("xoxb-T1-test")->scopes = scopes;
    EXPECT_THAT(wrong(), Contains(AllOf(HasSubstr("im:write (it opens its chat"), HasSubstr("reactions:read (it sees"),
                                        HasSubstr("Reinstall to Workspace"))));
}

TEST_F(CheckTest, SaysWhereTheRightTokensAre) {
    options.installation.bot_token = "xoxb-old";
    options.installation.app_token = "xapp-1-A1-old";
    EXPECT_THAT(wrong(), testing::ElementsAre(
                             AllOf(HasSubstr("bot_token"), HasSubstr("invalid_auth"), HasSubstr("OAuth & Permissions")),
                             AllOf(HasSubstr("app_token"), HasSubstr("invalid_auth"), HasSubstr("Basic Information"))));
}

TEST_F(CheckTest, FindsTwoTokensOfDifferentApps) {
    server.world.add_app({.id = "A2", .token = "xapp-1-A2-test"});
    options.installation.app_token = "xapp-1-A2-test";
    EXPECT_THAT(wrong(), testing::ElementsAre(HasSubstr("bot_token of A1, app_token of A2")));
}

TEST_F(CheckTest, WhereNobodyKnowsTheCodeItIsSaidWithBothThingsToLookAt) {
    server.world.app("A1").socket_mode_enabled = false;
    EXPECT_THAT(wrong(), testing::ElementsAre(AllOf(HasSubstr("socket_mode_not_enabled"),
                                                    HasSubstr("Socket Mode has to be switched on"),
                                                    HasSubstr("app_token has to be"), HasSubstr("Basic Information"))));
}

TEST_F(CheckTest, LeavesTheHomeTabOfARunningBotAsItIs) {
    auto& home = server.world.homes[{"UANA", "A1"}];
    home = {.id = "V1", .user = "UANA", .team = "T1", .app = "A1"};
    home.hash = "h1";
    home.content = {{"type", "home"}, {"said", "what is planned"}};
    options.connect = Connecting::no;
    EXPECT_THAT(findings(), Contains(testing::Field(&Finding::text, "The Home tab works.")));
    EXPECT_EQ(home.content.value("said", ""), "what is planned");
    server.world.app("A1").home_tab_enabled = false;
    EXPECT_THAT(wrong(), testing::ElementsAre(HasSubstr("The Home tab is switched off")));
}

TEST_F(CheckTest, SaysWhoseHomeTabCantBeShown) {
    options.operator_id = "UNOBODY";
    EXPECT_THAT(wrong(), testing::ElementsAre(
                             AllOf(HasSubstr("the first of operators"), HasSubstr("Slack knows nobody of that ID"))));
}

TEST_F(CheckTest, DoesNotWaitForEverForAHello) {
    server.faults.says_no_hello = true;
    options.hello_within = std::chrono::milliseconds(50);
    EXPECT_THAT(wrong(), testing::ElementsAre(HasSubstr("it said no hello")));
}

TEST_F(CheckTest, FindsAConnectionThatIsRefused) {
    server.faults.on(slack_server::Faults::handshake, slack_server::status(503));
    EXPECT_THAT(wrong(), testing::ElementsAre(StartsWith("The connection to Slack could not be made")));
}

TEST_F(CheckTest, FindsTheHomeTabSwitchedOff) {
    server.world.app("A1").home_tab_enabled = false;
    EXPECT_THAT(wrong(), testing::ElementsAre(HasSubstr("The Home tab is switched off")));
}

TEST_F(CheckTest, SaysThatNobodysHomeTabWasTried) {
    options.operator_id.clear();
    EXPECT_THAT(findings(), Contains(testing::Field(&Finding::text, HasSubstr("put your member ID into operators"))));
    EXPECT_THAT(server.calls_of("views.publish"), IsEmpty());
}

TEST_F(CheckTest, EndsWhereNothingAnswers) {
    server.goes_down();
    EXPECT_THAT(wrong(), testing::ElementsAre(StartsWith("Slack can't be asked")));
}

TEST_F(CheckTest, WritesToAPerson) {
    EXPECT_EQ(test_sent_to("UANA"), std::nullopt);
    const auto posts = server.calls_of("chat.postMessage");
    ASSERT_EQ(posts.size(), 1U);
}

TEST_F(CheckTest, SaysWhyAPersonCantBeWrittenTo) {
    const auto problem = test_sent_to("UNOBODY");
    ASSERT_TRUE(problem);
    EXPECT_THAT(problem->detail, AllOf(HasSubstr("Slack knows nobody of that ID"), HasSubstr("Copy member ID")));
}

TEST_F(CheckTest, WritesToPeopleOnly) {
    server.world.add_user({.team = "T1", .name = "standup", .is_bot = true});
    server.world.add_user({.team = "T1", .name = "gone", .deleted = true});
    for (const auto& [person, why] : {std::pair("USTANDUP", "that is a bot"),
                                      {"UBOT", "that is a bot"},
                                      {"USLACKBOT", "that is a bot"},
                                      {"UGONE", "that account is closed"}}) {
        const auto problem = test_sent_to(person);
        ASSERT_TRUE(problem) << person;
        EXPECT_THAT(problem->detail, HasSubstr(why)) << person;
    }
    EXPECT_THAT(server.calls_of("chat.postMessage"), IsEmpty());
}

TEST_F(CheckTest, SaysHowToGetTheScopeThatAPersonCantBeWrittenToWithout) {
    for (const std::string scope : {"im:write", "chat:write"}) {
        auto scopes = slack_server::usual_scopes();
        scopes.erase(scope);
        server.world.install_of_token("xoxb-T1-test")->scopes = scopes;
        const auto problem = test_sent_to("UANA");
        ASSERT_TRUE(problem);
        EXPECT_THAT(problem->detail, AllOf(HasSubstr("needs " + scope), HasSubstr("OAuth & Permissions"),
                                           HasSubstr("Reinstall to Workspace")));
    }
}

}  // namespace
}  // namespace goodturn::slack
