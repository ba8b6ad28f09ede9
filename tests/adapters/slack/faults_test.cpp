#include "tests/adapters/slack/house.hpp"

namespace goodturn::slack {
namespace {

using slack_server::Delivery;
using slack_server::Misanswer;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

constexpr const char* line = "/goodturn helped @ben for the migration";

class FaultsTest : public HouseTest {
protected:
    /// Slack's clock stands still: what it plans is hours apart.
    FaultsTest() : HouseTest({.person = 0ms, .replacement = 0ms}) { connect(); }

    void wait_for_connection() {
        ASSERT_TRUE(until([&] { return live().size() == 1; })) << "not connected again";
    }
};

// The disk
// --------------------------------

TEST_F(FaultsTest, OnAFullDiskACommandIsToldThatNothingWasSaved) {
    disk_is_full = true;
    const auto command = server.people.runs("ana", line, "#release-4");
    settle();
    EXPECT_EQ(command->state, Delivery::State::acked);
    EXPECT_THAT(sees("ana", "#release-4"),
                ElementsAre(AllOf(StartsWith("(only you) "), HasSubstr("nothing was changed"))));
    disk_is_full = false;
    runs("ana", line);
    EXPECT_THAT(last("ana", "#release-4"), StartsWith("(only you) Noted"));
    EXPECT_EQ(noted("ana"), 1);
}

TEST_F(FaultsTest, OnAFullDiskAnEventIsLeftToComeAgain) {
    disk_is_full = true;
    server.people.types("ana", "helped @ben for the migration");
    ASSERT_TRUE(until([&] { return server.gateway.deliveries().back()->sent_to.size() == 1; }));
    disk_is_full = false;
    EXPECT_THAT(server.gateway.deliveries().back()->state, Delivery::State::waiting);
    skip(61s);
    EXPECT_THAT(last("ana"), StartsWith("Noted"));
    EXPECT_EQ(noted("ana"), 1);
    EXPECT_EQ(server.gateway.seen.events_lost, 0U);
}

TEST_F(FaultsTest, OnAFullDiskAFormStaysOpenAndSaysSo) {
    runs("ana", "/goodturn helped");
    ASSERT_TRUE(until([&] { return server.people.modal("ana") != nullptr; }));
    disk_is_full = true;
    submits("ana", {{"who", "@ben"}, {"what", "the migration"}});
    ASSERT_THAT(server.people.modal("ana"), testing::NotNull());
    EXPECT_THAT(server.people.modal("ana")->errors,
                ElementsAre(testing::Pair(testing::_, HasSubstr("nothing was changed"))));
    disk_is_full = false;
    submits("ana", {{"who", "@ben"}, {"what", "the migration"}});
    EXPECT_THAT(server.people.modal("ana"), testing::IsNull());
    EXPECT_EQ(noted("ana"), 1);
}

TEST_F(FaultsTest, OnASlowDiskTheCommandIsAcknowledgedWithWordsAndTheOutcomeFollows) {
    disk_hangs = true;
    const auto command = server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return command->state == Delivery::State::acked; })) << "within three seconds";
    EXPECT_THAT(last("ana", "#release-4"), HasSubstr("I can't confirm this yet"));
    disk_hangs = false;
    skip(1s);
    EXPECT_THAT(last("ana", "#release-4"), StartsWith("(only you) Noted"));
    EXPECT_THAT(server.calls_of("response_url"), SizeIs(1));
    EXPECT_EQ(noted("ana"), 1);
}

// Lost acknowledgements
// --------------------------------

TEST_F(FaultsTest, AnAnswerWhoseAcknowledgementIsLostGoesByTheResponseUrl) {
    on_commit = [&] { server.gateway.line(live().front()).reset(); };
    const auto command = server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return !sees("ana", "#release-4").empty(); }));
    EXPECT_THAT(sees("ana", "#release-4"), ElementsAre(StartsWith("(only you) Noted")));
    EXPECT_THAT(server.calls_of("response_url"), SizeIs(1));
    EXPECT_EQ(command->state, Delivery::State::waiting) << "Slack never saw it acknowledged";
    wait_for_connection();
    server.clock.skip(4s);
    settle();
    EXPECT_EQ(noted("ana"), 1);
}

