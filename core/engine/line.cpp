#include "core/engine/line.hpp"

#include "core/engine/letters.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <new>
#include <numeric>
#include <span>

namespace goodturn::engine {
namespace {

constexpr char32_t mark_point = U'\uFFFC';
constexpr char32_t zero_width_joiner = 0x200D;
constexpr char32_t black_flag = 0x1F3F4;
/// As in Unicode's stream-safe text format; more would make normalizing quadratic.
constexpr int max_marks = 30;

constexpr bool within(char32_t point, char32_t first, char32_t last) {
    return first <= point && point <= last;
}

utf8proc_category_t category(char32_t point) {
    return utf8proc_category(static_cast<utf8proc_int32_t>(point));
}

bool is_mark(char32_t point) {
    return within(static_cast<char32_t>(category(point)), UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_ME);
}

bool is_pictograph(char32_t point) {
    return utf8proc_get_property(static_cast<utf8proc_int32_t>(point))->boundclass ==
           UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

/// Unicode's Default_Ignorable_Code_Point: zero-width, bidi, variation selectors, tags, blank fillers.
bool is_invisible(char32_t point) {
    return utf8proc_get_property(static_cast<utf8proc_int32_t>(point))->ignorable != 0;
}

/// Scripts, Arabic to Mongolian, in which a joiner or non-joiner changes how a word is spelt.
bool is_joining(char32_t point) {
    return within(point, 0x0600, 0x18AF);
}

/// Whether an invisible character means something between these two.
bool has_meaning(char32_t before, char32_t point, char32_t after) {
    constexpr char32_t emoji_look = 0xFE0F;
    constexpr char32_t text_look = 0xFE0E;
    constexpr char32_t keycap = 0x20E3;
    if (point == emoji_look || point == text_look) return is_pictograph(before) || after == keycap;
    if (within(point, 0xFE00, 0xFE0F) || within(point, 0xE0100, 0xE01EF) || within(point, 0x180B, 0x180D))
        return category(before) == UTF8PROC_CATEGORY_LO;
    if (within(point, 0x200C, zero_width_joiner) && is_joining(before) && is_joining(after)) return true;
    if (point == zero_width_joiner) {
        const bool skin_tone = within(before, 0x1F3FB, 0x1F3FF);
        return (is_pictograph(before) || before == emoji_look || skin_tone) && is_pictograph(after);
    }
    const bool tag = within(point, 0xE0020, 0xE007F);  // the flag of England is a black flag and tags
    return tag && (before == black_flag || within(before, 0xE0020, 0xE007E));
}

bool is_line_break(char32_t point) {
    return within(point, U'\n', U'\r') || point == 0x85 || point == 0x2028 || point == 0x2029;
}

/// What tidy() leaves of this text, put behind what is there already.
void append_tidy(std::u32string& all, std::string_view text) {
    const std::u32string points = decoded(text);
    int marks = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const char32_t point = points[i];
        const char32_t before = all.empty() ? U'\0' : all.back();
        const char32_t after = i + 1 < points.size() ? points[i + 1] : U'\0';
        marks = is_mark(point) ? marks + 1 : 0;
        if (is_line_break(point)) {
            if (point != U'\r' || after != U'\n') all += U'\n';
        } else if (point == U'\t' || category(point) == UTF8PROC_CATEGORY_ZS) {
            all += U' ';
        } else if (category(point) == UTF8PROC_CATEGORY_CC || within(point, 0xFFF9, mark_point) || marks > max_marks) {
            continue;
        } else if (!is_invisible(point) || has_meaning(before, point, after)) {
            all += point;
        }
    }
}

std::string composed(const std::u32string& points) {
    std::string text;
    text.reserve(points.size());
    for (const char32_t point : points) append(text, point);
    // NFC changes nothing below the first combining mark, nor a mention's mark: most lines are done here.
    const auto stays = [](char32_t point) { return point < 0x300 || point == mark_point; };
    if (std::ranges::all_of(points, stays)) return std::string(trimmed(text));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> made(
        utf8proc_NFC(reinterpret_cast<const utf8proc_uint8_t*>(text.c_str())), &std::free);
    if (!made) throw std::bad_alloc();  // the only way to fail for valid UTF-8
    return std::string(trimmed(reinterpret_cast<const char*>(made.get())));
}

/// The letters of the alphabet that Unicode does not take apart but people leave the stroke off.
std::string_view without_stroke(char32_t point) {
    switch (point) {
        case U'æ':
            return "ae";
        case U'œ':
            return "oe";
        case U'ø':
            return "o";
        case U'đ':
        case U'ð':
            return "d";
        case U'ħ':
            return "h";
        case U'ı':
            return "i";
        case U'ł':
            return "l";
        case U'þ':
            return "th";
        default:
            return {};
    }
}

/// Accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic, by their combining class. Other classes
/// hold what spells another letter: the voicing of kana, Thai tones, viramas.
bool is_accent(char32_t point) {
    const auto combining = utf8proc_get_property(static_cast<utf8proc_int32_t>(point))->combining_class;
    return combining == 1 || (combining >= 10 && combining <= 36) || combining >= 200;
}

void append_folded(std::string& all, char32_t point) {
    if (point < 0x80) {
        const bool upper = within(point, U'A', U'Z');
        all += static_cast<char>(upper ? point + (U'a' - U'A') : point);
        return;
    }
    if (is_apostrophe(point) || point == U'\u2010' || point == U'\u2011') {
        all += is_apostrophe(point) ? '\'' : '-';
        return;
    }
    std::array<utf8proc_int32_t, 32> parts{};  // the longest has 18
    int boundary = 0;
    // NOLINTBEGIN(clang-analyzer-optin.core.EnumCastOutOfRange): that is how the library takes its flags
    constexpr auto how =
        static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(point), parts.data(),
                                               static_cast<utf8proc_ssize_t>(parts.size()), how, &boundary);
    // NOLINTEND(clang-analyzer-optin.core.EnumCastOutOfRange)
    if (count < 0) return;
    for (const auto part : std::span(parts).first(static_cast<std::size_t>(count))) {
        const auto simple = static_cast<char32_t>(part);
        if (is_accent(simple)) continue;
        const std::string_view plain = without_stroke(simple);
        if (plain.empty()) {
            append(all, simple);
        } else {
            all += plain;
        }
    }
}

bool calls_by_mention(const Line& line, const chat::AccountId& bot) {
    return line.text.starts_with(mention_mark) && line.mentions.at(0).account == bot &&
           is_whole(line.text, mention_mark.size());
}

/// Past the words that call the bot by a typed name; nullopt if there are none.
std::optional<std::size_t> typed_call(std::string_view text, bool direct, const Names& names) {
    if (text.empty()) return std::nullopt;
    const char sign = text.front();
    const bool slash = sign == '/' || sign == '!';
    // As people of older chats speak to each other: "Goodturn: help".
    const auto name = names.display.empty() ? std::nullopt : match_words(text, 0, names.display);
    if (name && text.substr(*name).starts_with(':')) return name;
    if (!direct && !slash && sign != '@') return std::nullopt;
    const std::size_t begin = slash || sign == '@' ? 1 : 0;
    std::optional<std::size_t> end;
    const auto try_name = [&](std::string_view name) {
        if (begin < text.size() && !is_space(text[begin]) && !name.empty())
            end = std::max(end, match_words(text, begin, name));
    };
    try_name(names.command);
    if (direct || slash) std::ranges::for_each(names.prefixes, try_name);
    if (direct || !slash) try_name(names.display);
    return end;
}

Line from(const Line& line, std::size_t begin, std::size_t mentions_before) {
    return {std::string(trimmed(std::string_view(line.text).substr(begin))),
            {line.mentions.begin() + static_cast<std::ptrdiff_t>(mentions_before), line.mentions.end()}};
}

/// Runs `on_text` and `on_mention` over the line, front to back.
template <class OnText, class OnMention>
void walk(const Line& line, OnText on_text, OnMention on_mention) {
    std::string_view left = line.text;
    std::size_t nth = 0;
    for (std::size_t mark = left.find(mention_mark); mark != left.npos; mark = left.find(mention_mark)) {
        on_text(left.substr(0, mark));
        on_mention(line.mentions.at(nth++));
        left.remove_prefix(mark + mention_mark.size());
    }
    on_text(left);
}

}  // namespace

