#include "core/schedule/hours.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace goodturn::schedule {
namespace {

constexpr Minutes whole_day{24 * 60};
constexpr std::chrono::days search_limit{366};
constexpr std::uint8_t weekdays = 0b0011111;
constexpr std::uint8_t weekend = 0b1100000;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

std::uint8_t bit(unsigned weekday) {
    return static_cast<std::uint8_t>(1U << weekday);
}

/// Words, times and "-"; every dash and "to" is "-", "5 pm" is one token, words without meaning are left out.
std::vector<std::string> tokens(std::string_view text) {
    std::vector<std::string> result;
    while (!text.empty()) {
        const char c = text.front();
        std::size_t length = 1;
        if (is_digit(c)) {
            while (length < text.size() &&
                   (is_digit(text[length]) || is_letter(text[length]) || text[length] == ':' || text[length] == '.')) {
                ++length;
            }
            result.push_back(lower(text.substr(0, length)));
        } else if (is_letter(c)) {
            while (length < text.size() && is_letter(text[length])) ++length;
            const std::string word = lower(text.substr(0, length));
            if (word == "to" || word == "till" || word == "until") {
                result.emplace_back("-");
            } else if ((word == "am" || word == "pm") && !result.empty() && is_digit(result.back().front())) {
                result.back() += word;
            } else if (word != "and" && word != "from") {
                result.push_back(word);
            }
        } else if (text.starts_with("–") || text.starts_with("—")) {
            length = std::string_view("–").size();
            result.emplace_back("-");
        } else if (!std::string_view(" ,;&:.").contains(c)) {
            result.emplace_back(1, c);
        }
        text.remove_prefix(length);
    }
    return result;
}

std::optional<std::uint8_t> read_days(std::string_view word) {
    if (word == "weekdays" || word == "weekday") return weekdays;
    if (word == "weekends" || word == "weekend") return weekend;
    if (word == "daily" || word == "everyday") return weekdays | weekend;
    if (const auto day = read_weekday(word)) return bit(*day);
    return std::nullopt;
}

/// From Monday to Friday; from Saturday to Monday runs over the weekend.
std::uint8_t days_between(unsigned first, unsigned last) {
    std::uint8_t days = bit(last);
    for (unsigned day = first; day != last; day = (day + 1) % 7) days |= bit(day);
    return days;
}

/// Midnight and 24 o'clock end a day.
std::optional<Minutes> read_end(std::string_view text) {
    for (const std::string_view end : {"24", "24:00", "24.00", "24h", "12am", "midnight"}) {
        if (text == end) return whole_day;
    }
    return read_time(text);
}

bool read_interval(std::string_view first, std::string_view last, Hours& hours) {
    const auto from = read_time(first);
    const auto to = read_end(last);
    if (!from || !to) return false;
    hours.from = *from;
    hours.to = *to;
    const bool from_is_bare = !first.ends_with('m');
    const bool to_is_bare = !last.ends_with('m');
    constexpr Minutes half_day = whole_day / 2;
    // "9-5" and "1-5pm" speak of a twelve-hour clock without saying so; "17-9" does not.
    const bool twelve = from_is_bare && to_is_bare && hours.from <= half_day && hours.to < half_day;
    if (twelve && hours.to <= hours.from) hours.to += half_day;
    if (from_is_bare && last.ends_with("pm") && hours.from < Minutes{7 * 60} && hours.from + half_day < hours.to) {
        hours.from += half_day;
    }
    return hours.from < hours.to;
}

}  // namespace

std::optional<unsigned> read_weekday(std::string_view word) {
    static constexpr std::array<std::string_view, 7> whole{"monday", "tuesday",  "wednesday", "thursday",
                                                           "friday", "saturday", "sunday"};
    std::string wanted = lower(word);
    if (wanted.size() > 3 && wanted.ends_with('s')) wanted.pop_back();
    if (wanted.size() < 2) return std::nullopt;
    for (unsigned day = 0; day < whole.size(); ++day) {
        if (whole.at(day).starts_with(wanted)) return day;
    }
    return std::nullopt;
}

unsigned weekday_of(Day day) {
    return std::chrono::weekday{day}.iso_encoding() - 1;
}

