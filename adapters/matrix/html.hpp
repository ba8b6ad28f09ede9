#pragma once

#include "core/chat/ids.hpp"

#include <string>
#include <string_view>
#include <vector>

/// As much of HTML as chats have in them (client-server API, "m.room.message msgtypes").
namespace goodturn::matrix {

/// Text as it is read, entities decoded, a line for each block; or the label of a link to somebody.
struct Run {
    std::string text;
    chat::AccountId who;  ///< empty: text
    bool operator==(const Run&) const = default;
};
/// In order. What an <mx-reply> holds is of the message before. Nothing fails: what is no HTML is text.
[[nodiscard]] std::vector<Run> runs_of(std::string_view html);

/// For between tags and for within an attribute's quotes. Line breaks become <br>.
[[nodiscard]] std::string as_html(std::string_view text);

}  // namespace goodturn::matrix