Line tidy(const chat::Words& words) {
    std::u32string points;
    Line line;
    for (const auto& word : words) {
        if (const auto* who = std::get_if<chat::Named>(&word)) {
            points += mark_point;
            line.mentions.push_back(*who);
        } else {
            append_tidy(points, std::get<std::string>(word));
        }
    }
    line.text = composed(points);
    return line;
}

std::string tidy(std::string_view text) {
    std::u32string points;
    append_tidy(points, text);
    return composed(points);
}

std::string written_out(const Line& line) {
    std::string all;
    walk(
        line, [&](std::string_view text) { all += text; },
        [&](const chat::Named& who) {
            const std::string& name = who.label.empty() ? who.account.value : who.label;
            all += name.starts_with('@') ? name : "@" + name;
        });
    return all;
}

chat::Words to_words(const Line& line) {
    chat::Words words;
    walk(
        line,
        [&](std::string_view text) {
            if (!text.empty()) words.emplace_back(std::string(text));
        },
        [&](const chat::Named& who) { words.emplace_back(who); });
    return words;
}

std::optional<Line> addressed_to_bot(const Line& line, bool direct, const chat::AccountId& bot, const Names& names,
                                     const std::vector<std::string_view>& shortcuts) {
    const std::string_view text = line.text;
    const bool mentioned = calls_by_mention(line, bot);
    const auto call = mentioned ? mention_mark.size() : typed_call(text, direct, names);
    if (!direct && !call) {
        const auto called = [&](std::string_view verb) { return match_words(text, 1, verb).has_value(); };
        if (!text.starts_with('/') || text.substr(1).starts_with(' ') || std::ranges::none_of(shortcuts, called))
            return std::nullopt;
        return from(line, 1, 0);
    }
    std::size_t begin = 0;
    if (call) begin = skip_spaces(text, std::min(text.find_first_not_of(",:.!", *call), text.size()));
    const bool sign = direct && begin < text.size() && (text[begin] == '/' || text[begin] == '!');
    if (sign && word_end(text, begin + 1) > begin + 1) ++begin;
    return from(line, begin, mentioned ? 1 : 0);
}

