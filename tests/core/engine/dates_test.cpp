#include "core/engine/dates.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace goodturn::engine {
namespace {

using schedule::day_from_iso;
using schedule::iso;

/// A Wednesday.
const Local now{day_from_iso("2026-12-23").value_or(Day{}), Minutes{11 * 60}};

/// "2027-01-03 15:00", "2027-03-04 | 2027-04-03" for two readings, "-" for none.
std::string shown(const std::optional<DateFound>& found) {
    if (!found) return "-";
    std::string text;
    for (const DateReading& reading : found->readings) {
        if (!text.empty()) text += " | ";
        text += iso(reading.day);
        if (reading.time) text += ' ' + schedule::to_text(*reading.time);
    }
    return text;
}

struct Row {
    std::string text;
    std::string expected;
};

TEST(Date, IsReadForward) {
    const std::vector<Row> table{
        {"today", "2026-12-23"},
        {"Today", "2026-12-23"},
        {"tomorrow", "2026-12-24"},
        {"yesterday", "2026-12-22"},
        {"eod", "2026-12-23 17:00"},
        {"end of day", "2026-12-23 17:00"},
        {"eow", "2026-12-25"},
        {"end of the week", "2026-12-25"},
        {"end of month", "2026-12-31"},
        {"eom", "2026-12-31"},
        // Weekdays: today is one.
        {"wed", "2026-12-23"},
        {"fri", "2026-12-25"},
        {"Friday", "2026-12-25"},
        {"fri.", "2026-12-25"},
        {"tues", "2026-12-29"},
        {"monday", "2026-12-28"},
        {"this fri", "2026-12-25"},
        {"this tue", "2026-12-29"},
        {"next tue", "2026-12-29"},
        {"next wed", "2026-12-30"},
        {"next fri", "2027-01-01"},
        {"next sunday", "2027-01-03"},
        {"last tue", "2026-12-22"},
        {"last wed", "2026-12-16"},
        {"last thu", "2026-12-17"},
        {"wed 9:00", "2026-12-30 9:00"},
        {"wed 11:00", "2026-12-23 11:00"},
        {"next week", "2026-12-28"},
        {"last week", "2026-12-14"},
        {"next month", "2027-01-01"},
        {"last month", "2026-11-01"},
        // Stretches.
        {"in 2 days", "2026-12-25"},
        {"2 days", "2026-12-25"},
        {"2d", "2026-12-25"},
        {"in 1 week", "2026-12-30"},
        {"a week", "2026-12-30"},
        {"3 weeks", "2027-01-13"},
        {"3w", "2027-01-13"},
        {"in two weeks", "2027-01-06"},
        {"a month", "2027-01-23"},
        {"2 months", "2027-02-23"},
        {"in a year", "2027-12-23"},
        {"for 2 weeks", "2027-01-06"},
        {"2 days ago", "2026-12-21"},
        {"in 2 days at 15:00", "2026-12-25 15:00"},
        // Days of a month.
        {"3 jan", "2027-01-03"},
        {"jan 3", "2027-01-03"},
        {"3rd of January", "2027-01-03"},
        {"the 3rd of January", "2027-01-03"},
        {"Jan. 3rd, 2028", "2028-01-03"},
        {"23 dec", "2026-12-23"},
        {"22 dec", "2027-12-22"},
        {"3 sept 2027", "2027-09-03"},
        {"29 feb", "2028-02-29"},
        {"january", "2027-01-01"},
        {"december", "2027-12-01"},
        {"may 2028", "2028-05-01"},
        {"fri 25 dec", "2026-12-25"},
        {"Sun 3 Jan, 10:00", "2027-01-03 10:00"},
        {"friday 25/12", "2026-12-25"},
        // In numbers.
        {"24/12", "2026-12-24"},
        {"12/24", "2026-12-24"},
        {"24.12.", "2026-12-24"},
        {"24.12", "2026-12-24"},
        {"3.4.", "2027-04-03"},
        {"24-12", "2026-12-24"},
        {"24.12.2027", "2027-12-24"},
        {"24/12/27", "2027-12-24"},
        {"2027-01-03", "2027-01-03"},
        {"2027/01/03", "2027-01-03"},
        {"3/4", "2027-04-03 | 2027-03-04"},
        {"3/4/2027", "2027-04-03 | 2027-03-04"},
        {"3-4 15:00", "2027-04-03 15:00 | 2027-03-04 15:00"},
        {"4/4", "2027-04-04"},
        // Times.
        {"tomorrow 15:00", "2026-12-24 15:00"},
        {"tomorrow at 15:00", "2026-12-24 15:00"},
        {"tomorrow at 9", "2026-12-24 9:00"},
        {"tomorrow 9.30", "2026-12-24 9:30"},
        {"tomorrow, 3pm", "2026-12-24 15:00"},
        {"tomorrow 3 pm", "2026-12-24 15:00"},
        {"tomorrow noon", "2026-12-24 12:00"},
        {"3pm tomorrow", "2026-12-24 15:00"},
        {"noon on friday", "2026-12-25 12:00"},
        {"at 9 on friday", "2026-12-25 9:00"},
        {"eod friday", "2026-12-25 17:00"},
        {"friday eod", "2026-12-25 17:00"},
        {"2027-01-03 10:00", "2027-01-03 10:00"},
        {"15:00", "2026-12-23 15:00"},
        {"10:00", "2026-12-24 10:00"},
        {"by noon", "2026-12-23 12:00"},
        // Prepositions.
        {"until 3 jan", "2027-01-03"},
        {"by fri", "2026-12-25"},
        {"on Friday", "2026-12-25"},
        {"till next week", "2026-12-28"},
        {"  by   friday ! ", "-"},
        {"  by   friday! ", "2026-12-25"},
    };
    for (const auto& [text, expected] : table) {
        EXPECT_EQ(shown(read_date(text, now, Looking::forward, DateOrder::unknown)), expected) << text;
    }
}

TEST(Date, IsReadBack) {
    const std::vector<Row> table{
        {"today", "2026-12-23"},
        {"yesterday", "2026-12-22"},
        {"wed", "2026-12-23"},
        {"fri", "2026-12-18"},
        {"this mon", "2026-12-21"},
        {"last fri", "2026-12-18"},
        {"on tuesday", "2026-12-22"},
        {"wed 15:00", "2026-12-16 15:00"},
        {"3 jan", "2026-01-03"},
        {"24/12", "2025-12-24"},
        {"29 feb", "2024-02-29"},
        {"december", "2026-12-01"},
        {"2d", "2026-12-21"},
        {"3 weeks", "2026-12-02"},
        {"2 weeks ago", "2026-12-09"},
        {"a month ago", "2026-11-23"},
        {"last week", "2026-12-14"},
        {"noon", "2026-12-22 12:00"},
        {"3/4", "2026-04-03 | 2026-03-04"},
    };
    for (const auto& [text, expected] : table) {
        EXPECT_EQ(shown(read_date(text, now, Looking::back, DateOrder::unknown)), expected) << text;
    }
}

TEST(Date, OrderSettlesTwoReadings) {
    EXPECT_EQ(shown(read_date("3/4", now, Looking::forward, DateOrder::day_first)), "2027-04-03");
    EXPECT_EQ(shown(read_date("3/4", now, Looking::forward, DateOrder::month_first)), "2027-03-04");
    EXPECT_EQ(shown(read_date("24/12", now, Looking::forward, DateOrder::month_first)), "2026-12-24");
    EXPECT_EQ(shown(read_date("12/24", now, Looking::forward, DateOrder::day_first)), "2026-12-24");
    EXPECT_EQ(shown(read_date("3.4.", now, Looking::forward, DateOrder::month_first)), "2027-04-03");
}

TEST(Date, ThatCannotBeIsNone) {
    for (const std::string text : {"",
                                   " ",
                                   "by",
                                   "on",
                                   "31 feb",
                                   "31/4",
                                   "29 feb 2027",
                                   "0 jan",
                                   "32 jan",
                                   "13/13",
                                   "24/12/",
                                   "1/2/3",
                                   "1/2/3/4",
                                   "2027-13-01",
                                   "2027-02-29",
                                   "tomorrow 25:00",
                                   "tomorrow 9:75",
                                   "tomorrow 9",
                                   "friday 25 jan",
                                   "thu 25 dec",
                                   "2 jan 2037",
                                   "22 dec 2015",
                                   "600 weeks",
                                   "99999 days",
                                   "9",
                                   "soon",
                                   "next",
                                   "in",
                                   "in a",
                                   "in 2",
                                   "2",
                                   "d",
                                   "we",
                                   "fridays",
                                   "on fridays",
                                   "for friday",
                                   "for noon",
                                   "by by friday",
                                   "friday friday",
                                   "today or tomorrow",
                                   "end of",
                                   "end of friday",
                                   "3 days friday",
                                   "one",
                                   "a",
                                   "every friday",
                                   "\xef\xbf\xbc",
                                   "2027-01-03T10:00"}) {
        EXPECT_EQ(shown(read_date(text, now, Looking::forward, DateOrder::unknown)), "-") << text;
    }
    EXPECT_EQ(shown(read_date(std::string(100'000, ' ') + "friday", now, Looking::forward, DateOrder::unknown)),
              "2026-12-25");
    EXPECT_EQ(shown(read_date(std::string(100'000, '9'), now, Looking::forward, DateOrder::unknown)), "-");
}

TEST(Date, MonthsEndAndWeeksTurn) {
    const auto on = [](std::string_view day, std::string_view text) {
        return shown(
            read_date(text, {day_from_iso(day).value_or(Day{}), Minutes{600}}, Looking::forward, DateOrder::unknown));
    };
    EXPECT_EQ(on("2027-01-31", "a month"), "2027-02-28");
    EXPECT_EQ(on("2028-02-29", "a year"), "2029-02-28");
    EXPECT_EQ(on("2027-01-31", "end of month"), "2027-01-31");
    EXPECT_EQ(on("2027-01-31", "next month"), "2027-02-01");
    EXPECT_EQ(on("2026-12-25", "eow"), "2026-12-25");
    EXPECT_EQ(on("2026-12-26", "eow"), "2027-01-01");
    EXPECT_EQ(on("2026-12-27", "eow"), "2027-01-01");
    EXPECT_EQ(on("2026-12-27", "next week"), "2026-12-28");
    EXPECT_EQ(on("2026-12-27", "next tue"), "2026-12-29");
    EXPECT_EQ(on("2026-12-28", "next tue"), "2027-01-05");
    EXPECT_EQ(on("2026-12-28", "next week"), "2027-01-04");
    EXPECT_EQ(on("2026-12-28", "last mon"), "2026-12-21");
}

struct Ending {
    std::string kept;  ///< the text before the date
    std::string date;  ///< the date with its preposition; empty: none is read
    std::string expected;
};

TEST(DateAtEnd, IsTheLongestEndingThatParses) {
    const std::vector<Ending> table{
        {"for covering ", "on friday", "2026-12-25"},
        {"for covering ", "friday", "2026-12-25"},
        {"send the slides ", "by fri", "2026-12-25"},
        {"send the slides ", "by fri.", "2026-12-25"},
        {"send the slides ", "by next fri at 3pm!", "2027-01-01 15:00"},
        {"send the slides ", "3pm tomorrow", "2026-12-24 15:00"},
        {"send the slides ", "until the 3rd of January 2027 at 9:30 pm", "2027-01-03 21:30"},
        {"send the slides ", "Sun 3 Jan", "2027-01-03"},
        {"send the slides ", "in 2 days", "2026-12-25"},
        {"send the slides ", "2d", "2026-12-25"},
        {"send the slides ", "24.12.", "2026-12-24"},
        {"send the slides ", "24/12", "2026-12-24"},
        {"send the slides ", "2027-01-03 10:00", "2027-01-03 10:00"},
        {"send the slides ", "by 3/4", "2027-04-03 | 2027-03-04"},
        {"send the slides ", "by 24-12", "2026-12-24"},
        {"send the slides ", "by 24.12", "2026-12-24"},
        {"send the slides ", "by may", "2027-05-01"},
        {"send the slides ", "by 3pm", "2026-12-23 15:00"},
        {"send the slides ", "eod", "2026-12-23 17:00"},
        {"send the slides,\n", "by friday", "2026-12-25"},
        {"we should talk ", "on thursday", "2026-12-24"},
        {"", "by friday", "2026-12-25"},
        {"", "tomorrow", "2026-12-24"},
        {std::string(50'000, 'x') + ' ', "tomorrow", "2026-12-24"},
    };
    for (const auto& [kept, date, expected] : table) {
        const std::string text = kept + date;
        const auto found = read_date_at_end(text, now, Looking::forward, DateOrder::unknown);
        ASSERT_EQ(shown(found), expected) << text;
        const auto [readings, begin, end] = found.value_or(DateFound{});
        EXPECT_EQ(text.substr(0, begin), kept) << text;
        EXPECT_EQ(text.substr(begin, end - begin), date) << text;
    }
}

TEST(DateAtEnd, LeavesToTheTextWhatBelongsToIt) {
    for (const std::string text : {"",
                                   "thanks",
                                   "thanks for May",
                                   "thanks in march",
                                   "May",
                                   "thanks for friday",
                                   "the release of Friday",
                                   "add Curt Bond every 3 weeks",
                                   "helped me for 3 weeks",
                                   "stood in for a month",
                                   "during the last 2 weeks",
                                   "covering on fridays",
                                   "what should we",
                                   "moved the meeting to 15:00",
                                   "lunch at noon",
                                   "won 3-4",
                                   "upgrade to 24.12",
                                   "helped with release 4.2",
                                   "release 1.2.26",
                                   "thursday and friday",
                                   "not today but soon",
                                   "by friday at the office",
                                   "friday's deploy",
                                   "meet on Fri 3 Jan 2027",
                                   "the plan for Sun 3 Jan 2027"}) {
        EXPECT_EQ(shown(read_date_at_end(text, now, Looking::forward, DateOrder::unknown)), "-") << text;
    }
}

TEST(DateAtEnd, LooksBackForWhatHappened) {
    const std::string text = "talked about the garden last friday";
    const auto found = read_date_at_end(text, now, Looking::back, DateOrder::unknown);
    EXPECT_EQ(shown(found), "2026-12-18");
    EXPECT_EQ(text.substr(0, found.value_or(DateFound{}).begin), "talked about the garden ");
}

}  // namespace
}  // namespace goodturn::engine
