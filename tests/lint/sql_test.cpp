#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <expected>
#include <filesystem>
#include <memory>
#include <regex>
#include <sstream>

#include "bot/practices.hpp"
#include "core/engine/engine.hpp"
#include "tests/lint/source.hpp"

/// The core's SQL means the same to SQLite and PostgreSQL, and no statement reads a whole table that grows.
/// Keywords are in capitals, names are not: that is how these rules tell them apart.
namespace goodturn::lint {
namespace {

struct Statement {
    std::string where;  ///< file and line of its literal
    std::string sql;
    std::string blanked;  ///< without comments and texts
};

/// Comments and the inside of texts as blanks; everything else stays where it is.
std::string bare(std::string sql) {
    static const std::regex hidden("--[^\n]*|'[^']*'");
    const std::string original = sql;
    for (std::sregex_iterator match(original.begin(), original.end(), hidden), end; match != end; ++match) {
        const bool text = match->str().front() == '\'';
        std::fill_n(sql.begin() + match->position() + (text ? 1 : 0), match->length() - (text ? 2 : 0), ' ');
    }
    return sql;
}

std::vector<Statement> statements_in(const std::string& path, const std::string& source) {
    std::vector<Statement> found;
    for (const auto& piece : pieces(source)) {
        if (piece.delimiter != "sql") continue;
        const auto blanked = bare(piece.text) + ";";
        for (std::size_t from = 0, to = 0; from < blanked.size(); from = to + 1) {
            to = blanked.find(';', from);
            const auto sql = blanked.substr(from, to - from);
            if (sql.find_first_not_of(" \n\t") == std::string::npos) continue;
            found.push_back({path + ":" + std::to_string(piece.line), piece.text.substr(from, to - from), sql});
        }
    }
    return found;
}

/// SQL that these tests would not see, outside core/store, which speaks to SQLite itself.
std::string hidden_sql(const std::string& path, const std::string& source) {
    static const std::regex sql("^\\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|ALTER|DROP|PRAGMA)\\s.*");
    std::string found;
    for (const auto& piece : pieces(source)) {
        if (piece.kind == Piece::Kind::literal && piece.delimiter != "sql" && std::regex_match(piece.text, sql))
            found += path + ":" + std::to_string(piece.line) + ": not a sql literal: " + piece.text + "\n";
    }
    return found;
}

/// Why this is not SQL that both understand alike; empty: it is.
std::string dialect_problem(const std::string& sql) {
    struct Rule {
        const char* what;
        std::regex expression;
    };
    static const std::array rules{
        Rule{"the database's clock",
             std::regex(R"(\b(strftime|now|datetime|date|julianday|unixepoch)\s*\(|\bCURRENT_)")},
        Rule{"a match that differs in case", std::regex(R"(\b(I?LIKE|GLOB|REGEXP|MATCH|COLLATE)\b)")},
        Rule{
            "a type other than BIGINT and TEXT",
            std::regex(
                R"(\b(INTEGER|INT|SMALLINT|REAL|FLOAT|DOUBLE|NUMERIC|BLOB|BYTEA|BOOLEAN|VARCHAR|CHAR|DATE|TIMESTAMP|SERIAL)\b)")},
        Rule{"an id that the database makes",
             std::regex(R"(\bAUTOINCREMENT\b|\bGENERATED\b|\b(rowid|last_insert_rowid)\b)")},
        Rule{"SQLite's conflict words", std::regex(R"(\b(INSERT|UPDATE)\s+OR\b|\bREPLACE\s+INTO\b)")},
        Rule{
            "SQLite alone",
            std::regex(
                R"(\b(STRICT|WITHOUT|PRAGMA|VACUUM|INDEXED)\b|\b(ifnull|iif|group_concat|total|random|printf|typeof|json_\w+)\s*\()"
                R"(|==|\bIF\s+(NOT\s+)?EXISTS\b)")},
        Rule{"PostgreSQL alone", std::regex(R"(\b(FOR\s+UPDATE|SKIP\s+LOCKED|ANY|ILIKE)\b|::)")},
        Rule{"double quotes", std::regex("\"|`|\\[")},
        Rule{"a parameter other than $1", std::regex(R"(\?|[:@][a-z]|\$[a-z])")},
        Rule{
            "a keyword in small letters",
            std::regex(
                R"(\b(select|insert|update|delete|from|where|create|table|bigint|text|values|returning|and|or|not|null|order by|set)\b)")},
    };
    std::string found;
    for (const auto& [what, expression] : rules) {
        std::smatch match;
        if (std::regex_search(sql, match, expression)) found += std::string(what) + " (" + match.str() + "); ";
    }
    if (std::regex_search(sql, std::regex(R"(\bCREATE\s+TABLE\b)")) &&
        !std::regex_search(sql, std::regex(R"(\bid\s+BIGINT\s+PRIMARY\s+KEY\b)")))
        found += "a table without id BIGINT PRIMARY KEY; ";
    static const std::regex update(R"(\bDO\s+UPDATE\s+SET\b([^]*?)(\bRETURNING\b|$))");
    if (std::smatch match; std::regex_search(sql, match, update)) {
        static const std::regex target(R"((^|,)\s*[a-z_]+\s*=)");
        static const std::regex unqualified(R"((^|[^.\w$])([a-z_]\w*)(?![\w.]|\s*\())");
        const auto values = std::regex_replace(match[1].str(), target, "$1 ");
        if (std::smatch name; std::regex_search(values, name, unqualified))
            found += "an unqualified column in DO UPDATE (" + name[2].str() + "); ";
    }
    return found;
}

/// A database with the tables of the engine and every practice, as SQLite itself sees it.
class Planner {
public:
    Planner()
        : file_(std::filesystem::temp_directory_path() / ("goodturn-plans-" + std::to_string(::getpid()) + ".db")) {
        remove();
        {
            store::Database db({.path = file_});
            const store::Seal seal(std::string(32, 'k'));
            const engine::Engine engine(db, seal, {}, bot::practices());
        }
        sqlite3* raw = nullptr;
        if (sqlite3_open(file_.c_str(), &raw) != SQLITE_OK) throw std::runtime_error("can't open the planned database");
        connection_.reset(raw);
    }
    ~Planner() {
        connection_.reset();
        remove();
    }
    Planner(const Planner&) = delete;
    Planner& operator=(const Planner&) = delete;

