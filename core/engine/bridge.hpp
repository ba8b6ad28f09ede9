#pragma once

#include "core/chat/message.hpp"
#include "core/chat/space.hpp"

namespace goodturn::engine {

/// The message as this space can show it: where there are no buttons, each becomes a word to type (and an emoji to
/// react with, which Message::reactions then lists), options become numbered lines. The rows of `action` behind them
/// are the same.
[[nodiscard]] chat::Message bridged(chat::Message message, const chat::Capabilities& can);

}  // namespace goodturn::engine
