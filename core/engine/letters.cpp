#include "core/engine/letters.hpp"

#include "core/engine/line.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace goodturn::engine {
namespace {

constexpr char32_t replacement = 0xFFFD;

/// The sign that a reader sees in other forms of it.
char32_t plain_sign(char32_t point) {
    switch (point) {
        case U'\u2010':  // hyphens, dashes, minus
        case U'\u2011':
        case U'\u2012':
        case U'–':
        case U'—':
        case U'−':
        case U'•':  // bullets
        case U'◦':
        case U'*':
            return U'-';
        case U'＋':
            return U'+';
        case U'？':
            return U'?';
        default:
            return point;
    }
}

/// Two letters of ASCII that no folding makes equal: a line is held against every verb, and nearly always ends here.
bool differ(char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    return letter(lower(a)) && letter(lower(b)) && lower(a) != lower(b);
}

/// One of the words of match_words: letters and signs mixed ("mon-fri"), without a space.
std::optional<std::size_t> match_word(std::string_view text, std::size_t at, std::string_view wanted) {
    bool ends_in_letters = false;
    for (std::size_t i = 0; i < wanted.size();) {
        if (at == text.size() || differ(text[at], wanted[i])) return std::nullopt;
        const std::size_t wanted_end = word_end(wanted, i);
        ends_in_letters = wanted_end > i;
        if (ends_in_letters) {
            const std::size_t end = word_end(text, at);
            if (end == at) return std::nullopt;
            if (folded(text.substr(at, end - at)) != folded(wanted.substr(i, wanted_end - i))) return std::nullopt;
            at = end;
            i = wanted_end;
        } else {
            const Letter sign = letter_at(wanted, i);
            const Letter letter = letter_at(text, at);
            if (plain_sign(letter.point) != plain_sign(sign.point)) return std::nullopt;
            at += letter.size;
            i += sign.size;
        }
    }
    if (ends_in_letters && !is_whole(text, at)) return std::nullopt;
    return at;
}

}  // namespace

Letter letter_at(std::string_view text, std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) return {first, 1};
    std::array<utf8proc_uint8_t, 4> bytes{};
    const std::size_t size = text.substr(at).copy(reinterpret_cast<char*>(bytes.data()), bytes.size());
    utf8proc_int32_t point = 0;
    const auto read = utf8proc_iterate(bytes.data(), static_cast<utf8proc_ssize_t>(size), &point);
    if (read <= 0) return {replacement, 1};
    return {static_cast<char32_t>(point), static_cast<std::size_t>(read)};
}

std::u32string decoded(std::string_view text) {
    std::u32string points;
    points.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Letter letter = letter_at(text, at);
        points += letter.point;
        at += letter.size;
    }
    return points;
}

void append(std::string& text, char32_t point) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(point), bytes.data());
    for (utf8proc_ssize_t i = 0; i < size; ++i) text += static_cast<char>(bytes.at(static_cast<std::size_t>(i)));
}

bool is_space(char c) {
    return c == ' ' || c == '\n';
}

bool is_apostrophe(char32_t point) {
    return point == U'\'' || point == U'’' || point == U'‘' || point == U'ʼ';
}

bool is_capital(char32_t point) {
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(point));
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT || category == UTF8PROC_CATEGORY_LO;
}

bool in_word(char32_t point) {
    constexpr char32_t non_joiner = 0x200C;
    constexpr char32_t joiner = 0x200D;
    if (point < 0x80) return point == U'_' || std::isalnum(static_cast<int>(point)) != 0;
    if (point == non_joiner || point == joiner) return true;
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(point));
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;  // letters, marks, numbers
}

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = skip_spaces(text, 0);
    std::size_t end = text.size();
    while (end > begin && is_space(text[end - 1])) --end;
    return text.substr(begin, end - begin);
}

std::size_t skip_spaces(std::string_view text, std::size_t at) {
    while (at < text.size() && is_space(text[at])) ++at;
    return at;
}

std::size_t skip_punctuation(std::string_view text, std::size_t at) {
    return std::min(text.find_first_not_of(",.:!?", at), text.size());
}

std::size_t word_end(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        const Letter letter = letter_at(text, at);
        if (!in_word(letter.point)) break;
        at += letter.size;
        if (at == text.size()) break;
        const Letter next = letter_at(text, at);
        const std::size_t after = at + next.size;
        if (is_apostrophe(next.point) && after < text.size() && in_word(letter_at(text, after).point)) at = after;
    }
    return at;
}

bool is_whole(std::string_view text, std::size_t at) {
    if (at == text.size()) return true;
    const Letter next = letter_at(text, at);
    if (in_word(next.point) || is_apostrophe(next.point) || next.point == U'@') return false;
    const std::size_t after = at + next.size;
    const bool glues = next.point == U'.' || next.point == U'-' || next.point == U'\u2010' || next.point == U'\u2011';
    return !glues || after == text.size() || !in_word(letter_at(text, after).point);
}

std::optional<std::size_t> match_words(std::string_view text, std::size_t at, std::string_view words) {
    std::size_t word = skip_spaces(words, 0);
    while (word < words.size()) {
        const std::size_t word_past = std::min(words.find(' ', word), words.size());
        const auto end = match_word(text, skip_spaces(text, at), words.substr(word, word_past - word));
        if (!end) return std::nullopt;
        at = *end;
        word = skip_spaces(words, word_past);
    }
    return at;
}

}  // namespace goodturn::engine
