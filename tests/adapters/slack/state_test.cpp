#include "tests/adapters/slack/house.hpp"

#include "tests/support/logged.hpp"

namespace goodturn::slack {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// What a running bot says of its link: `goodturn check` asks it.
class StateTest : public HouseTest {
protected:
    StateTest() { connect(); }
};

TEST_F(StateTest, AConnectedBotIsWell) {
    EXPECT_TRUE(is_well());
    EXPECT_THAT(state(), testing::ElementsAre(AllOf(HasSubstr("connected, 1 connection"), Not(HasSubstr("not")))));
}

TEST_F(StateTest, AWrongAppTokenIsNamedWithHowToMendIt) {
    installations.front().app_token = "xapp-1-A1-old";
    die_and_start();
    ASSERT_TRUE(until([&] { return !is_well(); }));
    EXPECT_THAT(state(), Contains(AllOf(HasSubstr("app_token"), HasSubstr("invalid_auth"),
                                        HasSubstr("Basic Information"), Not(HasSubstr("Socket Mode")))));
}

TEST_F(StateTest, SocketModeThatIsSwitchedOffIsNamedAndNotTheToken) {
    server.gateway.disable_link("A1");
    ASSERT_TRUE(until([&] { return !is_well(); }));
    const auto named = AllOf(HasSubstr("Socket Mode has to be switched on"), Not(HasSubstr("token")));
    EXPECT_THAT(state(), Contains(named));
    die_and_start();
    ASSERT_TRUE(until([&] { return !is_well(); }));
    EXPECT_THAT(state(),
                Contains(AllOf(HasSubstr("socket_mode_not_enabled"), HasSubstr("Socket Mode has to be switched on"),
                               HasSubstr("app_token has to be"))))
        << "before the start nobody says what that code means";
}

TEST_F(StateTest, ARefusedBotTokenIsNamed) {
    installations.front().bot_token = "xoxb-old";
    die_and_start();
    ASSERT_TRUE(until([&] { return !is_well(); }));
    EXPECT_THAT(state(), Contains(HasSubstr("not in use (auth.test: invalid_auth)")));
}

TEST_F(StateTest, ALinkThatWasLostAndIsBackIsWell) {
    server.gateway.line(live().front()).reset();
    ASSERT_TRUE(until([&] { return live().empty(); }));
    ASSERT_TRUE(until([&] { return live().size() == 1 && is_well(); }));
}

TEST_F(StateTest, TokensOfTwoAppsAreSaidInTheLogAndByTheBot) {
    server.world.add_app({.id = "A2", .token = "xapp-1-A2-test"});
    installations.front().app_token = "xapp-1-A2-test";
    const support::Logged log;
    die_and_start();
    const std::string said =
        "the two tokens are of different apps: bot_token of A1, app_token of A2. Take both from "
        "the same app.";
    ASSERT_TRUE(until([&] { return log.text().contains(said); }));
    EXPECT_FALSE(is_well());
    EXPECT_THAT(state(), Contains("slack: " + said));
}

TEST_F(StateTest, AScopeThatIsMissingIsInTheLogOnce) {
    auto scopes = slack_server::usual_scopes();
    scopes.erase("users:read");
    server.world.install_of_token("xoxb-T1-test")->scopes = scopes;
    const support::Logged log;
    die_and_start();
    ASSERT_TRUE(until([&] { return log.text().contains("the bot lacks users:read (it "); })) << log.text();
    EXPECT_THAT(log.text(), HasSubstr("OAuth & Permissions"));
    settle();
}

}  // namespace
}  // namespace goodturn::slack
