#include "core/engine/dates.hpp"

#include "core/engine/date_reader.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

namespace goodturn::engine {
namespace {

using date_grammar::Expression;
using date_grammar::Reader;
using date_grammar::Token;

/// "on the 3rd of january 2027 at 9:30 pm" and some room.
constexpr std::size_t longest_expression = 12;

/// Words that need what follows them: "thanks for Friday" without its last word is no text any more.
constexpr std::array<std::string_view, 43> leaning_words{
    "a",    "about",  "after", "an",    "and",  "another", "around", "as",   "at",     "before", "between",
    "both", "during", "each",  "every", "for",  "from",    "her",    "his",  "in",     "is",     "its",
    "last", "like",   "my",    "next",  "of",   "or",      "our",    "over", "past",   "per",    "since",
    "than", "that",   "the",   "their", "this", "to",      "was",    "with", "within", "your"};

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t';
}

/// The last words of the text, at most `most`, in their order.
std::vector<Token> last_tokens(std::string_view text, std::size_t most) {
    std::vector<Token> result;
    std::size_t at = text.size();
    while (result.size() < most) {
        while (at > 0 && is_space(text[at - 1])) --at;
        if (at == 0) break;
        Token token;
        token.end = at;
        while (at > 0 && !is_space(text[at - 1])) --at;
        token.begin = at;
        const std::string_view whole = text.substr(at, token.end - at);
        const std::size_t length = whole.find_last_not_of(".,;:!?") + 1;
        token.dotted = length < whole.size() && whole[length] == '.';
        token.word = whole.substr(0, length);
        for (char& c : token.word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        result.push_back(std::move(token));
    }
    std::ranges::reverse(result);
    return result;
}

/// A weekday that was not read is the wrong one for the date after it.
bool leans(std::string_view word) {
    return std::ranges::binary_search(leaning_words, word) || (word.size() > 2 && schedule::read_weekday(word));
}

DateFound found_at(Expression&& expression, const std::vector<Token>& tokens, std::size_t first) {
    return {.readings = std::move(expression.readings), .begin = tokens[first].begin, .end = tokens.back().end};
}

}  // namespace

std::optional<DateFound> read_date(std::string_view text, Local now, Looking looking, DateOrder order) {
    const std::vector<Token> tokens = last_tokens(text, longest_expression + 1);
    if (tokens.empty() || tokens.size() > longest_expression) return std::nullopt;
    auto expression = Reader(tokens, now, looking, order).expression();
    if (!expression) return std::nullopt;
    return found_at(std::move(*expression), tokens, 0);
}

std::optional<DateFound> read_date_at_end(std::string_view text, Local now, Looking looking, DateOrder order) {
    const std::vector<Token> tokens = last_tokens(text, longest_expression + 1);
    for (std::size_t first = 0; first < tokens.size(); ++first) {
        auto expression = Reader(std::span(tokens).subspan(first), now, looking, order).expression();
        if (!expression) continue;
        const bool needed = expression->weak || (first > 0 && leans(tokens[first - 1].word));
        if (expression->lasting || (needed && !expression->preposition)) return std::nullopt;
        return found_at(std::move(*expression), tokens, first);
    }
    return std::nullopt;
}

}  // namespace goodturn::engine
