#pragma once

#include "core/chat/event.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// From what a person typed to a line that commands can be read from (product.md 4, "Reading what people type").
namespace goodturn::engine {

/// The text of a message with each mention replaced by U+FFFC; the n-th of these stands for mentions[n].
struct Line {
    std::string text;
    std::vector<chat::Named> mentions;
    bool operator==(const Line&) const = default;
};

/// Where a mention stands in Line::text, in UTF-8.
inline constexpr std::string_view mention_mark = "\uFFFC";

/// NFC; every kind of space becomes ' ' (line breaks stay, CRLF becomes LF); control, bidi and zero-width characters
/// and typed U+FFFC go. Stay do the joiners and variation selectors of emoji, and those that spell words of scripts
/// from Arabic on. At most 30 marks on one letter. Ends trimmed. Invalid UTF-8 becomes U+FFFD. Quotes, dashes and
/// bullets stay as typed: they are part of the words. The functions that read syntax know all their forms.
[[nodiscard]] Line tidy(const chat::Words& words);
[[nodiscard]] std::string tidy(std::string_view text);

/// Mentions written out as "@label", or as the account where there is no label.
[[nodiscard]] std::string written_out(const Line& line);
[[nodiscard]] chat::Words to_words(const Line& line);

/// The items of a line that is a list from its beginning to its end, of two at least; else none. An item begins with a
/// dash, a bullet or a number, and goes on in the rows that are indented below it.
[[nodiscard]] std::vector<Line> list_items(const Line& line);

/// How people call the bot.
struct Names {
    std::string display = "Goodturn";
    std::string command = "goodturn";                     ///< /goodturn
    std::vector<std::string> prefixes{"goodturn", "gt"};  ///< !goodturn, !gt, /goodturn, /gt
    std::string short_prefix = "!gt";                     ///< what help shows where there are no slash commands
};

/// The line without the words that call the bot and the , : . ! after them; nullopt if it calls nobody (a channel's
/// talk). In a direct chat everything is for the bot: a name or mention of it is dropped, then a '/' or '!' before a
/// word; what remains may be empty. Elsewhere the line begins with "!gt", "/gt" …, with the bot's mention, or with
/// "@<display>" or "@<command>" as its first word. A mention further on does not count, nor does "@Goodturn’s".
/// "/thanks" elsewhere: `shortcuts` lists the verbs that may be called so.
[[nodiscard]] std::optional<Line> addressed_to_bot(const Line& line, bool direct, const chat::AccountId& bot,
                                                   const Names& names, const std::vector<std::string_view>& shortcuts);

/// Case- and accent-blind form, for comparing names and verbs: "José" and "JOSE", "Weiß" and "Weiss" are equal. It is
/// for comparing only, not for showing. The store keeps it (people.hpp), so a change needs a migration.
[[nodiscard]] std::string folded(std::string_view text);
/// The end of the range of all texts that begin with `beginning`.
[[nodiscard]] std::string after_all(std::string_view beginning);
/// In code points.
[[nodiscard]] std::size_t length(std::string_view text);
/// At most `max` code points, ending in "…" if cut; never cut within what a reader sees as one character.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t max);

/// How far two words lie apart: inserted, dropped, changed or swapped neighbouring letters, for guessing a verb. Words
/// of more than 64 letters are as far apart as they are long.
[[nodiscard]] std::size_t distance(std::string_view a, std::string_view b);

}  // namespace goodturn::engine
