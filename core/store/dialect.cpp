#include "core/store/dialect.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace goodturn::store {

namespace {

bool in_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Where the token that starts at `from` ends: a word, a quoted text, a comment or a single character.
std::size_t token_end(std::string_view sql, std::size_t from) {
    const auto past = [&](std::size_t found, std::size_t length) {
        return found == std::string_view::npos ? sql.size() : found + length;
    };
    if (sql[from] == '\'' || sql[from] == '"') return past(sql.find(sql[from], from + 1), 1);
    if (sql.substr(from, 2) == "--") return past(sql.find('\n', from), 1);
    if (sql.substr(from, 2) == "/*") return past(sql.find("*/", from + 2), 2);
    std::size_t to = from;
    while (to < sql.size() && in_word(sql[to])) ++to;
    return std::max(to, from + 1);
}

}  // namespace

std::string for_sqlite(std::string_view sql) {
    std::string result;
    std::array<std::string_view, 2> words;  // the first two of the statement
    std::size_t word_count = 0;
    std::size_t after_parenthesis = 0;
    const auto end_statement = [&] {
        if (words.at(0) == "CREATE" && words.at(1) == "TABLE") result.insert(after_parenthesis, " STRICT");
        words = {};
        word_count = 0;
    };
    for (std::size_t from = 0, to = 0; from < sql.size(); from = to) {
        to = token_end(sql, from);
        const auto token = sql.substr(from, to - from);
        if (token == ";") end_statement();
        result += token == "BIGINT" ? "INTEGER" : token;
        if (token == ")") after_parenthesis = result.size();
        if (in_word(token.front()) && word_count < words.size()) words.at(word_count++) = token;
    }
    end_statement();
    return result;
}

}  // namespace goodturn::store
