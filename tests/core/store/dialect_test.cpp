#include "core/store/dialect.hpp"

#include <gtest/gtest.h>

namespace goodturn::store {
namespace {

TEST(Dialect, BecomesSqlites) {
    struct Case {
        const char* shared;
        const char* sqlite;
    };
    for (const auto& [shared, sqlite] : {
             Case{"CREATE TABLE t (id BIGINT PRIMARY KEY)", "CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT"},
             Case{"CREATE TABLE t (id BIGINT PRIMARY KEY);\n", "CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT;\n"},
             Case{"CREATE TABLE t (a BIGINT CHECK (a IN (1, 2))) -- of t",
                  "CREATE TABLE t (a INTEGER CHECK (a IN (1, 2))) STRICT -- of t"},
             Case{"CREATE TABLE a (b TEXT); CREATE TABLE c (d TEXT)",
                  "CREATE TABLE a (b TEXT) STRICT; CREATE TABLE c (d TEXT) STRICT"},
             Case{"-- first\nCREATE TABLE t (a TEXT)", "-- first\nCREATE TABLE t (a TEXT) STRICT"},
             Case{"CREATE TABLE t (a TEXT DEFAULT 'BIGINT); it''s' /* ; BIGINT */)",
                  "CREATE TABLE t (a TEXT DEFAULT 'BIGINT); it''s' /* ; BIGINT */) STRICT"},
             Case{"CREATE INDEX i ON t (a); CREATE UNIQUE INDEX j ON t (b)",
                  "CREATE INDEX i ON t (a); CREATE UNIQUE INDEX j ON t (b)"},
             Case{"ALTER TABLE t ADD COLUMN a BIGINT", "ALTER TABLE t ADD COLUMN a INTEGER"},
             Case{"UPDATE t SET my_BIGINT = 'x'", "UPDATE t SET my_BIGINT = 'x'"},
             Case{"", ""},
         }) {
        EXPECT_EQ(sqlite, for_sqlite(shared));
    }
}

}  // namespace
}  // namespace goodturn::store
