#pragma once

#include "core/chat/message.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace goodturn::engine {

/// One sentence or label that a person sees. Each practice keeps its own in its texts.hpp, nowhere else.
///   *bold*   `code`   {who} a named value   {n|one help|{n} helps} a plural   \* \` \{ \| \} \\ literally
/// A value takes on the style around it: in "*{who} helped you*" a name is bold. Between backticks only values and
/// backslashes mean something. Plural branches may hold everything.
/// English now; a further language becomes a further member.
struct Text {
    std::string_view english;
};

/// A value for a placeholder. A string becomes a Plain span: a user's words can't add markup.
using Arg = std::variant<std::string, std::int64_t, chat::Span, chat::Spans>;
using Args = std::initializer_list<std::pair<std::string_view, Arg>>;

/// Throws std::logic_error for a placeholder without a value, a plural of what is no number, and markup that is not
/// closed: programming errors.
[[nodiscard]] chat::Spans fill(const Text& text, Args args = {});
/// The same without markup, for labels.
[[nodiscard]] std::string fill_plain(const Text& text, Args args = {});

/// What spans show as plain text: quotations in “ ”, mentions and links by their name.
[[nodiscard]] std::string plain(const chat::Spans& spans);

/// "Ana, Bo and Kai"
[[nodiscard]] chat::Spans listed(const chat::Spans& names);
/// The same, each in bold.
[[nodiscard]] chat::Spans list_of(const std::vector<std::string>& names);

}  // namespace goodturn::engine
