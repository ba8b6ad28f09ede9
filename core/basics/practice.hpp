#pragma once

#include "core/engine/practice.hpp"

namespace goodturn::basics {

/// The bot's own verbs: help, settings, pause and stop, privacy, why, undo, and the small talk of a direct chat.
extern const engine::Practice basics;

}  // namespace goodturn::basics
