#pragma once

#include "core/schedule/zone.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace goodturn::schedule {

/// Monday first, as in every number of a weekday here.
inline constexpr std::array<std::string_view, 7> weekday_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
/// "mo", "tue", "tues", "Thursday", "fridays": two letters are enough. 0 = Monday. Case-blind.
[[nodiscard]] std::optional<unsigned> read_weekday(std::string_view word);
[[nodiscard]] unsigned weekday_of(Day day);

/// A time of day that fills the whole of `text`: 9, 9:30, 9.30, 9h, 9h30, 9am, 9:30 pm, noon, midnight (0:00).
[[nodiscard]] std::optional<Minutes> read_time(std::string_view text);
/// "9:00"; 24 h is "24:00".
[[nodiscard]] std::string to_text(Minutes time);

/// A person's working week in their own zone. One interval a day, the same each day; `to` may be 24 h.
struct Hours {
    std::uint8_t days = 0b0011111;  ///< bit 0 = Monday … bit 6 = Sunday; at least one is set
    Minutes from{9 * 60};
    Minutes to{17 * 60};
    bool operator==(const Hours&) const = default;
};

/// "mon-fri 9:00-17:00", "mon-thu 8:30-16", "mo,we,fr 9-5pm", "weekdays 9-17", "sat sun 10-18", "9 to 5", "10-24",
/// "9-17" (keeps `base`'s days), "mon-thu" (keeps `base`'s times). nullopt: unreadable, or an end that is not after its
/// start.
[[nodiscard]] std::optional<Hours> read_hours(std::string_view text, const Hours& base);
/// The stored form and what read_hours takes back: "mon-fri 9:00-17:00".
[[nodiscard]] std::string to_text(const Hours& hours);

/// Days on which nobody is written to, for everybody here. Kept by the operator.
using Holidays = std::set<Day>;

[[nodiscard]] bool works_on(const Hours& hours, const Holidays& holidays, Day day);

/// `at` itself if it lies within hours, else the next moment at which hours begin. A year without a working day (all
/// holidays) ends the search after 366 days with nullopt.
[[nodiscard]] std::optional<Instant> next_within(const Hours& hours, const Holidays& holidays, std::string_view zone,
                                                 Instant at);
/// The first working day after `day`; nullopt as above.
[[nodiscard]] std::optional<Day> next_working_day(const Hours& hours, const Holidays& holidays, Day day);
/// How many working days lie after `from`, up to and including `to`; 0 if `to` is not later. Looks at 366 days at most.
[[nodiscard]] int working_days_between(const Hours& hours, const Holidays& holidays, Day from, Day to);

}  // namespace goodturn::schedule