std::string folded(std::string_view text) {
    std::string all;
    all.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Letter letter = letter_at(text, at);
        append_folded(all, letter.point);
        at += letter.size;
    }
    return all;
}

std::string after_all(std::string_view beginning) {
    return std::string(beginning) + "\xF4\x8F\xBF\xBF";  // U+10FFFF sorts behind everything a text can hold
}

std::size_t length(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string shortened(std::string_view text, std::size_t max) {
    if (length(text) <= max) return std::string(text);
    if (max == 0) return {};
    std::size_t cut = 0;
    std::size_t at = 0;
    utf8proc_int32_t state = 0;
    utf8proc_int32_t before = 0;
    for (std::size_t points = 0; points < max; ++points) {  // `max` itself is for the "…"
        const Letter letter = letter_at(text, at);
        const auto point = static_cast<utf8proc_int32_t>(letter.point);
        if (at == 0 || utf8proc_grapheme_break_stateful(before, point, &state) != 0) cut = at;
        before = point;
        at += letter.size;
    }
    return std::string(trimmed(text.substr(0, cut))) + "…";
}

std::size_t distance(std::string_view a, std::string_view b) {
    constexpr std::size_t max_letters = 64;
    if (std::max(a.size(), b.size()) > max_letters) return std::max(length(a), length(b));
    const std::u32string from = decoded(a);
    const std::u32string to = decoded(b);
    // Optimal string alignment: rows of the table for the letters of `from` two back, one back and now.
    std::vector<std::size_t> two_back(to.size() + 1);
    std::vector<std::size_t> one_back(to.size() + 1);
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= from.size(); ++i) {
        two_back.swap(one_back);
        one_back.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const std::size_t change = one_back[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
            row[j] = std::min({one_back[j] + 1, row[j - 1] + 1, change});
            const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            if (swapped) row[j] = std::min(row[j], two_back[j - 2] + 1);
        }
    }
    return row[to.size()];
}

namespace {

/// How many bytes of it begin an item: "- ", "•", "12. "; 0: none.
std::size_t item_sign(std::string_view row) {
    constexpr std::array<std::string_view, 4> bullets{"•", "◦", "▪", "‣"};
    constexpr std::array<std::string_view, 6> dashes{"- ", "– ", "— ", "* ", "− ", "‐ "};
    for (const auto sign : bullets) {
        if (row.starts_with(sign)) return sign.size();
    }
    for (const auto sign : dashes) {
        if (row.starts_with(sign)) return sign.size();
    }
    constexpr std::size_t most_digits = 3;
    const auto digits = std::min(row.find_first_not_of("0123456789"), row.size());
    if (digits == 0 || digits > most_digits) return 0;
    const auto behind = row.substr(digits);
    return behind.starts_with(". ") || behind.starts_with(") ") ? digits + 2 : 0;
}

}  // namespace

std::vector<Line> list_items(const Line& line) {
    std::vector<Line> items;
    auto mention = line.mentions.begin();
    std::string_view left = line.text;
    while (!left.empty()) {
        const auto row = left.substr(0, left.find('\n'));
        left.remove_prefix(std::min(left.size(), row.size() + 1));
        const auto indent = row.find_first_not_of(' ');
        if (indent == std::string_view::npos) continue;
        auto words = row.substr(indent);
        if (indent < 2) {
            const auto sign = item_sign(words);
            if (sign == 0) return {};
            words.remove_prefix(sign);
            items.emplace_back();
        } else {
            items.back().text += '\n';  // the first row of a line is never indented
        }
        items.back().text += words;
        for (auto at = words.find(mention_mark); at != std::string_view::npos; at = words.find(mention_mark, at + 1)) {
            items.back().mentions.push_back(*mention++);
        }
    }
    for (auto& item : items) item = tidy(to_words(item));
    return items.size() < 2 ? std::vector<Line>() : items;
}

}  // namespace goodturn::engine