    /// The steps of the statement's plan.
    [[nodiscard]] std::expected<std::vector<std::string>, std::string> plan(const std::string& sql) const {
        sqlite3_stmt* raw = nullptr;
        const std::string explain = "EXPLAIN QUERY PLAN " + sql;
        if (sqlite3_prepare_v2(connection_.get(), explain.c_str(), -1, &raw, nullptr) != SQLITE_OK)
            return std::unexpected(sqlite3_errmsg(connection_.get()));
        const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(raw, &sqlite3_finalize);
        std::vector<std::string> steps;
        while (sqlite3_step(raw) == SQLITE_ROW) {
            steps.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(raw, 3)));
        }
        return steps;
    }

    /// The whole tables that the statement reads, or why there is no plan; empty: none.
    [[nodiscard]] std::string problem(const std::string& sql) const {
        const auto steps = plan(sql);
        if (!steps) return steps.error();
        std::string found;
        for (const auto& step : *steps) {
            if (reads_a_growing_table(step, sql)) found += step + "; ";
        }
        return found;
    }

private:
    struct Close {
        void operator()(sqlite3* connection) const { sqlite3_close(connection); }
    };

    static bool reads_a_growing_table(const std::string& step, const std::string& sql) {
        /// One row, or one a space, an alarm clock, a release of the program.
        static const std::string stays_small = "(space|sequence|migration|cursor|meta)";
        static const std::regex scan(R"(SCAN (\w+)( .*)?)");
        std::smatch match;
        if (!std::regex_match(step, match, scan) || match[1] == "CONSTANT") return false;
        const std::string name = match[1];
        if (std::regex_match(name, std::regex(stays_small))) return false;
        if (std::regex_search(sql, std::regex("\\b" + stays_small + "\\s+(AS\\s+)?" + name + "\\b"))) return false;
        // In the order of the ids or of an index, without a condition: it reads no more rows than it gives.
        const std::regex in_order("\\bFROM " + name + R"(\s+ORDER BY ([a-z_, ]+) LIMIT\b)");
        if (std::smatch order; std::regex_search(sql, order, in_order)) {
            if (order[1] == "id" || match[2].str().starts_with(" USING")) return false;
        }
        // Once, at a start: all that was on its way then.
        if (match[2] == " USING INDEX delivery_begun" && sql.contains("in_flight = 1")) return false;
        // A common table or a subquery: what it reads is a step of its own.
        return !std::regex_search(
            sql, std::regex("\\b" + name + "\\s*(\\([^)]*\\)\\s*)?AS\\s*\\(|\\)\\s*(AS\\s+)?" + name + "\\b"));
    }

