#pragma once

#include "core/chat/ids.hpp"
#include "core/store/database.hpp"

#include <cstdint>
#include <optional>

/// Instants as the store keeps them: UTC milliseconds.
namespace goodturn::engine {

[[nodiscard]] inline std::int64_t millis(chat::Instant at) {
    return at.time_since_epoch().count();
}
[[nodiscard]] inline chat::Instant instant(std::int64_t ms) {
    return chat::Instant(std::chrono::milliseconds(ms));
}
[[nodiscard]] inline store::Value maybe_millis(const std::optional<chat::Instant>& at) {
    return at ? store::Value(millis(*at)) : store::Value();
}

}  // namespace goodturn::engine
