#pragma once

#include "core/schedule/zone.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

/// Dates as people type them (product.md 4).
namespace goodturn::engine {

using schedule::Day;
using schedule::Local;
using schedule::Minutes;

enum class Looking { forward, back };
enum class DateOrder { unknown, day_first, month_first };

struct DateReading {
    Day day;
    std::optional<Minutes> time;
    bool operator==(const DateReading&) const = default;
};

/// `readings` holds one, or two when "3/4" can be read either way (day first comes first).
struct DateFound {
    std::vector<DateReading> readings;
    std::size_t begin = 0;  ///< byte range of the expression in the text, its preposition included
    std::size_t end = 0;
};

/// A date expression that fills the whole of `text` ("until " or "by " in front allowed): today, tomorrow, yesterday,
/// eod, eow, weekdays, this/next/last tue (next = in the next calendar week, Monday first), next week (its Monday), in
/// 2 days, 2d, 3 weeks, a month, end of month, 3 jan, jan 3, january, 24/12, 24.12., 24-12, 2027-01-03, with a time:
/// 15:00, 3pm, noon. A date without a year is the next one not before today (Looking::back: the last one not after
/// today). Impossible dates (31 feb, 25:00) and years outside the current one ± 10 are nullopt. Case-blind.
[[nodiscard]] std::optional<DateFound> read_date(std::string_view text, Local now, Looking looking, DateOrder order);

/// The same as the last words of `text`, after on, by, until, till, or bare: the longest ending that parses completely.
[[nodiscard]] std::optional<DateFound> read_date_at_end(std::string_view text, Local now, Looking looking,
                                                        DateOrder order);

/// A time of day that fills the whole of `text`: 9, 9:30, 9.30, 9h, 9am, 9:30 pm, noon, midnight.
[[nodiscard]] std::optional<Minutes> read_time(std::string_view text);

}  // namespace goodturn::engine
