#include "adapters/slack/words.hpp"

#include "adapters/slack/mrkdwn.hpp"

namespace goodturn::slack {
namespace {

std::string special_words(const Piece& piece) {
    const auto what = piece.target.substr(0, piece.target.find('^'));
    const auto label = unescaped(piece.label);
    if (what == "here" || what == "channel" || what == "everyone") return "@" + std::string(what);
    if (what == "subteam") return group_words(label);
    // A date's label is what it reads without a clock; so it is with what is new.
    return label.empty() ? "<!" + unescaped(piece.target) + ">" : label;
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
    for (const auto& piece : pieces_of(text)) {
        switch (piece.markup) {
            case Markup::none:
                append(words, unescaped(piece.target));
                break;
            case Markup::user:
                words.emplace_back(chat::Named{{std::string(piece.target)}, unescaped(piece.label)});
                break;
            case Markup::channel:
                append(words, channel_words(unescaped(piece.label)));
                break;
            case Markup::special:
                append(words, special_words(piece));
                break;
            case Markup::link:
                append(words, link_words(unescaped(piece.target), unescaped(piece.label)));
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
