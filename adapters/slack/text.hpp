#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// How a text is given to Slack so that people read exactly its letters: no words of a person become bold, a quote, a
/// link or a mention, and none ping anybody.
namespace goodturn::slack {

/// What Slack reads in a text.
enum class Markup {
    none,      ///< nothing: the text of rich_text elements and of plain_text objects
    entities,  ///< & < > begin something: the top-level text of a message
    mrkdwn,    ///< those, and * _ ~ ` and a > that begins a line, in text objects with "verbatim": true
};

/// Valid UTF-8 without control characters other than the line break, and without the marks that turn the direction of
/// the words after them.
[[nodiscard]] std::string clean(std::string_view text);

/// Nothing of it can be seen. Slack refuses most texts like that.
[[nodiscard]] bool is_blank(std::string_view text);

/// What Slack is given for `text`. Nothing escapes the signs of mrkdwn, so each is replaced by one that looks like it.
[[nodiscard]] std::string written(std::string_view text, Markup how);

/// What somebody typed or copied from what was `written`: each sign that looks like one of mrkdwn is that one again.
[[nodiscard]] std::string as_typed(std::string_view text);

/// In order, without loss: each at most `max` code points once written. Cut after a line break or a space if there is
/// one, never within what a reader sees as one character unless that alone is longer.
[[nodiscard]] std::vector<std::string> split(std::string_view text, std::size_t max, Markup how);

/// At most `max` code points once written, ending in "…" if cut. Not written yet.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t max, Markup how);

}  // namespace goodturn::slack
