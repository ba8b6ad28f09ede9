#pragma once

#include "core/chat/ids.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goodturn::schedule {

using chat::Instant;
using Day = std::chrono::local_days;   ///< a date in some person's zone
using Minutes = std::chrono::minutes;  ///< since local midnight, 0 ≤ m < 24 h

struct Local {
    Day day;
    Minutes time;
    bool operator==(const Local&) const = default;
};

/// True for an IANA zone name that the zone data knows, old names (Asia/Calcutta) included.
[[nodiscard]] bool is_zone(std::string_view name);

/// What a person may have meant by "lisbon", "Europe/Lisbon", "new york", "UTC": case- and accent-blind; the last part
/// of the name is enough. Several when ambiguous ("eastern"), at most ten, sorted. Old names give the canonical one:
/// Asia/Kolkata for "Asia/Calcutta", Europe/Lisbon for "Portugal". Offsets ("UTC+2") and abbreviations ("EST") give
/// none.
[[nodiscard]] std::vector<std::string> zones_named(std::string_view words);

/// "Lisbon" for "Europe/Lisbon".
[[nodiscard]] std::string city(std::string_view zone);

/// An unknown zone is read as UTC: zone data can lose a name between two starts. Seconds are dropped.
[[nodiscard]] Local to_local(std::string_view zone, Instant at);
/// In a gap the first valid instant after it, in an overlap the first of the two. A time of 24 h or more runs into the
/// next day.
[[nodiscard]] Instant to_instant(std::string_view zone, Local local);

/// What this machine knows about zones, as one line: "# version 2025b". When it changes, planned instants are old.
[[nodiscard]] std::string zone_data_version();

/// 2027-01-03. The stored form of a day.
[[nodiscard]] std::string iso(Day day);
[[nodiscard]] std::optional<Day> day_from_iso(std::string_view text);

}  // namespace goodturn::schedule
