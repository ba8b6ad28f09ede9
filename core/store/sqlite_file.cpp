#include "core/store/sqlite_file.hpp"

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/store/file.hpp"

namespace goodturn::store {

namespace {

template <typename Answer>
Answer ask(const SQLite::Database& connection, int what) {
    Answer answer{};
    sqlite3_file_control(connection.getHandle(), "main", what, static_cast<void*>(&answer));
    return answer;
}

}  // namespace

void refuse_if_full(const std::filesystem::path& wal) {
    if (make_private(wal)) std::filesystem::remove(wal);
}

void refuse_if_not_ours(const SQLite::Database& connection, const std::filesystem::path& path) {
    auto* const file = ask<sqlite3_file*>(connection, SQLITE_FCNTL_FILE_POINTER);
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
    throw Error(Error::Kind::corrupt, path.string() + ": it is not a goodturn database, or it is damaged");
}

void refuse_if_gone(const SQLite::Database& connection, const std::filesystem::path& path) {
    const auto is_there = [system = ask<sqlite3_vfs*>(connection, SQLITE_FCNTL_VFS_POINTER)](const std::string& file) {
        int there = 0;
        // To the first of the two a file with nothing in it is not there, to the second one on a disk that is
        // read-only of a sudden.
        system->xAccess(system, file.c_str(), SQLITE_ACCESS_EXISTS, &there);
        if (there == 0) system->xAccess(system, file.c_str(), SQLITE_ACCESS_READWRITE, &there);
        return there != 0;
    };
    const auto refuse = [](const std::string& file, const char* what) {
        throw Error(Error::Kind::io, file + what + ". If it is lost, stop the bot and restore a backup");
    };
    constexpr auto gone = ": it was moved or deleted while it was in use. If it was moved, move it back";
    if (ask<int>(connection, SQLITE_FCNTL_HAS_MOVED) != 0) {
        refuse(path.string(), is_there(path.string()) ? ": it is not the file any more that is in use" : gone);
    }
    // Of this file SQLite itself keeps no track. It is there as long as the database is open.
    if (const std::string wal = path.string() + "-wal"; !is_there(wal)) refuse(wal, gone);
}

}  // namespace goodturn::store
