#pragma once

#include <filesystem>
#include <string>

#include "core/store/database.hpp"

/// Files as the database wants them. What makes them throws store::Error.
namespace goodturn::store {

/// "<name> <what>: <what the system says>", with the kind that belongs to the errno `code`.
[[nodiscard]] Error file_error(const std::string& name, const char* what, int code);

/// Makes an empty file with mode 0600, which what SQLite keeps beside it inherits. Leaves an existing one alone: even
/// opening and closing it would drop the locks that this process holds on it. Whether it made one.
bool make_private(const std::filesystem::path& path);

/// Gives a finished file its name, in place of what had it, once its content is on disk.
void publish(const std::filesystem::path& part, const std::filesystem::path& path);

}  // namespace goodturn::store
