#pragma once

#include "adapters/slack/json.hpp"
#include "core/chat/event.hpp"

#include <optional>
#include <string_view>

/// From what Slack sends of a message to what the person typed. Line breaks, quotes and spaces of all kinds stay as
/// they are: the engine tidies.
namespace goodturn::slack {

/// Puts text behind what is there, in one run with text before it.
void append(chat::Words& words, std::string_view text);
void append(chat::Words& words, const chat::Words& more);

/// Marked-up, escaped text: of messages without rich text, and of commands.
[[nodiscard]] chat::Words words_of(std::string_view text);

/// The "blocks" of a message that a person wrote. Styles go; lists and quotes get back the signs they are typed with.
/// `text` is the same message's, which names channels and groups that blocks only number. nullopt if there is anything
/// in the blocks that we don't know: then the text is the better source.
[[nodiscard]] std::optional<chat::Words> words_of_blocks(Value blocks, std::string_view text);

/// Of a message: from its blocks, else its text.
[[nodiscard]] chat::Words words_of_message(Value message);

}  // namespace goodturn::slack
