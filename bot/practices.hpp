#pragma once

#include "core/engine/practice.hpp"

#include <span>

namespace goodturn::bot {

/// Every practice of this program, in the order of help. Adding one: its line in practices.cpp.
[[nodiscard]] std::span<const engine::Practice* const> practices();

}  // namespace goodturn::bot
