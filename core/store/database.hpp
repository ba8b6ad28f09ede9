#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace goodturn::store {

/// What the database reported. Thrown by everything here; `what()` is for the log and names no stored value. Wrong use
/// (a missing parameter, new_id() outside a transaction) is a std::logic_error instead.
class Error : public std::runtime_error {
public:
    enum class Kind {
        other,     ///< a constraint, a mistake in SQL: the event's fault, the next one may work
        busy,      ///< another process holds it
        full,      ///< no space left
        readonly,  ///< file or folder can't be written
        io,        ///< the disk failed
        corrupt,   ///< damaged or not a database of ours: stop, touch nothing
        newer,     ///< written by a newer program: stop, touch nothing
    };
    Error(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
    [[nodiscard]] Kind kind() const { return kind_; }

private:
    Kind kind_;
};

/// A value to bind. Views need only live until the call returns.
using Value = std::variant<std::monostate, std::int64_t, std::string_view>;

/// nullopt binds NULL.
[[nodiscard]] inline Value maybe(const std::optional<std::int64_t>& value) {
    return value ? Value(*value) : Value();
}

/// The rows of one query, read front to back. The statement does its work, all of it, at the first next(). The same SQL
/// may be queried again meanwhile. Must not outlive the database, nor be left open across a commit.
class Rows {
public:
    Rows(Rows&&) noexcept;
    Rows& operator=(Rows&&) = delete;
    ~Rows();

    /// False at the end, and from then on.
    bool next();
    /// NULL reads as 0 and "".
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] bool null(int column) const;
    [[nodiscard]] std::optional<std::int64_t> maybe_integer(int column) const;
    [[nodiscard]] bool flag(int column) const { return integer(column) != 0; }

private:
    friend class Database;
    struct Impl;
    explicit Rows(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// One numbered step, part of the program. Its SQL uses the subset that PostgreSQL shares; BIGINT and TEXT only. The
/// driver turns BIGINT into INTEGER and makes every table STRICT.
struct Migration {
    std::string_view name;  ///< unique: "gratitude 1"; recorded when applied
    std::string_view sql;   ///< several statements
};

/// The one connection that writes; no other process can open the file while it lives, not even to read. Not
/// thread-safe: it belongs to the thread that runs the engine.
class Database {
public:
    struct Options {
        std::filesystem::path path;                    ///< empty: in memory. Created with mode 0600
        std::chrono::milliseconds busy_timeout{2000};  ///< how long to wait for a predecessor that is just stopping
        int cache_kib = 8192;                          ///< of pages in memory, which it fills in time
    };
    /// Throws Kind::busy if another process has it open, Kind::corrupt (and leaves the file as it is) if it is not a
    /// database that this program made.
    explicit Database(const Options& options);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Applies what has not been applied, in order, each in its transaction; a file that already holds data is copied
    /// first, to "<file>.before-<name of the first step>". Throws Error::Kind::newer if the file knows a migration that
    /// is not in the list; nothing is changed then. Must run before new_id(), even with an empty list.
    void migrate(std::span<const Migration> migrations);

    /// `sql`: one statement. It stays prepared as long as the database lives, so it must be a constant, never built
    /// from values. `$1`…`$n` are bound by name, to as many values.
    [[nodiscard]] Rows query(std::string_view sql, std::initializer_list<Value> values = {});
    /// Runs to the end; how many rows changed.
    std::int64_t run(std::string_view sql, std::initializer_list<Value> values = {});
    /// The first column of the first row; nullopt: no row, or NULL.
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view sql, std::initializer_list<Value> values = {});

    /// A number that no row of this store had before, growing; never 0. Only inside a transaction.
    [[nodiscard]] std::int64_t new_id();

    /// Rows changed since the database was opened, those of new_id() and those rolled back included: compare two calls
    /// to see whether anything was written between them.
    [[nodiscard]] std::int64_t total_changes() const;

    /// Rolls back unless commit() was called. BEGIN IMMEDIATE. One at a time. If an error (full, I/O) made SQLite roll
    /// back on its own, every further statement throws that error's kind until this is destroyed: nothing can slip out
    /// of the transaction.
    class Transaction {
    public:
        explicit Transaction(Database& database);
        ~Transaction();
        Transaction(const Transaction&) = delete;
        Transaction& operator=(const Transaction&) = delete;
        /// If it throws, everything is rolled back and the database can be used further.
        void commit();

    private:
        void end();
        Database& database_;
        bool open_ = true;
    };

    /// Within a transaction; rolls back to where it began unless release() was called. Nests.
    class Savepoint {
    public:
        explicit Savepoint(Database& database);
        ~Savepoint();
        Savepoint(const Savepoint&) = delete;
        Savepoint& operator=(const Savepoint&) = delete;
        void release();

    private:
        Database& database_;
        bool open_ = true;
    };

    /// The full check of `goodturn check`: empty, or what is wrong.
    [[nodiscard]] std::string integrity_problem();
    [[nodiscard]] static std::string_view library_version();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace goodturn::store
