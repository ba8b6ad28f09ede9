#pragma once

#include <string>

#include "core/store/database.hpp"

namespace SQLite {
class Exception;
}

namespace goodturn::store {

/// What SQLite reported, as a sentence about the file `name`.
[[nodiscard]] Error error_from(const SQLite::Exception& cause, const std::string& name);

}  // namespace goodturn::store
