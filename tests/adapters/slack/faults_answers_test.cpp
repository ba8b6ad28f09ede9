#include "tests/adapters/slack/house.hpp"

#include <boost/asio/steady_timer.hpp>

#include <utility>

/// Who waits for an answer gets one, once, though Slack may never learn of an acknowledgement.
namespace goodturn::slack {
namespace {

using slack_server::Delivery;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsNull;
using testing::Not;
using testing::NotNull;
using testing::Pair;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

constexpr const char* line = "/goodturn helped @ben for the migration";

class UnprovenAnswersTest : public HouseTest {
protected:
    UnprovenAnswersTest() { connect(); }

    /// The command arrives, and its acknowledgement won't.
    void loses_the_acknowledgement() {
        on_commit = [&] { server.gateway.line(live().front()).reset(); };
    }
    bool until_answered(std::string_view who = "ana", std::string_view where = "#release-4") {
        return until([&] { return !sees(who, where).empty(); });
    }
    void opens_form() {
        runs("ana", "/goodturn helped");
        ASSERT_TRUE(until([&] { return server.people.modal("ana") != nullptr; })) << "no form opened";
    }
};

TEST_F(UnprovenAnswersTest, AnAcknowledgementThatWasLostGoesByTheNextConnectionWithoutTheAnswer) {
    loses_the_acknowledgement();
    const auto command = server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return command->state == Delivery::State::acked; }));
    EXPECT_EQ(command->answer, slack_server::json()) << "it went by the response_url";
    EXPECT_EQ(server.gateway.seen.acks_elsewhere, 1U);
    settle();
    EXPECT_THAT(sees("ana", "#release-4"), ElementsAre(StartsWith("(only you) Noted")));
    EXPECT_THAT(server.people.failures("ana"), IsEmpty());
}

TEST_F(UnprovenAnswersTest, AfterThreeSecondsNobodyWaitsForAnAcknowledgementAnyMore) {
    on_commit = [&] { server.goes_down(); };
    server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return live().empty(); }));
    server.clock.skip(4s);
    EXPECT_THAT(server.people.failures("ana"), SizeIs(1));
    server.comes_up();
    ASSERT_TRUE(until_answered());
    settle();
    EXPECT_THAT(sees("ana", "#release-4"), ElementsAre(StartsWith("(only you) Noted")));
}

TEST_F(UnprovenAnswersTest, TypedAgainItIsAnsweredThoughTheFirstConnectionIsStillSilent) {
    const auto old = live().front();
    on_commit = [&] {
        server.gateway.disconnect(old, "refresh_requested");
        server.gateway.line(old).freeze();
    };
    server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return live().size() == 1 && live().front() != old; }))
        << "a second one, since the first says nothing";
    server.clock.skip(4s);
    EXPECT_THAT(sees("ana", "#release-4"), IsEmpty());
    server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until_answered());
    EXPECT_LT(server.gateway.connection(live().front()).pings, 4U) << "nobody waited for the end of the first, 15 s";
    settle();
    EXPECT_THAT(sees("ana", "#release-4"), ElementsAre(StartsWith("(only you) Noted")));
    EXPECT_EQ(noted("ana"), 1);
}

TEST_F(UnprovenAnswersTest, TypedThreeTimesItIsOneRowThoughOnlyTheFirstAcknowledgementIsProven) {
    const auto connection = live().front();
    const auto pings = server.gateway.connection(connection).pings;
    on_commit = [&] {
        disk_hangs = true;
        server.people.runs("ana", line, "#release-4");
    };
    const auto first = server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return first->state == Delivery::State::acked; }));
    // What needs no disk is acknowledged too, and pinged for once the pong that proves the first is there.
    server.gateway.line(connection).text(R"({"envelope_id":"odd","type":"something_new","payload":{}})");
    ASSERT_TRUE(until([&] { return server.gateway.connection(connection).pings >= pings + 2; }));
    loses_the_acknowledgement();
    disk_hangs = false;
    skip(0s);
    ASSERT_TRUE(until([&] { return live().size() == 1 && live().front() != connection; }));
    runs("ana", line);
    EXPECT_EQ(noted("ana"), 1);
}

