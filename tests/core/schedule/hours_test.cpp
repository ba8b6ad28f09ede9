#include "core/schedule/hours.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace goodturn::schedule {
namespace {

using std::chrono::days;

constexpr std::uint8_t mon_fri = 0b0011111;

Day day(std::string_view text) {
    return day_from_iso(text).value_or(Day{});
}
Instant at(std::string_view zone, std::string_view date, std::string_view time) {
    return to_instant(zone, {day(date), read_time(time).value_or(Minutes{-1})});
}

TEST(Time, IsReadAsPeopleTypeIt) {
    const std::vector<std::pair<const char*, int>> read{
        {"9", 540},   {"09", 540},     {"9:30", 570},   {"9.30", 570},     {"9h", 540},      {"9h30", 570},
        {"9am", 540}, {"9 am", 540},   {"9pm", 1260},   {"9:30 pm", 1290}, {"9:30PM", 1290}, {"9 p.m.", 1260},
        {"12am", 0},  {"12:30am", 30}, {"12pm", 720},   {"noon", 720},     {"Noon", 720},    {"midnight", 0},
        {"0:00", 0},  {"00:05", 5},    {"23:59", 1439}, {" 15:00 ", 900},
    };
    for (const auto& [text, minutes] : read) EXPECT_EQ(read_time(text), Minutes{minutes}) << text;
    for (const auto* text : {"",     " ",   "24",   "24:00",   "25:00", "9:60",      "9:5", "9:", ":30", "930",
                             "13pm", "0am", "9 30", "9:30:00", "-9",    "9 o'clock", "pm",  "h",  "9hh", "nine"}) {
        EXPECT_EQ(read_time(text), std::nullopt) << text;
    }
}

TEST(Time, IsShownWithoutALeadingZero) {
    EXPECT_EQ(to_text(Minutes{540}), "9:00");
    EXPECT_EQ(to_text(Minutes{5}), "0:05");
    EXPECT_EQ(to_text(Minutes{1439}), "23:59");
}

TEST(Weekday, IsReadFromTwoLettersOn) {
    const std::vector<std::pair<const char*, unsigned>> read{{"mo", 0},   {"Mon", 0},     {"tues", 1},
                                                             {"weds", 2}, {"thurs", 3},   {"FRIDAY", 4},
                                                             {"sa", 5},   {"sundays", 6}, {"wednesday", 2}};
    for (const auto& [text, weekday] : read) EXPECT_EQ(read_weekday(text), weekday) << text;
    for (const auto* text : {"", "m", "t", "moon", "frida y", "mondayy", "s"}) {
        EXPECT_EQ(read_weekday(text), std::nullopt) << text;
    }
    EXPECT_EQ(weekday_of(day("2026-12-28")), 0U);
    EXPECT_EQ(weekday_of(day("2027-01-03")), 6U);
}

TEST(Hours, AreReadAsPeopleTypeThem) {
    const Hours base{.days = 0b0000001, .from = Minutes{600}, .to = Minutes{660}};
    const std::vector<std::pair<const char*, const char*>> read{
        {"mon-fri 9:00-17:00", "mon-fri 9:00-17:00"},
        {"mon-thu 8:30-16", "mon-thu 8:30-16:00"},
        {"mo,we,fr 9-5pm", "mon,wed,fri 9:00-17:00"},
        {"weekdays 9-17", "mon-fri 9:00-17:00"},
        {"sat sun 10-18", "sat,sun 10:00-18:00"},
        {"weekends 10-18", "sat,sun 10:00-18:00"},
        {"daily 10-24", "mon-sun 10:00-24:00"},
        {"daily 6 pm to midnight", "mon-sun 18:00-24:00"},
        {"9-17", "mon 9:00-17:00"},
        {"mon-thu", "mon-thu 10:00-11:00"},
        {"MON–FRI 9:00 – 17:00", "mon-fri 9:00-17:00"},
        {"mon to fri, 9 am — 5 pm", "mon-fri 9:00-17:00"},
        {"Mondays and Tuesdays from 9 to 5", "mon,tue 9:00-17:00"},
        {"9-5", "mon 9:00-17:00"},
        {"1-5pm", "mon 13:00-17:00"},
        {"noon-8", "mon 12:00-20:00"},
        {"9:00-17:00 mon-fri", "mon-fri 9:00-17:00"},
        {"mon-wed, fri: 9h-17h30", "mon-wed,fri 9:00-17:30"},
        {"fri-mon 9-17", "mon,fri-sun 9:00-17:00"},
        {"0:00-24:00", "mon 0:00-24:00"},
    };
    for (const auto& [typed, stored] : read) {
        const auto hours = read_hours(typed, base);
        EXPECT_EQ(hours ? to_text(*hours) : "", stored) << typed;
        EXPECT_EQ(read_hours(stored, Hours{}), hours) << stored;
    }
    for (const auto* typed : {"", "-", "9", "mon-", "-fri", "mon-fri 9", "mon-fri 17-17", "22-6", "17-9", "17:00-16:00",
                              "9-25", "9-17 10-18", "mon-fri 9-17!", "whenever", "9am-8am", "mon-17"}) {
        EXPECT_EQ(read_hours(typed, base), std::nullopt) << typed;
    }
}

TEST(Hours, EveryWeekIsReadBackFromItsText) {
    for (unsigned days = 1; days < 128; ++days) {
        const Hours hours{.days = static_cast<std::uint8_t>(days), .from = Minutes{1}, .to = Minutes{1440}};
        EXPECT_EQ(read_hours(to_text(hours), Hours{}), hours) << to_text(hours);
    }
}

TEST(Hours, HolidaysAndDaysOffAreNotWorkedOn) {
    const Holidays holidays{day("2026-12-25")};
    EXPECT_TRUE(works_on({}, holidays, day("2026-12-24")));
    EXPECT_FALSE(works_on({}, holidays, day("2026-12-25")));
    EXPECT_FALSE(works_on({}, holidays, day("2026-12-26")));
}

TEST(Hours, ThePresentMomentOrTheNextStart) {
    constexpr auto lisbon = "Europe/Lisbon";
    const Holidays holidays{day("2026-12-25")};
    const std::vector<std::array<const char*, 4>> table{
        {"2026-12-23", "8:59", "2026-12-23", "9:00"},   {"2026-12-23", "9:00", "2026-12-23", "9:00"},
        {"2026-12-23", "12:34", "2026-12-23", "12:34"}, {"2026-12-23", "16:59", "2026-12-23", "16:59"},
        {"2026-12-23", "17:00", "2026-12-24", "9:00"},  {"2026-12-24", "18:00", "2026-12-28", "9:00"},
        {"2026-12-25", "12:00", "2026-12-28", "9:00"},
    };
    for (const auto& [date, time, then_date, then_time] : table) {
        EXPECT_EQ(next_within({}, holidays, lisbon, at(lisbon, date, time)), at(lisbon, then_date, then_time))
            << date << ' ' << time;
    }
}

TEST(Hours, MayEndAtMidnight) {
    constexpr auto zone = "America/New_York";
    const Hours evenings{.days = mon_fri, .from = Minutes{18 * 60}, .to = Minutes{24 * 60}};
    EXPECT_EQ(next_within(evenings, {}, zone, at(zone, "2026-12-23", "23:59")), at(zone, "2026-12-23", "23:59"));
    EXPECT_EQ(next_within(evenings, {}, zone, at(zone, "2026-12-24", "0:00")), at(zone, "2026-12-24", "18:00"));
}

TEST(Hours, InAGapBeginAfterItAndInAnOverlapRunThroughBoth) {
    constexpr auto zone = "Europe/Lisbon";
    const Hours nights{.days = 0b1111111, .from = Minutes{90}, .to = Minutes{180}};
    EXPECT_EQ(next_within(nights, {}, zone, at(zone, "2025-03-30", "0:30")), at(zone, "2025-03-30", "2:00"));
    const Instant second_ten_past_one = at(zone, "2025-10-26", "1:10") + std::chrono::hours{1};
    EXPECT_EQ(next_within(nights, {}, zone, second_ten_past_one), second_ten_past_one);
    // All of it in the gap: nothing that day.
    const Hours swallowed{.days = 0b1111111, .from = Minutes{60}, .to = Minutes{120}};
    EXPECT_EQ(next_within(swallowed, {}, zone, at(zone, "2025-03-30", "0:30")), at(zone, "2025-03-31", "1:00"));
}

TEST(Hours, ThatNeverComeEndTheSearch) {
    Holidays always;
    for (Day d = day("2026-01-01"); d < day("2028-12-31"); d += days{1}) always.insert(d);
    EXPECT_EQ(next_within({}, always, "Europe/Lisbon", at("Europe/Lisbon", "2026-06-01", "9:00")), std::nullopt);
    EXPECT_EQ(next_working_day({}, always, day("2026-06-01")), std::nullopt);
    EXPECT_EQ(working_days_between({}, always, day("2026-06-01"), day("2028-06-01")), 0);
    EXPECT_EQ(next_within(Hours{.days = 0}, {}, "UTC", Instant{}), std::nullopt);
}

TEST(WorkingDays, AreCountedAndFound) {
    const Holidays holidays{day("2026-12-25")};
    EXPECT_EQ(next_working_day({}, holidays, day("2026-12-23")), day("2026-12-24"));
    EXPECT_EQ(next_working_day({}, holidays, day("2026-12-24")), day("2026-12-28"));
    EXPECT_EQ(working_days_between({}, holidays, day("2026-12-23"), day("2026-12-28")), 2);
    EXPECT_EQ(working_days_between({}, holidays, day("2026-12-24"), day("2026-12-27")), 0);
    EXPECT_EQ(working_days_between({}, holidays, day("2026-12-28"), day("2026-12-28")), 0);
    EXPECT_EQ(working_days_between({}, holidays, day("2026-12-28"), day("2026-12-23")), 0);
    EXPECT_EQ(working_days_between({}, {}, day("1970-01-01"), day("2026-12-23")), 261);
}

}  // namespace
}  // namespace goodturn::schedule
