#include "tests/support/slack_server/tests/fixture.hpp"

namespace goodturn::slack_server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

class LinkTest : public SlackServerTest {};

TEST_F(LinkTest, ATicketIsForOneConnectionThatIsGreeted) {
    const auto url = ticket();
    EXPECT_THAT(url, StartsWith("ws://localhost:"));
    const auto first = socket_to(url);
    const auto hello = frame(*first, 0);
    EXPECT_EQ(hello["type"], "hello");
    EXPECT_EQ(hello["num_connections"], 1);
    EXPECT_EQ(hello["connection_info"]["app_id"], "A1");
    const auto again = socket_to(url);
    ASSERT_TRUE(until([&] { return again->end.has_value(); }));
    EXPECT_EQ(again->end->refused_with, 404U);
    EXPECT_EQ(frame(*connect(), 0)["num_connections"], 2);
    EXPECT_EQ(slack.gateway.seen.most_open, 2U);
}

TEST_F(LinkTest, EveryEnvelopeComesByOneConnection) {
    const auto one = connect();
    const auto other = connect();
    for (int i = 0; i < 20; ++i) slack.people.types("ana", "hi");
    ASSERT_TRUE(until([&] { return one->frames.size() + other->frames.size() == 22; }));
    EXPECT_GT(one->frames.size(), 1U);
    EXPECT_GT(other->frames.size(), 1U);
}

TEST_F(LinkTest, AnEventComesAgainUntilItIsAcknowledged) {
    const auto socket = connect();
    slack.people.types("ana", "hi");
    const auto first = frame(*socket, 1);
    EXPECT_EQ(first["retry_attempt"], 0);
    EXPECT_EQ(first["retry_reason"], "");
    slack.clock.skip(3s);
    const auto second = frame(*socket, 2);
    EXPECT_EQ(second["retry_attempt"], 1);
    EXPECT_EQ(second["retry_reason"], "timeout");
    EXPECT_EQ(second["payload"], first["payload"]);
    slack.clock.skip(62s);
    run_dry();
    EXPECT_THAT(socket->frames, SizeIs(3)) << "3 s and a minute";
    slack.clock.skip(1s);
    EXPECT_EQ(frame(*socket, 3)["retry_attempt"], 2);
    ack(*socket, socket->frames[3]);
    ASSERT_TRUE(until_acked(slack.gateway.deliveries().back()));
    slack.clock.skip(1h);
    run_dry();
    EXPECT_THAT(socket->frames, SizeIs(4));
    EXPECT_EQ(slack.gateway.seen.events_lost, 0U);
}

TEST_F(LinkTest, AnEventThatNobodyTakesIsLostAfterFourAttempts) {
    slack.people.types("ana", "hi");
    EXPECT_EQ(slack.gateway.waiting(), 1U);
    slack.clock.skip(1min);
    const auto socket = connect();
    slack.clock.skip(5min);
    EXPECT_EQ(frame(*socket, 1)["retry_attempt"], 3) << "what happened while nobody was there comes as a retry";
    slack.clock.skip(3s);
    EXPECT_EQ(slack.gateway.seen.events_lost, 1U);
    EXPECT_EQ(slack.gateway.waiting(), 0U);
}

TEST_F(LinkTest, ACommandFailsAtItsPersonAndNeverComesAgain) {
    const auto socket = connect();
    const auto command = slack.people.runs("ana", "/goodturn help");
    const auto sent = frame(*socket, 1);
    EXPECT_FALSE(sent.contains("retry_attempt"));
    slack.clock.skip(3s);
    EXPECT_EQ(command->state, Delivery::State::failed);
    ASSERT_THAT(slack.people.failures("ana"), SizeIs(1));
    EXPECT_EQ(slack.people.failures("ana")[0].what, "/goodturn help");
    EXPECT_EQ(slack.people.failures("ana")[0].error, "operation_timeout");
    ack(*socket, sent, {{"text", "too late"}});
    ASSERT_TRUE(until([&] { return slack.gateway.seen.late_acks == 1; }));
    EXPECT_THAT(slack.people.ephemerals("ana"), IsEmpty());
    slack.clock.skip(1h);
    run_dry();
    EXPECT_THAT(socket->frames, SizeIs(2));
}