std::optional<Minutes> read_time(std::string_view text) {
    const auto skip_spaces = [&text] { text.remove_prefix(std::min(text.find_first_not_of(' '), text.size())); };
    const auto number = [&text](std::size_t most) -> std::optional<int> {
        int value = 0;
        std::size_t length = 0;
        while (length < most && length < text.size() && is_digit(text[length]))
            value = value * 10 + text[length++] - '0';
        text.remove_prefix(length);
        return length == 0 ? std::nullopt : std::optional(value);
    };
    const std::string lowered = lower(text);
    text = lowered;
    skip_spaces();
    text = text.substr(0, text.find_last_not_of(' ') + 1);
    if (text == "noon") return Minutes{12 * 60};
    if (text == "midnight") return Minutes{0};

    const auto hour = number(2);
    if (!hour) return std::nullopt;
    int minute = 0;
    if (text.size() >= 3 && std::string_view(":.h").contains(text[0]) && is_digit(text[1]) && is_digit(text[2])) {
        text.remove_prefix(1);
        minute = number(2).value_or(0);
    } else if (text.starts_with('h')) {
        text.remove_prefix(1);
    }
    skip_spaces();
    const bool morning = text == "am" || text == "a.m" || text == "a.m.";
    const bool afternoon = text == "pm" || text == "p.m" || text == "p.m.";
    if (!text.empty() && !morning && !afternoon) return std::nullopt;
    if (minute > 59 || *hour > 23) return std::nullopt;
    if (!morning && !afternoon) return Minutes{*hour * 60 + minute};
    if (*hour < 1 || *hour > 12) return std::nullopt;
    return Minutes{(*hour % 12 + (afternoon ? 12 : 0)) * 60 + minute};
}

std::string to_text(Minutes time) {
    const auto minute = time.count() % 60;
    return std::to_string(time.count() / 60) + (minute < 10 ? ":0" : ":") + std::to_string(minute);
}

std::optional<Hours> read_hours(std::string_view text, const Hours& base) {
    const std::vector<std::string> read = tokens(text);
    std::uint8_t days = 0;
    bool timed = false;
    Hours hours = base;
    for (std::size_t at = 0; at < read.size();) {
        const bool range = at + 2 < read.size() && read[at + 1] == "-";
        const auto first = read_weekday(read[at]);
        if (const auto last = range ? read_weekday(read[at + 2]) : std::nullopt; first && last) {
            days |= days_between(*first, *last);
            at += 3;
        } else if (const auto some = read_days(read[at])) {
            days |= *some;
            at += 1;
        } else if (range && !timed && read_interval(read[at], read[at + 2], hours)) {
            timed = true;
            at += 3;
        } else {
            return std::nullopt;
        }
    }
    if (days == 0 && !timed) return std::nullopt;
    if (days != 0) hours.days = days;
    return hours;
}

std::string to_text(const Hours& hours) {
    std::string text;
    for (unsigned first = 0; first < 7; ++first) {
        if ((hours.days & bit(first)) == 0) continue;
        unsigned last = first;
        while (last < 6 && (hours.days & bit(last + 1)) != 0) ++last;
        if (!text.empty()) text += ',';
        text += weekday_names.at(first);
        if (last > first + 1) {
            text.append("-").append(weekday_names.at(last));
            first = last;
        }
    }
    return text + ' ' + to_text(hours.from) + '-' + to_text(hours.to);
}

bool works_on(const Hours& hours, const Holidays& holidays, Day day) {
    return (hours.days & bit(weekday_of(day))) != 0 && !holidays.contains(day);
}

std::optional<Instant> next_within(const Hours& hours, const Holidays& holidays, std::string_view zone, Instant at) {
    const Day today = to_local(zone, at).day;
    for (Day day = today; day <= today + search_limit; ++day) {
        if (!works_on(hours, holidays, day)) continue;
        const Instant start = std::max(at, to_instant(zone, {day, hours.from}));
        if (start < to_instant(zone, {day, hours.to})) return start;
    }
    return std::nullopt;
}

std::optional<Day> next_working_day(const Hours& hours, const Holidays& holidays, Day day) {
    for (Day next = day + std::chrono::days{1}; next <= day + search_limit; ++next) {
        if (works_on(hours, holidays, next)) return next;
    }
    return std::nullopt;
}

int working_days_between(const Hours& hours, const Holidays& holidays, Day from, Day to) {
    int count = 0;
    for (Day day = from + std::chrono::days{1}; day <= std::min(to, from + search_limit); ++day) {
        if (works_on(hours, holidays, day)) ++count;
    }
    return count;
}

}  // namespace goodturn::schedule
