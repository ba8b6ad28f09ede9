#pragma once

#include <cstdint>

namespace goodturn::engine {

/// A row of `person`: one human over all their accounts. Practices see persons only.
enum class PersonId : std::int64_t {};
/// A row of `delivery`.
enum class DeliveryId : std::int64_t {};

[[nodiscard]] constexpr std::int64_t raw(PersonId id) {
    return static_cast<std::int64_t>(id);
}
[[nodiscard]] constexpr std::int64_t raw(DeliveryId id) {
    return static_cast<std::int64_t>(id);
}

}  // namespace goodturn::engine
