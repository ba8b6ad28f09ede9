#pragma once

#include "core/engine/happening.hpp"

/// From an event to the practice that it is for.
namespace goodturn::engine {

/// Something a person did. What throws is undone by the caller.
void handle(Happening& turn);

/// Facts about a space: no person did anything.
void learn(Machinery& machinery, const chat::Event& event, chat::Instant now);

/// True for an event that a person set off.
[[nodiscard]] bool from_person(const chat::Event& event);

}  // namespace goodturn::engine
