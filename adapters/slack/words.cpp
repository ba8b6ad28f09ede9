#include "adapters/slack/words.hpp"

#include "adapters/slack/mrkdwn.hpp"
#include "adapters/slack/text.hpp"

namespace goodturn::slack {
namespace {

std::string special_words(const Token& token) {
    const auto what = token.target.substr(0, token.target.find('^'));
    const auto label = unescaped(token.label);
    if (what == "here" || what == "channel" || what == "everyone") return "@" + std::string(what);
    if (what == "subteam") return group_words(label);
    // A date's label is what it reads without a clock; so it is with what is new.
    return label.empty() ? "<!" + unescaped(token.target) + ">" : label;
}

}  // namespace

void append(chat::Words& words, std::string_view text) {
    if (text.empty()) return;
    auto* last = words.empty() ? nullptr : std::get_if<std::string>(&words.back());
    if (last != nullptr) {
        last->append(text);
    } else {
        words.emplace_back(std::string(text));
    }
}

void append(chat::Words& words, const chat::Words& more) {
    for (const auto& word : more) {
        if (const auto* text = std::get_if<std::string>(&word)) {
            append(words, *text);
        } else {
            words.push_back(word);
        }
    }
}

chat::Words words_of(std::string_view text) {
    chat::Words words;
    for (const auto& token : tokens_of(text)) {
        switch (token.kind) {
            case TokenKind::none:
                append(words, as_typed(unescaped(token.target)));
                break;
            case TokenKind::user:
                words.emplace_back(chat::Named{{std::string(token.target)}, unescaped(token.label)});
                break;
            case TokenKind::channel:
                append(words, channel_words(unescaped(token.label)));
                break;
            case TokenKind::special:
                append(words, special_words(token));
                break;
            case TokenKind::link:
                append(words, link_words(unescaped(token.target), unescaped(token.label)));
                break;
        }
    }
    return words;
}

chat::Words words_of_message(Value message) {
    const auto text = message["text"].text();
    const auto blocks = words_of_blocks(message["blocks"], text);
    return blocks && !blocks->empty() ? *blocks : words_of(text);
}

}  // namespace goodturn::slack
