#include "adapters/matrix/render.hpp"

#include "adapters/matrix/html.hpp"
#include "adapters/matrix/ids.hpp"
#include "core/chat/overloaded.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace goodturn::matrix {
namespace {

using chat::Spans;

/// Of what is not cut any further: as HTML a letter can take six bytes.
constexpr std::size_t max_text = 4'000;
constexpr std::size_t max_url = 2'000;

/// What leads somewhere, and can't be code: relative addresses and other schemes are none here.
bool is_address(std::string_view url) {
    constexpr std::array<std::string_view, 3> schemes{"https://", "http://", "mailto:"};
    return url.size() <= max_url && std::ranges::any_of(schemes, [&](auto scheme) { return url.starts_with(scheme); });
}

std::string linked(std::string_view url, std::string_view label) {
    return "<a href=\"" + as_html(url) + "\">" + as_html(label) + "</a>";
}

void add(Part& part, std::string_view body, std::string_view html) {
    part.body += body;
    part.html += html;
}

void add_mention(Part& part, const chat::Mention& it) {
    if (!is_user_id(it.account.value)) return add(part, it.name, as_html(it.name));
    const std::string& label = it.name.empty() ? it.account.value : it.name;
    add(part, label, linked(link_to(it.account.value), label));
    if (std::ranges::find(part.mentions, it.account.value) == part.mentions.end()) {
        part.mentions.push_back(it.account.value);
    }
}

void add_link(Part& part, const std::string& url, const std::string& text) {
    if (!is_address(url)) return add(part, text, as_html(text));
    add(part, text.empty() || text == url ? url : text + " (" + url + ")", linked(url, text.empty() ? url : text));
}

void add_span(Part& part, const chat::Span& span) {
    const auto tagged = [&](std::string_view tag, const std::string& text, const std::string& body) {
        if (text.empty()) return;
        add(part, body, "<" + std::string(tag) + ">" + as_html(text) + "</" + std::string(tag) + ">");
    };
    std::visit(chat::Overloaded{
                   [&](const chat::Bold& it) { tagged("strong", it.text, it.text); },
                   [&](const chat::Code& it) { tagged("code", it.text, "`" + it.text + "`"); },
                   [&](const chat::Quoted& it) { add(part, "“" + it.text + "”", "“" + as_html(it.text) + "”"); },
                   [&](const chat::Mention& it) { add_mention(part, it); },
                   [&](const chat::Link& it) { add_link(part, it.url, it.text); },
                   [&](const chat::WriteTo& it) {
                       if (!is_user_id(it.account.value)) return add(part, it.text, as_html(it.text));
                       add_link(part, link_to(it.account.value), it.text);
                   },
                   [&](const auto& it) { add(part, it.text, as_html(it.text)); },
               },
               span);
}

Part part_of(const Spans& spans) {
    Part part;
    for (const auto& span : spans) add_span(part, span);
    return part;
}

/// Where to cut at most `max` bytes off: behind a line, else behind a word, never within a letter.
std::size_t cut(std::string_view text, std::size_t max) {
    if (text.size() <= max) return text.size();
    for (const char behind : {'\n', ' '}) {
        const auto at = text.rfind(behind, max - 1);
        if (at != std::string_view::npos && at >= max / 2) return at + 1;
    }
    while (max > 0 && (static_cast<unsigned char>(text[max]) & 0xC0U) == 0x80U) --max;
    return max;
}

std::vector<std::string> cut_up(std::string_view text) {
    std::vector<std::string> pieces;
    while (!text.empty()) {
        const auto size = cut(text, max_text);
        pieces.emplace_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return pieces;
}

std::string& text_of(chat::Span& span) {
    return std::visit(chat::Overloaded{[](chat::Mention& it) -> std::string& { return it.name; },
                                       [](auto& it) -> std::string& { return it.text; }},
                      span);
}

/// What a span has beside its text.
std::size_t markup_of(const chat::Span& span) {
    constexpr std::size_t tags = 20;
    return tags + std::visit(chat::Overloaded{[](const chat::Mention& it) { return it.account.value.size(); },
                                              [](const chat::WriteTo& it) { return it.account.value.size() * 2; },
                                              [](const chat::Link& it) { return it.url.size(); },
                                              [](const auto&) { return std::size_t{0}; }},
                             span);
}

/// Runs of spans that have at most about `max_text` bytes.
std::vector<Spans> chunks(const Spans& spans) {
    std::vector<Spans> all;
    std::size_t used = 0;
    for (const auto& span : spans) {
        chat::Span copy = span;
        for (auto& piece : cut_up(text_of(copy))) {
            const auto size = piece.size() + markup_of(span);
            if (all.empty() || (used > 0 && used + size > max_text)) {
                all.emplace_back();
                used = 0;
            }
            used += size;
            text_of(copy) = std::move(piece);
            all.back().push_back(copy);
        }
    }
    return all;
}

/// Every line with this in front of it.
std::string each_line(std::string_view before, std::string_view text) {
    std::string all(before);
    for (const char c : text) {
        all += c;
        if (c == '\n') all += before;
    }
    return all;
}

class Pieces {
public:
    void operator()(const chat::Paragraph& it) { put(it.text, "", "<p>", "</p>"); }
    void operator()(const chat::Note& it) { put(it.text, "", "<p><em>", "</em></p>"); }
    void operator()(const chat::Quote& it) {
        for (const auto& text : cut_up(it.text)) {
            all_.push_back({each_line("> ", text), "<blockquote>" + as_html(text) + "</blockquote>", {}});
        }
    }
    void operator()(const chat::List& it) {
        for (const auto& item : it.items) put(item, "• ", "<ul><li>", "</li></ul>");
    }
    void operator()(const chat::Fields& it) {
        for (const auto& [name, value] : it.fields) {
            Spans spans{chat::Bold{name}, chat::Plain{name.empty() ? "" : ": "}};
            spans.insert(spans.end(), value.begin(), value.end());
            put(spans, "", "<p>", "</p>");
        }
    }
    // The core has bridged what hangs on buttons.
    void operator()(const chat::Item&) {}
    void operator()(const chat::Buttons&) {}
    void operator()(const chat::Menu&) {}

    std::vector<Part> take() { return std::move(all_); }

private:
    void put(const Spans& spans, std::string_view before, std::string_view open, std::string_view close) {
        for (const auto& chunk : chunks(spans)) {
            Part part = part_of(chunk);
            part.body.insert(0, before);
            part.html = std::string(open) + part.html + std::string(close);
            all_.push_back(std::move(part));
        }
    }

    std::vector<Part> all_;
};

void join(Part& part, Part next) {
    constexpr std::string_view end_of_list = "</ul>";
    constexpr std::string_view list = "<ul>";
    const bool goes_on = part.html.ends_with(end_of_list) && next.html.starts_with(list);
    part.body += (goes_on ? "\n" : "\n\n") + next.body;
    if (goes_on) {
        part.html.resize(part.html.size() - end_of_list.size());
        next.html.erase(0, list.size());
    }
    part.html += next.html;
    for (auto& who : next.mentions) {
        if (std::ranges::find(part.mentions, who) == part.mentions.end()) part.mentions.push_back(std::move(who));
    }
}

std::size_t size_of(const Part& part) {
    return part.body.size() + part.html.size();
}

}  // namespace

std::vector<Sheet> sheets_of(const chat::Message& message) {
    Pieces pieces;
    for (const auto& block : message.blocks) std::visit(pieces, block);
    std::vector<Sheet> sheets;
    std::size_t size = 0;
    for (auto& piece : pieces.take()) {
        const auto more = size_of(piece) + 2;
        if (sheets.empty() || size + more > max_part) {
            sheets.emplace_back();
            size = 0;
        }
        size += more;
        sheets.back().push_back(std::move(piece));
    }
    if (sheets.empty()) sheets.push_back({part_saying("…")});
    return sheets;
}

Part whole(std::span<const Part> pieces) {
    Part all = pieces.front();
    for (const auto& piece : pieces.subspan(1)) join(all, piece);
    return all;
}

std::vector<Part> parts_of(const chat::Message& message) {
    std::vector<Part> parts;
    for (const auto& sheet : sheets_of(message)) parts.push_back(whole(sheet));
    return parts;
}

Part part_saying(const chat::AccountId& to, std::string_view text) {
    return parts_of({{chat::Paragraph{{chat::Mention{to, std::string(local_part(to.value))}, chat::Plain{", "},
                                       chat::Plain{std::string(text)}}}}})
        .front();
}

Part part_saying(std::string_view text) {
    return parts_of({{chat::Paragraph{{chat::Plain{std::string(text)}}}}}).front();
}

}  // namespace goodturn::matrix
