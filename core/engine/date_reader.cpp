#include "core/engine/date_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace goodturn::engine::date_grammar {
namespace {

using schedule::read_weekday;
using schedule::weekday_of;
using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month_day;

constexpr int years_around = 10;
constexpr Minutes end_of_day{17 * 60};

constexpr std::array<std::string_view, 12> month_names{"january",   "february", "march",    "april",
                                                       "may",       "june",     "july",     "august",
                                                       "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 12> number_words{"one",   "two",   "three", "four", "five",   "six",
                                                        "seven", "eight", "nine",  "ten",  "eleven", "twelve"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || !is_digit(text[0]) || error != std::errc{} || stop != text.data() + text.size()) return {};
    return value;
}

std::optional<unsigned> read_month(std::string_view word) {
    if (word == "sept") return 9;
    for (unsigned month = 0; month < month_names.size(); ++month) {
        if (word == month_names.at(month) || word == month_names.at(month).substr(0, 3)) return month + 1;
    }
    return std::nullopt;
}

/// 3, 3rd, 21st.
std::optional<unsigned> read_day_number(std::string_view word) {
    for (const std::string_view ordinal : {"st", "nd", "rd", "th"}) {
        if (word.ends_with(ordinal)) word.remove_suffix(ordinal.size());
    }
    if (word.size() > 2) return std::nullopt;
    const auto day = number(word);
    return day ? std::optional(static_cast<unsigned>(*day)) : std::nullopt;
}

std::optional<int> read_year(std::string_view word) {
    return word.size() == 4 ? number(word) : std::nullopt;
}

