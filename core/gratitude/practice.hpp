#pragma once

#include "core/engine/practice.hpp"

/// Thanking the people who helped: the help log, thanks passed on or posted, and the monthly round.
namespace goodturn::gratitude {

extern const engine::Practice gratitude;

}  // namespace goodturn::gratitude
