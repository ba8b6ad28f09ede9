#include "core/engine/text.hpp"

#include "core/chat/overloaded.hpp"
#include "core/engine/texts.hpp"
#include <algorithm>
#include <stdexcept>

namespace goodturn::engine {
namespace {

[[noreturn]] void fail(std::string_view why, std::string_view text) {
    throw std::logic_error(std::string(why) + ": " + std::string(text));
}

enum class Style { plain, bold, code };

class Filler {
public:
    Filler(std::string_view whole, Args args) : whole_(whole), args_(args) {}

    /// Ends in the style it began with.
    void fill(std::string_view text, Style outside) {
        Style style = outside;
        for (std::size_t at = 0; at < text.size();) {
            const char c = text[at];
            if (c == '\\' && at + 1 < text.size()) {
                add(text.substr(at + 1, 1), style);
                at += 2;
            } else if (c == '{') {
                const std::size_t end = closing_brace(text, at);
                placeholder(text.substr(at + 1, end - at - 1), style);
                at = end + 1;
            } else if (c == '`') {
                if (style != Style::code) outside_code_ = style;
                style = style == Style::code ? outside_code_ : Style::code;
                ++at;
            } else if (c == '*' && style != Style::code) {
                style = style == Style::bold ? Style::plain : Style::bold;
                ++at;
            } else {
                const std::size_t end = std::min(text.find_first_of("\\{`*", at + 1), text.size());
                add(text.substr(at, end - at), style);
                at = end;
            }
        }
        if (style != outside) fail("markup is not closed", whole_);
    }

    [[nodiscard]] chat::Spans take() { return std::move(spans_); }

private:
    [[nodiscard]] std::size_t closing_brace(std::string_view text, std::size_t open) const {
        int depth = 0;
        for (std::size_t at = open; at < text.size(); ++at) {
            if (text[at] == '\\') {
                ++at;
            } else if (text[at] == '{') {
                ++depth;
            } else if (text[at] == '}' && --depth == 0) {
                return at;
            }
        }
        fail("{ is not closed", whole_);
    }

    /// The '|' between the branches of a plural; npos: none.
    [[nodiscard]] static std::size_t bar(std::string_view text, std::size_t from) {
        int depth = 0;
        for (std::size_t at = from; at < text.size(); ++at) {
            if (text[at] == '\\') {
                ++at;
            } else if (text[at] == '{') {
                ++depth;
            } else if (text[at] == '}') {
                --depth;
            } else if (text[at] == '|' && depth == 0) {
                return at;
            }
        }
        return std::string_view::npos;
    }

    void placeholder(std::string_view inside, Style style) {
        const std::size_t first = bar(inside, 0);
        const Arg& value = find(inside.substr(0, first));
        if (first == std::string_view::npos) return add_value(value, style);
        const std::size_t second = bar(inside, first + 1);
        const auto* count = std::get_if<std::int64_t>(&value);
        if (count == nullptr || second == std::string_view::npos) fail("a plural needs a number and two forms", whole_);
        fill(*count == 1 ? inside.substr(first + 1, second - first - 1) : inside.substr(second + 1), style);
    }

    [[nodiscard]] const Arg& find(std::string_view name) const {
        const auto* found = std::ranges::find(args_, name, [](const auto& arg) { return arg.first; });
        if (found == args_.end()) fail("no value for {" + std::string(name) + "}", whole_);
        return found->second;
    }

    void add_value(const Arg& value, Style style) {
        std::visit(chat::Overloaded{
                       [&](const std::string& text) { add(text, style); },
                       [&](std::int64_t number) { add(std::to_string(number), style); },
                       [&](const chat::Span& span) { add_span(span, style); },
                       [&](const chat::Spans& spans) {
                           for (const auto& span : spans) add_span(span, style);
                       },
                   },
                   value);
    }

    void add_span(const chat::Span& span, Style style) {
        if (const auto* text = std::get_if<chat::Plain>(&span)) return add(text->text, style);
        spans_.push_back(span);
    }

    void add(std::string_view text, Style style) {
        switch (style) {
            case Style::plain:
                return add<chat::Plain>(text);
            case Style::bold:
                return add<chat::Bold>(text);
            case Style::code:
                return add<chat::Code>(text);
        }
    }

    template <class Kind>
    void add(std::string_view text) {
        if (text.empty()) return;
        if (spans_.empty() || !std::holds_alternative<Kind>(spans_.back())) spans_.emplace_back(Kind{});
        std::get<Kind>(spans_.back()).text += text;
    }

    std::string_view whole_;
    Args args_;
    Style outside_code_ = Style::plain;
    chat::Spans spans_;
};

}  // namespace

chat::Spans fill(const Text& text, Args args) {
    Filler filler(text.english, args);
    filler.fill(text.english, Style::plain);
    return filler.take();
}

std::string fill_plain(const Text& text, Args args) {
    return plain(fill(text, args));
}

std::string plain(const chat::Spans& spans) {
    std::string all;
    for (const auto& span : spans) {
        all += std::visit(chat::Overloaded{
                              [](const chat::Quoted& it) { return "“" + it.text + "”"; },
                              [](const chat::Mention& it) {
                                  return it.name.empty() ? std::string(texts::somebody.english) : it.name;
                              },
                              [](const chat::Link& it) { return it.text.empty() ? it.url : it.text; },
                              [](const auto& it) { return it.text; },
                          },
                          span);
    }
    return all;
}

chat::Spans listed(const chat::Spans& names) {
    chat::Spans spans;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) spans.emplace_back(chat::Plain{i + 1 < names.size() ? ", " : " and "});
        spans.push_back(names[i]);
    }
    return spans;
}

chat::Spans list_of(const std::vector<std::string>& names) {
    chat::Spans bold;
    for (const auto& name : names) bold.emplace_back(chat::Bold{name});
    return listed(bold);
}

}  // namespace goodturn::engine
