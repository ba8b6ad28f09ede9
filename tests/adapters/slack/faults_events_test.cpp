#include "tests/adapters/slack/house.hpp"
#include "tests/support/logged.hpp"

#include <fmt/format.h>

/// What Slack sends twice, late, broken, or for others.
namespace goodturn::slack {
namespace {

using slack_server::Delivery;
using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

class OddEventsTest : public HouseTest {
protected:
    OddEventsTest() { connect(); }

    [[nodiscard]] std::vector<slack_server::ConnectionId> live() { return server.gateway.live("A1"); }
    std::size_t said_noted(std::string_view who, std::string_view where = "") {
        const auto all = sees(who, where);
        return static_cast<std::size_t>(
            std::ranges::count_if(all, [](const auto& text) { return text.contains("Noted"); }));
    }
    /// A frame that no test of the server's counts as its own.
    void frame(const std::string& text) { server.gateway.line(live().front()).text(text); }
};

TEST_F(OddEventsTest, AnEventWhoseAcknowledgementIsLostWithSlackComesAgainAndIsTheSame) {
    on_commit = [&] { server.goes_down(); };
    server.people.types("ana", "helped @ben for the migration");
    ASSERT_TRUE(until([&] { return live().empty(); }));
    server.clock.skip(70s);
    server.comes_up();
    ASSERT_TRUE(until([&] { return live().size() == 1; }));
    skip(294s);  // the last repetition, after 1 + 5 minutes, is on its way
    EXPECT_EQ(said_noted("ana"), 1U);
    EXPECT_EQ(server.gateway.seen.events_lost, 0U);
}

TEST_F(OddEventsTest, AMentionThatComesAsTwoEventsTwiceIsOneRow) {
    server.world.app("A1").events.insert("message.channels");
    server.faults.repeats_events = true;
    server.faults.repeats_envelopes = true;
    server.people.types("ana", "@goodturn helped @ben for the migration", "#release-4");
    settle();
    EXPECT_EQ(said_noted("ana", "#release-4"), 1U);
    EXPECT_EQ(server.gateway.seen.odd_acks, 0U);
}

TEST_F(OddEventsTest, AReactionThatComesTwiceIsOneRow) {
    types("ana", "reactions on");
    const auto ts = server.people.types("ben", "done, the build is green", "#release-4");
    server.faults.repeats_events = true;
    server.people.reacts("ana", "pray", ts, "#release-4");
    settle();
    EXPECT_EQ(said_noted("ana"), 1U);
}

TEST_F(OddEventsTest, WhatCannotBeReadIsAcknowledgedAndChangesNothing) {
    const std::vector<std::string> payloads{
        "null",
        "[]",
        "17",
        R"("text")",
        "{}",
        R"({"type":"event_callback","event":null})",
        R"({"type":"event_callback","event":{"type":17}})",
        R"({"type":"event_callback","event":{"type":"message","channel":{"id":null},"ts":5,"user":[]}})",
        R"({"type":"event_callback","event_id":{},"event":{"type":"app_mention","ts":"1","channel":"C1"}})",
        R"({"type":"block_actions","user":"UANA","actions":[null,{"action_id":7}],"container":5})",
        R"({"type":"view_submission","user":{"id":"UANA"},"view":{"state":{"values":[1]}}})",
        R"({"command":null,"text":{"a":1},"user_id":"UANA","channel_id":null})",
    };
    std::size_t sent = 0;
    for (const auto* type : {"events_api", "slash_commands", "interactive", "something_new"}) {
        for (const auto& payload : payloads) {
            frame(fmt::format(R"({{"envelope_id":"odd{}","type":"{}","payload":{}}})", sent++, type, payload));
        }
        frame(fmt::format(R"({{"envelope_id":"odd{}","type":"{}"}})", sent++, type));
    }
    ASSERT_TRUE(until([&] { return server.gateway.seen.odd_acks == sent; }))
        << server.gateway.seen.odd_acks << " of " << sent << ": Slack's stand-in never sent them itself";
    EXPECT_THAT(live(), SizeIs(1)) << "and it stays connected";
    EXPECT_EQ(server.gateway.seen.opened, 1U);
}

TEST_F(OddEventsTest, WhatIsBrokenBehindItsIdIsAcknowledged) {
    frame(R"({"envelope_id":"odd","type":"events_api","payload":{"type":)");
    frame(R"({"type":"events_api","envelope_id":"odd2","payload":)" + std::string(100, '[') + std::string(100, ']') +
          "}");
    frame(R"({"type":"events_api","payload":{"envelope_id":"inside"},"retry_attempt":})");
    frame(R"({"envelope_id":{"envelope_id":"inside"},"type":})");
    frame(R"({"envelope_id":17,"type":})");
    frame(R"({"envelope_id":"last","type":"something_new"})");
    ASSERT_TRUE(until([&] { return server.gateway.seen.odd_acks == 3; }));
    settle();
    EXPECT_EQ(server.gateway.seen.odd_acks, 3U);
    EXPECT_EQ(server.gateway.seen.opened, 1U);
}

TEST_F(OddEventsTest, ACommandWithHalfAnEmojiIsACommand) {
    frame(
        R"({"envelope_id":"odd","type":"slash_commands","accepts_response_payload":true,"payload":{"team_id":"T1",)"
        R"("user_id":"UANA","channel_id":"CRELEASE4","command":"/goodturn","text":"helped <@UBEN> for the migration \ud83d"}})");
    ASSERT_TRUE(until([&] { return server.gateway.seen.odd_acks == 1; }));
    EXPECT_EQ(noted("ana"), 1);
}

TEST_F(OddEventsTest, WhatIsNoEnvelopeIsLeftOut) {
    auto& line = server.gateway.line(live().front());
    line.binary(std::string("\x00\xff{", 3));
    line.text("");
    line.text("{\"envelope_id\":");
    line.text(R"({"type":"hello"})");
    line.text(R"({"type":"disconnect"})");
    line.text(std::string(100'000, '['));
    ASSERT_TRUE(until([&] { return server.gateway.seen.opened == 2; })) << "told to go, for whatever reason";
    runs("ana", "/goodturn helped @ben for the migration");
    EXPECT_EQ(said_noted("ana", "#release-4"), 1U);
    EXPECT_EQ(server.gateway.seen.odd_acks, 0U);
}

TEST_F(OddEventsTest, MoreEventsThanSlackSendsIsNoEventOfAnybody) {
    server.events.rate_limit(server.world.install_in("T1", "A1"));
    settle();
    EXPECT_EQ(server.gateway.deliveries().back()->state, Delivery::State::acked);
}

TEST_F(OddEventsTest, WhatIsForAnotherWorkspaceIsAcknowledgedAndIsNobodysHere) {
    frame(
        R"({"envelope_id":"odd","type":"slash_commands","accepts_response_payload":true,)"
        R"("payload":{"team_id":"T9","user_id":"UANA","channel_id":"CRELEASE4","command":"/goodturn","text":"log"}})");
    frame(
        R"({"envelope_id":"odd2","type":"events_api","payload":{"type":"event_callback","event_id":"Ev9",)"
        R"("authorizations":[{"team_id":"T9","enterprise_id":null}],"team_id":"T1",)"
        R"("event":{"type":"message","channel_type":"im","channel":"D9","user":"UANA","ts":"1799056801.1","text":"log"}}})");
    ASSERT_TRUE(until([&] { return server.gateway.seen.odd_acks == 2; }));
    settle();
    EXPECT_THAT(sees("ana"), IsEmpty());
    EXPECT_THAT(server.calls_of("chat.postMessage"), IsEmpty());
}

TEST_F(OddEventsTest, WhatComesForAWorkspaceThatDidNotAnswerYetComesAgain) {
    server.world.add_workspace("T2", "globex");
    server.world.add_user({.team = "T2", .name = "zoe"});
    server.world.install(
        server.world.app("A1"), "T2",
        {.token = "xoxb-T2-test", .user = "UBOT2", .bot_id = "B2", .scopes = slack_server::usual_scopes()});
    installations.push_back(installations.front());
    installations.back().name = "globex";
    installations.back().bot_token = "xoxb-T2-test";
    server.faults.on("auth.test", slack_server::Misanswer{.taken = true});
    server.faults.on("auth.test", slack_server::server_error());
    die_and_start();
    ASSERT_TRUE(until([&] { return live().size() == 1; }));
    server.people.types("zoe", "helped @zoe for the migration");
    const auto event = server.gateway.deliveries().back();
    ASSERT_TRUE(until([&] { return server.calls_of("auth.test").size() == 4; })) << "one before, three now";
    EXPECT_EQ(event->state, Delivery::State::waiting);
    ASSERT_TRUE(until([&] { return server.calls_of("users.conversations").size() == 3; }));
    skip(3s);
    EXPECT_EQ(event->state, Delivery::State::acked);
    EXPECT_THAT(sees("zoe"), SizeIs(2)) << "she was answered";
}

// Access that ends
// --------------------------------

TEST_F(OddEventsTest, AWorkspaceThatRemovedTheAppIsLeftAloneAndGoesOnWhereItWas) {
    types("ana", "helped @ben for the migration");
    EXPECT_TRUE(is_well());
    auto& install = server.world.install_in("T1", "A1");
    const support::Logged log;
    server.events.uninstall(install);
    settle();
    ASSERT_TRUE(until([&] { return server.calls_of("auth.test").size() == 2; })) << "asks once";
    settle();
    ASSERT_TRUE(until([&] { return !is_well(); }));
    EXPECT_THAT(log.text(), HasSubstr("the app was removed from the workspace"));
    const auto before = server.calls.size();
    server.clock.skip(25 * 24h - 1h);  // the round begins
    for (int minutes = 0; minutes < 30; ++minutes) skip(1min);
    EXPECT_EQ(server.calls.size(), before) << "nothing is tried in vain";
    install.active = true;
    const auto asked = server.calls_of("users.info").size();
    restart();
    ASSERT_TRUE(until([&] { return server.calls_of("users.info").size() == asked + 2; })) << "who ana is was long ago";
    skip(1min);
    EXPECT_THAT(last("ana"), HasSubstr("Want to thank"));
}

TEST_F(OddEventsTest, AnEndThatIsLongOverIsNone) {
    const support::Logged log;
    auto& install = server.world.install_in("T1", "A1");
    server.events.uninstall(install);
    install.active = true;  // installed anew; what comes is late
    ASSERT_TRUE(until([&] { return server.calls_of("auth.test").size() == 2; })) << "asks";
    settle();
    types("ana", "helped @ben for the migration");
    EXPECT_THAT(last("ana"), StartsWith("Noted"));
    EXPECT_THAT(log.text(), Not(AnyOf(HasSubstr("was removed"), HasSubstr("was revoked"))));
}

TEST_F(OddEventsTest, ATokenThatIsRefusedOnceIsLookedAtAndTheAnswerArrives) {
    server.faults.on("chat.postMessage", slack_server::refuses("invalid_auth"));
    types("ana", "helped @ben for the migration");
    ASSERT_TRUE(until([&] { return server.calls_of("auth.test").size() == 2; }));
    skip(2s);
    ASSERT_TRUE(until([&] { return said_noted("ana") == 1; }));
}

TEST_F(OddEventsTest, TheLogSaysOnceWhatWasLeftOut) {
    const support::Logged log;
    server.gateway.line(live().front()).binary("what is this");
    for (int i = 0; i < 2; ++i) {
        frame(fmt::format(
            R"({{"type":"events_api","envelope_id":"e{}","payload":{{"team_id":"T1","event":{{"type":"tea_time"}}}}}})",
            i));
    }
    ASSERT_TRUE(until([&] { return server.gateway.seen.odd_acks == 2; }));
    const auto text = log.text();
    EXPECT_THAT(text, HasSubstr("a binary frame was left out"));
    EXPECT_THAT(text, HasSubstr("left out: event tea_time"));
    EXPECT_EQ(text.find("tea_time"), text.rfind("tea_time"));
}

TEST_F(OddEventsTest, AWorkspaceInTwoSectionsIsToldAsThat) {
    installations.push_back(installations.front());
    installations.back().name = "again";
    const support::Logged log;
    die_and_start();
    EXPECT_TRUE(until([&] { return log.text().contains("again: T1 is in another section as well: leave one"); }))
        << log.text();
    settle();
}

}  // namespace
}  // namespace goodturn::slack