TEST_F(UnprovenAnswersTest, ALineThatIsTypedAgainAfterAKillIsNoSecondRow) {
    dies_on_commit = true;
    server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return died; }));
    server.clock.skip(4s);
    restart();
    ASSERT_TRUE(until_answered());
    runs("ana", line);
    EXPECT_THAT(sees("ana", "#release-4"),
                ElementsAre(StartsWith("(only you) Noted"), StartsWith("(only you) I had that line already")));
    EXPECT_EQ(noted("ana"), 1);
    runs("ana", line);
    EXPECT_EQ(noted("ana"), 2) << "once it was acknowledged, the same is meant anew";
}

TEST_F(UnprovenAnswersTest, AMinuteAfterAKillTheSameLineIsMeantAnew) {
    dies_on_commit = true;
    server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return died; }));
    server.clock.skip(61s);
    restart();
    ASSERT_TRUE(until_answered());
    runs("ana", line);
    EXPECT_EQ(noted("ana"), 2);
}

TEST_F(UnprovenAnswersTest, AFormThatIsAskedForAgainOpensAgain) {
    server.faults.on("views.open", slack_server::refuses("expired_trigger_id"));
    loses_the_acknowledgement();
    server.people.runs("ana", "/goodturn helped", "#release-4");
    ASSERT_TRUE(until_answered());
    settle();
    EXPECT_THAT(last("ana", "#release-4"), HasSubstr("Please try that again"));
    server.people.runs("ana", "/goodturn helped", "#release-4");
    EXPECT_TRUE(until([&] { return server.people.modal("ana") != nullptr; }));
}

TEST_F(UnprovenAnswersTest, AStopAcknowledgesFirstWhatIsOnItsWayToTheDisk) {
    bool stopped = false;
    on_commit = [&] { stop([&] { stopped = true; }); };
    const auto command = server.people.runs("ana", line, "#release-4");
    EXPECT_TRUE(until([&] { return stopped; }));
    EXPECT_EQ(command->state, Delivery::State::acked);
    EXPECT_THAT(last("ana", "#release-4"), StartsWith("(only you) Noted"));
}

TEST_F(UnprovenAnswersTest, AStopWaitsForTheProofOfWhatItAcknowledged) {
    const auto command = server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return command->state == Delivery::State::acked; }));
    const auto connection = live().front();
    const auto pings = server.gateway.connection(connection).pings;
    server.gateway.line(connection).freeze();
    boost::asio::steady_timer far_away(loop, 300ms);
    far_away.async_wait([&](boost::system::error_code) {
        EXPECT_EQ(server.gateway.connection(connection).pings, pings) << "the ping behind it is still on its way";
        server.gateway.line(connection).thaw();
    });
    bool stopped = false;
    stop([&] { stopped = true; });
    ASSERT_TRUE(until([&] { return stopped; }));
    settle();
    EXPECT_THAT(sees("ana", "#release-4"), ElementsAre(StartsWith("(only you) Noted")));
    EXPECT_THAT(server.calls_of("response_url"), IsEmpty());
}

TEST_F(UnprovenAnswersTest, AResponseUrlThatFailsOnceIsTriedAgain) {
    loses_the_acknowledgement();
    server.faults.on(slack_server::Faults::response_url, slack_server::server_error());
    server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return server.calls_of("response_url").size() == 1; }));
    settle();
    skip(2s);
    EXPECT_THAT(sees("ana", "#release-4"), ElementsAre(StartsWith("(only you) Noted")));
    EXPECT_THAT(server.calls_of("response_url"), SizeIs(2));
}

// Without the token
// --------------------------------

