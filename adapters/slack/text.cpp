#include "adapters/slack/text.hpp"

#include "core/engine/letters.hpp"
#include "core/engine/line.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace goodturn::slack {
namespace {

using engine::letter_at;

constexpr bool within(char32_t point, char32_t first, char32_t last) {
    return first <= point && point <= last;
}

/// Embeddings, overrides and isolates. What they turn ends at the end of the line, not of the words.
bool turns_direction(char32_t point) {
    return within(point, 0x202A, 0x202E) || within(point, 0x2066, 0x2069);
}

bool is_control(char32_t point) {
    const bool line_break = point == '\n';
    return !line_break && utf8proc_category(static_cast<utf8proc_int32_t>(point)) == UTF8PROC_CATEGORY_CC;
}

std::string_view entity(char32_t point) {
    switch (point) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        default:
            return {};
    }
}

struct LookAlike {
    char32_t sign;
    char32_t shown;
};
/// Slack reads the wide forms of East Asian keyboards as marks too. Turned back, the first is meant.
constexpr std::array look_alikes{LookAlike{U'*', U'\u2217'}, LookAlike{U'\uFF0A', U'\uFE61'},
                                 LookAlike{U'_', U'\u02CD'}, LookAlike{U'\uFF3F', U'\u2E0F'},
                                 LookAlike{U'`', U'\u02CB'}, LookAlike{U'\uFF40', U'\u02CB'},
                                 LookAlike{U'~', U'\u223C'}, LookAlike{U'\uFF5E', U'\u223C'}};

bool begins_quote(char32_t point) {
    return point == '>' || point == U'\uFF1E';
}

/// Code points of what is written for one, wherever it stands.
std::size_t cost(char32_t point, Markup how) {
    if (how == Markup::none) return 1;
    const std::size_t quote_mark = how == Markup::mrkdwn && begins_quote(point) ? 1 : 0;
    return quote_mark + std::max<std::size_t>(1, entity(point).size());
}
std::size_t cost(std::string_view text, Markup how) {
    std::size_t all = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto letter = letter_at(text, at);
        all += cost(letter.point, how);
        at += letter.size;
    }
    return all;
}

/// Bytes of the first character, as a reader sees it.
std::size_t first_character(std::string_view text) {
    utf8proc_int32_t state = 0;
    auto before = letter_at(text, 0);
    std::size_t at = before.size;
    while (at < text.size()) {
        const auto next = letter_at(text, at);
        if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(before.point),
                                             static_cast<utf8proc_int32_t>(next.point), &state) != 0)
            break;
        at += next.size;
        before = next;
    }
    return at;
}

/// Bytes of the code points that fit; at least one.
std::size_t fitting_points(std::string_view text, std::size_t max, Markup how) {
    std::size_t at = 0;
    for (std::size_t used = 0; at < text.size();) {
        const auto letter = letter_at(text, at);
        used += cost(letter.point, how);
        if (used > max && at > 0) break;
        at += letter.size;
    }
    return at;
}

/// Bytes of the characters that fit; more than none, even if nothing does.
std::size_t fitting(std::string_view text, std::size_t max, Markup how) {
    std::size_t at = 0;
    for (std::size_t used = 0; at < text.size();) {
        const auto size = first_character(text.substr(at));
        used += cost(text.substr(at, size), how);
        if (used > max) return at > 0 ? at : fitting_points(text.substr(0, size), max, how);
        at += size;
    }
    return at;
}

/// Back to after a line break or a space, if there is one in the second half.
std::size_t nicer(std::string_view text, std::size_t cut) {
    for (const char c : {'\n', ' '}) {
        const auto found = text.substr(0, cut).rfind(c);
        if (found != std::string_view::npos && found >= cut / 2) return found + 1;
    }
    return cut;
}

}  // namespace

std::string clean(std::string_view text) {
    std::string all;
    all.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto letter = letter_at(text, at);
        at += letter.size;
        if (letter.point == '\t') {
            all += ' ';
        } else if (!is_control(letter.point) && !turns_direction(letter.point)) {
            engine::append(all, letter.point);
        }
    }
    return all;
}

bool is_blank(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto letter = letter_at(text, at);
        at += letter.size;
        const auto point = static_cast<utf8proc_int32_t>(letter.point);
        const auto category = utf8proc_category(point);
        const bool space = within(static_cast<char32_t>(category), UTF8PROC_CATEGORY_ZS, UTF8PROC_CATEGORY_ZP) ||
                           category == UTF8PROC_CATEGORY_CC;
        if (!space && utf8proc_get_property(point)->ignorable == 0) return false;
    }
    return true;
}

std::string written(std::string_view text, Markup how) {
    if (how == Markup::none) return std::string(text);
    std::string all;
    all.reserve(text.size());
    bool line_begins = true;
    for (std::size_t at = 0; at < text.size();) {
        const auto letter = letter_at(text, at);
        const auto as_entity = entity(letter.point);
        const auto* const other = std::ranges::find(look_alikes, letter.point, &LookAlike::sign);
        if (how == Markup::mrkdwn && line_begins && begins_quote(letter.point)) all += "\u00AD";  // invisible
        if (!as_entity.empty()) {
            all += as_entity;
        } else if (how == Markup::mrkdwn && other != look_alikes.end()) {
            engine::append(all, other->shown);
        } else {
            all += text.substr(at, letter.size);
        }
        line_begins = letter.point == '\n' || (line_begins && letter.point == ' ');
        at += letter.size;
    }
    return all;
}

std::string as_typed(std::string_view text) {
    std::string all;
    all.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto letter = letter_at(text, at);
        const auto* const other = std::ranges::find(look_alikes, letter.point, &LookAlike::shown);
        if (other != look_alikes.end()) {
            engine::append(all, other->sign);
        } else {
            all += text.substr(at, letter.size);
        }
        at += letter.size;
    }
    return all;
}

std::vector<std::string> split(std::string_view text, std::size_t max, Markup how) {
    std::vector<std::string> all;
    while (!text.empty()) {
        auto cut = fitting(text, max, how);
        if (cut < text.size()) cut = nicer(text, cut);
        all.emplace_back(text.substr(0, cut));
        text.remove_prefix(cut);
    }
    return all;
}

std::string shortened(std::string_view text, std::size_t max, Markup how) {
    if (engine::length(written(text, how)) <= max) return std::string(text);
    const auto cut = fitting(text, max - 1, how);
    return std::string(engine::trimmed(text.substr(0, cut))) + "…";
}

}  // namespace goodturn::slack
