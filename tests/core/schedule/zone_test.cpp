#include "core/schedule/zone.hpp"

#include <gmock/gmock.h>

#include <array>
#include <map>
#include <vector>

namespace goodturn::schedule {
namespace {

using std::chrono::days;
using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;

Local local(std::string_view day, int hour, int minute) {
    return {day_from_iso(day).value_or(Day{}), hours{hour} + Minutes{minute}};
}

Instant utc(std::string_view day, int hour, int minute) {
    return to_instant("Etc/UTC", local(day, hour, minute));
}

TEST(Zone, KnowsIanaNamesOldOnesIncluded) {
    for (const auto* name : {"Europe/Lisbon", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "Portugal", "UTC",
                             "Etc/UTC", "GMT", "CET", "Europe/Amsterdam"}) {
        EXPECT_TRUE(is_zone(name)) << name;
    }
    for (const auto* name : {"", "lisbon", "Europe/lisbon", "Lisbon", "Europe", "localtime", "posix/Europe/Lisbon",
                             "../zoneinfo/UTC", "UTC+2", "Europe/Lisbon "}) {
        EXPECT_FALSE(is_zone(name)) << name;
    }
}

TEST(Zone, IsFoundByWhatPeopleType) {
    const std::map<std::string, std::string> meant{
        {"lisbon", "Europe/Lisbon"},
        {"Europe/Lisbon", "Europe/Lisbon"},
        {"EUROPE/LISBON", "Europe/Lisbon"},
        {"  Lisbon ", "Europe/Lisbon"},
        {"new york", "America/New_York"},
        {"new_york", "America/New_York"},
        {"são paulo", "America/Sao_Paulo"},
        {"SAO PAULO", "America/Sao_Paulo"},
        {"berlin", "Europe/Berlin"},
        {"buenos aires", "America/Argentina/Buenos_Aires"},
        {"port au prince", "America/Port-au-Prince"},
        {"st. john's", "America/St_Johns"},
        {"amsterdam", "Europe/Amsterdam"},
        {"stockholm", "Europe/Stockholm"},
        {"bratislava", "Europe/Bratislava"},
        {"kiev", "Europe/Kyiv"},
        {"istanbul", "Europe/Istanbul"},
        {"calcutta", "Asia/Kolkata"},
        {"Asia/Calcutta", "Asia/Kolkata"},
        {"Portugal", "Europe/Lisbon"},
        {"singapore", "Asia/Singapore"},
        {"US/Pacific", "America/Los_Angeles"},
        {"utc", "Etc/UTC"},
        {"Etc/UTC", "Etc/UTC"},
        {"gmt", "Etc/GMT"},
    };
    for (const auto& [typed, zone] : meant) EXPECT_THAT(zones_named(typed), ElementsAre(zone)) << typed;
}

TEST(Zone, SeveralAreGivenWhenAmbiguous) {
    EXPECT_THAT(zones_named("eastern"), ElementsAre("America/New_York", "America/Toronto"));
}

TEST(Zone, NoneIsGuessed) {
    for (const auto* typed :
         {"", " ", "/", "atlantis", "UTC+2", "utc-3", "GMT+1", "EST", "york", "europe", "is", "\xff"}) {
        EXPECT_THAT(zones_named(typed), IsEmpty()) << typed;
    }
}

TEST(Zone, HasACity) {
    EXPECT_EQ(city("Europe/Lisbon"), "Lisbon");
    EXPECT_EQ(city("America/Argentina/Buenos_Aires"), "Buenos Aires");
    EXPECT_EQ(city("Etc/UTC"), "UTC");
    EXPECT_EQ(city("UTC"), "UTC");
}

TEST(Zone, UnknownIsReadAsUtc) {
    EXPECT_EQ(to_local("Mars/Olympus", utc("2027-01-03", 9, 30)), local("2027-01-03", 9, 30));
    EXPECT_EQ(to_instant("Mars/Olympus", local("2027-01-03", 9, 30)), utc("2027-01-03", 9, 30));
}

TEST(Zone, LocalTimeDropsSeconds) {
    const Instant at = utc("1969-12-31", 23, 59) + std::chrono::milliseconds{59'999};
    EXPECT_EQ(to_local("Etc/UTC", at), local("1969-12-31", 23, 59));
    EXPECT_EQ(to_local("Asia/Kathmandu", utc("2027-01-03", 18, 20)), local("2027-01-04", 0, 5));
}

TEST(Zone, TimesPast24HoursRunIntoTheNextDay) {
    EXPECT_EQ(to_instant("Europe/Lisbon", local("2027-01-03", 24, 0)), utc("2027-01-04", 0, 0));
}

struct Fact {
    const char* zone;
    Local local;
    Instant instant;
    Local back;  ///< the local time of that instant: later than `local` if that is in a gap
};

TEST(Zone, GapsGiveTheFirstInstantAfterAndOverlapsTheFirstOfTwo) {
    const std::vector<Fact> facts{
        {"Europe/Lisbon", local("2025-03-30", 0, 59), utc("2025-03-30", 0, 59), local("2025-03-30", 0, 59)},
        {"Europe/Lisbon", local("2025-03-30", 1, 0), utc("2025-03-30", 1, 0), local("2025-03-30", 2, 0)},
        {"Europe/Lisbon", local("2025-03-30", 1, 59), utc("2025-03-30", 1, 0), local("2025-03-30", 2, 0)},
        {"Europe/Lisbon", local("2025-03-30", 2, 0), utc("2025-03-30", 1, 0), local("2025-03-30", 2, 0)},
        {"Europe/Lisbon", local("2025-10-26", 0, 59), utc("2025-10-25", 23, 59), local("2025-10-26", 0, 59)},
        {"Europe/Lisbon", local("2025-10-26", 1, 30), utc("2025-10-26", 0, 30), local("2025-10-26", 1, 30)},
        {"Europe/Lisbon", local("2025-10-26", 2, 0), utc("2025-10-26", 2, 0), local("2025-10-26", 2, 0)},
        {"America/New_York", local("2024-03-10", 2, 30), utc("2024-03-10", 7, 0), local("2024-03-10", 3, 0)},
        {"America/New_York", local("2024-11-03", 1, 30), utc("2024-11-03", 5, 30), local("2024-11-03", 1, 30)},
        // Half an hour.
        {"Australia/Lord_Howe", local("2024-10-06", 2, 15), utc("2024-10-05", 15, 30), local("2024-10-06", 2, 30)},
        {"Australia/Lord_Howe", local("2025-04-06", 1, 45), utc("2025-04-05", 14, 45), local("2025-04-06", 1, 45)},
        {"Australia/Lord_Howe", local("2025-04-06", 2, 0), utc("2025-04-05", 15, 30), local("2025-04-06", 2, 0)},
        // At midnight: the date begins at one o'clock.
        {"Africa/Cairo", local("2024-04-26", 0, 0), utc("2024-04-25", 22, 0), local("2024-04-26", 1, 0)},
        {"Africa/Cairo", local("2024-10-31", 23, 30), utc("2024-10-31", 20, 30), local("2024-10-31", 23, 30)},
        // Up to midnight: the date ends at eleven.
        {"America/Nuuk", local("2024-03-30", 23, 30), utc("2024-03-31", 1, 0), local("2024-03-31", 0, 0)},
        // A whole date.
        {"Pacific/Apia", local("2011-12-29", 23, 59), utc("2011-12-30", 9, 59), local("2011-12-29", 23, 59)},
        {"Pacific/Apia", local("2011-12-30", 10, 0), utc("2011-12-30", 10, 0), local("2011-12-31", 0, 0)},
        {"Pacific/Apia", local("2011-12-31", 0, 0), utc("2011-12-30", 10, 0), local("2011-12-31", 0, 0)},
    };
    for (const Fact& fact : facts) {
        const std::string what =
            std::string(fact.zone) + ' ' + iso(fact.local.day) + ' ' + std::to_string(fact.local.time.count()) + " min";
        EXPECT_EQ(to_instant(fact.zone, fact.local), fact.instant) << what;
        EXPECT_EQ(to_local(fact.zone, fact.instant), fact.back) << what;
    }
}

/// Minutes since the epoch on the wall.
std::chrono::local_time<Minutes> wall(std::string_view zone, Instant at) {
    const Local read = to_local(zone, at);
    return read.day + read.time;
}

/// to_instant of every quarter of an hour around a change of offset is the first instant at which the wall shows that
/// time or a later one, found by walking.
void expect_walkable(std::string_view zone, Instant change) {
    Instant walker = change - hours{3};
    const auto last = wall(zone, change + hours{6});
    for (auto wanted = wall(zone, walker); wanted < last; wanted += Minutes{15}) {
        while (wall(zone, walker) < wanted) walker += Minutes{5};
        const Day day = std::chrono::floor<days>(wanted);
        EXPECT_EQ(to_instant(zone, {day, wanted - day}), walker)
            << zone << ' ' << iso(day) << ' ' << (wanted - day).count() << " min";
    }
}

TEST(Zone, EveryTransitionAgreesWithWalkingThroughIt) {
    constexpr std::array zones{"Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo",
                               "America/Nuuk",  "Pacific/Apia",     "Africa/Casablanca",   "America/Santiago"};
    for (const auto* zone : zones) {
        const auto offset = [zone](Instant at) { return wall(zone, at).time_since_epoch() - at.time_since_epoch(); };
        int transitions = 0;
        const Instant end = utc("2037-12-31", 0, 0);
        for (Instant day = utc("2011-01-01", 0, 0); day < end; day += days{1}) {
            if (offset(day) == offset(day + days{1})) continue;
            ++transitions;
            Instant change = day;
            while (offset(change) == offset(day)) change += Minutes{15};
            expect_walkable(zone, change);
        }
        EXPECT_GE(transitions, 10) << zone;
    }
}

TEST(Day, IsStoredAsIso) {
    const Day day{std::chrono::year{2027} / 1 / 3};
    EXPECT_EQ(iso(day), "2027-01-03");
    EXPECT_EQ(day_from_iso("2027-01-03"), day);
    EXPECT_EQ(day_from_iso("2028-02-29"), Day{std::chrono::year{2028} / 2 / 29});
    for (const auto* text : {"", "2027-1-3", "2027-02-29", "2027-13-01", "2027-00-10", "2027/01/03", "2027-01-03 ",
                             " 2027-01-3", "20a7-01-03", "+027-01-03", "2027-01--3"}) {
        EXPECT_EQ(day_from_iso(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace goodturn::schedule