TEST_F(UnprovenAnswersTest, WhileTheTokenIsRefusedWhatNeedsNoneGoesAndTheRestWaits) {
    auto& install = server.world.install_in("T1", "A1");
    const auto token = std::exchange(install.token, "xoxb-T1-new");
    types("ana", "log");
    ASSERT_TRUE(until([&] { return !is_well(); }));
    runs("ana", line);
    EXPECT_THAT(sees("ana", "#release-4"), ElementsAre(StartsWith("(only you) Noted"))) << "in the acknowledgement";
    presses("ana", "Undo", "#release-4");
    EXPECT_TRUE(until([&] { return last("ana", "#release-4").starts_with("(only you) Removed"); })) << "at its place";
    loses_the_acknowledgement();
    server.people.runs("ben", "/goodturn helped @ana for the tests", "#release-4");
    EXPECT_TRUE(until_answered("ben")) << "by the response_url";
    settle();
    EXPECT_THAT(sees("ana"), SizeIs(1)) << "her own line";
    install.token = token;
    restart();
    skip(1min);
    EXPECT_THAT(last("ana"), StartsWith("Your help log is empty"));
}

TEST_F(UnprovenAnswersTest, AFormThatTheRefusedTokenCanNotOpenIsNotCalledLate) {
    server.world.install_in("T1", "A1").token = "xoxb-T1-new";
    server.people.runs("ana", "/goodturn helped", "#release-4");
    ASSERT_TRUE(until_answered());
    EXPECT_THAT(last("ana", "#release-4"), StartsWith("(only you) I can't open forms right now"));
}

// Buttons
// --------------------------------

TEST_F(UnprovenAnswersTest, AButtonWhoseAcknowledgementIsLostDidWhatItSays) {
    runs("ana", line);
    loses_the_acknowledgement();
    const auto press = server.people.presses("ana", "Undo", "#release-4");
    ASSERT_TRUE(until([&] { return press->state == Delivery::State::acked; }));
    settle();
    EXPECT_THAT(sees("ana", "#release-4"), ElementsAre(StartsWith("(only you) Removed")));
    EXPECT_EQ(noted("ana"), 0);
}

TEST_F(UnprovenAnswersTest, AButtonOnAFullDiskSaysThatNothingWasChanged) {
    runs("ana", line);
    disk_is_full = true;
    presses("ana", "Undo", "#release-4");
    ASSERT_TRUE(until([&] { return sees("ana", "#release-4").size() == 2; }));
    EXPECT_THAT(last("ana", "#release-4"), HasSubstr("nothing was changed"));
    EXPECT_THAT(sees("ana", "#release-4").front(), StartsWith("(only you) Noted")) << "it is there to press again";
    disk_is_full = false;
    presses("ana", "Undo", "#release-4");
    EXPECT_EQ(noted("ana"), 0);
}

TEST_F(UnprovenAnswersTest, AButtonOnASlowDiskIsAcknowledgedWithWordsAndTheOutcomeFollows) {
    runs("ana", line);
    disk_hangs = true;
    const auto press = server.people.presses("ana", "Undo", "#release-4");
    ASSERT_TRUE(until([&] { return sees("ana", "#release-4").size() == 2; }));
    EXPECT_EQ(press->state, Delivery::State::acked);
    EXPECT_THAT(last("ana", "#release-4"), HasSubstr("I can't confirm this yet"));
    disk_hangs = false;
    skip(1s);
    EXPECT_THAT(sees("ana", "#release-4").front(), StartsWith("(only you) Removed"));
}

// Forms
// --------------------------------

TEST_F(UnprovenAnswersTest, AFormWhoseAcknowledgementIsLostClosesAndIsOneRow) {
    opens_form();
    loses_the_acknowledgement();
    server.people.submits("ana", {{"who", "@ben"}, {"what", "the migration"}});
    ASSERT_TRUE(until([&] { return server.people.modal("ana") == nullptr; }));
    skip(4s);
    EXPECT_EQ(noted("ana"), 1);
}

