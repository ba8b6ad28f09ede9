#include "core/schedule/rule.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <vector>

namespace goodturn::schedule {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;

Day day(std::string_view text) {
    return day_from_iso(text).value_or(Day{});
}

/// The next occurrence, or one at the epoch, which no row expects.
Occurrence next_or_epoch(const Rule& rule, std::string_view zone, const Hours& hours, const Holidays& holidays,
                         Day after) {
    return next(rule, zone, hours, holidays, after).value_or(Occurrence{});
}

Rule last_friday(unsigned every = 1) {
    return {.kind = Rule::Kind::last_friday, .time = Minutes{540}, .every = every};
}

TEST(Rule, IsReadBackFromItsText) {
    const std::vector<std::pair<Rule, const char*>> table{
        {{.kind = Rule::Kind::daily, .time = Minutes{600}}, "daily 10:00"},
        {{.kind = Rule::Kind::weekly, .time = Minutes{605}, .weekday = 1}, "weekly tue 10:05"},
        {last_friday(), "last-friday 9:00"},
        {last_friday(3), "last-friday 9:00 every 3"},
    };
    for (const auto& [rule, text] : table) {
        EXPECT_EQ(to_text(rule), text);
        EXPECT_EQ(rule_from_text(text), rule) << text;
    }
    for (const auto* text : {"", "daily", "daily 25:00", "daily 10:00 every 3", "weekly 10:00", "weekly xx 10:00",
                             "weekly tue", "monthly 9:00", "last-friday", "last-friday 9:00 every",
                             "last-friday 9:00 every 0", "last-friday 9:00 every 13", "last-friday 9:00 every -1",
                             "last-friday 9:00 every 3 x", "last-friday 9:00 3"}) {
        EXPECT_EQ(rule_from_text(text), std::nullopt) << text;
    }
}

struct Span {
    const char* zone;
    const char* from;
    const char* to;
    const char* skipped = "";  ///< a date the zone never had
};

/// Every local date once, in order, at the rule's time or, where a gap swallows that, at the gap's end.
TEST(Rule, DailyFiresExactlyOncePerLocalDateOverTenYears) {
    constexpr std::array spans{
        Span{"Europe/Lisbon", "2024-01-01", "2034-01-01"},
        Span{"America/New_York", "2024-01-01", "2034-01-01"},
        Span{"Australia/Lord_Howe", "2024-01-01", "2034-01-01"},
        Span{"Africa/Cairo", "2024-01-01", "2034-01-01"},
        Span{"America/Nuuk", "2020-01-01", "2030-01-01"},
        Span{"Pacific/Apia", "2006-01-01", "2016-01-01", "2011-12-30"},
    };
    for (const Span& span : spans) {
        int in_gaps = 0;
        for (const Minutes time : {Minutes{0}, Minutes{90}, Minutes{135}, Minutes{600}, Minutes{1410}}) {
            const Rule rule{.kind = Rule::Kind::daily, .time = time};
            Day expected = day(span.from);
            Instant before{};
            while (expected < day(span.to)) {
                const auto found = next_or_epoch(rule, span.zone, {}, {}, expected - days{1});
                if (iso(expected) == span.skipped) expected += days{1};
                ASSERT_EQ(iso(found.day), iso(expected)) << span.zone;
                ASSERT_LT(before, found.at) << span.zone << ' ' << iso(expected);
                const Local fired = to_local(span.zone, found.at);
                if (fired != Local{expected, time}) {
                    ++in_gaps;
                    const Local earlier = to_local(span.zone, found.at - milliseconds{1});
                    ASSERT_GT(fired.day + fired.time, expected + time) << span.zone << ' ' << iso(expected);
                    ASSERT_LT(earlier.day + earlier.time, expected + time) << span.zone << ' ' << iso(expected);
                }
                before = found.at;
                expected += days{1};
            }
        }
        EXPECT_GE(in_gaps, 1) << span.zone;
        EXPECT_LE(in_gaps, 11) << span.zone;
    }
}

TEST(Rule, WeeklyFiresOnItsWeekdayLaterThanTheDay) {
    const Rule tuesday{.kind = Rule::Kind::weekly, .time = Minutes{600}, .weekday = 1};
    const std::vector<std::pair<const char*, const char*>> table{
        {"2026-12-27", "2026-12-29"}, {"2026-12-28", "2026-12-29"}, {"2026-12-29", "2027-01-05"},
        {"2026-12-30", "2027-01-05"}, {"2027-01-04", "2027-01-05"},
    };
    for (const auto& [after, expected] : table) {
        const auto found = next_or_epoch(tuesday, "Europe/Lisbon", {}, {}, day(after));
        EXPECT_EQ(iso(found.day), expected) << after;
        EXPECT_EQ(to_local("Europe/Lisbon", found.at), (Local{found.day, Minutes{600}}));
    }
    // Apia had no Friday on 2011-12-30.
    const Rule friday{.kind = Rule::Kind::weekly, .time = Minutes{600}, .weekday = 4};
    EXPECT_EQ(iso(next_or_epoch(friday, "Pacific/Apia", {}, {}, day("2011-12-23")).day), "2012-01-06");
}

TEST(Rule, LastFridayIsTheLastWorkingDayUpToIt) {
    const Hours until_thursday{.days = 0b0001111};
    const Hours weekend{.days = 0b1100000};
    const Holidays christmas{day("2026-12-24"), day("2026-12-25")};
    struct Row {
        const char* after;
        Hours hours;
        Holidays holidays;
        unsigned every;
        const char* expected;
    };
    const std::vector<Row> table{
        {"2026-12-01", {}, {}, 1, "2026-12-25"},
        {"2026-12-24", {}, {}, 1, "2026-12-25"},
        {"2026-12-25", {}, {}, 1, "2027-01-29"},
        {"2026-12-31", {}, {}, 1, "2027-01-29"},
        {"2026-12-01", until_thursday, {}, 1, "2026-12-24"},
        {"2026-12-01", {}, christmas, 1, "2026-12-23"},
        {"2026-12-23", {}, christmas, 1, "2027-01-29"},
        {"2026-12-01", weekend, {}, 1, "2026-12-20"},
        {"2026-12-20", weekend, {}, 1, "2027-01-24"},
        // Every third month: January, April, July, October.
        {"2026-12-01", {}, {}, 3, "2027-01-29"},
        {"2027-01-29", {}, {}, 3, "2027-04-30"},
        {"2024-01-26", {}, {}, 12, "2025-01-31"},
        {"2026-10-30", {}, {}, 6, "2027-01-29"},
    };
    for (const Row& row : table) {
        const auto found =
            next_or_epoch(last_friday(row.every), "Europe/Lisbon", row.hours, row.holidays, day(row.after));
        EXPECT_EQ(iso(found.day), row.expected) << row.after << " every " << row.every;
        EXPECT_EQ(to_local("Europe/Lisbon", found.at), (Local{found.day, Minutes{540}}));
    }
}

TEST(Rule, AMonthWithoutAWorkingDayIsLeftOut) {
    Holidays december;
    for (Day d = day("2026-12-01"); d <= day("2026-12-31"); d += days{1}) december.insert(d);
    EXPECT_EQ(iso(next_or_epoch(last_friday(), "UTC", {}, december, day("2026-11-30")).day), "2027-01-29");
}

TEST(Rule, ThatNeverMatchesEnds) {
    Holidays always;
    for (Day d = day("2026-01-01"); d < day("2031-01-01"); d += days{1}) always.insert(d);
    EXPECT_EQ(next(last_friday(), "Europe/Lisbon", {}, always, day("2026-06-01")), std::nullopt);
    EXPECT_EQ(next(last_friday(12), "Europe/Lisbon", Hours{.days = 0}, {}, day("2026-06-01")), std::nullopt);
}

TEST(Spread, StaysWithinItsBoundsAndTheSameForAPersonAndDay) {
    constexpr milliseconds max{600'000};
    std::set<milliseconds> seen;
    milliseconds least = max;
    milliseconds most{0};
    for (std::int64_t person = 1; person <= 1'000; ++person) {
        const auto first = spread(person, day("2027-01-05"), max);
        EXPECT_EQ(first, spread(person, day("2027-01-05"), max));
        EXPECT_NE(first, spread(person, day("2027-01-12"), max));
        least = std::min(least, first);
        most = std::max(most, first);
        seen.insert(first);
    }
    EXPECT_GE(least, milliseconds{0});
    EXPECT_LE(most, max);
    EXPECT_LT(least, max / 20);
    EXPECT_GT(most, max - max / 20);
    EXPECT_GT(seen.size(), 950U);
    EXPECT_EQ(spread(7, day("2027-01-05"), milliseconds{0}), milliseconds{0});
}

}  // namespace
}  // namespace goodturn::schedule
