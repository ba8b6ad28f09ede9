#include "tests/adapters/slack/house.hpp"

namespace goodturn::slack {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

/// Commands typed in the bot's own chat with somebody, which nothing in them says.
class OwnChatTest : public HouseTest {
protected:
    /// Nothing in this Slack is late, so the look-ups need not be either.
    OwnChatTest() : HouseTest({.look_ups = {5ms, 20ms}, .person = 0ms}) { connect(); }
    std::size_t chats_asked_for() { return server.calls_of("conversations.open").size(); }
};

TEST_F(OwnChatTest, WhoOpenedItIsAnsweredThereForGood) {
    server.people.opens_home("ana");
    settle();
    runs("ana", "/goodturn helped @ben for the migration", "");
    EXPECT_THAT(sees("ana"), ElementsAre(StartsWith("Noted, for you only: ben helped you")));
    runs("ana", "/goodturn log", "");
    EXPECT_THAT(sees("ana"), AllOf(SizeIs(2), Each(Not(HasSubstr("private chat")))));
    EXPECT_THAT(last("ana"), StartsWith("Your help log."));
    EXPECT_THAT(server.calls_of("chat.postEphemeral"), SizeIs(0));
    EXPECT_THAT(server.calls_of("response_url"), SizeIs(0));
}

TEST_F(OwnChatTest, SoItIsRightAfterARestart) {
    server.people.opens_home("ana");
    settle();
    die_and_start();
    ASSERT_TRUE(until([&] { return live().size() == 1; }));
    runs("ana", "/goodturn helped @ben for the migration", "");
    EXPECT_THAT(sees("ana"), ElementsAre(StartsWith("Noted")));
}

TEST_F(OwnChatTest, WhereNothingWasHeardOfItTheFirstCommandIsAnsweredToThemAlone) {
    runs("ana", "/goodturn helped @ben for the migration", "");
    EXPECT_THAT(sees("ana"), ElementsAre(StartsWith("(only you) Noted")));
    ASSERT_TRUE(until([&] {
        runs("ana", "/goodturn settings", "");
        return !last("ana").starts_with("(only you)");
    }));
    EXPECT_EQ(chats_asked_for(), 1U);
}

TEST_F(OwnChatTest, NothingWaitsForWhoseChatItIs) {
    server.faults.on("conversations.open", slack_server::hangs());
    types("ana", "helped @ben for the migration");
    const auto command = server.people.runs("ana", "/goodturn helped @will for the tests", "");
    types("ana", "undo");
    EXPECT_EQ(command->state, slack_server::Delivery::State::acked);
    EXPECT_THAT(last("ana"), HasSubstr("Removed: will helped you"));
}

TEST_F(OwnChatTest, AChatOfTwoOthersStaysOne) {
    runs("ana", "/goodturn helped @ben for the migration", "@ben");
    EXPECT_THAT(sees("ana", "@ben"), ElementsAre(StartsWith("(only you) Noted")));
    EXPECT_THAT(sees("ben", "@ben"), SizeIs(0));
    runs("ana", "/goodturn log", "@ben");
    EXPECT_THAT(last("ana", "@ben"), HasSubstr("I answered in our private chat"));
    const auto asked = chats_asked_for();
    runs("ana", "/goodturn help", "@ben");
    EXPECT_EQ(chats_asked_for(), asked);
}

TEST_F(OwnChatTest, AnAnswerWhoseAckIsLostIsThereOnce) {
    server.people.opens_home("ana");
    settle();
    on_commit = [this] { server.gateway.line(live().front()).reset(); };
    server.people.runs("ana", "/goodturn helped @ben for the migration", "");
    ASSERT_TRUE(until([&] { return server.calls_of("chat.postMessage").size() == 1; }));
    ASSERT_TRUE(until([&] { return live().size() == 1; }));
    skip(4s);
    EXPECT_THAT(server.people.failures("ana"), SizeIs(1)) << "so it is typed again";
    runs("ana", "/goodturn helped @ben for the migration", "");
    EXPECT_THAT(sees("ana"), Contains(StartsWith("Noted")).Times(1));
    EXPECT_EQ(noted("ana"), 1);
}

TEST_F(OwnChatTest, ALineThatIsTypedAgainAfterAKillIsNoSecondRow) {
    server.people.opens_home("ana");
    settle();
    dies_on_commit = true;
    server.people.runs("ana", "/goodturn helped @ben for the migration", "");
    ASSERT_TRUE(until([&] { return died; }));
    server.clock.skip(4s);
    EXPECT_THAT(server.people.failures("ana"), SizeIs(1)) << "so it is typed again";
    restart();
    runs("ana", "/goodturn helped @ben for the migration", "");
    EXPECT_THAT(sees("ana"),
                UnorderedElementsAre(StartsWith("Noted"), StartsWith("(only you) I had that line already")));
    EXPECT_EQ(noted("ana"), 1);
}

TEST_F(OwnChatTest, WhoseChatItIsIsAskedAgainIfThatFailed) {
    server.faults.on("conversations.open", slack_server::server_error());
    ASSERT_TRUE(until([&] {
        runs("ana", "/goodturn settings", "");
        return !last("ana").starts_with("(only you)");
    }));
    EXPECT_EQ(chats_asked_for(), 2U);
}

/// In the first seconds, while nobody was asked about anybody.
class NewcomersTest : public HouseTest {
protected:
    NewcomersTest() : HouseTest({.person = 1h}) {
        EXPECT_TRUE(until([&] { return live().size() == 1; }));
        EXPECT_TRUE(until([&] { return !server.calls_of("conversations.members").empty(); }));
        settle();
    }
};

TEST_F(NewcomersTest, PeopleAreCalledWhatTheCommandCallsThem) {
    runs("ana", "/goodturn helped @will for the migration");
    EXPECT_THAT(last("ana", "#release-4"), AllOf(StartsWith("(only you) Noted, for you only: will helped you"),
                                                 HasSubstr("[I helped will]"), Not(HasSubstr("UWILL"))));
}

TEST_F(NewcomersTest, TheyAreToldOfNoTimeThatMayNotBeTheirs) {
    ASSERT_EQ(learned("ana"), chat::Instant{});
    runs("ana", "/goodturn helped @will for the migration");
    EXPECT_THAT(last("ana", "#release-4"),
                AllOf(HasSubstr("That's your first"), Not(HasSubstr("29 Jan")), Not(HasSubstr("for you right now"))));
}

TEST_F(NewcomersTest, WhomNothingNamesIsMentioned) {
    types("ana", "helped @will for the migration");
    EXPECT_THAT(last("ana"), AllOf(HasSubstr("@UWILL helped you"), HasSubstr("[I helped somebody]")));
    const auto posted = server.calls_of("chat.postMessage").back();
    EXPECT_THAT(posted.args.dump(), HasSubstr(R"(\"type\":\"user\",\"user_id\":\"UWILL\")"));
}

}  // namespace
}  // namespace goodturn::slack
