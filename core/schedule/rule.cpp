#include "core/schedule/rule.hpp"

#include <sstream>

namespace goodturn::schedule {
namespace {

using std::chrono::days;

/// nullopt: the zone skipped the whole date.
std::optional<Occurrence> occurrence(const Rule& rule, std::string_view zone, Day day) {
    const Instant at = to_instant(zone, {day, rule.time});
    const bool moved = to_local(zone, at).day != day;
    if (moved && to_local(zone, to_instant(zone, {day, Minutes{0}})).day != day) return std::nullopt;
    return Occurrence{day, at};
}

std::optional<Occurrence> next_every(days step, const Rule& rule, std::string_view zone, Day first) {
    for (Day day = first; day < first + days{366}; day += step) {
        if (const auto found = occurrence(rule, zone, day)) return found;
    }
    return std::nullopt;
}

/// The last working day of the month on or before its last Friday.
std::optional<Occurrence> in_month(const Rule& rule, std::string_view zone, const Hours& hours,
                                   const Holidays& holidays, std::chrono::year_month month) {
    const Day first{month / 1};
    for (Day day{month / std::chrono::Friday[std::chrono::last]}; day >= first; day -= days{1}) {
        if (!works_on(hours, holidays, day)) continue;
        if (const auto found = occurrence(rule, zone, day)) return found;
    }
    return std::nullopt;
}

std::optional<Occurrence> next_last_friday(const Rule& rule, std::string_view zone, const Hours& hours,
                                           const Holidays& holidays, Day after) {
    const std::chrono::year_month_day date{after};
    std::chrono::year_month month{date.year(), date.month()};
    for (int tried = 0; tried <= 24; ++tried, month += std::chrono::months{1}) {
        if (rule.every > 1 && (static_cast<unsigned>(month.month()) - 1) % rule.every != 0) continue;
        if (const auto found = in_month(rule, zone, hours, holidays, month); found && found->day > after) return found;
    }
    return std::nullopt;
}

}  // namespace

std::string to_text(const Rule& rule) {
    const std::string time = to_text(rule.time);
    switch (rule.kind) {
        case Rule::Kind::daily:
            return "daily " + time;
        case Rule::Kind::weekly:
            return "weekly " + std::string(weekday_names.at(rule.weekday)) + ' ' + time;
        case Rule::Kind::last_friday:
            return "last-friday " + time + (rule.every > 1 ? " every " + std::to_string(rule.every) : "");
    }
    return {};
}

std::optional<Rule> rule_from_text(std::string_view text) {
    std::istringstream words{std::string(text)};
    std::string kind;
    std::string time;
    std::string word;
    words >> kind;
    Rule rule;
    if (kind == "weekly") {
        rule.kind = Rule::Kind::weekly;
        words >> word;
        const auto weekday = read_weekday(word);
        if (!weekday) return std::nullopt;
        rule.weekday = *weekday;
    } else if (kind == "last-friday") {
        rule.kind = Rule::Kind::last_friday;
    } else if (kind != "daily") {
        return std::nullopt;
    }
    words >> time;
    const auto read = read_time(time);
    if (!read) return std::nullopt;
    rule.time = *read;
    if (rule.kind == Rule::Kind::last_friday && words >> word) {
        if (word != "every" || !(words >> rule.every) || rule.every < 1 || rule.every > 12) return std::nullopt;
    }
    if (words >> word) return std::nullopt;
    return rule;
}

std::optional<Occurrence> next(const Rule& rule, std::string_view zone, const Hours& hours, const Holidays& holidays,
                               Day after) {
    const Day tomorrow = after + days{1};
    switch (rule.kind) {
        case Rule::Kind::daily:
            return next_every(days{1}, rule, zone, tomorrow);
        case Rule::Kind::weekly:
            return next_every(days{7}, rule, zone, tomorrow + days{(rule.weekday + 7 - weekday_of(tomorrow)) % 7});
        case Rule::Kind::last_friday:
            return next_last_friday(rule, zone, hours, holidays, after);
    }
    return std::nullopt;
}

std::chrono::milliseconds spread(std::int64_t person, Day day, std::chrono::milliseconds max) {
    if (max.count() <= 0) return std::chrono::milliseconds{0};
    // splitmix64: neighbouring people and days land far apart.
    std::uint64_t hash = static_cast<std::uint64_t>(person) * 0x9E3779B97F4A7C15U +
                         static_cast<std::uint64_t>(day.time_since_epoch().count());
    hash = (hash ^ (hash >> 30U)) * 0xBF58476D1CE4E5B9U;
    hash = (hash ^ (hash >> 27U)) * 0x94D049BB133111EBU;
    hash ^= hash >> 31U;
    return std::chrono::milliseconds{static_cast<std::int64_t>(hash % (static_cast<std::uint64_t>(max.count()) + 1))};
}

}  // namespace goodturn::schedule
