#pragma once

#include "core/engine/dates.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The grammar of dates, for dates.cpp alone. Its rules are told in dates.hpp.
namespace goodturn::engine::date_grammar {

struct Token {
    std::string word;     ///< lower case, without the punctuation right after it
    bool dotted = false;  ///< that punctuation begins with a full stop
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// What an expression says about the day.
struct Days {
    std::vector<Day> readings;
    bool weak = false;     ///< at the end of a text only after a preposition: it may well be something else
    bool weekday = false;  ///< comes again every week
    bool stretch = false;  ///< "3 weeks"
};

/// What a whole expression says.
struct Expression {
    std::vector<DateReading> readings;
    bool preposition = false;
    bool weak = false;
    bool lasting = false;  ///< "for 3 weeks": a date for who asks for one, else part of the text
};

/// Reads tokens front to back; a function that returns nullopt may have moved on.
class Reader {
public:
    Reader(std::span<const Token> tokens, Local now, Looking looking, DateOrder order)
        : tokens_(tokens), now_(now), forward_(looking == Looking::forward), order_(order) {}

    /// nullopt unless it fills all tokens.
    std::optional<Expression> expression();

private:
    [[nodiscard]] bool done() const { return at_ == tokens_.size(); }
    [[nodiscard]] std::string_view word(std::size_t ahead = 0) const {
        return at_ + ahead < tokens_.size() ? std::string_view(tokens_[at_ + ahead].word) : std::string_view();
    }
    bool take(std::string_view wanted);
    bool take_any(std::initializer_list<std::string_view> choices);
    bool take_words(std::initializer_list<std::string_view> words);

    std::optional<Minutes> time(bool dots);
    std::optional<Expression> time_alone(Minutes time, bool end_of_today) const;
    std::optional<Expression> dated(const Days& found, std::optional<Minutes> time) const;

    std::optional<Days> day();
    std::optional<Days> named();
    std::optional<Days> weekday();
    std::optional<Days> stretch();
    std::optional<Days> calendar_date();
    std::optional<Days> day_and_month();
    std::optional<Days> month_and_day();
    std::optional<Days> numeric();

    [[nodiscard]] Day monday() const;
    [[nodiscard]] Day month_start(int count) const;
    [[nodiscard]] Day nearest_weekday(unsigned weekday) const;
    [[nodiscard]] std::optional<Day> resolve(unsigned month, unsigned day, std::optional<int> year) const;

    std::span<const Token> tokens_;
    std::size_t at_ = 0;
    Local now_;
    bool forward_;
    DateOrder order_;
};

}  // namespace goodturn::engine::date_grammar
