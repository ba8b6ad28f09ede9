#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

namespace goodturn::gratitude {
namespace {

using support::TestBot;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// The last Friday of January 2027 is the 29th; Ana's round comes at 9:00 in Lisbon, which is UTC in winter.

void note_help(TestBot& bot, std::string_view hours = {}) {
    if (!hours.empty()) bot.says("ana", "hours " + std::string(hours));
    bot.says("ana", "@bo helped me with the deploy");
    std::ignore = bot.news("ana");
}
std::vector<std::string> until(TestBot& bot, std::string_view instant) {
    bot.clock_to(instant);
    return bot.news("ana");
}
const auto a_round = StartsWith("One person helped you");

struct Move {
    std::string_view name, when, zone;
    std::size_t before;        ///< rounds until she moves
    std::string_view not_yet;  ///< after the move nothing comes until then
    std::string_view then;
    std::size_t after;
};
class RoundOfSomebodyWhoMoves : public testing::TestWithParam<Move> {};

TEST_P(RoundOfSomebodyWhoMoves, ComesOnceAtNineThere) {
    const auto& move = GetParam();
    TestBot bot;
    note_help(bot);
    EXPECT_EQ(until(bot, move.when).size(), move.before);
    bot.says("ana", "tz " + std::string(move.zone));
    EXPECT_THAT(bot.last("ana"), testing::AnyOf(HasSubstr("time zone"), HasSubstr("Time zone"), a_round));
    if (!move.not_yet.empty()) EXPECT_THAT(until(bot, move.not_yet), IsEmpty());
    const auto rounds = until(bot, move.then);
    EXPECT_EQ(rounds.size(), move.after);
    EXPECT_THAT(until(bot, "2027-02-20T00:00:00Z"), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    All, RoundOfSomebodyWhoMoves,
    testing::Values(
        Move{"WestBefore", "2027-01-29T08:00:00Z", "new york", 0, "2027-01-29T13:59:59Z", "2027-01-29T14:00:00Z", 1},
        Move{"WestAfter", "2027-01-29T10:00:00Z", "new york", 1, "", "2027-01-29T23:00:00Z", 0},
        Move{"EastBefore", "2027-01-28T23:30:00Z", "tokyo", 0, "2027-01-28T23:59:59Z", "2027-01-29T00:00:00Z", 1},
        Move{"EastAfter", "2027-01-29T10:00:00Z", "tokyo", 1, "", "2027-01-30T03:00:00Z", 0}),
    [](const auto& test) { return std::string(test.param.name); });

struct DayOff {
    std::string_view name, hours, holiday, comes;
};
class RoundOnADayOff : public testing::TestWithParam<DayOff> {};

TEST_P(RoundOnADayOff, ComesOnTheLastWorkingDayBefore) {
    const auto& [name, hours, holiday, comes] = GetParam();
    TestBot::Setup setup;
    if (!holiday.empty()) setup.holidays = {schedule::day_from_iso(holiday).value()};
    TestBot bot(setup);
    note_help(bot, hours);
    EXPECT_THAT(until(bot, std::string(comes) + "T08:59:59Z"), IsEmpty());
    EXPECT_THAT(until(bot, std::string(comes) + "T09:00:00Z"), ElementsAre(a_round));
    EXPECT_THAT(until(bot, "2027-02-20T00:00:00Z"), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(All, RoundOnADayOff,
                         testing::Values(DayOff{"Holiday", "", "2027-01-29", "2027-01-28"},
                                         DayOff{"MondayToThursday", "mon-thu 9:00-17:00", "", "2027-01-28"},
                                         DayOff{"MondayToThursdayAndAHoliday", "mon-thu 9:00-17:00", "2027-01-28",
                                                "2027-01-27"},
                                         DayOff{"WeekendsOnly", "sat sun 9:00-17:00", "", "2027-01-24"}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace goodturn::gratitude