TEST_F(FaultsTest, ALineThatIsTypedAgainBecauseItSeemedToFailIsNoSecondRow) {
    on_commit = [&] { server.gateway.line(live().front()).reset(); };
    server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return !sees("ana", "#release-4").empty(); }));
    wait_for_connection();
    server.clock.skip(4s);
    EXPECT_THAT(server.people.failures("ana"), SizeIs(1));
    runs("ana", line);
    EXPECT_EQ(noted("ana"), 1);
    runs("ana", line);
    EXPECT_EQ(noted("ana"), 2) << "once it was acknowledged, the same is meant anew";
}

// What Slack sends twice
// --------------------------------

TEST_F(FaultsTest, RepeatedEventsAndEnvelopesChangeNothing) {
    server.faults.repeats_events = true;
    types("ana", "helped @ben for the migration");
    types("ana", "@goodturn helped @ben for the migration", "#release-4");
    server.faults.repeats_events = false;
    server.faults.repeats_envelopes = true;
    types("ana", "helped @ben for the migration");
    server.faults.repeats_envelopes = false;
    EXPECT_EQ(noted("ana"), 3);
}

TEST_F(FaultsTest, OddFramesAreLeftOut) {
    server.faults.fragments_frames = true;
    server.faults.pads_envelopes = 200'000;
    auto& socket = server.gateway.line(live().front());
    socket.binary("what is this");
    socket.text("{");
    socket.text("[]");
    socket.text(R"({"type":"interactive","envelope_id":"e1","payload":null})");
    socket.text(R"({"type":"something_new","envelope_id":"e2","payload":{}})");
    runs("ana", line);
    EXPECT_THAT(last("ana", "#release-4"), StartsWith("(only you) Noted"));
}

// Ways out
// --------------------------------

TEST_F(FaultsTest, WithoutAResponseUrlTheAnswerIsEphemeralAndElseComesIntoTheChat) {
    disk_hangs = true;
    server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return server.gateway.waiting() == 0; }));
    server.faults.on(slack_server::Faults::response_url, slack_server::refuses("expired_url"));
    disk_hangs = false;
    skip(1s);
    EXPECT_THAT(server.calls_of("chat.postEphemeral"), SizeIs(1));
    EXPECT_THAT(last("ana", "#release-4"), StartsWith("(only you) Noted"));

    server.world.add_channel("T1", "secret", {"UANA", "UBO"});
    disk_hangs = true;
    server.people.runs("ana", "/goodturn helped @bo for the tests", "#secret");
    ASSERT_TRUE(until([&] { return server.gateway.waiting() == 0; }));
    server.faults.on(slack_server::Faults::response_url, slack_server::refuses("expired_url"));
    disk_hangs = false;
    skip(1s);
    EXPECT_THAT(last("ana"), AllOf(StartsWith("Noted"), HasSubstr("the tests")));
}

TEST_F(FaultsTest, AFormThatCameTooLateForAShortcutIsToldInTheChatWithTheBot) {
    server.faults.on("views.open", slack_server::refuses("expired_trigger_id"));
    server.people.uses_shortcut("ana", "note_help");
    EXPECT_TRUE(until([&] { return last("ana").contains("could not be opened in time"); })) << last("ana");
}

TEST_F(FaultsTest, AFormThatCameTooLateIsToldInWords) {
    server.faults.on("views.open", slack_server::refuses("expired_trigger_id"));
    runs("ana", "/goodturn helped");
    ASSERT_TRUE(until([&] { return !server.people.ephemerals("ana", "#release-4").empty(); }));
    EXPECT_THAT(last("ana", "#release-4"), HasSubstr("could not be opened in time"));
}

class LostAnswersTest : public FaultsTest, public testing::WithParamInterface<int> {};

