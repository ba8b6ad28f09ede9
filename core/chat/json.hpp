#pragma once

#include "core/chat/event.hpp"
#include "core/chat/form.hpp"
#include "core/chat/message.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// How messages, forms and words are written: in the store, and to the try-out page's browser. The store keeps it, so
/// this format is a commitment: members may be added, none changes its meaning.
///
///   message  {"blocks":[block, …]}
///   block    {"t":"paragraph","text":[span, …]}
///            {"t":"note","text":[span, …]}
///            {"t":"quote","text":"…"}
///            {"t":"list","items":[[span, …], …]}
///            {"t":"fields","fields":[{"name":"…","text":[span, …]}, …]}
///            {"t":"item","number":1,"text":[span, …],"quote":"…","buttons":[button, …]}
///            {"t":"buttons","buttons":[button, …]}
///            {"t":"menu","button":button,"options":[option, …]}
///   span     {"t":"plain","text":"…"}   the same with "bold", "code" and "quoted"
///            {"t":"mention","account":"ana","name":"Ana Sousa"}
///            {"t":"date","at":1801130400000,"text":"Fri 29 Jan, 10:00"}   at: milliseconds UTC
///            {"t":"link","url":"https://…","text":"…"}
///            {"t":"write_to","account":"ana","text":"…"}
///   button   {"id":"…","label":"…","word":"send","emoji":"✅","style":"plain|primary|danger",
///             "action":"…","args":"…"}   the last two only before the message is queued
///   option   {"value":"…","label":"…"}
///   form     {"token":"…","title":"…","fields":[field, …],"submit":"…"}
///   field    {"name":"…","label":"…","kind":"line|paragraph|person|choice","initial":"…","options":[option, …],
///             "required":true,"max":1000}
///   words    ["text", {"account":"ana","label":"Ana Sousa"}, …]
///
/// A member whose value is "" or [] is left out, except "blocks" and the "account" of a word. Everything else (t,
/// number, at, style, kind, required, max, button) is always written. Readers ignore members they don't know. Invalid
/// UTF-8 is written as U+FFFD.
namespace goodturn::chat {

/// A button's "style", in the order of ButtonStyle.
inline constexpr std::array<std::string_view, 3> button_styles{"plain", "primary", "danger"};

[[nodiscard]] std::string to_json(const Message& message);
[[nodiscard]] std::string to_json(const Form& form);
[[nodiscard]] std::string to_json(const Words& words);

/// nullopt for text that is not what to_json makes: malformed, nested deeper than `max_json_depth`, of the wrong shape.
[[nodiscard]] std::optional<Message> message_from_json(std::string_view text);
[[nodiscard]] std::optional<Words> words_from_json(std::string_view text);

/// nlohmann's parser survives deep nesting, but copying or dumping what it made overflows the stack: ask this before
/// parsing what comes from outside.
[[nodiscard]] bool nested_deeper(std::string_view json, std::size_t levels);
inline constexpr std::size_t max_json_depth = 64;

}  // namespace goodturn::chat
