#pragma once

#include "core/schedule/hours.hpp"

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
    /// Byte range of the expression in the text, its preposition and the punctuation right after it included.
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// A date expression that fills the whole of `text`, on, by, until or till in front allowed: today, tomorrow,
/// yesterday, eod (17:00), eow (the coming Friday), weekdays (today if it is one), this/next/last tue (next = in the
/// next calendar week, Monday first; last = before today), next/last week (its Monday), next/last month (its first), in
/// 2 days, 2d, 3 weeks, for a month, 2 days ago, end of month, 3 jan, jan 3rd, fri 3 jan, january, 24/12, 24.12. (dots:
/// day first always), 24-12, 2027-01-03; with a time before or after it: 15:00, 3pm, at 9, noon, eod. A time alone is
/// the next such moment. A date without a year is the next one not before today (Looking::back: the last one not after
/// today; a bare "2d" or "3 weeks" counts back). Impossible dates (31 feb, 25:00, a weekday that does not fit its date)
/// and years outside the current one ± 10 are nullopt. Case-blind.
[[nodiscard]] std::optional<DateFound> read_date(std::string_view text, Local now, Looking looking, DateOrder order);

/// The same as the last words of `text`, after on, by, until, till, or bare: the longest ending that parses completely.
/// Without a preposition these are left to the text: a month alone, a time alone, "24-12" and "24.12" (scores,
/// versions), and whatever the word before leans on ("thanks for Friday", "every 3 weeks").
[[nodiscard]] std::optional<DateFound> read_date_at_end(std::string_view text, Local now, Looking looking,
                                                        DateOrder order);

using schedule::read_time;

}  // namespace goodturn::engine
