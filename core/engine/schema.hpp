#pragma once

#include "core/store/database.hpp"

#include <span>

namespace goodturn::engine {

/// The engine's own tables. Practices' migrations come after these and may refer to person(id) with ON DELETE CASCADE.
[[nodiscard]] std::span<const store::Migration> schema();

}  // namespace goodturn::engine
