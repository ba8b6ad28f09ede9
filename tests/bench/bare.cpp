#include "tests/bench/bare.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <stdexcept>
#include <string_view>
#include <unordered_map>

namespace goodturn::bench {
namespace {

Recording* listener = nullptr;

void check(int code, sqlite3* connection) {
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
        throw std::runtime_error(std::string("bare loop: ") + sqlite3_errmsg(connection));
}

/// One literal of an expanded statement: NULL, a number, or a text in single quotes.
BareValue read_literal(std::string_view& text) {
    if (text.starts_with("NULL")) {
        text.remove_prefix(4);
        return {};
    }
    if (!text.starts_with('\'')) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc()) throw std::logic_error("not a literal: " + std::string(text));
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        return number;
    }
    std::string value;
    std::size_t at = 1;
    for (; text.at(at) != '\'' || text.substr(at).starts_with("''"); ++at) {
        value += text[at];
        if (text[at] == '\'') ++at;
    }
    text.remove_prefix(at + 1);
    return value;
}

/// SQLite tells a statement's text with its values written out, so they are read where the parameters stood.
std::vector<BareValue> values_of(std::string_view sql, std::string_view expanded) {
    std::vector<BareValue> values;
    while (!sql.empty()) {
        if (sql.front() != '$') {
            sql.remove_prefix(1);
            expanded.remove_prefix(1);
            continue;
        }
        std::size_t number = 0;
        const auto end = std::from_chars(sql.data() + 1, sql.data() + sql.size(), number).ptr;
        sql.remove_prefix(static_cast<std::size_t>(end - sql.data()));
        values.resize(std::max(values.size(), number));
        values.at(number - 1) = read_literal(expanded);
    }
    return values;
}

struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

class Statement {
public:
    Statement(sqlite3* connection, const std::string& sql, std::size_t values) : connection_(connection) {
        sqlite3_stmt* made = nullptr;
        check(sqlite3_prepare_v3(connection, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr), connection);
        made_.reset(made);
        for (std::size_t n = 1; n <= values; ++n)
            places_.push_back(sqlite3_bind_parameter_index(made, ("$" + std::to_string(n)).c_str()));
    }

    void run(const std::vector<BareValue>& values) {
        auto place = places_.begin();
        for (const auto& value : values) {
            if (const auto* number = std::get_if<std::int64_t>(&value)) {
                sqlite3_bind_int64(made_.get(), *place, *number);
            } else if (const auto* text = std::get_if<std::string>(&value)) {
                sqlite3_bind_text(made_.get(), *place, text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
            } else {
                sqlite3_bind_null(made_.get(), *place);
            }
            ++place;
        }
        int code = SQLITE_ROW;
        while (code == SQLITE_ROW) code = sqlite3_step(made_.get());
        check(code, connection_);
        sqlite3_reset(made_.get());
    }

private:
    sqlite3* connection_;
    std::unique_ptr<sqlite3_stmt, Close> made_;
    std::vector<int> places_;
};

}  // namespace

int Recording::listen(sqlite3* connection, char** /*error*/, const void* /*api*/) {
    sqlite3_trace_v2(
        connection, SQLITE_TRACE_STMT,
        [](unsigned, void*, void* statement, void*) {
            if (listener != nullptr) listener->note(static_cast<sqlite3_stmt*>(statement));
            return 0;
        },
        nullptr);
    return SQLITE_OK;
}

Recording::Recording() {
    listener = this;
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&Recording::listen));
}

Recording::~Recording() {
    listener = nullptr;
    sqlite3_reset_auto_extension();
}

const std::string& Recording::known(std::string_view sql) {
    const auto found = std::ranges::find(texts_, sql);
    return found != texts_.end() ? *found : texts_.emplace_back(sql);
}

void Recording::note(sqlite3_stmt* statement) {
    if (!on_) return;
    const std::string_view sql = sqlite3_sql(statement);
    if (sql == "COMMIT") writes_.push_back({nullptr, {}});
    if (sqlite3_stmt_readonly(statement) != 0 || sql.starts_with("BEGIN") || sql.starts_with("PRAGMA")) return;
    const std::unique_ptr<char, decltype(&sqlite3_free)> expanded(sqlite3_expanded_sql(statement), &sqlite3_free);
    writes_.push_back({&known(sql), values_of(sql, expanded.get())});
}

double replay(const Recording& recording, const std::filesystem::path& file) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
    const std::unique_ptr<sqlite3, Close> connection(opened);
    check(code, opened);
    const auto run = [&](const char* sql) { check(sqlite3_exec(opened, sql, nullptr, nullptr, nullptr), opened); };
    run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 8000;"
        "PRAGMA cache_size = -8192");
    std::unordered_map<const std::string*, Statement> statements;
    const auto begun = std::chrono::steady_clock::now();
    run("BEGIN IMMEDIATE");
    for (const auto& write : recording.writes()) {
        if (write.sql == nullptr) {
            run("COMMIT; BEGIN IMMEDIATE");
            continue;
        }
        auto found = statements.find(write.sql);
        if (found == statements.end())
            found = statements.try_emplace(write.sql, opened, *write.sql, write.values.size()).first;
        found->second.run(write.values);
    }
    run("COMMIT");
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    statements.clear();
    return took.count();
}

}  // namespace goodturn::bench
