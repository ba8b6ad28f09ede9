#include "core/store/database.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <set>
#include <system_error>
#include <unordered_map>
#include <utility>

namespace goodturn::store {

namespace {

constexpr std::int64_t application_id = 0x4764546E;  // "GdTn"
constexpr std::int64_t layout_version = 1;           // of the driver's own tables, in user_version
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

Error::Kind kind_of(int code) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Error::Kind::busy;
        case SQLITE_FULL:
            return Error::Kind::full;
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
            return Error::Kind::readonly;
        case SQLITE_IOERR:
            return Error::Kind::io;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Error::Kind::corrupt;
        default:
            return Error::Kind::other;
    }
}

Error error_from(const SQLite::Exception& cause) {
    return {kind_of(cause.getErrorCode()),
            std::string("database: ") + cause.what() + " (" + std::to_string(cause.getExtendedErrorCode()) + ")"};
}

/// Runs `work` with SQLiteCpp's exceptions turned into ours.
template <typename Work>
auto translated(const Work& work) {
    try {
        return work();
    } catch (const SQLite::Exception& cause) {
        throw error_from(cause);
    }
}

Error file_error(const std::filesystem::path& path, const char* what, int code) {
    const auto kind = code == ENOSPC || code == EDQUOT ? Error::Kind::full
                      : code == EIO                    ? Error::Kind::io
                                                       : Error::Kind::readonly;
    return {kind, path.string() + " " + what + ": " + std::generic_category().message(code)};
}

/// SQLite itself would make it 0644; what it keeps beside the file gets the file's mode. Leaves an existing file alone:
/// even opening and closing it here would drop the locks that this process holds on it.
void make_private(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0) {
        ::close(file);
    } else if (errno != EEXIST) {
        throw file_error(path, "can't be created", errno);
    }
}

void sync_file(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool failed = file < 0 || ::fsync(file) != 0;
    const int code = errno;
    if (file >= 0) ::close(file);
    if (failed) throw file_error(path, "can't be written", code);
}

/// Looks at the first bytes through SQLite's own file handle, without a lock, recovery or checkpoint: a file of another
/// program stays as it is.
void refuse_if_not_ours(const SQLite::Database& connection, const std::filesystem::path& path) {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(connection.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    sqlite3_int64 size = 0;
    std::array<unsigned char, 100> header{};  // the format's fixed size: sqlite.org/fileformat.html#the_database_header
    if (file->pMethods->xFileSize(file, &size) != SQLITE_OK) throw Error(Error::Kind::io, path.string() + ": no size");
    if (size == 0) return;
    if (file->pMethods->xRead(file, header.data(), static_cast<int>(header.size()), 0) == SQLITE_OK) {
        std::int64_t id = 0;
        for (std::size_t at = 68; at < 72; ++at) id = id << 8 | header.at(at);
        const std::string_view magic("SQLite format 3\0", 16);
        if (std::equal(magic.begin(), magic.end(), header.begin()) && id == application_id) return;
    }
    throw Error(Error::Kind::corrupt,
                path.string() + " is not a goodturn database, or it is damaged. It was left as it is.");
}

bool in_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Where the token that starts at `from` ends: a word, a quoted text, a comment or a single character.
std::size_t token_end(std::string_view sql, std::size_t from) {
    const auto past = [&](std::size_t found, std::size_t length) {
        return found == std::string_view::npos ? sql.size() : found + length;
    };
    if (sql[from] == '\'' || sql[from] == '"') return past(sql.find(sql[from], from + 1), 1);
    if (sql.substr(from, 2) == "--") return past(sql.find('\n', from), 1);
    if (sql.substr(from, 2) == "/*") return past(sql.find("*/", from + 2), 2);
    std::size_t to = from;
    while (to < sql.size() && in_word(sql[to])) ++to;
    return std::max(to, from + 1);
}

/// The one place that knows how our shared SQL differs from SQLite's: BIGINT becomes INTEGER (which makes `id BIGINT
/// PRIMARY KEY` the rowid) and every new table is STRICT.
std::string for_sqlite(std::string_view sql) {
    std::string result;
    std::array<std::string_view, 2> words;  // the first two of the statement
    std::size_t word_count = 0;
    std::size_t after_parenthesis = 0;
    const auto end_statement = [&] {
        if (words.at(0) == "CREATE" && words.at(1) == "TABLE") result.insert(after_parenthesis, " STRICT");
        words = {};
        word_count = 0;
    };
    for (std::size_t from = 0, to = 0; from < sql.size(); from = to) {
        to = token_end(sql, from);
        const auto token = sql.substr(from, to - from);
        if (token == ";") end_statement();
        result += token == "BIGINT" ? "INTEGER" : token;
        if (token == ")") after_parenthesis = result.size();
        if (in_word(token.front()) && word_count < words.size()) words.at(word_count++) = token;
    }
    end_statement();
    return result;
}

}  // namespace

