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

/// What the database reported. Thrown by everything here; `what()` is for the log and names no stored value.
class Error : public std::runtime_error {
public:
    enum class Kind {
        other,
        busy,      ///< another process holds it
        full,      ///< no space left
        readonly,  ///< file or folder can't be written
        io,        ///< the disk failed
        corrupt,   ///< damaged or not a database: stop, touch nothing
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

/// The rows of one query, read front to back. Finish with it (let it go out of scope) before you run the same SQL
/// again. A statement does its work at the first next().
class Rows {
public:
    Rows(Rows&&) noexcept;
    Rows& operator=(Rows&&) = delete;
    ~Rows();

    bool next();
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

/// One numbered step, part of the program. Its SQL uses the subset that PostgreSQL shares; BIGINT and TEXT only.
struct Migration {
    std::string_view name;  ///< unique: "gratitude 1"; recorded when applied
    std::string_view sql;   ///< several statements
};

/// The one connection that writes. Not thread-safe: it belongs to the thread that runs the engine.
class Database {
public:
    struct Options {
        std::filesystem::path path;  ///< empty: in memory
        std::chrono::milliseconds busy_timeout{2000};
    };
    explicit Database(const Options& options);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Applies what has not been applied, in order, each in its transaction; a file that already holds data is copied
    /// beside itself first. Throws Error::Kind::newer if the file knows a migration that is not in the list.
    void migrate(std::span<const Migration> migrations);

    /// `sql` must live as long as the database: a literal. `$1`… are bound by name. Statements are kept prepared.
    [[nodiscard]] Rows query(std::string_view sql, std::initializer_list<Value> values = {});
    /// Runs to the end; how many rows changed.
    std::int64_t run(std::string_view sql, std::initializer_list<Value> values = {});
    /// The first column of the first row.
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view sql, std::initializer_list<Value> values = {});

    /// A number that no row of this store had before, growing. Only inside a transaction.
    [[nodiscard]] std::int64_t new_id();

    /// True once anything was written since the transaction or the last call began.
    [[nodiscard]] std::int64_t total_changes() const;

    /// Rolls back unless commit() was called. BEGIN IMMEDIATE.
    class Transaction {
    public:
        explicit Transaction(Database& database);
        ~Transaction();
        Transaction(const Transaction&) = delete;
        Transaction& operator=(const Transaction&) = delete;
        void commit();

    private:
        Database& database_;
        bool open_ = true;
    };

    /// Within a transaction; rolls back to where it began unless release() was called.
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