TEST_F(LinkTest, WithoutAConnectionACommandFailsAtOnce) {
    slack.people.runs("ana", "/goodturn help");
    ASSERT_THAT(slack.people.failures("ana"), SizeIs(1));
    EXPECT_EQ(slack.people.failures("ana")[0].error, "dispatch_failed");
    EXPECT_EQ(slack.gateway.seen.failed_at_person, 1U);
}

TEST_F(LinkTest, AcknowledgementsThatAreNoneAreCounted) {
    const auto socket = connect();
    const auto other = connect();
    socket->client->send("nonsense");
    socket->client->send(R"({"envelope_id":"unknown"})");
    ASSERT_TRUE(until([&] { return slack.gateway.seen.odd_acks == 2; }));
    const auto command = slack.people.runs("ana", "/goodturn help");
    ASSERT_TRUE(until([&] { return socket->frames.size() + other->frames.size() == 3; }));
    auto& got = socket->frames.size() == 2 ? *socket : *other;
    auto& wrong = socket->frames.size() == 2 ? *other : *socket;
    ack(wrong, got.frames[1]);
    ASSERT_TRUE(until_acked(command));
    EXPECT_EQ(slack.gateway.seen.acks_elsewhere, 1U);
    ack(got, got.frames[1]);
    ASSERT_TRUE(until([&] { return slack.gateway.seen.repeated_acks == 1; }));
}

TEST_F(LinkTest, AConnectionIsRecycledWithAWarning) {
    const auto socket = connect();
    const auto id = slack.gateway.live("A1").front();
    slack.gateway.recycle(id);
    EXPECT_EQ(frame(*socket, 1)["reason"], "warning");
    slack.people.types("ana", "hi");
    EXPECT_EQ(frame(*socket, 2)["type"], "events_api") << "it is of use until it goes";
    ack(*socket, socket->frames[2]);
    ASSERT_TRUE(until_acked(slack.gateway.deliveries().back()));
    slack.clock.skip(10s);
    EXPECT_EQ(frame(*socket, 3)["reason"], "refresh_requested");
    EXPECT_THAT(slack.gateway.live("A1"), IsEmpty());
    ASSERT_TRUE(until([&] { return socket->end.has_value(); }));
    EXPECT_EQ(socket->end->code, 1000);
    ASSERT_TRUE(until([&] { return slack.gateway.open("A1") == 0; }));
}

TEST_F(LinkTest, ItGoesWithoutAWarning) {
    const auto refreshed = connect();
    slack.gateway.refresh(slack.gateway.live("A1").front());
    EXPECT_EQ(frame(*refreshed, 1)["reason"], "refresh_requested");
    ASSERT_TRUE(until([&] { return refreshed->end.has_value(); }));
    const auto dropped = connect();
    slack.gateway.line(slack.gateway.live("A1").front()).drop();
    ASSERT_TRUE(until([&] { return dropped->end.has_value(); }));
    EXPECT_EQ(dropped->end->code, 0);
    const auto closed = connect();
    slack.gateway.line(slack.gateway.live("A1").front()).close(1001);
    ASSERT_TRUE(until([&] { return closed->end.has_value(); }));
    EXPECT_EQ(closed->end->code, 1001);
    const auto reset = connect();
    slack.gateway.line(slack.gateway.live("A1").front()).reset();
    ASSERT_TRUE(until([&] { return reset->end.has_value(); }));
    EXPECT_THAT(reset->end->detail, HasSubstr("reset"));
    ASSERT_TRUE(until([&] { return slack.gateway.open("A1") == 0; }));
    EXPECT_THAT(slack.gateway.live("A1"), IsEmpty());
}

TEST_F(LinkTest, TheEleventhConnectionIsOneTooMany) {
    std::vector<std::shared_ptr<Socket>> ten;
    for (int i = 0; i < 10; ++i) ten.push_back(connect());
    const auto eleventh = connect();
    EXPECT_EQ(eleventh->frames[0]["reason"], "too_many_websockets");
    ASSERT_TRUE(until([&] { return eleventh->end.has_value(); }));
    ten.back()->client->close(1000);
    ASSERT_TRUE(until([&] { return slack.gateway.live("A1").size() == 9; }));
    EXPECT_EQ(connect()->frames[0]["type"], "hello");
}

