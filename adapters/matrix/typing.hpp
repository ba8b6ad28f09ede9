#pragma once

#include "adapters/matrix/presence.hpp"
#include "core/chat/outgoing.hpp"

#include <memory>

namespace goodturn::matrix {

/// Somebody waits for this: after a second the room shows that the bot writes, until `over`.
void show_typing(const PresenceRef& at, const chat::Outgoing& answer, std::shared_ptr<const bool> over);

}  // namespace goodturn::matrix