/// SQLite's connection, and what has to be known about it wherever a statement runs.
struct Connection {
    Connection(const std::string& path, std::chrono::milliseconds busy_timeout)
        : sqlite(path, SQLite::OPEN_READWRITE, static_cast<int>(busy_timeout.count())) {}

    [[nodiscard]] sqlite3* handle() const { return sqlite.getHandle(); }
    [[nodiscard]] bool sqlite_in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }

    /// Runs `work`; an error may have made SQLite roll back, so its kind is kept.
    template <typename Work>
    auto guarded(const Work& work) {
        if (in_transaction && !sqlite_in_transaction())
            throw Error(lost_to, "database: the transaction was rolled back after an earlier error");
        try {
            return work();
        } catch (const SQLite::Exception& cause) {
            lost_to = kind_of(cause.getErrorCode());
            throw error_from(cause);
        }
    }

    SQLite::Database sqlite;
    bool in_transaction = false;  ///< a Transaction lives
    Error::Kind lost_to = Error::Kind::other;
};

/// A prepared statement. Lies in the database's list while idle, belongs to Rows while in use.
struct Rows::Impl {
    using Idle = std::vector<std::unique_ptr<Impl>>;

    Impl(Connection& owner, std::string_view sql, Idle& home_list)
        : connection(owner),
          statement(owner.sqlite, std::string(sql)),
          returning(sql.find("RETURNING") != std::string_view::npos),
          home(home_list) {
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
    bool returning;
    std::vector<int> positions;  ///< of $1, $2, …
    Idle& home;
};

struct Database::Impl {
    explicit Impl(const Options& options)
        : path(options.path), connection(path.empty() ? ":memory:" : path.string(), options.busy_timeout) {
        if (!path.empty()) take_file();
        // A text in double quotes would quietly be a name that isn't there; PostgreSQL refuses it too.
        sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
        sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
        set("synchronous", "FULL", "2");  // builds differ in their default for a WAL database that is reopened
        set("foreign_keys", "ON", "1");   // ignored without a word inside a transaction
        set("secure_delete", "ON", "1");
        set("wal_autocheckpoint", "8000", "8000");
        set("cache_size", "-8192", "-8192");
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
            if (kind_of(cause.getErrorCode()) != Error::Kind::busy) throw;
            throw Error(Error::Kind::busy, "another goodturn is running with " + path.string());
        }
        set("journal_mode", "WAL", "wal");
    }

    void set(const std::string& name, const std::string& value, std::string_view read_back) {
        connection.sqlite.exec("PRAGMA " + name + " = " + value);
        if (connection.sqlite.execAndGet("PRAGMA " + name).getString() != read_back)
            throw Error(Error::Kind::other, "database: " + name + " can't be set to " + value);
    }

    [[nodiscard]] std::int64_t number(const char* pragma) { return connection.sqlite.execAndGet(pragma).getInt64(); }

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
        return {Error::Kind::newer, "the database was written by a newer goodturn (it has \"" + what +
                                        "\"): start that version, or go back to a backup. Nothing was changed."};
    }

    /// VACUUM INTO leaves nothing deleted in the copy. It appears under its name only when it is whole and on disk.
    void back_up(std::string step) {
        std::ranges::replace(step, ' ', '-');
        const std::filesystem::path target = path.string() + ".before-" + step;
        const std::filesystem::path part = target.string() + ".part";
        std::error_code failed;
        std::filesystem::remove(part, failed);  // of an earlier attempt
        make_private(part);
        SQLite::Statement copy(connection.sqlite, "VACUUM INTO $1");
        copy.bind(1, part.string());
        copy.exec();
        sync_file(part);
        std::filesystem::rename(part, target, failed);
        if (failed) throw file_error(target, "can't be created", failed.value());
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
    if (!options.path.empty()) make_private(options.path);
    impl_ = translated([&] { return std::make_unique<Impl>(options); });
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
    const auto result = rows.next() ? rows.maybe_integer(0) : std::nullopt;
    while (rows.impl_->returning && rows.next()) {
    }
    return result;
}

std::int64_t Database::new_id() {
    if (!impl_->connection.in_transaction) throw std::logic_error("new_id() outside a transaction");
    if (impl_->ids_left == 0) {
        const auto end = integer(R"sql(UPDATE sequence SET next = sequence.next + $1 WHERE id = 1 RETURNING next)sql",
                                 {ids_reserved});
        if (!end) throw Error(Error::Kind::corrupt, "database: the sequence has no row");
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
    translated([&] {
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
