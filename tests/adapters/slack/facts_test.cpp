#include "tests/adapters/slack/house.hpp"

#include "tests/support/logged.hpp"

#include <fmt/format.h>

#include <algorithm>

/// What is asked of Slack to learn who is who.
namespace goodturn::slack {
namespace {

using slack_server::Delivery;
using slack_server::DeliveryRef;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

class FactsTest : public HouseTest {
protected:
    explicit FactsTest(Moment same = 1min) : HouseTest({.person = 0ms, .same = same}) {
        connect();
        meet_everybody();
    }

    /// Slack does not take the token for a moment: who we are is asked again, and what there is.
    void look_around_again() {
        const auto before = server.calls_of("conversations.members").size();
        server.faults.on("views.publish", slack_server::refuses("invalid_auth"));
        server.people.opens_home("ben");
        ASSERT_TRUE(until([&] { return server.calls_of("conversations.members").size() > before; }));
        settle();
    }
    DeliveryRef moves(std::string_view who, const std::string& zone) {
        server.world.user(who).tz = zone;
        server.events.change(server.world.user(who));
        return server.gateway.deliveries().back();
    }
    std::string hours(std::string_view who) {
        types(who, "hours");
        return last(who);
    }
    std::size_t asked() { return server.calls_of("users.info").size(); }
    /// Until everything that a start asks for is there.
    void restart_and_look_around() {
        const auto before = server.calls_of("conversations.members").size();
        restart();
        ASSERT_TRUE(until([&] { return server.calls_of("conversations.members").size() > before; }));
        settle();
    }
};
/// Who was found as they were is noted at once.
class SameTest : public FactsTest {
protected:
    SameTest() : FactsTest(0min) {}
};

TEST_F(FactsTest, WhoIsKnownIsAskedAboutOnceADay) {
    ASSERT_EQ(asked(), 6U);
    look_around_again();
    for (const auto* who : {"ana", "ben", "kai"}) types(who, "help");
    skip(23h);
    types("ana", "help");
    EXPECT_EQ(asked(), 6U);
    skip(1h);
    types("ana", "help");
    EXPECT_TRUE(until([&] { return asked() == 7; }));
    settle();
    types("ana", "help");
    EXPECT_EQ(asked(), 7U);
}

TEST_F(FactsTest, WhoIsKnownIsNotAskedAboutAfterARestart) {
    skip(23h);
    restart_and_look_around();
    for (const auto* who : {"ana", "ben", "kai"}) types(who, "help");
    EXPECT_EQ(asked(), 6U);
    bool written = false;
    on_commit = [&] { written = true; };
    server.events.change(server.world.user("kai"));
    settle();
    EXPECT_FALSE(written) << "their profile is as it was";
    server.world.user("kai").tz = "Europe/Lisbon";
    server.events.change(server.world.user("kai"));
    EXPECT_TRUE(until([&] { return written; }));

    skip(1h);
    restart_and_look_around();
    EXPECT_TRUE(until([&] { return asked() == 11; })) << "all but kai";
    types("ana", "help");
    EXPECT_EQ(asked(), 11U);
}

TEST_F(FactsTest, AProfileThatIsAsItWasIsNotWrittenAgainAfterADayAndARestart) {
    skip(25h);
    server.faults.on("users.info", slack_server::refuses("internal_error"), slack_server::Faults::always);
    restart_and_look_around();
    bool written = false;
    on_commit = [&] { written = true; };
    server.events.change(server.world.user("kai"));
    settle();
    EXPECT_FALSE(written);
}

TEST_F(FactsTest, AProfileIsAcknowledgedOnceItIsOnDisk) {
    disk_is_full = true;
    const auto event = moves("kai", "Europe/Lisbon");
    ASSERT_TRUE(until([&] { return refused == 1; }));
    server.gateway.line(live().front()).text(R"({"envelope_id":"odd","type":"something_new","payload":{}})");
    ASSERT_TRUE(until([&] { return server.gateway.seen.odd_acks == 1; })) << "what came later is acknowledged";
    disk_is_full = false;
    die_and_start();
    ASSERT_TRUE(until([&] { return live().size() == 1; }));
    EXPECT_EQ(event->state, Delivery::State::waiting);
    skip(61s);
    EXPECT_EQ(event->state, Delivery::State::acked);
    EXPECT_THAT(hours("kai"), HasSubstr("Lisbon"));
    EXPECT_EQ(server.gateway.seen.events_lost, 0U);
}

TEST_F(FactsTest, AProfileThatCouldNotBeKeptIsKeptWhenItComesAgain) {
    disk_is_full = true;
    moves("kai", "Europe/Lisbon");
    ASSERT_TRUE(until([&] { return refused == 1; }));
    disk_is_full = false;
    skip(61s);
    EXPECT_THAT(hours("kai"), HasSubstr("Lisbon"));
}

TEST_F(FactsTest, AProfileThatComesAgainBehindANewerOneChangesNothing) {
    disk_is_full = true;
    const auto older = moves("kai", "Europe/Lisbon");
    ASSERT_TRUE(until([&] { return refused == 1; }));
    disk_is_full = false;
    server.clock.skip(1s);
    const auto newer = moves("kai", "Europe/Athens");
    ASSERT_TRUE(until([&] { return newer->state == Delivery::State::acked; }));
    skip(61s);
    EXPECT_EQ(older->state, Delivery::State::acked);
    EXPECT_THAT(hours("kai"), HasSubstr("Athens"));
}

TEST_F(FactsTest, WhoJoinedIsKnownFromThenOn) {
    server.world.add_user({.id = "UZOE", .team = "T1", .name = "zoe", .tz = "Europe/London"});
    server.events.change(server.world.user("zoe"), "team_join");
    settle();
    moves("zoe", "Europe/Lisbon");
    settle();
    restart_and_look_around();
    EXPECT_THAT(hours("zoe"), HasSubstr("Lisbon"));
    moves("zoe", "Europe/Athens");
    settle();
    EXPECT_THAT(hours("zoe"), HasSubstr("Athens"));
    EXPECT_EQ(asked(), 6U) << "nobody had to ask who zoe is";
}

TEST_F(FactsTest, WhatCouldNotBeKeptIsKeptBeforeWhatIsNewer) {
    for (const auto* who : {"una", "yan", "zoe"}) server.world.add_user({.team = "T1", .name = who});
    disk_is_full = true;
    for (const auto* who : {"yan", "zoe"}) server.people.invites("ana", who, "#release-4");
    ASSERT_TRUE(until([&] { return asked() == 8; })) << "who one of them is came too, behind that both are there";
    settle();
    disk_is_full = false;
    server.people.leaves("zoe", "#release-4");
    server.people.invites("ana", "una", "#release-4");
    for (const auto* who : {"una", "yan", "zoe"}) {
        ASSERT_TRUE(until([&] { return learned(who) != chat::Instant{}; })) << who;
    }
    runs("ana", "/goodturn helped zoe for the tests");
    EXPECT_THAT(last("ana", "#release-4"), Not(HasSubstr("Noted"))) << "she has left";
}

TEST_F(FactsTest, WhatCouldNotBeKeptIsNotToldBehindANewerProfile) {
    server.world.add_user({.team = "T1", .name = "yan"});
    types("kai", "help");
    skip(25h);
    server.world.user("kai").tz = "Europe/Lisbon";
    disk_is_full = true;
    server.people.types("kai", "help");
    ASSERT_TRUE(until([&] { return refused == 2; })) << "what kai typed, and where kai is";
    disk_is_full = false;
    const auto newer = moves("kai", "Europe/Athens");
    ASSERT_TRUE(until([&] { return newer->state == Delivery::State::acked; }));
    server.people.invites("ana", "yan", "#release-4");
    ASSERT_TRUE(until([&] { return learned("yan") != chat::Instant{}; })) << "behind what failed";
    skip(61s);
    EXPECT_THAT(hours("kai"), HasSubstr("Athens"));
}

TEST_F(FactsTest, AnAnswerThatAProfileOvertookIsTheOlderOne) {
    skip(25h);
    server.faults.on("users.info", slack_server::slow_body(1s));
    types("kai", "help");
    ASSERT_TRUE(until([&] { return asked() == 7; }));
    const auto newer = moves("kai", "Europe/Lisbon");
    ASSERT_TRUE(until([&] { return newer->state == Delivery::State::acked; }));
    skip(1s);
    types("ana", "help");
    ASSERT_TRUE(until([&] { return asked() == 8; })) << "the older answer has come";
    EXPECT_THAT(hours("kai"), HasSubstr("Lisbon"));
}

TEST_F(FactsTest, AProfileThatComesWhileWhoTheyAreIsAskedIsTheNewerOne) {
    server.faults.on("users.info", slack_server::slow_body(1s));
    server.world.add_user({.id = "UZOE", .team = "T1", .name = "zoe", .tz = "Europe/London"});
    server.people.types("zoe", "help");
    ASSERT_TRUE(until([&] { return asked() == 7; }));
    const auto newer = moves("zoe", "Europe/Lisbon");
    ASSERT_TRUE(until([&] { return newer->state == Delivery::State::acked; }));
    skip(1s);
    ASSERT_TRUE(until([&] { return learned("zoe") != chat::Instant{}; }));
    skip(25h);
    types("ana", "help");
    ASSERT_TRUE(until([&] { return asked() == 8; })) << "the older answer has come";
    EXPECT_THAT(hours("zoe"), HasSubstr("Lisbon"));
}

TEST_F(FactsTest, WhomNobodyCouldLearnIsAskedAboutAfterARestart) {
    server.faults.on("users.info", slack_server::slow_body(1h));
    server.world.add_user({.id = "UZOE", .team = "T1", .name = "zoe"});
    runs("ana", "/goodturn helped @zoe for the tests");
    ASSERT_TRUE(until([&] { return asked() == 7; }));
    restart_and_look_around();
    EXPECT_TRUE(until([&] { return asked() == 8; }));
}

TEST_F(SameTest, WhoWasFoundAsTheyWereIsNotAskedAboutForAnotherDayAlsoAfterARestart) {
    const auto before = learned("ana");
    skip(25h);
    types("ana", "help");
    EXPECT_TRUE(until([&] { return learned("ana") == before + 25h; }));
    skip(23h);
    restart_and_look_around();
    EXPECT_TRUE(until([&] { return asked() == 12; })) << "all but ana";
    types("ana", "help");
    EXPECT_EQ(asked(), 12U);
}

TEST_F(FactsTest, AnotherLookAtTheSameWritesNothing) {
    skip(25h);
    server.faults.on("users.info", slack_server::slow_body(1s));
    for (const auto* who : {"ana", "kai"}) types(who, "help");
    bool written = false;
    on_commit = [&] { written = true; };
    skip(1s);
    EXPECT_TRUE(until([&] { return asked() == 8; })) << "the second question follows the first answer";
    settle();
    EXPECT_FALSE(written);
}

TEST_F(FactsTest, TheLogNamesWhomItCouldNotLearn) {
    const support::Logged log;
    server.faults.on("users.info", slack_server::refuses("user_not_found"));
    server.faults.on("conversations.members", slack_server::refuses("channel_not_found"));
    server.world.add_user({.id = "UZOE", .team = "T1", .name = "zoe"});
    server.world.add_channel("T1", "garden", {"UZOE"});
    const auto garden = server.world.place("zoe", "#garden").id;
    types("zoe", "help");
    server.people.invites("zoe", "goodturn", "#garden");
    EXPECT_TRUE(until([&] { return log.text().contains("conversations.members"); }));
    EXPECT_THAT(log.text(), HasSubstr("UZOE could not be learned: users.info: user_not_found"));
    EXPECT_THAT(log.text(), HasSubstr(garden + " could not be learned: conversations.members: channel_not_found"));
}

TEST_F(FactsTest, ALineThatNamesManyKeepsNobodyWaiting) {
    std::string line = "@goodturn hello";
    for (int i = 0; i < 130; ++i) {
        server.world.add_user({.id = fmt::format("UN{}", i), .team = "T1", .name = fmt::format("named{}", i)});
        line += fmt::format(" @named{}", i);
    }
    server.world.add_user({.id = "UZOE", .team = "T1", .name = "zoe"});
    server.world.add_channel("T1", "garden", {"UANA", "UZOE"});
    types("ana", line, "#release-4");
    // All members of a channel come behind everything else.
    server.people.invites("ana", "goodturn", "#garden");
    EXPECT_TRUE(until([&] {
        return std::ranges::any_of(server.calls_of("users.info"),
                                   [](const auto& call) { return call.args["user"] == "UZOE"; });
    }));
    const auto about = [&](const auto& call) {
        return call.args["user"].template get<std::string>().starts_with("UN");
    };
    EXPECT_EQ(std::ranges::count_if(server.calls_of("users.info"), about), 100) << "of 130 names";
}

TEST_F(FactsTest, WhoDoesSomethingIsAskedAboutBetweenThePagesOfABigChannel) {
    auto& members = server.world.channel("#release-4").members;
    for (int i = 0; i < 250; ++i) members.insert(fmt::format("UN{:03}", i));
    skip(25h);
    const auto before = server.calls.size();
    const auto since = [&](const std::string& method) {
        std::vector<std::size_t> found;
        for (auto i = before; i < server.calls.size(); ++i) {
            if (server.calls[i].method == method) found.push_back(i);
        }
        return found;
    };
    server.faults.on("conversations.members", slack_server::taken_late(1s));
    server.people.leaves("joerg", "#release-4");
    ASSERT_TRUE(until([&] { return since("conversations.members").size() == 1; }));
    server.people.types("kai", "help");
    ASSERT_TRUE(until([&] { return last("kai") != "(nothing)"; }));
    server.clock.skip(1s);
    ASSERT_TRUE(until([&] { return since("conversations.members").size() == 2; }));
    ASSERT_THAT(since("users.info"), testing::SizeIs(1));
    EXPECT_EQ(server.calls[since("users.info").front()].args["user"], server.world.user("kai").id);
    EXPECT_LT(since("users.info").front(), since("conversations.members").back());
}

TEST_F(FactsTest, WhereTheBotMayNotLookItForgetsNobody) {
    server.faults.on("conversations.info", slack_server::refuses("missing_scope"));
    server.world.add_user({.id = "UZOE", .team = "T1", .name = "zoe"});
    server.people.invites("ana", "zoe", "#release-4");
    const support::Logged log;
    ASSERT_TRUE(until([&] { return log.text().contains("conversations.info: missing_scope"); }));
    settle();
    runs("ana", "/goodturn helped kai for the deploy");
    EXPECT_THAT(last("ana", "#release-4"), HasSubstr("Noted"));
}

/// The bot was taken away from a channel, and nobody told it in time.
class LeftTest : public FactsTest {
protected:
    void is_taken_away_and_killed() {
        server.faults.on("conversations.info", slack_server::hangs());
        const auto before = server.calls_of("conversations.info").size();
        server.people.leaves("goodturn", "#release-4");
        ASSERT_TRUE(until([&] { return server.calls_of("conversations.info").size() > before; }));
        die_and_start();
        ASSERT_TRUE(until([&] { return live().size() == 1; }));
    }
    /// Kai is seen nowhere else.
    bool knows_kai() {
        runs("ana", "/goodturn helped kai for the deploy");
        return last("ana", "#release-4").contains("Noted");
    }
    /// More than one page, and #release-4 is on the last.
    void has_a_long_list() {
        for (int i = 0; i < 250; ++i) server.world.add_channel("T1", fmt::format("a{:03}", i), {"UBEN", "UBOT"});
    }
};

TEST_F(LeftTest, WhereTheBotIsNoMoreAfterARestartNobodyIsFoundByName) {
    is_taken_away_and_killed();
    EXPECT_TRUE(until([&] { return !knows_kai(); }));
    server.people.invites("ana", "goodturn", "#release-4");
    EXPECT_TRUE(until([&] { return knows_kai(); }));
}

TEST_F(LeftTest, AListThatEndsHalfWayForgetsNobody) {
    const support::Logged log;
    has_a_long_list();
    server.faults.on("users.conversations", slack_server::slow_body(0s));
    server.faults.on("users.conversations", slack_server::refuses("missing_scope"));
    die_and_start();
    ASSERT_TRUE(until([&] { return log.text().contains("users.conversations: missing_scope"); }));
    settle();
    EXPECT_TRUE(knows_kai());
}

TEST_F(LeftTest, AnAnswerWithoutAListForgetsNobody) {
    for (const auto* odd : {R"({"ok":true})", R"({"ok":true,"channels":null})"}) {
        const auto before = server.calls_of("users.conversations").size();
        server.faults.on("users.conversations", {.status = 200, .body = odd});
        die_and_start();
        ASSERT_TRUE(
            until([&] { return server.calls_of("users.conversations").size() > before && live().size() == 1; }));
        EXPECT_TRUE(knows_kai()) << odd;
    }
}

TEST_F(LeftTest, WhereTheBotWasBroughtWhileTheListWasOnItsWayItStays) {
    server.world.add_user({.id = "UZOE", .team = "T1", .name = "zoe"});
    server.world.add_channel("T1", "garden", {"UANA", "UZOE"});
    server.faults.on("users.conversations", slack_server::slow_body(2s));
    const auto before = server.calls_of("users.conversations").size();
    die_and_start();
    ASSERT_TRUE(until([&] { return server.calls_of("users.conversations").size() > before && live().size() == 1; }));
    server.people.invites("ana", "goodturn", "#garden");
    settle();
    skip(2s);
    ASSERT_TRUE(until([&] { return learned("zoe") != chat::Instant{}; }));
    runs("ana", "/goodturn helped zoe for the tests", "#garden");
    EXPECT_THAT(last("ana", "#garden"), HasSubstr("Noted"));
    EXPECT_TRUE(knows_kai());
}

TEST_F(LeftTest, WhereItIsTakenAwayWhileMembersAreAskedForIsLookedAtOnceMore) {
    server.faults.on("conversations.members", slack_server::slow_body(2s));
    const auto before = server.calls_of("conversations.members").size();
    die_and_start();
    ASSERT_TRUE(until([&] { return server.calls_of("conversations.members").size() > before && live().size() == 1; }));
    server.people.leaves("goodturn", "#release-4");
    settle();
    const auto looks = server.calls_of("conversations.info").size();
    skip(2s);
    EXPECT_TRUE(until([&] { return server.calls_of("conversations.info").size() > looks; }));
    EXPECT_TRUE(until([&] { return !knows_kai(); }));
}

TEST_F(FactsTest, WhereItIsNotKnownToBeItIsNotSaidToBeMissing) {
    for (int i = 0; i < 250; ++i) server.world.add_channel("T1", fmt::format("x{:03}", i), {"UANA", "UBEN", "UBOT"});
    const auto before = server.calls_of("users.conversations").size();
    const auto looks_anew = [&](std::string_view who) {
        const auto known = server.calls_of("auth.test").size();
        server.faults.on("views.publish", slack_server::refuses("invalid_auth"));
        server.people.opens_home(who);
        ASSERT_TRUE(until([&] { return server.calls_of("auth.test").size() > known; }));
        settle();
    };
    server.faults.on("users.conversations", slack_server::slow_body(0s));
    server.faults.on("users.conversations", slack_server::slow_body(2s));
    looks_anew("ben");
    ASSERT_TRUE(until([&] { return server.calls_of("users.conversations").size() == before + 2; }));
    looks_anew("kai");
    // Of the first look, the last page was on its way. Once it is there, members are asked for.
    const auto members = server.calls_of("conversations.members").size();
    skip(2s);
    ASSERT_TRUE(until([&] { return server.calls_of("conversations.members").size() > members; }));
    runs("ana", "/goodturn thanks @ben here for the deploy", "#x000");
    EXPECT_THAT(last("ana", "#x000"), Not(HasSubstr("not in")));
    EXPECT_THAT(sees("ana"), Not(testing::Contains(HasSubstr("/invite"))));
}

class BadStartTest : public HouseTest {
protected:
    BadStartTest() : HouseTest({.person = 0ms, .try_again = 1ms}) {}
};

TEST_F(BadStartTest, WhereTheBotIsIsAskedUntilItIsKnown) {
    server.faults.on("users.conversations", slack_server::server_error(), 12);
    connect();
    runs("ana", "/goodturn helped kai for the deploy");
    EXPECT_THAT(last("ana", "#release-4"), HasSubstr("Noted"));
}

}  // namespace
}  // namespace goodturn::slack