year_month_day date_of(int year, unsigned month, unsigned day) {
    return {std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

/// The same day of another month, or that month's last.
Day add_months(Day day, int count) {
    const year_month_day moved = year_month_day{day} + months{count};
    return moved.ok() ? Day{moved} : Day{moved.year() / moved.month() / std::chrono::last};
}

Days one(Day day) {
    return {.readings = {day}};
}

}  // namespace

bool Reader::take(std::string_view wanted) {
    if (done() || word() != wanted) return false;
    ++at_;
    return true;
}

bool Reader::take_any(std::initializer_list<std::string_view> choices) {
    return std::ranges::any_of(choices, [this](std::string_view choice) { return take(choice); });
}

bool Reader::take_words(std::initializer_list<std::string_view> words) {
    std::size_t ahead = 0;
    for (const std::string_view wanted : words) {
        if (word(ahead++) != wanted) return false;
    }
    at_ += words.size();
    return true;
}

std::optional<Expression> Reader::expression() {
    const bool preposition = take_any({"on", "by", "until", "till"});
    const bool lasting = !preposition && take("for");
    const auto finished = [&](std::optional<Expression> found) {
        if (found) found->preposition = preposition;
        if (found) found->lasting = lasting;
        return found;
    };
    const std::size_t start = at_;
    if (const auto found = day(); found && (found->stretch || !lasting)) {
        if (done()) return finished(dated(*found, std::nullopt));
        const auto hour = time(true);
        if (hour && done()) return finished(dated(*found, hour));
    }
    if (lasting) return std::nullopt;
    at_ = start;
    const bool end_of_today = word() == "eod" || word() == "end";
    if (const auto hour = time(false)) {
        if (done()) return finished(time_alone(*hour, end_of_today));
        take("on");
        if (const auto found = day(); found && done()) return finished(dated(*found, hour));
    }
    return std::nullopt;
}

/// A time of day; a mere number only after "at", and 9.30 only there or where `dots` cannot be anything else.
std::optional<Minutes> Reader::time(bool dots) {
    const bool at = take("at");
    if (take("eod") || take_words({"end", "of", "day"}) || take_words({"end", "of", "the", "day"})) return end_of_day;
    if (done()) return std::nullopt;
    std::string text(word());
    ++at_;
    for (const std::string_view half : {"am", "pm", "a.m", "p.m"}) {
        if (take(half)) text += half;
    }
    if (!at && number(text)) return std::nullopt;
    if (!at && !dots && text.contains('.') && !text.ends_with('m')) return std::nullopt;
    return schedule::read_time(text);
}

std::optional<Expression> Reader::time_alone(Minutes time, bool end_of_today) const {
    Day day = now_.day;
    if (!end_of_today && forward_ && time <= now_.time) day += days{1};
    if (!end_of_today && !forward_ && time > now_.time) day -= days{1};
    return Expression{.readings = {{day, time}}, .weak = !end_of_today};
}

std::optional<Expression> Reader::dated(const Days& found, std::optional<Minutes> time) const {
    Expression result;
    result.weak = found.weak && !time;
    const int this_year = static_cast<int>(year_month_day{now_.day}.year());
    for (Day day : found.readings) {
        if (found.weekday && time && day == now_.day) {
            if (forward_ && *time < now_.time) day += days{7};
            if (!forward_ && *time > now_.time) day -= days{7};
        }
        const DateReading reading{day, time};
        const bool near = std::abs(static_cast<int>(year_month_day{day}.year()) - this_year) <= years_around;
        if (near && std::ranges::find(result.readings, reading) == result.readings.end()) {
            result.readings.push_back(reading);
        }
    }
    return result.readings.empty() ? std::nullopt : std::optional(std::move(result));
}

std::optional<Days> Reader::day() {
    const std::size_t start = at_;
    for (const auto kind : {&Reader::named, &Reader::weekday, &Reader::stretch, &Reader::calendar_date}) {
        if (auto found = (this->*kind)()) return found;
        at_ = start;
    }
    return std::nullopt;
}

std::optional<Days> Reader::named() {
    if (take("today")) return one(now_.day);
    if (take_any({"tomorrow", "tmrw", "tmr"})) return one(now_.day + days{1});
    if (take("yesterday")) return one(now_.day - days{1});
    if (take_words({"next", "week"})) return one(monday() + days{7});
    if (take_words({"last", "week"})) return one(monday() - days{7});
    if (take_words({"next", "month"})) return one(month_start(1));
    if (take_words({"last", "month"})) return one(month_start(-1));
    const Day friday = now_.day + days{(4 + 7 - weekday_of(now_.day)) % 7};
    if (take("eow")) return one(friday);
    if (take("eom")) return one(month_start(1) - days{1});
    if (!take_words({"end", "of"})) return std::nullopt;
    take("the");
    if (take("week")) return one(friday);
    if (take("month")) return one(month_start(1) - days{1});
    return std::nullopt;
}

Day Reader::monday() const {
    return now_.day - days{weekday_of(now_.day)};
}

/// The first of this month or of one `count` months away.
Day Reader::month_start(int count) const {
    const year_month_day today{now_.day};
    return add_months(Day{today.year() / today.month() / 1}, count);
}

Day Reader::nearest_weekday(unsigned weekday) const {
    const unsigned today = weekday_of(now_.day);
    return forward_ ? now_.day + days{(weekday + 7 - today) % 7} : now_.day - days{(today + 7 - weekday) % 7};
}

std::optional<Days> Reader::weekday() {
    const bool next = take("next");
    const bool last = !next && take("last");
    const bool nearest = !next && !last;
    if (nearest) take("this");
    // Two letters are too few here ("we" is no Wednesday), and "Fridays" are many.
    const bool plural = word().size() > 5 && word().ends_with('s');
    const auto wanted = plural || word().size() < 3 ? std::nullopt : read_weekday(word());
    if (!wanted) return std::nullopt;
    ++at_;
    if (next) return one(monday() + days{7 + *wanted});
    if (last) return one(now_.day - days{(weekday_of(now_.day) + 6 - *wanted) % 7 + 1});
    const std::size_t after = at_;
    if (auto date = calendar_date()) {  // "Fri 3 Jan"
        std::erase_if(date->readings, [&](Day day) { return weekday_of(day) != *wanted; });
        return date->readings.empty() ? std::nullopt : date;
    }
    at_ = after;
    return Days{.readings = {nearest_weekday(*wanted)}, .weekday = true};
}

/// "in 2 days", "2d", "a month", "3 weeks ago".
std::optional<Days> Reader::stretch() {
    const bool in = take("in");
    std::string_view count = word();
    std::string_view unit = word(1);
    const std::size_t letters = count.find_first_not_of("0123456789");
    if (letters != 0 && letters != std::string_view::npos) {
        unit = count.substr(letters);
        count = count.substr(0, letters);
        at_ += 1;
    } else {
        at_ += 2;
    }
    std::optional<int> amount = count.size() <= 3 ? number(count) : std::nullopt;
    if (count == "a" || count == "an") amount = 1;
    const auto named = std::ranges::find(number_words, count);
    if (named != number_words.end()) amount = static_cast<int>(named - number_words.begin()) + 1;
    if (amount.value_or(0) == 0) return std::nullopt;
    const bool back = !in && (take("ago") || !forward_);
    const int signed_amount = back ? -*amount : *amount;
    const auto is = [unit](std::initializer_list<std::string_view> names) {
        return std::ranges::find(names, unit) != names.end();
    };
    Days found;
    found.stretch = true;
    if (is({"d", "day", "days"})) {
        found.readings = {now_.day + days{signed_amount}};
    } else if (is({"w", "wk", "wks", "week", "weeks"})) {
        found.readings = {now_.day + days{7 * signed_amount}};
    } else if (is({"mo", "month", "months"})) {
        found.readings = {add_months(now_.day, signed_amount)};
    } else if (is({"y", "yr", "year", "years"})) {
        found.readings = {add_months(now_.day, 12 * signed_amount)};
    } else {
        return std::nullopt;
    }
    return found;
}

std::optional<Days> Reader::calendar_date() {
    const std::size_t start = at_;
    for (const auto kind : {&Reader::day_and_month, &Reader::month_and_day, &Reader::numeric}) {
        if (auto found = (this->*kind)()) return found;
        at_ = start;
    }
    return std::nullopt;
}

std::optional<Days> Reader::day_and_month() {
    take("the");
    const auto day = read_day_number(word());
    if (!day) return std::nullopt;
    ++at_;
    take("of");
    const auto month = read_month(word());
    if (!month) return std::nullopt;
    ++at_;
    const auto year = read_year(word());
    if (year) ++at_;
    const auto date = resolve(*month, *day, year);
    return date ? std::optional(one(*date)) : std::nullopt;
}

std::optional<Days> Reader::month_and_day() {
    const auto month = read_month(word());
    if (!month) return std::nullopt;
    ++at_;
    const auto day = read_day_number(word());
    if (day) ++at_;
    const auto year = read_year(word());
    if (year) ++at_;
    const auto date = resolve(*month, day.value_or(1), year);
    if (!date) return std::nullopt;
    return Days{.readings = {*date}, .weak = !day && !year};
}

/// 24/12, 24.12., 24-12, 24/12/2027, 2027-01-03.
std::optional<Days> Reader::numeric() {
    if (done()) return std::nullopt;
    const Token& token = tokens_[at_++];
    std::string_view rest = token.word;
    const std::size_t first_end = rest.find_first_not_of("0123456789");
    if (first_end == std::string_view::npos) return std::nullopt;
    const char separator = rest[first_end];
    if (separator != '/' && separator != '.' && separator != '-') return std::nullopt;
    std::vector<unsigned> parts;
    std::vector<std::size_t> widths;
    for (bool more = true; more;) {
        const std::size_t end = std::min(rest.find(separator), rest.size());
        const auto part = end <= 4 ? number(rest.substr(0, end)) : std::nullopt;
        if (!part) return std::nullopt;
        parts.push_back(static_cast<unsigned>(*part));
        widths.push_back(end);
        more = end < rest.size();
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const auto found = [](std::optional<Day> day) {
        return day ? std::optional(Days{.readings = {*day}}) : std::nullopt;
    };
    if (parts.size() == 3 && widths[0] == 4) return found(resolve(parts[1], parts[2], static_cast<int>(parts[0])));
    if (parts.size() < 2 || parts.size() > 3 || widths[0] > 2 || widths[1] > 2) return std::nullopt;
    std::optional<int> year;
    if (parts.size() == 3) {
        if (widths[2] != 2 && widths[2] != 4) return std::nullopt;
        year = static_cast<int>(parts[2]) + (widths[2] == 2 ? 2000 : 0);
    }
    Days result;
    result.weak = separator != '/' && !(separator == '.' && (token.dotted || (year && widths[2] == 4)));
    const auto day_first = resolve(parts[1], parts[0], year);
    const auto month_first = separator == '.' ? std::nullopt : resolve(parts[0], parts[1], year);
    if (day_first && (order_ != DateOrder::month_first || !month_first)) result.readings.push_back(*day_first);
    if (month_first && (order_ != DateOrder::day_first || !day_first)) result.readings.push_back(*month_first);
    return result.readings.empty() ? std::nullopt : std::optional(result);
}

/// nullopt: there is no such day. Eight years always hold a 29 February.
std::optional<Day> Reader::resolve(unsigned month, unsigned day, std::optional<int> year) const {
    if (year) {
        const year_month_day date = date_of(*year, month, day);
        return date.ok() ? std::optional(Day{date}) : std::nullopt;
    }
    const int this_year = static_cast<int>(year_month_day{now_.day}.year());
    for (int distance = 0; distance <= 8; ++distance) {
        const year_month_day date = date_of(forward_ ? this_year + distance : this_year - distance, month, day);
        if (date.ok() && (forward_ ? Day{date} >= now_.day : Day{date} <= now_.day)) return Day{date};
    }
    return std::nullopt;
}

}  // namespace goodturn::engine::date_grammar