    void remove() const {
        for (const auto* const suffix : {"", "-wal", "-shm", "-journal"}) {
            std::error_code ignored;
            std::filesystem::remove(file_.string() + suffix, ignored);
        }
    }

    std::filesystem::path file_;
    std::unique_ptr<sqlite3, Close> connection_;
};

bool is_plannable(const std::string& sql) {
    return !std::regex_search(sql, std::regex(R"(^\s*(CREATE|ALTER|DROP)\b)"));
}

TEST(Sql, IsSharedByBothDatabasesAndUsesAnIndex) {
    const Planner planner;
    std::size_t planned = 0;
    for (const auto& [path, text] : sources({"core"})) {
        if (!path.starts_with("core/store/")) EXPECT_EQ("", hidden_sql(path, text));
        for (const auto& [where, sql, blanked] : statements_in(path, text)) {
            EXPECT_EQ("", dialect_problem(blanked)) << where << ": " << sql;
            // A migration runs once, and may have to look at everything.
            const bool migrates = path.ends_with("/schema.cpp") || path.ends_with("/migration.hpp");
            if (migrates || !is_plannable(blanked)) continue;
            ++planned;
            EXPECT_EQ("", planner.problem(sql)) << where << ": " << sql;
        }
    }
    EXPECT_LT(50U, planned) << "the expression that finds SQL is wrong";
}

/// A person has few open deliveries, and very many that are done.
TEST(Sql, WhatIsOpenOfAPersonIsNotLookedForAmongWhatIsDone) {
    const Planner planner;
    std::size_t found = 0;
    for (const auto& [path, text] : sources({"core/engine"})) {
        for (const auto& [where, sql, blanked] : statements_in(path, text)) {
            if (!std::regex_search(sql, std::regex(R"(person_id = \$1 AND (delivery\.)?state <> 'done')"))) continue;
            ++found;
            const auto steps = planner.plan(sql);
            ASSERT_TRUE(steps) << where;
            EXPECT_THAT(*steps, ::testing::Contains(::testing::HasSubstr("USING INDEX delivery_person_open"))) << where;
        }
    }
    EXPECT_EQ(3U, found) << "the expression that finds them is wrong";
}

