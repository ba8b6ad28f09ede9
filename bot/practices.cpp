#include "bot/practices.hpp"

#include "core/basics/practice.hpp"
#include "core/gratitude/practice.hpp"

#include <array>

namespace goodturn::bot {

std::span<const engine::Practice* const> practices() {
    static constexpr std::array<const engine::Practice*, 2> all{&gratitude::gratitude, &basics::basics};
    return all;
}

}  // namespace goodturn::bot
