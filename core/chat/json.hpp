#pragma once

#include "core/chat/event.hpp"
#include "core/chat/form.hpp"
#include "core/chat/message.hpp"

#include <optional>
#include <string>
#include <string_view>

/// The stored form of messages and words, also what the try-out page's browser receives.
/// A span is {"t":"plain|bold|code|quoted|mention|date|link|write_to", …}, a block
/// {"t":"paragraph|note|quote|list|fields| item|buttons|menu", …}. Invalid UTF-8 is written with replacement
/// characters.
namespace goodturn::chat {

[[nodiscard]] std::string to_json(const Message& message);
[[nodiscard]] std::string to_json(const Form& form);
[[nodiscard]] std::string to_json(const Words& words);

/// nullopt for text that is not what to_json makes: malformed, nested deeper than 64 levels, of the wrong shape.
[[nodiscard]] std::optional<Message> message_from_json(std::string_view text);
[[nodiscard]] std::optional<Words> words_from_json(std::string_view text);

}  // namespace goodturn::chat
