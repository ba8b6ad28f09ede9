#include "tests/core/engine/handed_out.hpp"
#include "tests/support/test_bot.hpp"
#include "tests/support/trial_practice.hpp"

#include <gmock/gmock.h>

namespace goodturn {
namespace {

using namespace std::chrono_literals;
using support::TestBot;
using support::with_trial;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Views, TakenBackWhileTheyWaitAreNeverSent) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "dated in 60m hello");
    bot.says("ana", "unsay");
    bot.pass(2h);
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

TEST(Views, TakenBackLaterAreDeleted) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "dated hello");
    bot.says("ana", "unsay");
    EXPECT_THAT(bot.news("ana"), ElementsAre("hello", "(deleted)"));
    bot.says("ana", "now");
    EXPECT_THAT(bot.news("ana"), IsEmpty()) << "what was taken back stays so";
}

TEST(Views, TakenBackWhileTheyAreOnTheirWayAreDeletedWhenTheyArrive) {
    TestBot bot({.practices = with_trial()});
    const auto post = begun_by(bot, "1", typed(bot, "ana", "dated hello"));
    ASSERT_THAT(post, SizeIs(1));
    EXPECT_THAT(begun_by(bot, "2", typed(bot, "ana", "unsay")), IsEmpty());
    const auto outcome = arrived(post.front(), "m1");
    const auto after = bot.engine().step({}, std::span(&outcome, 1), bot.now(), 16).outgoing;
    ASSERT_THAT(after, SizeIs(1));
    const auto* removed = std::get_if<chat::Delete>(&after.front().intent);
    ASSERT_NE(removed, nullptr);
    EXPECT_EQ(removed->target.value, "m1");
}

TEST(Views, TakenBackBeforeTheFirstTryKeepNoWayBack) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "dated in 60 hello");
    for (const std::string line : {"now", "unsay"}) {
        engine::Intake item{{line}, typed(bot, "ana", line), {}};
        if (line == "now") item.event.route = "the way back";
        static_cast<void>(bot.engine().step(std::span(&item, 1), {}, bot.now(), 0));
        EXPECT_EQ(count(bot, "SELECT count(*) FROM delivery WHERE route <> ''"), line == "now" ? 1 : 0) << line;
    }
}

TEST(Views, ShowOnePersonTheirOwn) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "count");
    bot.says("ben", "count");
    bot.news("ben");
    bot.presses("ana", "Up");
    EXPECT_THAT(bot.news("ana"), ElementsAre("count 0\n[Up]", "count 1\n[Up]"));
    EXPECT_THAT(bot.news("ben"), IsEmpty());
}

}  // namespace
}  // namespace goodturn
