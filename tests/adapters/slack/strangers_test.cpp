#include "tests/adapters/slack/house.hpp"

/// Whom Slack has not spoken of yet.
namespace goodturn::slack {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

/// Who is in no channel is known by what Slack says of them alone, and that can take a while.
class StrangerTest : public HouseTest {
protected:
    explicit StrangerTest(Moment try_again = 1ms) : HouseTest({.call = 100ms, .person = 0ms, .try_again = try_again}) {
        connect();
        server.world.add_user({.team = "T1", .name = "gus", .is_restricted = true});
        server.world.add_user({.team = "T1", .name = "botty", .is_bot = true});
        server.world.add_user({.team = "T1", .name = "zoe"});
        meet_everybody();
    }
    void thanks(const std::string& whom) {
        types("ana", "thanks @" + whom + " privately for the deploy");
        skip(31s);
    }
};

TEST_F(StrangerTest, ALetterWaitsUntilItIsKnownWhoTheyAre) {
    server.faults.on("users.info", slack_server::refuses("internal_error"), slack_server::Faults::always);
    for (const auto* who : {"gus", "botty", "zoe"}) {
        thanks(who);
        EXPECT_THAT(letters(who), IsEmpty()) << who;
    }
    server.faults.heal();
    ASSERT_TRUE(until([&] {
        skip(1min);
        return letters("zoe").size() == 1;
    }));
    EXPECT_THAT(letters("gus"), IsEmpty()) << "a guest";
    EXPECT_THAT(letters("botty"), IsEmpty()) << "a bot";
    EXPECT_EQ(server.calls_of("conversations.open").size(), 1U) << "for zoe alone";
}

TEST_F(StrangerTest, WhomTheBotMayNotSeeGetsNoLetterAndItsWriterIsTold) {
    may_fail = true;
    server.faults.on("users.info", slack_server::refuses("user_not_visible"), slack_server::Faults::always);
    thanks("zoe");
    for (int i = 0; i < 5; ++i) skip(1min);
    EXPECT_THAT(letters("zoe"), IsEmpty());
    EXPECT_THAT(sees("ana"), Contains(HasSubstr("I can't pass this on; write to @UZOE directly")));
}

TEST_F(StrangerTest, AGuestWhomNobodyLookedUpIsNotToldOfALetterThatWasTakenBack) {
    server.faults.on("users.info", slack_server::refuses("missing_scope"), slack_server::Faults::always);
    thanks("gus");
    for (int i = 0; i < 5; ++i) skip(1min);
    presses("ana", "Undo");
    for (int i = 0; i < 12; ++i) skip(10min);
    EXPECT_EQ(server.calls_of("conversations.open").size(), 0U);
}

TEST_F(StrangerTest, WhoIsKnownOnDiskNeedsNoQuestionAfterARestart) {
    types("ana", "thanks @joerg privately for the deploy");
    server.faults.on("users.info", slack_server::refuses("internal_error"), slack_server::Faults::always);
    server.clock.skip(31s);
    die_and_start();
    ASSERT_TRUE(until([&] { return live().size() == 1; }));
    EXPECT_TRUE(until([&] { return letters("joerg").size() == 1; }));
}

TEST_F(StrangerTest, AChangeThatCouldNotBeKeptIsAskedForBeforeALetter) {
    thanks("zoe");
    ASSERT_TRUE(until([&] { return letters("zoe").size() == 1; }));
    disk_is_full = true;
    server.world.user("zoe").tz = "Europe/Lisbon";
    server.events.change(server.world.user("zoe"));
    for (const std::size_t times : {1U, 2U, 3U, 4U}) {
        ASSERT_TRUE(until([&] { return refused == times; }));
        server.clock.skip(301s);  // no pause of Slack's is longer
    }
    ASSERT_TRUE(until([&] { return server.gateway.seen.events_lost == 1; }));
    disk_is_full = false;
    types("bo", "thanks @zoe privately for the review");
    for (int i = 0; i < 5; ++i) skip(1min);
    EXPECT_THAT(letters("zoe"), SizeIs(2));
    types("zoe", "hours");
    EXPECT_THAT(last("zoe"), HasSubstr("Lisbon"));
}

TEST_F(StrangerTest, WhoBecameAGuestInALongAbsenceOfTheBotGetsNoLetter) {
    thanks("zoe");
    ASSERT_TRUE(until([&] { return letters("zoe").size() == 1; }));
    types("bo", "thanks @zoe privately for the review");
    server.world.user("zoe").is_restricted = true;
    server.clock.skip(25h);
    die_and_start();
    ASSERT_TRUE(until([&] { return live().size() == 1; }));
    for (int i = 0; i < 5; ++i) skip(1min);
    EXPECT_THAT(letters("zoe"), SizeIs(1)) << "a guest";
}

TEST_F(StrangerTest, WhomTheBotMaySeeNoMoreIsWrittenToByWhatWasKnown) {
    thanks("zoe");
    ASSERT_TRUE(until([&] { return letters("zoe").size() == 1; }));
    server.faults.on("users.info", slack_server::refuses("missing_scope"), slack_server::Faults::always);
    types("bo", "thanks @zoe privately for the review");
    server.clock.skip(25h);
    die_and_start();
    ASSERT_TRUE(until([&] { return live().size() == 1; }));
    for (int i = 0; i < 5; ++i) skip(1min);
    EXPECT_THAT(letters("zoe"), SizeIs(2));
}

/// What failed is not soon asked again.
class SlowStrangerTest : public StrangerTest {
protected:
    SlowStrangerTest() : StrangerTest(1h) {}
};

TEST_F(SlowStrangerTest, AQuestionThatHangsKeepsNoOtherWaiting) {
    server.faults.on("users.info", slack_server::hangs());
    runs("ana", "/goodturn helped @zoe, @botty for the deploy");
    EXPECT_TRUE(until([&] { return last("ana", "#release-4").contains("turns out to be a bot"); }));
}

}  // namespace
}  // namespace goodturn::slack
