#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Where words begin and end in UTF-8 text: what line.hpp and scanner.hpp are built on. Offsets are bytes.
namespace goodturn::engine {

struct Letter {
    char32_t point = 0;
    std::size_t size = 0;
};
/// The code point at `at` < text.size(). A byte that is no UTF-8 is U+FFFD of size 1.
[[nodiscard]] Letter letter_at(std::string_view text, std::size_t at);
[[nodiscard]] std::u32string decoded(std::string_view text);
void append(std::string& text, char32_t point);

[[nodiscard]] bool is_space(char c);
[[nodiscard]] bool is_apostrophe(char32_t point);
/// What a name begins with: a capital, or a letter of a script that has none.
[[nodiscard]] bool is_capital(char32_t point);
/// A letter, digit, mark or '_'.
[[nodiscard]] bool in_word(char32_t point);

[[nodiscard]] std::string_view trimmed(std::string_view text);
[[nodiscard]] std::size_t skip_spaces(std::string_view text, std::size_t at);
/// Past the run , . : ! ? that stands at `at`.
[[nodiscard]] std::size_t skip_punctuation(std::string_view text, std::size_t at);
/// The end of the word that begins at `at`, apostrophes within it included ("O’Neil"); `at` itself if none begins.
[[nodiscard]] std::size_t word_end(std::string_view text, std::size_t at);
/// Whether what ends at `at` ends there in a reader's eyes too: "ana" doesn't in "ana's", "ana.sousa" and "ana-maria".
[[nodiscard]] bool is_whole(std::string_view text, std::size_t at);

/// The end of `words` if they stand at `at`, compared folded, any spaces between them. Words end whole; a sign ("+",
/// "-" in any of its forms) may be followed by anything.
[[nodiscard]] std::optional<std::size_t> match_words(std::string_view text, std::size_t at, std::string_view words);

}  // namespace goodturn::engine
