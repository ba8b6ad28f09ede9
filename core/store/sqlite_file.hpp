#pragma once

#include <filesystem>

#include "core/store/database.hpp"

namespace SQLite {
class Database;
}

/// Whether the files behind a connection are what they should be. Each throws an Error that says what is wrong.
namespace goodturn::store {

/// SQLite says no more than that it can't open a file. Making the WAL in its place tells whether there is no space for
/// it.
void refuse_if_full(const std::filesystem::path& wal);

/// Looks at the first bytes through SQLite's own file handle, without a lock, recovery or checkpoint: a file of another
/// program stays as it is.
void refuse_if_not_ours(const SQLite::Database& connection, const std::filesystem::path& path);

/// What is written to a file that was deleted or moved is lost at the next start, and SQLite goes on writing.
void refuse_if_gone(const SQLite::Database& connection, const std::filesystem::path& path);

/// "GdTn", in the header of every file that this program made.
inline constexpr std::int64_t application_id = 0x4764546E;

}  // namespace goodturn::store
