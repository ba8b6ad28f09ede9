#include "tests/support/test_bot.hpp"
#include "tests/support/trial_practice.hpp"

#include <gmock/gmock.h>

#include <set>

namespace goodturn {
namespace {

using namespace std::chrono_literals;
using support::TestBot;
using support::with_trial;
using testing::IsEmpty;
using testing::SizeIs;

std::int64_t rows(store::Database& db, std::string_view table) {
    // The text of a query is kept with its statement, so it must live as long as the database.
    static std::set<std::string> queries;
    return db.integer(*queries.insert("SELECT count(*) FROM " + std::string(table)).first).value();
}

std::vector<std::string> tables(store::Database& db) {
    std::vector<std::string> all;
    auto row = db.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    while (row.next()) all.push_back(row.text(0));
    return all;
}

/// Something in every table of the engine and of this practice, and much in the others.
void live(TestBot& bot) {
    for (const auto* line : {"@ben helped me with the deploy", "thanks @ben for the deploy", "pause", "resume", "count",
                             "up", "list x", "remind daily 10:00", "once 600m", "no more from @kai", "note", "setings",
                             "deliver @bo hello", "nudge hello", "nudge in 600m later", "round"}) {
        bot.says("ana", line);
    }
    bot.presses("ana", "Send");
    bot.says("ana", "thanks @bo here for the release", "#release-4");
    bot.set_look(TestBot::Look::words);
    bot.says("ana", "form");
    bot.says("ana", "Deploy");
    bot.says("ben", "no more");
    bot.says("ben", "deliver @ana hello");
    bot.pass(26h);
    bot.says("ana", "setings");
    bot.says("ana", "form");
}

/// A day and an hour, after which every key was looked at.
void by_the_hour(TestBot& bot) {
    for (int hour = 0; hour < 25; ++hour) bot.pass(1h);
}

TEST(Erase, LeavesNothingOfASpace) {
    TestBot bot({.practices = with_trial()});
    live(bot);
    EXPECT_GT(rows(bot.db(), "dialog"), 0);
    EXPECT_GT(rows(bot.db(), "refusal"), 0);
    EXPECT_GT(rows(bot.db(), "nudge"), 0);
    EXPECT_GT(rows(bot.db(), "blocked"), 0);
    bot.engine().erase({"test"});
    const std::set<std::string> stay{"migration", "sequence", "meta", "dedupe"};
    for (const auto& table : tables(bot.db())) {
        if (!stay.contains(table)) EXPECT_EQ(rows(bot.db(), table), 0) << table;
    }
    EXPECT_THAT(bot.db().integrity_problem(), IsEmpty());
}

TEST(Erase, LeavesOtherSpacesAlone) {
    TestBot bot({.practices = with_trial()});
    live(bot);
    const auto elsewhere = [&](chat::AccountId actor, decltype(chat::Event::what) what) {
        static int key = 0;
        return engine::Intake{{"other:" + std::to_string(++key)},
                              {.space = {"other"},
                               .actor = std::move(actor),
                               .place = {{"dm:zoe"}, {}, true},
                               .at = bot.now(),
                               .route = {},
                               .what = std::move(what)},
                              engine::Cursor{"other", "1"}};
    };
    bot.take(elsewhere({}, chat::SpaceSeen{.name = "Other", .bot = {"goodturn"}, .can = {}}));
    bot.take(elsewhere({"zoe"}, chat::Typed{.words = {std::string("dated hello")}, .message = {"m"}}));
    bot.engine().erase({"test"});
    EXPECT_EQ(rows(bot.db(), "space"), 1);
    EXPECT_EQ(rows(bot.db(), "person"), 1);
    EXPECT_EQ(rows(bot.db(), "trial_note"), 1);
    EXPECT_EQ(bot.engine().cursor("other"), "1");
    EXPECT_EQ(bot.engine().cursor("test"), std::nullopt);
}

TEST(Erase, OutlivesAnOutcomeThatComesAfterIt) {
    TestBot bot({.practices = with_trial()});
    const engine::Intake item{{"1"},
                              {.space = {"test"},
                               .actor = {"ana"},
                               .place = {{"dm:ana"}, {}, true},
                               .at = bot.now(),
                               .route = {},
                               .what = chat::Typed{.words = {std::string("chat hi")}, .message = {"m"}}},
                              {}};
    const auto step = bot.engine().step(std::span(&item, 1), {}, bot.now(), 16);
    ASSERT_THAT(step.outgoing, SizeIs(1));
    bot.engine().erase({"test"});
    const engine::Outcome outcome{step.outgoing.front().delivery, chat::Receipt{{"dm:ana"}, {"m1"}}};
    EXPECT_THAT(bot.engine().step({}, std::span(&outcome, 1), bot.now(), 16).log, IsEmpty());
}

TEST(Pruning, KeepsNothingPastItsTime) {
    TestBot bot({.practices = with_trial()});
    live(bot);
    bot.says("ana", "cancel");
    bot.says("ana", "stop");
    bot.pass(2h);
    EXPECT_EQ(rows(bot.db(), "undo"), 0);
    EXPECT_EQ(rows(bot.db(), "refusal"), 0);
    EXPECT_EQ(rows(bot.db(), "dialog"), 0);
    bot.pass(24h * 5);
    EXPECT_EQ(rows(bot.db(), "received"), 0);
    EXPECT_GT(rows(bot.db(), "delivery"), 0);
    EXPECT_GT(rows(bot.db(), "dedupe"), 0);
    bot.pass(24h * 32);
    EXPECT_EQ(rows(bot.db(), "passing"), 0);
    by_the_hour(bot);
    EXPECT_EQ(bot.db().integer("SELECT count(*) FROM dedupe WHERE day < 20000"), 0);
    EXPECT_EQ(bot.db().integer("SELECT count(*) FROM action WHERE view_id IS NULL"), 0);
    bot.pass(24h * 1201);
    EXPECT_EQ(rows(bot.db(), "nudge"), 0);
}

TEST(Pruning, TakesManyRowsInSmallBatches) {
    TestBot bot({.practices = with_trial()});
    {
        store::Database::Transaction transaction(bot.db());
        for (int i = 0; i < 5000; ++i) {
            bot.db().run("INSERT INTO dedupe (id, day, delivery_id) VALUES ($1, 1, NULL)",
                         {(i + 1) * (store::Seal::largest_number / 5001)});
        }
        transaction.commit();
    }
    by_the_hour(bot);
    EXPECT_EQ(bot.db().integer("SELECT count(*) FROM dedupe WHERE day = 1"), 0);
}

}  // namespace
}  // namespace goodturn
