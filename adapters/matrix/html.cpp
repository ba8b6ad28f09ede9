#include "adapters/matrix/html.hpp"

#include "adapters/matrix/ids.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace goodturn::matrix {
namespace {

void append_utf8(std::string& out, std::uint32_t point) {
    const auto byte = [&](std::uint32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0U | (point >> 6U));
        byte(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        byte(0xE0U | (point >> 12U));
        byte(0x80U | ((point >> 6U) & 0x3FU));
        byte(0x80U | (point & 0x3FU));
    } else {
        byte(0xF0U | (point >> 18U));
        byte(0x80U | ((point >> 12U) & 0x3FU));
        byte(0x80U | ((point >> 6U) & 0x3FU));
        byte(0x80U | (point & 0x3FU));
    }
}

std::optional<std::uint32_t> numbered(std::string_view name) {
    if (!name.starts_with('#')) return std::nullopt;
    name.remove_prefix(1);
    const bool hex = name.starts_with('x') || name.starts_with('X');
    if (hex) name.remove_prefix(1);
    std::uint32_t point = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), point, hex ? 16 : 10);
    const bool fine = error == std::errc() && end == name.data() + name.size() && point > 0 && point < 0x110000 &&
                      (point < 0xD800 || point > 0xDFFF);
    return fine ? std::optional(point) : std::nullopt;
}

std::string decoded(std::string_view text) {
    constexpr auto names = std::to_array<std::pair<std::string_view, std::string_view>>(
        {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00A0"}});
    std::string all;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto end = text[at] == '&' ? text.find(';', at) : std::string_view::npos;
        const auto name = end == std::string_view::npos ? std::string_view() : text.substr(at + 1, end - at - 1);
        const auto* const known = std::ranges::find(names, name, [](const auto& pair) { return pair.first; });
        if (known != names.end()) {
            all += known->second;
            at = end;
        } else if (const auto point = numbered(name)) {
            append_utf8(all, *point);
            at = end;
        } else {
            all += text[at];
        }
    }
    return all;
}

struct Tag {
    std::string name;  ///< in small letters
    bool closes = false;
    std::string href;
};

/// The value of href="…", in whatever quotes.
std::string href_in(std::string_view attributes) {
    auto at = attributes.find("href");
    if (at == std::string_view::npos) return {};
    at = attributes.find_first_not_of(" \t\r\n", at + 4);
    if (at == std::string_view::npos || attributes[at] != '=') return {};
    at = attributes.find_first_not_of(" \t\r\n", at + 1);
    if (at == std::string_view::npos) return {};
    const char quote = attributes[at];
    if (quote != '"' && quote != '\'')
        return decoded(attributes.substr(at, attributes.find_first_of(" \t\r\n", at) - at));
    return decoded(attributes.substr(at + 1, attributes.find(quote, at + 1) - at - 1));
}

/// What begins at `html[at]`, a '<', and where it ends; nullopt: no tag.
std::optional<std::pair<Tag, std::size_t>> tag_at(std::string_view html, std::size_t at) {
    const auto end = html.find('>', at);
    if (end == std::string_view::npos) return std::nullopt;
    auto inner = html.substr(at + 1, end - at - 1);
    Tag tag;
    tag.closes = inner.starts_with('/');
    if (tag.closes) inner.remove_prefix(1);
    const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-'; };
    const auto name =
        inner.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(inner, is_letter) - inner.begin()));
    if (name.empty()) return std::nullopt;
    for (const char c : name) tag.name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (tag.name == "a" && !tag.closes) tag.href = href_in(inner.substr(name.size()));
    return std::pair(std::move(tag), end + 1);
}

class Reader {
public:
    void tag(const Tag& tag) {
        constexpr std::array<std::string_view, 12> blocks{"p",  "div", "blockquote", "li", "pre", "h1",
                                                          "h2", "h3",  "h4",         "h5", "h6",  "tr"};
        if (tag.name == "mx-reply") {
            quoting_ = !tag.closes;
        } else if (tag.name == "a") {
            who_ = tag.closes ? chat::AccountId() : user_in_link(tag.href);
            fresh_ = true;
        } else if (tag.name == "br") {
            text("\n");
        } else if (std::ranges::find(blocks, tag.name) != blocks.end() && !runs_.empty() &&
                   !runs_.back().text.ends_with('\n')) {
            text("\n");
        }
    }

    void text(std::string_view text) {
        if (quoting_ || text.empty()) return;
        const bool goes_on = !runs_.empty() && runs_.back().who == who_ && (who_.empty() || !fresh_);
        if (!goes_on) runs_.push_back({{}, who_});
        runs_.back().text += text;
        fresh_ = false;
    }

    std::vector<Run> take() { return std::move(runs_); }

private:
    std::vector<Run> runs_;
    chat::AccountId who_;
    bool fresh_ = true;  ///< what comes is of another link than the run before
    bool quoting_ = false;
};

}  // namespace

std::vector<Run> runs_of(std::string_view html) {
    Reader reader;
    for (std::size_t at = 0; at < html.size();) {
        if (html[at] == '<') {
            if (const auto found = tag_at(html, at)) {
                reader.tag(found->first);
                at = found->second;
                continue;
            }
        }
        const auto next = std::min(html.find('<', at + 1), html.size());
        reader.text(decoded(html.substr(at, next - at)));
        at = next;
    }
    return reader.take();
}

std::string as_html(std::string_view text) {
    std::string all;
    for (const char c : text) {
        switch (c) {
            case '&':
                all += "&amp;";
                break;
            case '<':
                all += "&lt;";
                break;
            case '>':
                all += "&gt;";
                break;
            case '"':
                all += "&quot;";
                break;
            case '\'':
                all += "&#39;";
                break;
            case '\n':
                all += "<br>";
                break;
            default:
                all += c;
        }
    }
    return all;
}

}  // namespace goodturn::matrix
