#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Slack's markup of text, taken apart (https://docs.slack.dev/messaging/formatting-message-text).
namespace goodturn::slack {

enum class TokenKind {
    none,     ///< text as it stands, entities and all
    user,     ///< <@U1|ana>
    channel,  ///< <#C1|release-4>
    special,  ///< <!here>, <!subteam^S1|@devs>, <!date^…|…>
    link,     ///< <https://x|label>
};

/// Views into the text.
struct Token {
    TokenKind kind = TokenKind::none;
    std::string_view target;  ///< what stands before '|', without the sign; the text itself for TokenKind::none
    std::string_view label;   ///< what stands behind '|'
    bool operator==(const Token&) const = default;
};

/// In order, nothing left out. What only looks like markup (a command's text is not escaped) is text.
[[nodiscard]] std::vector<Token> tokens_of(std::string_view text);

/// Of the named ones in a text: by account, channel or group. Rich text names them by id only.
using Labels = std::map<std::string, std::string, std::less<>>;
[[nodiscard]] Labels labels_in(std::string_view text);

/// &amp; &lt; &gt; decoded, once; no other entity is one in Slack.
[[nodiscard]] std::string unescaped(std::string_view text);
/// The other way round.
[[nodiscard]] std::string escaped(std::string_view text);

/// How mentions of what is no person read.
[[nodiscard]] std::string channel_words(std::string_view label);  ///< "#release-4"; Slack hides private channels' names
[[nodiscard]] std::string group_words(std::string_view label);    ///< "@devs"
/// The label if it tells the address or there is only one of the two, else both: "the notes (https://…)".
[[nodiscard]] std::string link_words(std::string_view url, std::string_view label);

}  // namespace goodturn::slack
