#pragma once

#include "core/schedule/zone.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace goodturn::schedule {

/// A person's working week in their own zone. One interval a day, the same each day; `to` may be 24 h.
struct Hours {
    std::uint8_t days = 0b0011111;  ///< bit 0 = Monday … bit 6 = Sunday; at least one is set
    Minutes from{9 * 60};
    Minutes to{17 * 60};
    bool operator==(const Hours&) const = default;
};

/// "mon-fri 9:00-17:00", "mon-thu 8:30-16", "mo,we,fr 9-5pm", "weekdays 9-17", "sat sun 10-18", "9-17" (keeps `base`'s
/// days), "mon-thu" (keeps `base`'s times). nullopt: unreadable, or an end that is not after its start.
[[nodiscard]] std::optional<Hours> read_hours(std::string_view text, const Hours& base);
/// The stored form and what read_hours takes back: "mon-fri 9:00-17:00".
[[nodiscard]] std::string to_text(const Hours& hours);

/// Days on which nobody is written to, for everybody here. Kept by the operator.
using Holidays = std::set<Day>;

[[nodiscard]] bool works_on(const Hours& hours, const Holidays& holidays, Day day);

/// `at` itself if it lies within hours, else the start of the next working day. A week without working days (all
/// holidays) ends the search after 366 days with nullopt.
[[nodiscard]] std::optional<Instant> next_within(const Hours& hours, const Holidays& holidays, std::string_view zone,
                                                 Instant at);
/// The first working day after `day`; nullopt as above.
[[nodiscard]] std::optional<Day> next_working_day(const Hours& hours, const Holidays& holidays, Day day);
/// How many working days lie after `from`, up to and including `to`; 0 if `to` is not later. At most 366 are counted.
[[nodiscard]] int working_days_between(const Hours& hours, const Holidays& holidays, Day from, Day to);

}  // namespace goodturn::schedule