TEST_F(LinkTest, SocketModeIsSwitchedOff) {
    const auto socket = connect();
    slack.gateway.disable_link("A1");
    EXPECT_EQ(frame(*socket, 1)["reason"], "link_disabled");
    ASSERT_TRUE(until([&] { return socket->end.has_value(); }));
    EXPECT_EQ(error_of("apps.connections.open", json::object(), app), "socket_mode_not_enabled");
}

TEST_F(LinkTest, AFrozenConnectionHearsAndSaysNothing) {
    const auto socket = connect();
    const auto id = slack.gateway.live("A1").front();
    socket->client->ping("1");
    ASSERT_TRUE(until([&] { return socket->pongs == 1; }));
    slack.gateway.line(id).freeze();
    socket->client->ping("2");
    slack.people.types("ana", "hi");
    const auto other = connect();  // time enough for the rest to have come, had it been sent
    EXPECT_EQ(socket->pongs, 1U);
    EXPECT_THAT(socket->frames, SizeIs(1));
    EXPECT_FALSE(socket->end);
    slack.gateway.line(id).thaw();
    ASSERT_TRUE(until([&] { return socket->pongs == 2 && socket->frames.size() == 2; }));
    EXPECT_EQ(slack.gateway.connection(id).pings, 2U);
}

TEST_F(LinkTest, AGhostTakesItsShare) {
    const auto ghost = slack.gateway.add_ghost("A1");
    const auto socket = connect();
    EXPECT_EQ(socket->frames[0]["num_connections"], 2);
    for (int i = 0; i < 20; ++i) slack.people.runs("ana", "/goodturn help");
    slack.clock.skip(3s);
    run_dry();
    EXPECT_LT(socket->frames.size(), 21U);
    EXPECT_THAT(slack.people.failures("ana"), SizeIs(20));
    slack.gateway.remove_ghost(ghost);
    EXPECT_EQ(connect()->frames[0]["num_connections"], 2);
}

TEST_F(LinkTest, WhoGoesWithoutGoodbyeMayStayRegistered) {
    slack.faults.keeps_the_lost = true;
    auto lost = connect();
    lost->client->reset();
    ASSERT_TRUE(until([&] { return slack.gateway.open("A1") == 0; }));
    EXPECT_THAT(slack.gateway.live("A1"), SizeIs(1));
    const auto polite = connect();
    EXPECT_EQ(polite->frames[0]["num_connections"], 2);
    polite->client->close(1000);
    ASSERT_TRUE(until([&] { return slack.gateway.open("A1") == 0; }));
    EXPECT_THAT(slack.gateway.live("A1"), SizeIs(1));
}

TEST_F(LinkTest, ItPingsAndTheClientAnswers) {
    const auto socket = connect();
    slack.gateway.ping_all();
    ASSERT_TRUE(until([&] { return socket->pings == 1; }));
    ASSERT_TRUE(until([&] { return slack.gateway.connection(1).pongs == 1; }));
}

TEST_F(LinkTest, TheTcpConnectionStaysBehindTheGoodbye) {
    slack.faults.keeps_tcp_open = true;
    const auto socket = connect();
    socket->client->close(1000);
    ASSERT_TRUE(until([&] { return slack.gateway.connection(1).said_goodbye; }));
    EXPECT_EQ(slack.gateway.open("A1"), 1U);
    ASSERT_TRUE(until([&] { return socket->end.has_value(); })) << "the client ends it";
    ASSERT_TRUE(until([&] { return slack.gateway.open("A1") == 0; }));
}

TEST_F(LinkTest, AnOutageResetsEverybodyAndEnds) {
    const auto socket = connect();
    slack.goes_down();
    ASSERT_TRUE(until([&] { return socket->end.has_value(); }));
    EXPECT_FALSE(outcome(begin("auth.test", json::object())));
    slack.comes_up();
    EXPECT_EQ(connect()->frames[0]["type"], "hello");
}

}  // namespace
}  // namespace goodturn::slack_server
