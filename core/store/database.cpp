#include "core/store/database.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "core/store/dialect.hpp"
#include "core/store/file.hpp"
#include "core/store/sqlite_error.hpp"
#include "core/store/sqlite_file.hpp"

namespace goodturn::store {

namespace {

constexpr std::int64_t layout_version = 1;  // of the driver's own tables, in user_version
constexpr std::int64_t ids_reserved = 1000;

constexpr Migration own_tables{"store 1", R"sql(
    CREATE TABLE migration (
        id BIGINT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    );
    CREATE TABLE sequence (
        id BIGINT PRIMARY KEY,
        next BIGINT NOT NULL
    );
    INSERT INTO sequence (id, next) VALUES (1, 1);
)sql"};

}  // namespace

/// SQLite's connection, and what has to be known about it wherever a statement runs.
struct Connection {
    Connection(std::string path, std::chrono::milliseconds busy_timeout)
        // One thread at a time: SQLite's own lock would be taken some hundred times an event for nobody.
        : name(std::move(path)),
          sqlite(name, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX, static_cast<int>(busy_timeout.count())) {}

    [[nodiscard]] sqlite3* handle() const { return sqlite.getHandle(); }
    [[nodiscard]] bool sqlite_in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }

    /// Runs `work`; an error may have made SQLite roll back, so its kind is kept.
    template <typename Work>
    auto guarded(const Work& work) {
        if (in_transaction && !sqlite_in_transaction())
            throw Error(lost_to, name + ": the transaction was rolled back after an earlier error");
        try {
            return work();
        } catch (const SQLite::Exception& cause) {
            Error error = error_from(cause, name);
            lost_to = error.kind();
            throw error;
        }
    }

    std::string name;  ///< of the file
    SQLite::Database sqlite;
    bool in_transaction = false;  ///< a Transaction lives
    Error::Kind lost_to = Error::Kind::other;
};

/// A prepared statement. Lies in the database's list while idle, belongs to Rows while in use.
struct Rows::Impl {
    using Idle = std::vector<std::unique_ptr<Impl>>;

    Impl(Connection& owner, std::string_view sql, Idle& home_list)
        : connection(owner), statement(owner.sqlite, std::string(sql)), home(home_list) {
        for (int n = 1; n <= statement.getBindParameterCount(); ++n) {
            positions.push_back(statement.getIndex(("$" + std::to_string(n)).c_str()));
            if (positions.back() == 0) throw std::logic_error("parameters are $1 to $n: " + std::string(sql));
        }
    }

    void bind(std::initializer_list<Value> values) {
        if (values.size() != positions.size()) throw std::logic_error("values missing: " + statement.getQuery());
        auto position = positions.begin();
        for (const auto& value : values) {
            if (const auto* number = std::get_if<std::int64_t>(&value)) {
                statement.bind(*position, *number);
            } else if (const auto* text = std::get_if<std::string_view>(&value)) {
                statement.bind(*position, std::string(*text));
            } else {
                statement.bind(*position);
            }
            ++position;
        }
    }

    bool next() {
        return connection.guarded([&] { return !statement.isDone() && statement.executeStep(); });
    }

    [[nodiscard]] SQLite::Column column(int index) const {
        if (!statement.hasRow() || index < 0 || index >= statement.getColumnCount())
            throw std::logic_error("no such column, or no row: " + statement.getQuery());
        return statement.getColumn(index);
    }

    Connection& connection;
    SQLite::Statement statement;
    std::vector<int> positions;  ///< of $1, $2, …
    Idle& home;
};

struct Database::Impl {
    explicit Impl(const Options& options)
        : path(options.path), connection(path.empty() ? ":memory:" : path.string(), options.busy_timeout) {
        connection.guarded([&] { set_up(options); });
    }

    void set_up(const Options& options) {
        if (!path.empty()) take_file();
        // A text in double quotes would quietly be a name that isn't there; PostgreSQL refuses it too.
        sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
        sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
        set("synchronous", "FULL", "2");  // builds differ in their default for a WAL database that is reopened
        set("foreign_keys", "ON", "1");   // ignored without a word inside a transaction
        set("secure_delete", "ON", "1");
        set("wal_autocheckpoint", "8000", "8000");
        const std::string cache = std::to_string(-options.cache_kib);  // negative: in KiB
        set("cache_size", cache, cache);
        // A savepoint keeps the pages that change within it: in memory, else each event writes them to a file too.
        set("temp_store", "MEMORY", "2");
    }

