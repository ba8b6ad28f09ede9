#include "tests/support/show_text.hpp"

#include "core/chat/overloaded.hpp"
#include <variant>

namespace goodturn::support {
namespace {

std::string buttons_text(const std::vector<chat::Button>& buttons) {
    std::string text;
    for (const auto& button : buttons) text += (text.empty() ? "[" : " [") + button.label + "]";
    return text;
}

std::string quote_text(const std::string& quote) {
    std::string text = "> ";
    for (const char c : quote) {
        text += c;
        if (c == '\n') text += "> ";
    }
    return text;
}

std::string item_text(const chat::Item& item) {
    std::string text = std::to_string(item.number) + ". " + to_text(item.text);
    if (!item.quote.empty()) text += '\n' + quote_text(item.quote);
    if (!item.buttons.empty()) text += '\n' + buttons_text(item.buttons);
    return text;
}

std::string block_text(const chat::Block& block) {
    return std::visit(chat::Overloaded{
                          [](const chat::Paragraph& b) { return to_text(b.text); },
                          [](const chat::Note& b) { return "(" + to_text(b.text) + ")"; },
                          [](const chat::Quote& b) { return quote_text(b.text); },
                          [](const chat::List& b) {
                              std::string text;
                              for (const auto& item : b.items) text += (text.empty() ? "- " : "\n- ") + to_text(item);
                              return text;
                          },
                          [](const chat::Fields& b) {
                              std::string text;
                              for (const auto& [name, value] : b.fields) {
                                  text += (text.empty() ? "" : "\n") + name + ": " + to_text(value);
                              }
                              return text;
                          },
                          [](const chat::Item& b) { return item_text(b); },
                          [](const chat::Buttons& b) { return buttons_text(b.buttons); },
                          [](const chat::Menu& b) {
                              std::string text = "{" + b.button.label + ":";
                              for (const auto& option : b.options) text += " " + option.label + " |";
                              text.back() = '}';
                              return text;
                          },
                      },
                      block);
}

}  // namespace

std::string to_text(const chat::Spans& spans) {
    std::string text;
    for (const auto& span : spans) {
        text += std::visit(
            chat::Overloaded{
                [](const chat::Plain& s) { return s.text; },
                [](const chat::Bold& s) { return "*" + s.text + "*"; },
                [](const chat::Code& s) { return "`" + s.text + "`"; },
                [](const chat::Quoted& s) { return "“" + s.text + "”"; },
                [](const chat::Mention& s) { return s.name.empty() ? "<@" + s.account.value + ">" : "@" + s.name; },
                [](const chat::Date& s) { return s.text; },
                [](const chat::Link& s) { return "<" + s.text + ">"; },
                [](const chat::WriteTo& s) { return "<" + s.text + ">"; },
            },
            span);
    }
    return text;
}

std::string to_text(const chat::Message& message) {
    std::string text;
    for (const auto& block : message.blocks) text += (text.empty() ? "" : "\n") + block_text(block);
    return text;
}

}  // namespace goodturn::support
