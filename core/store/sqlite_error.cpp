#include "core/store/sqlite_error.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <string_view>

namespace goodturn::store {

namespace {

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

/// Empty: what SQLite says is enough.
std::string_view sentence(Error::Kind kind) {
    switch (kind) {
        case Error::Kind::busy:
            return "another process holds it";
        case Error::Kind::full:
            return "the disk is full";
        case Error::Kind::readonly:
            return "it can't be opened or written";
        case Error::Kind::io:
            return "the disk reports errors";
        case Error::Kind::corrupt:
            return "it is damaged, or the disk can't be read";
        default:
            return {};
    }
}

}  // namespace

Error error_from(const SQLite::Exception& cause, const std::string& name) {
    const auto kind = kind_of(cause.getErrorCode());
    const std::string details = cause.what() + std::string(", ") + std::to_string(cause.getExtendedErrorCode());
    const auto said = sentence(kind);
    return {kind, name + ": " + (said.empty() ? details : std::string(said) + " (" + details + ")")};
}

}  // namespace goodturn::store