    /// Makes the file ours, and ours alone. In exclusive mode SQLite keeps the lock from the first transaction on, and
    /// the index of the WAL in memory instead of a shared -shm file.
    void take_file() {
        if (sqlite3_db_readonly(connection.handle(), "main") != 0)
            throw Error(Error::Kind::readonly, path.string() + " can't be written");
        refuse_if_not_ours(connection.sqlite, path);
        set("locking_mode", "EXCLUSIVE", "exclusive");
        try {
            connection.sqlite.exec("BEGIN EXCLUSIVE");
            if (number("PRAGMA application_id") == 0)
                connection.sqlite.exec("PRAGMA application_id = " + std::to_string(application_id));
            connection.sqlite.exec("COMMIT");
        } catch (const SQLite::Exception& cause) {
            if (error_from(cause, connection.name).kind() != Error::Kind::busy) throw;
            throw Error(Error::Kind::busy, "another goodturn is running with " + path.string());
        }
        set("journal_mode", "WAL", "wal");
        number("PRAGMA user_version");  // makes the WAL now, when the lack of space for it can still be told apart
    }

    void set(const std::string& name, const std::string& value, std::string_view read_back) {
        connection.sqlite.exec("PRAGMA " + name + " = " + value);
        if (connection.sqlite.execAndGet("PRAGMA " + name).getString() != read_back)
            throw Error(Error::Kind::other, connection.name + ": " + name + " can't be set to " + value);
    }

    std::int64_t number(const char* pragma) { return connection.sqlite.execAndGet(pragma).getInt64(); }

    Rows query(std::string_view sql, std::initializer_list<Value> values) {
        return connection.guarded([&] {
            auto found = idle.find(sql);
            if (found == idle.end()) found = idle.emplace(sql, Rows::Impl::Idle()).first;
            auto& list = found->second;
            std::unique_ptr<Rows::Impl> statement;
            if (list.empty()) {
                statement = std::make_unique<Rows::Impl>(connection, sql, list);
            } else {
                statement = std::move(list.back());
                list.pop_back();
            }
            Rows rows(std::move(statement));
            rows.impl_->bind(values);
            return rows;
        });
    }

    void execute(const std::string& sql) {
        connection.guarded([&] { connection.sqlite.exec(sql); });
    }

    void roll_back(const char* sql) {
        ids_left = 0;  // the reservation may just have been undone
        if (connection.sqlite_in_transaction()) connection.sqlite.tryExec(sql);
    }

    [[nodiscard]] std::set<std::string> applied() {
        std::set<std::string> names;
        const auto version = number("PRAGMA user_version");
        if (version == 0) return names;
        if (version > layout_version) throw newer("layout " + std::to_string(version));
        auto rows = query(R"sql(SELECT name FROM migration)sql", {});
        while (rows.next()) names.insert(rows.text(0));
        return names;
    }

    [[nodiscard]] Error newer(const std::string& what) const {
        return {Error::Kind::newer, connection.name + " was written by a newer goodturn (it has \"" + what +
                                        "\"): start that version, or go back to a backup. Nothing was changed."};
    }

    /// VACUUM INTO leaves nothing deleted in the copy. It appears under its name only when it is whole and on disk;
    /// what there was no space for does not stay.
    void back_up(std::string step) {
        std::ranges::replace(step, ' ', '-');
        const std::filesystem::path target = path.string() + ".before-" + step;
        const std::filesystem::path part = target.string() + ".part";
        std::error_code ignored;
        std::filesystem::remove(part, ignored);  // of an attempt that was killed
        try {
            make_private(part);
            SQLite::Statement copy(connection.sqlite, "VACUUM INTO $1");
            copy.bind(1, part.string());
            copy.exec();
            publish(part, target);
        } catch (const std::exception&) {
            std::filesystem::remove(part, ignored);
            throw;
        }
    }

    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };

    std::filesystem::path path;
    Connection connection;
    std::unordered_map<std::string, Rows::Impl::Idle, Hash, std::equal_to<>> idle;
    std::int64_t next_id = 0;
    std::int64_t ids_left = 0;
};

Rows::Rows(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Rows::Rows(Rows&&) noexcept = default;
Rows::~Rows() {
    if (!impl_) return;
    impl_->statement.tryReset();
    auto& home = impl_->home;
    home.push_back(std::move(impl_));
}

bool Rows::next() {
    return impl_->next();
}
std::int64_t Rows::integer(int column) const {
    return impl_->column(column).getInt64();
}
std::string Rows::text(int column) const {
    return impl_->column(column).getString();
}
bool Rows::null(int column) const {
    return impl_->column(column).isNull();
}
std::optional<std::int64_t> Rows::maybe_integer(int column) const {
    return null(column) ? std::nullopt : std::optional(integer(column));
}

Database::Database(const Options& options) {
    // Once, before SQLite starts (later it is refused): statistics that nobody reads take a lock for each allocation.
    static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(configured);
    if (!options.path.empty()) make_private(options.path);
    try {
        impl_ = std::make_unique<Impl>(options);
    } catch (const SQLite::Exception& cause) {
        throw error_from(cause, options.path.string());
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::readonly) refuse_if_full(options.path.string() + "-wal");
        throw;
    }
}
Database::~Database() = default;

