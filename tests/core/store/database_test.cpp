#include "core/store/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/folder.hpp"

namespace goodturn::store {
namespace {

constexpr Migration notes_1{"notes 1", R"sql(
    CREATE TABLE note (  -- BIGINT in a comment; with a semicolon
        id BIGINT PRIMARY KEY,
        parent BIGINT REFERENCES note (id),
        words TEXT NOT NULL DEFAULT 'BIGINT (;'
    );
    CREATE INDEX note_words ON note (words);
)sql"};
constexpr Migration notes_2{"notes 2", "ALTER TABLE note ADD COLUMN due BIGINT"};

constexpr std::string_view insert = "INSERT INTO note (id, words) VALUES ($1, $2)";
constexpr std::string_view count = "SELECT count(*) FROM note";

/// A migrated database in memory.
class Store : public ::testing::Test {
protected:
    Store() { db.migrate({{notes_1}}); }

    void add(std::string_view words) { db.run(insert, {db.new_id(), words}); }

    Database db{Database::Options{}};
};

TEST_F(Store, BindsByNameWhateverTheOrder) {
    Database::Transaction transaction(db);
    EXPECT_EQ(1, db.run("INSERT INTO note (words, id) VALUES ($2, $1)", {7, "seven"}));
    auto rows = db.query("SELECT words, parent, id, $1 FROM note", {std::string_view("a\0b", 3)});
    ASSERT_TRUE(rows.next());
    EXPECT_EQ("seven", rows.text(0));
    EXPECT_TRUE(rows.null(1));
    EXPECT_EQ(std::nullopt, rows.maybe_integer(1));
    EXPECT_EQ(7, rows.maybe_integer(2));
    EXPECT_EQ(std::string("a\0b", 3), rows.text(3));
    EXPECT_THROW((void)rows.text(4), std::logic_error);
    EXPECT_FALSE(rows.next());
    EXPECT_FALSE(rows.next()) << "the end stays the end";
    EXPECT_THROW((void)rows.text(0), std::logic_error);
}

TEST_F(Store, RefusesMissingParametersAndOtherKinds) {
    EXPECT_THROW((void)db.query(insert, {1}), std::logic_error);
    EXPECT_THROW((void)db.query("SELECT ?", {1}), std::logic_error);
    EXPECT_THROW((void)db.query("SELECT $2", {1}), std::logic_error);
    EXPECT_THROW((void)db.query("SELECT \"no such column\" FROM note"), Error) << "a text in double quotes";
}

TEST_F(Store, TheSameSqlCanBeReadTwiceAtOnce) {
    Database::Transaction transaction(db);
    add("a");
    add("b");
    std::string seen;
    auto outer = db.query("SELECT words FROM note WHERE words >= $1 ORDER BY words", {"a"});
    while (outer.next()) {
        auto inner = db.query("SELECT words FROM note WHERE words >= $1 ORDER BY words", {"b"});
        while (inner.next()) seen += outer.text(0) + inner.text(0) + " ";
    }
    EXPECT_EQ("ab bb ", seen);
}

TEST_F(Store, AnErrorNamesNoValue) {
    try {
        db.run(insert, {1, "secret"});
        db.run(insert, {1, "secret"});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(Error::Kind::other, error.kind());
        EXPECT_THAT(error.what(), ::testing::HasSubstr("note.id"));
        EXPECT_THAT(error.what(), ::testing::Not(::testing::HasSubstr("secret")));
    }
}

TEST_F(Store, TablesAreStrictWithTheIdAsRowid) {
    EXPECT_THROW(db.run(insert, {"one", "x"}), Error);
    db.run("INSERT INTO note (id, words) VALUES (NULL, 'x')");
    EXPECT_EQ(1, db.integer("SELECT id FROM note")) << "SQLite gives a rowid where PostgreSQL would refuse";
}

TEST_F(Store, ForeignKeysHoldAlsoWithReturning) {
    Database::Transaction transaction(db);
    EXPECT_THROW(db.run("INSERT INTO note (id, parent) VALUES (1, 99)"), Error);
    EXPECT_THROW((void)db.integer("INSERT INTO note (id, parent) VALUES (1, 99), (2, 98) RETURNING id"), Error);
    EXPECT_EQ(0, db.integer(count));
}

TEST_F(Store, RunCountsOnlyItsOwnChanges) {
    Database::Transaction transaction(db);
    add("a");
    add("b");
    EXPECT_EQ(2, db.run("UPDATE note SET words = 'c'"));
    EXPECT_EQ(0, db.run("UPDATE note SET words = 'c' WHERE id = 0"));
    EXPECT_EQ(0, db.run("SELECT id FROM note"));
}

TEST_F(Store, ATransactionRollsBackUnlessCommitted) {
    {
        Database::Transaction transaction(db);
        add("lost");
        EXPECT_THROW(Database::Transaction second(db), std::logic_error);
    }
    EXPECT_EQ(0, db.integer(count));
    {
        Database::Transaction transaction(db);
        add("kept");
        transaction.commit();
    }
    EXPECT_EQ(1, db.integer(count));
}

TEST_F(Store, SavepointsNest) {
    EXPECT_THROW(Database::Savepoint alone(db), std::logic_error);
    Database::Transaction transaction(db);
    add("outside");
    {
        Database::Savepoint outer(db);
        add("outer");
        {
            Database::Savepoint inner(db);
            add("inner, kept");
            inner.release();
        }
        {
            Database::Savepoint inner(db);
            add("inner, lost");
        }
        EXPECT_EQ(3, db.integer(count));
        outer.release();
    }
    {
        Database::Savepoint outer(db);
        Database::Savepoint inner(db);
        add("released inside, lost outside");
        inner.release();
    }
    transaction.commit();
    EXPECT_EQ(3, db.integer(count));
}

TEST_F(Store, IdsGrowAndNeverRepeat) {
    EXPECT_THROW((void)db.new_id(), std::logic_error);
    std::int64_t last = 0;
    for (int round = 0; round < 3; ++round) {
        Database::Transaction transaction(db);
        for (int i = 0; i < 1500; ++i) {
            const auto id = db.new_id();
            ASSERT_LT(last, id);
            last = id;
        }
        transaction.commit();
    }
}

TEST_F(Store, IdsOfARolledBackReservationAreReservedAnew) {
    std::vector<std::int64_t> kept;
    const auto keep_some = [&](int n) {
        for (int i = 0; i < n; ++i) kept.push_back(db.new_id());
    };
    {
        Database::Transaction transaction(db);
        keep_some(900);
        {
            Database::Savepoint savepoint(db);
            for (int i = 0; i < 500; ++i) (void)db.new_id();  // reserves a block that is then undone
        }
        keep_some(10);
        transaction.commit();
    }
    {
        Database::Transaction transaction(db);
        for (int i = 0; i < 2000; ++i) (void)db.new_id();
    }
    {
        Database::Transaction transaction(db);
        keep_some(3000);
        transaction.commit();
    }
    const auto after = db.integer("SELECT next FROM sequence WHERE id = 1");
    EXPECT_TRUE(std::ranges::is_sorted(kept));
    EXPECT_EQ(kept.end(), std::ranges::adjacent_find(kept)) << "an id came twice";
    EXPECT_LT(kept.back(), after) << "what is stored as reserved covers what was given out";
}

TEST_F(Store, TotalChangesTellsWhetherAnythingWasWritten) {
    Database::Transaction transaction(db);
    const auto before = db.total_changes();
    EXPECT_EQ(0, db.integer(count));
    EXPECT_EQ(before, db.total_changes());
    add("a");
    EXPECT_LT(before, db.total_changes());
}

TEST_F(Store, ASoundStoreHasNoIntegrityProblem) {
    EXPECT_EQ("", db.integrity_problem());
    db.run("PRAGMA foreign_keys = OFF");
    db.run("INSERT INTO note (id, parent) VALUES (1, 99)");
    EXPECT_THAT(db.integrity_problem(), ::testing::HasSubstr("missing row of note"));
}

TEST_F(Store, SurvivesAFullStoreAndGoesOn) {
    db.run("PRAGMA max_page_count = 12");
    const std::string big(30000, 'x');
    {
        Database::Transaction transaction(db);
        add("small");
        try {
            for (int i = 0; i < 10; ++i) add(big);
            FAIL();
        } catch (const Error& error) {
            EXPECT_EQ(Error::Kind::full, error.kind());
        }
    }
    EXPECT_EQ(0, db.integer(count));
    Database::Transaction transaction(db);
    add("small");
    transaction.commit();
    EXPECT_EQ(1, db.integer(count));
}

/// What SQLite does on its own after some I/O errors.
TEST_F(Store, NothingSlipsOutOfATransactionThatSqliteRolledBack) {
    {
        Database::Transaction transaction(db);
        add("lost");
        EXPECT_THROW(db.run("INSERT OR ROLLBACK INTO note (id, words) VALUES (1, NULL)"), Error);
        EXPECT_THROW(db.run(insert, {5, "would be committed alone"}), Error);
        EXPECT_THROW(Database::Savepoint inner(db), Error);
        EXPECT_THROW(transaction.commit(), Error);
    }
    EXPECT_EQ(0, db.integer(count));
    Database::Transaction transaction(db);
    add("fine again");
    transaction.commit();
    EXPECT_EQ(1, db.integer(count));
}

TEST(Migrating, AppliesInOrderOnceAndKeepsTheData) {
    support::Folder folder;
    {
        Database db({.path = folder / "goodturn.db"});
        db.migrate({{notes_1}});
        db.run(insert, {1, "kept"});
    }
    Database db({.path = folder / "goodturn.db"});
    db.migrate({{notes_1, notes_2}});
    db.migrate({{notes_1, notes_2}});
    EXPECT_EQ(1, db.integer("SELECT id FROM note WHERE due IS NULL"));
}

TEST(Migrating, AFailedStepLeavesNothingOfItself) {
    Database db{Database::Options{}};
    const Migration broken{"broken 1", "CREATE TABLE half (id BIGINT PRIMARY KEY); CREATE TABLE half (id BIGINT)"};
    EXPECT_THROW(db.migrate({{notes_1, broken}}), Error);
    EXPECT_EQ(0, db.integer(count)) << "the step before it stays";
    EXPECT_EQ(0, db.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"));
    db.migrate({{notes_1, notes_2}});
}

}  // namespace
}  // namespace goodturn::store