TEST_P(LostAnswersTest, APostWhoseAnswerIsLostIsThereOnce) {
    const std::vector<Misanswer> ways{
        slack_server::taken_then_reset(), slack_server::taken_then_closed(),         slack_server::taken_then_500(),
        slack_server::taken_then_502(),   slack_server::taken_then_internal_error(), slack_server::resets(),
        slack_server::server_error()};
    server.faults.on("chat.postMessage", ways.at(static_cast<std::size_t>(GetParam())));
    types("ana", "helped @ben for the migration");
    ASSERT_TRUE(until([&] { return last("ana").starts_with("Noted"); }));
    settle();
    EXPECT_THAT(sees("ana"), SizeIs(2)) << "her line, and one answer";
}
INSTANTIATE_TEST_SUITE_P(All, LostAnswersTest, testing::Range(0, 7));

TEST_F(FaultsTest, AfterAKillWhatWasCommittedIsAnsweredOnce) {
    dies_on_commit = true;
    server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return died; }));
    server.clock.skip(4s);
    EXPECT_THAT(server.people.failures("ana"), SizeIs(1));
    restart();
    ASSERT_TRUE(until([&] { return !sees("ana", "#release-4").empty(); }));
    EXPECT_THAT(sees("ana", "#release-4"), ElementsAre(StartsWith("(only you) Noted")));
    EXPECT_THAT(server.calls_of("response_url"), SizeIs(1)) << "which is still of use";
    EXPECT_EQ(noted("ana"), 1);
}

TEST_F(FaultsTest, AfterALongNightTheAnswerIsWhereItStays) {
    dies_on_commit = true;
    server.people.runs("ana", line, "#release-4");
    ASSERT_TRUE(until([&] { return died; }));
    server.clock.skip(40min);
    restart();
    ASSERT_TRUE(until([&] { return !sees("ana").empty(); }));
    EXPECT_THAT(last("ana"), HasSubstr("Noted"));
    EXPECT_THAT(server.calls_of("chat.postEphemeral"), SizeIs(0)) << "it would be gone before they are back";
}

TEST_F(FaultsTest, AfterALongNightAMentionIsAnsweredWhereItStays) {
    server.faults.on("chat.postEphemeral", slack_server::server_error());
    types("ana", "@goodturn helped @ben for the migration", "#release-4");
    ASSERT_TRUE(until([&] { return server.calls_of("chat.postEphemeral").size() == 1; }));
    settle();
    skip(40min);
    ASSERT_TRUE(until([&] { return !sees("ana").empty(); }));
    EXPECT_THAT(last("ana"), HasSubstr("Noted"));
    EXPECT_THAT(server.calls_of("chat.postEphemeral"), SizeIs(1));
}

// The link
// --------------------------------

TEST_F(FaultsTest, PlannedRefreshesLoseNoCommand) {
    for (int i = 0; i < 10; ++i) {
        const auto old = live().front();
        server.gateway.recycle(old);
        for (int n = 0; n < 5; ++n) server.people.runs("ana", line, "#release-4");
        settle();
        ASSERT_TRUE(until([&] { return live().back() != old; })) << "the new one comes before the old one goes";
        runs("ana", line);
        server.clock.skip(12s);
        settle();
        ASSERT_TRUE(until([&] { return live().size() == 1 && live().front() != old; }));
        runs("ana", line);  // by the new one, which is in use from now on
    }
    EXPECT_EQ(server.gateway.seen.failed_at_person, 0U);
    EXPECT_LE(server.gateway.seen.most_open, 2U);
    EXPECT_EQ(server.gateway.seen.acks_elsewhere, 0U);
}

TEST_F(FaultsTest, AfterAResetItIsBackAtOnce) {
    const auto old = live().front();
    const auto before = std::chrono::steady_clock::now();
    server.gateway.line(old).reset();
    ASSERT_TRUE(until([&] { return live().size() == 1 && live().front() != old; }));
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s) << "a watchdog: it is 100 ms on an idle machine";
    runs("ana", line);
    EXPECT_THAT(last("ana", "#release-4"), StartsWith("(only you) Noted"));
}

}  // namespace
}  // namespace goodturn::slack