Rows Database::query(std::string_view sql, std::initializer_list<Value> values) {
    return impl_->query(sql, values);
}

std::int64_t Database::run(std::string_view sql, std::initializer_list<Value> values) {
    const auto before = total_changes();
    auto rows = impl_->query(sql, values);
    while (rows.next()) {
    }
    return total_changes() == before ? 0 : sqlite3_changes64(impl_->connection.handle());
}

std::optional<std::int64_t> Database::integer(std::string_view sql, std::initializer_list<Value> values) {
    auto rows = impl_->query(sql, values);
    return rows.next() ? rows.maybe_integer(0) : std::nullopt;
}

std::int64_t Database::new_id() {
    if (!impl_->connection.in_transaction) throw std::logic_error("new_id() outside a transaction");
    if (impl_->ids_left == 0) {
        const auto end = integer(R"sql(UPDATE sequence SET next = sequence.next + $1 WHERE id = 1 RETURNING next)sql",
                                 {ids_reserved});
        if (!end) throw Error(Error::Kind::corrupt, impl_->connection.name + ": the sequence has no row");
        impl_->next_id = *end - ids_reserved;
        impl_->ids_left = ids_reserved;
    }
    --impl_->ids_left;
    return impl_->next_id++;
}

std::int64_t Database::total_changes() const {
    return sqlite3_total_changes64(impl_->connection.handle());
}

void Database::migrate(std::span<const Migration> migrations) {
    impl_->connection.guarded([&] {
        std::vector<Migration> steps{own_tables};
        steps.insert(steps.end(), migrations.begin(), migrations.end());
        const auto applied = impl_->applied();
        for (const auto& name : applied) {
            if (std::ranges::find(steps, name, &Migration::name) == steps.end()) throw impl_->newer(name);
        }
        std::erase_if(steps, [&](const Migration& step) { return applied.contains(std::string(step.name)); });
        if (steps.empty()) return;
        if (!applied.empty() && !impl_->path.empty()) impl_->back_up(std::string(steps.front().name));
        for (const auto& step : steps) {
            try {
                Transaction transaction(*this);
                impl_->execute(for_sqlite(step.sql));
                if (step.name == own_tables.name)
                    impl_->execute("PRAGMA user_version = " + std::to_string(layout_version));
                run(R"sql(INSERT INTO migration (id, name) VALUES ($1, $2))sql", {new_id(), step.name});
                transaction.commit();
            } catch (const Error& cause) {
                throw Error(cause.kind(), "migration " + std::string(step.name) + ": " + cause.what());
            }
        }
    });
}

Database::Transaction::Transaction(Database& database) : database_(database) {
    auto& impl = *database_.impl_;
    if (impl.connection.in_transaction) throw std::logic_error("a transaction within a transaction");
    if (!impl.path.empty()) refuse_if_gone(impl.connection.sqlite, impl.path);
    impl.execute("BEGIN IMMEDIATE");
    impl.connection.in_transaction = true;
}

Database::Transaction::~Transaction() {
    if (open_) end();
}

void Database::Transaction::end() {
    open_ = false;
    database_.impl_->roll_back("ROLLBACK");
    database_.impl_->connection.in_transaction = false;
}

void Database::Transaction::commit() {
    try {
        database_.impl_->execute("COMMIT");
    } catch (const Error&) {
        end();
        throw;
    }
    open_ = false;
    database_.impl_->connection.in_transaction = false;
}

Database::Savepoint::Savepoint(Database& database) : database_(database) {
    if (!database_.impl_->connection.in_transaction) throw std::logic_error("a savepoint outside a transaction");
    database_.run("SAVEPOINT inner");
}

Database::Savepoint::~Savepoint() {
    if (open_) database_.impl_->roll_back("ROLLBACK TO inner; RELEASE inner");
}

void Database::Savepoint::release() {
    database_.run("RELEASE inner");
    open_ = false;
}

std::string Database::integrity_problem() {
    std::string problem;
    try {
        auto check = query("PRAGMA integrity_check");
        while (check.next()) {
            if (check.text(0) != "ok") problem += check.text(0) + "\n";
        }
        auto keys = query("PRAGMA foreign_key_check");
        while (keys.next()) {
            problem += "a row of " + keys.text(0) + " points to a missing row of " + keys.text(2) + "\n";
        }
    } catch (const Error& cause) {
        if (cause.kind() != Error::Kind::corrupt) throw;
        problem += cause.what();
    }
    return problem;
}

std::string_view Database::library_version() {
    return sqlite3_libversion();
}

}  // namespace goodturn::store
