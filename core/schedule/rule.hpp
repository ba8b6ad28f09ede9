#pragma once

#include "core/schedule/hours.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace goodturn::schedule {

/// When something happens again, in a person's zone.
struct Rule {
    enum class Kind {
        daily,        ///< every date
        weekly,       ///< every `weekday`
        last_friday,  ///< the last working day on or before the last Friday of the month
    };
    Kind kind = Kind::daily;
    Minutes time{0};
    unsigned weekday = 0;  ///< 0 = Monday
    unsigned every = 1;    ///< last_friday: every so many months (1 to 12), counted from January
    bool operator==(const Rule&) const = default;
};

/// The stored form: "daily 10:00", "weekly tue 10:00", "last-friday 9:00", "last-friday 9:00 every 3".
[[nodiscard]] std::string to_text(const Rule& rule);
[[nodiscard]] std::optional<Rule> rule_from_text(std::string_view text);

struct Occurrence {
    Day day;     ///< the local date it stands for: fires once for each. When a gap swallows its last hours, `at`
                 ///< is the first instant of the date after it.
    Instant at;  ///< without spread
    bool operator==(const Occurrence&) const = default;
};

/// The first occurrence on a local date later than `after`. A date that the zone skipped as a whole has none (Apia,
/// 2011-12-30). last_friday looks for a working day within its month only; a month without one has none. nullopt: none
/// within a year, for last_friday within two (ends in well under 10 ms). Allocates nothing.
[[nodiscard]] std::optional<Occurrence> next(const Rule& rule, std::string_view zone, const Hours& hours,
                                             const Holidays& holidays, Day after);

/// 0 ≤ spread ≤ max, the same for the same person and date, so that a team's nudges don't go out in one second.
[[nodiscard]] std::chrono::milliseconds spread(std::int64_t person, Day day, std::chrono::milliseconds max);

}  // namespace goodturn::schedule
