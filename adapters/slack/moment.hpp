#pragma once

#include "adapters/slack/link.hpp"

#include <chrono>

namespace goodturn::slack {

/// Now, for the state machines that measure time by a Moment.
[[nodiscard]] inline Moment moment() {
    return std::chrono::floor<Moment>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace goodturn::slack