TEST_F(UnprovenAnswersTest, AFormWhoseErrorsWereLostStaysOpenWithThem) {
    opens_form();
    loses_the_acknowledgement();
    server.people.submits("ana", {{"who", "@goodturn"}, {"what", "the migration"}});
    ASSERT_TRUE(until([&] { return server.gateway.seen.acks_elsewhere == 1; }));
    ASSERT_THAT(server.people.modal("ana"), NotNull());
    EXPECT_THAT(server.people.modal("ana")->errors, ElementsAre(Pair("who", Not(IsEmpty()))));
}

TEST_F(UnprovenAnswersTest, AFormThatIsSentAgainWhileTheDiskHangsStaysOpenWithTheFirstErrors) {
    opens_form();
    disk_hangs = true;
    server.people.submits("ana", {{"who", "@goodturn"}, {"what", "the migration"}});
    ASSERT_TRUE(until([&] { return !server.people.modal("ana")->errors.empty(); }));
    server.people.submits("ana", {{"who", "@goodturn"}, {"what", "the migration"}});
    server.gateway.line(live().front()).text(R"({"envelope_id":"behind","type":"something_new"})");
    ASSERT_TRUE(until([&] { return server.gateway.seen.odd_acks == 1; })) << "so it is there too";
    disk_hangs = false;
    skip(1s);
    ASSERT_THAT(server.people.modal("ana"), NotNull()) << "closed, it would look as if it was noted";
    EXPECT_THAT(server.people.modal("ana")->errors, ElementsAre(Pair("who", Not(HasSubstr("confirm")))));
}

TEST_F(UnprovenAnswersTest, AFormThatIsSubmittedTwiceGetsTheFirstAnswerBothTimes) {
    opens_form();
    server.people.submits("ana", {{"who", "@goodturn"}, {"what", "the migration"}});
    submits("ana", {{"who", "@goodturn"}, {"what", "the migration"}});
    ASSERT_THAT(server.people.modal("ana"), NotNull()) << "the second did not close it";
    EXPECT_THAT(server.people.modal("ana")->errors, ElementsAre(Pair("who", Not(IsEmpty()))));
    server.people.submits("ana", {{"who", "@ben"}, {"what", "the migration"}});
    submits("ana", {{"who", "@ben"}, {"what", "the migration"}});
    EXPECT_THAT(server.people.modal("ana"), IsNull());
    EXPECT_EQ(noted("ana"), 1);
}

TEST_F(UnprovenAnswersTest, AFormThatWasRefusedAfterTheWordsIsRefusedOnceMore) {
    opens_form();
    disk_hangs = true;
    server.people.submits("ana", {{"who", "@goodturn"}, {"what", "the migration"}});
    ASSERT_TRUE(until([&] { return !server.people.modal("ana")->errors.empty(); }));
    EXPECT_THAT(server.people.modal("ana")->errors,
                ElementsAre(Pair(testing::_, HasSubstr("I can't confirm this yet"))));
    disk_hangs = false;
    skip(1s);
    submits("ana", {{"who", "@goodturn"}, {"what", "the migration"}});
    ASSERT_THAT(server.people.modal("ana"), NotNull()) << "closed, it would look as if it was noted";
    EXPECT_THAT(server.people.modal("ana")->errors, ElementsAre(Pair("who", Not(HasSubstr("confirm")))));
}

TEST_F(UnprovenAnswersTest, AFormThatWasNotedAfterTheWordsClosesWhenItIsSentAgain) {
    opens_form();
    disk_hangs = true;
    server.people.submits("ana", {{"who", "@ben"}, {"what", "the migration"}});
    ASSERT_TRUE(until([&] { return !server.people.modal("ana")->errors.empty(); }));
    disk_hangs = false;
    skip(1s);
    EXPECT_THAT(last("ana"), AllOf(StartsWith("Noted"), HasSubstr("the migration"))) << "in their chat";
    submits("ana", {{"who", "@ben"}, {"what", "the migration"}});
    EXPECT_THAT(server.people.modal("ana"), IsNull());
    EXPECT_EQ(noted("ana"), 1);
}

}  // namespace
}  // namespace goodturn::slack
