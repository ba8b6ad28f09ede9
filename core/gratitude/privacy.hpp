#pragma once

#include "core/engine/turn.hpp"

#include <optional>
#include <vector>

/// What is kept, why somebody hears from us, and when rows go.
namespace goodturn::gratitude {

std::vector<chat::Spans> kept(engine::Turn& turn);
std::optional<chat::Spans> why(engine::Turn& turn, std::optional<engine::PersonId> about);
bool prune(engine::Turn& turn);

}  // namespace goodturn::gratitude