TEST(Sql, TheDialectRefusesWhatItShould) {
    struct Case {
        const char* what;  ///< empty: allowed
        const char* sql;
    };
    for (const auto& [what, sql] : {
             Case{"clock", "SELECT strftime('%s')"},
             Case{"clock", "SELECT CURRENT_TIMESTAMP"},
             Case{"clock", "INSERT INTO t (id) VALUES (now())"},
             Case{"case", "SELECT id FROM t WHERE a LIKE $1"},
             Case{"type", "CREATE TABLE t (id BIGINT PRIMARY KEY, a INTEGER)"},
             Case{"type", "CREATE TABLE t (id BIGINT PRIMARY KEY, a BLOB)"},
             Case{"id that", "CREATE TABLE t (id BIGINT PRIMARY KEY AUTOINCREMENT)"},
             Case{"conflict words", "INSERT OR IGNORE INTO t (id) VALUES (1)"},
             Case{"conflict words", "REPLACE INTO t (id) VALUES (1)"},
             Case{"SQLite alone", "SELECT ifnull(a, 1) FROM t"},
             Case{"PostgreSQL alone", "SELECT a::text FROM t"},
             Case{"double quotes", "SELECT \"a\" FROM t"},
             Case{"parameter", "SELECT id FROM t WHERE a = ?"},
             Case{"parameter", "SELECT id FROM t WHERE a = ?1"},
             Case{"small letters", "SELECT id from t"},
             Case{"without id", "CREATE TABLE t (name TEXT PRIMARY KEY)"},
             Case{"unqualified", "INSERT INTO t (id, a) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET a = a + 1"},
             Case{"unqualified", "INSERT INTO t (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET b = 1, a = max(a, 1)"},
             Case{"unqualified", "INSERT INTO t (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET b = 1 WHERE a < 1"},
             Case{"",
                  "INSERT INTO t (id, a) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET a = t.a + excluded.a,"
                  " b = coalesce(t.b, $3) WHERE t.a IS NOT NULL RETURNING id"},
             Case{"", "CREATE TABLE t (id BIGINT PRIMARY KEY, now_at BIGINT NOT NULL CHECK (now_at > 0), a TEXT)"},
             Case{"", "SELECT id, count(*) FROM t WHERE due <= $1 AND state = '' ORDER BY due LIMIT $2"},
         }) {
        const auto found = dialect_problem(sql);
        if (*what == '\0') {
            EXPECT_EQ("", found) << sql;
        } else {
            EXPECT_THAT(found, ::testing::HasSubstr(what)) << sql;
        }
    }
}

TEST(Sql, ThePlannerRefusesWhatItShould) {
    const Planner planner;
    EXPECT_EQ("", planner.problem("SELECT id FROM person WHERE id = $1"));
    EXPECT_EQ("", planner.problem("SELECT s.id FROM space AS s JOIN person AS p ON p.id = s.id"));
    EXPECT_EQ("", planner.problem("WITH few AS (SELECT id FROM person WHERE id = $1) SELECT id FROM few"));
    EXPECT_EQ("", planner.problem("SELECT due FROM alarm ORDER BY due LIMIT 1"));
    EXPECT_EQ("", planner.problem("DELETE FROM undo WHERE id IN (SELECT id FROM undo ORDER BY id LIMIT 5)"));
    EXPECT_EQ("", planner.problem("SELECT id FROM delivery WHERE state = 'begun' AND in_flight = 1 ORDER BY due"));
    EXPECT_NE("", planner.problem("SELECT id FROM delivery WHERE state = 'done' AND in_flight = 1 ORDER BY due"));
    EXPECT_NE("", planner.problem("SELECT due FROM alarm ORDER BY due"));
    EXPECT_NE("", planner.problem("SELECT due FROM alarm WHERE day > $1 ORDER BY due LIMIT 1"));
    EXPECT_NE("", planner.problem("SELECT id FROM person WHERE given = $1"));
    EXPECT_NE("", planner.problem("SELECT p.id FROM person AS p, space AS s WHERE p.given = s.name"));
    EXPECT_NE("", planner.problem("WITH few AS (SELECT id FROM person WHERE given = $1) SELECT id FROM few"));
    EXPECT_NE("", planner.problem("UPDATE person SET given = $1"));
    EXPECT_NE("", planner.problem("SELECT id FROM no_such_table"));
}

TEST(Sql, IsFoundInItsLiterals) {
    const auto found =
        statements_in("a.cpp", "x = R\"sql(\nSELECT 'a;b' -- no; really\n; UPDATE t SET a = ''''\n)sql\";");
    ASSERT_EQ(2U, found.size());
    EXPECT_EQ("a.cpp:1", found[0].where);
    EXPECT_EQ("\nSELECT 'a;b' -- no; really\n", found[0].sql);
    EXPECT_EQ("\nSELECT '   '              \n", found[0].blanked);
    EXPECT_EQ(" UPDATE t SET a = ''''\n", found[1].sql);
    EXPECT_NE("", hidden_sql("a.cpp", "db.run(\"UPDATE t SET a = 1\")"));
    EXPECT_EQ("", hidden_sql("a.cpp", "db.run(R\"sql(UPDATE t SET a = 1)sql\"); word(\"update this\")"));
}

}  // namespace
}  // namespace goodturn::lint
