#pragma once

#include "adapters/matrix/presence.hpp"

#include <string>

namespace goodturn::matrix {

/// Tells a room that it was read up to this event: at most once in five seconds, the newest then.
void note_read(const PresenceRef& at, const std::string& room, const std::string& event);

}  // namespace goodturn::matrix
