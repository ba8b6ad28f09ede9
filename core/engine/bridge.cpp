#include "core/engine/bridge.hpp"

#include "core/engine/line.hpp"
#include "core/engine/texts.hpp"

#include <algorithm>

namespace goodturn::engine {
namespace {

using chat::Block;
using chat::Button;
using chat::Spans;

std::string typed(const Button& button, int item) {
    return item == 0 ? button.word : button.word + " " + std::to_string(item);
}

/// "`send` ✅ (Send to Bo) · `edit 1` · `not 1` (Not Bo)". A word that is not the label carries it along. The emoji
/// stands where a touch of it does the same.
Spans words(const std::vector<Button>& buttons, int item) {
    Spans all;
    for (const auto& button : buttons) {
        if (button.word.empty()) continue;
        const chat::Span word = chat::Code{typed(button, item)};
        const bool labelled = folded(button.label) != folded(button.word);
        const bool touched = item == 0 && !button.emoji.empty();
        Spans one{word};
        if (labelled && touched) {
            one = fill(texts::word_with_both, {{"word", word}, {"emoji", button.emoji}, {"label", button.label}});
        } else if (labelled) {
            one = fill(texts::word_only, {{"word", word}, {"label", button.label}});
        } else if (touched) {
            one = fill(texts::word_and_emoji, {{"word", word}, {"emoji", button.emoji}});
        }
        all = all.empty() ? one : fill(texts::words_joined, {{"first", all}, {"next", one}});
    }
    return all;
}

void say_words(std::vector<Block>& out, const std::vector<Button>& buttons, int item) {
    if (Spans said = words(buttons, item); !said.empty()) {
        out.emplace_back(chat::Note{fill(texts::say_one, {{"words", said}})});
    }
}

Spans numbered(int number, const Spans& text) {
    return fill(texts::numbered, {{"number", static_cast<std::int64_t>(number)}, {"text", text}});
}

/// How one of so many without words is picked.
void say_numbers(std::vector<Block>& out, int count) {
    const auto how =
        count == 1 ? fill(texts::say_the_number, {{"word", chat::Span{chat::Code{"1"}}}}) : fill(texts::say_its_number);
    out.emplace_back(chat::Note{how});
}

}  // namespace

chat::Message bridged(chat::Message message, const chat::Capabilities& can) {
    if (can.buttons) return message;
    std::vector<Block> out;
    int wordless = 0;
    bool several = false;
    for (auto& block : message.blocks) {
        several = several || std::holds_alternative<chat::Item>(block) || std::holds_alternative<chat::Menu>(block);
        if (auto* item = std::get_if<chat::Item>(&block)) {
            out.emplace_back(chat::Paragraph{numbered(item->number, item->text)});
            if (!item->quote.empty()) out.emplace_back(chat::Quote{std::move(item->quote)});
            say_words(out, item->buttons, item->number);
        } else if (auto* row = std::get_if<chat::Buttons>(&block)) {
            for (const auto& button : row->buttons) {
                if (!button.word.empty() && !button.emoji.empty()) message.reactions.push_back(button.emoji);
                if (!button.word.empty()) continue;
                out.emplace_back(chat::Paragraph{numbered(++wordless, {chat::Plain{button.label}})});
            }
            if (!row->buttons.empty() && row->buttons.back().word.empty()) say_numbers(out, wordless);
            say_words(out, row->buttons, 0);
        } else if (auto* menu = std::get_if<chat::Menu>(&block)) {
            out.emplace_back(chat::Paragraph{{chat::Plain{menu->button.label}}});
            int number = 0;
            for (const auto& option : menu->options) {
                Button typed_option = menu->button;
                typed_option.label = option.label;
                ++number;
                if (typed_option.word.empty()) {
                    out.emplace_back(chat::Paragraph{numbered(number, {chat::Plain{option.label}})});
                } else {
                    out.emplace_back(chat::Paragraph{words({typed_option}, number)});
                }
            }
            if (menu->button.word.empty()) say_numbers(out, number);
        } else {
            out.push_back(std::move(block));
        }
    }
    // A reaction does not say which of several it means.
    if (several) message.reactions.clear();
    message.blocks = std::move(out);
    return message;
}

}  // namespace goodturn::engine
