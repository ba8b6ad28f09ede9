#include "tests/bench/figures.hpp"

#include <fmt/core.h>

namespace goodturn::bench {
namespace {

constexpr std::int64_t waiting = 256;
constexpr std::int64_t count = waiting * 40;

double bare_rate(const Company& company) {
    Recording recording;
    record(recording, company, waiting, count);
    const auto used = copy(company, "growth.db");
    const double seconds = replay(recording, used.file);
    remove(used);
    return count / seconds;
}

/// Seconds for a step that prunes a thousand rows of each table.
double pruning(const Company& company) {
    const auto used = copy(company, "growth.db");
    double seconds = 0;
    {
        Bot bot(used);
        bot.pass(std::chrono::days(400));
        const Stopwatch watch;
        (void)bot.step({}, 0);
        seconds = watch.seconds();
    }
    remove(used);
    return seconds;
}

/// Seconds for a thousand people's thank-you rounds.
double rounds(const Company& company) {
    const auto used = copy(company, "growth.db");
    double seconds = 0;
    {
        Bot bot(used);
        bot.until(today + std::chrono::days(12));
        const Stopwatch watch;
        for (int i = 0; i < 4; ++i) (void)bot.step({}, 256);
        seconds = watch.seconds();
    }
    remove(used);
    return seconds;
}

void compare(Table& table, const std::string& figure, double small, double large, bool more_is_better) {
    const double change = more_is_better ? small / large : large / small;
    table.add(figure + ", 10,000 : 1,000,000 rows", "<= 1.20 times",
              fmt::format("{:.4g} : {:.4g} = {:.2f} times", small, large, change), change <= 1.2);
}

}  // namespace

void show_growth(Table& table, const Companies& companies) {
    const auto rate = [&](const Company& company, Command what, std::int64_t people) {
        auto used = copy(company, "growth.db");
        used.people = people;
        double seen = 0;
        {
            Bot bot(used);
            seen = commands_a_second(bot, used, what, waiting, count);
        }
        remove(used);
        return seen;
    };
    for (const auto& [what, name] : {std::pair{Command::helped, "`helped` a second"},
                                     {Command::helped_by_name, "the same with a typed name"},
                                     {Command::log, "`log` a second"}}) {
        const auto few = companies.small.people;
        const double small = rate(companies.small, what, few);
        compare(table, name, small, rate(companies.large, what, few), true);
        // Each of them has pages of their own, which are read once, changed and written.
        compare(table, "  by 10,240 people instead of 1,000", small,
                rate(companies.large, what, companies.large.people), true);
    }
    // What SQLite alone pays for those pages; there is no aim for it.
    const double small_bare = bare_rate(companies.small);
    const double large_bare = bare_rate(companies.large);
    table.add("the writes of `helped` alone, by 10,240 people instead of 1,000",
              fmt::format("{:.4g} : {:.4g} = {:.2f} times", small_bare, large_bare, small_bare / large_bare));
    compare(table, "seconds for 1,000 rounds", rounds(companies.small), rounds(companies.large), false);
    compare(table, "seconds for a step that prunes", pruning(companies.small), pruning(companies.large), false);
}

}  // namespace goodturn::bench
