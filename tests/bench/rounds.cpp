#include "tests/bench/figures.hpp"

#include "bot/practices.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

namespace goodturn::bench {
namespace {

constexpr std::int64_t people = 100'000;
/// Friday 2027-01-29, 10:00 in Lisbon: everybody's round.
constexpr chat::Instant round_day{std::chrono::sys_days{std::chrono::year{2027} / 1 / 29} + std::chrono::hours(10)};

double replanning(const Company& company) {
    store::Database db({.path = company.file});
    auto changed = options();
    changed.holidays.insert(schedule::Day{std::chrono::year{2027} / 1 / 29});
    engine::Engine engine(db, seal(), changed, bot::practices());
    const Stopwatch watch;
    engine.recover(today);
    return watch.seconds();
}

}  // namespace

void show_rounds(Table& table, const std::filesystem::path& folder) {
    const Company company{.file = folder / "rounds.db", .people = people, .zone = "Europe/Lisbon"};
    fill(company);
    const auto replanned = copy(company, "replanned.db");
    const double replan = replanning(replanned);
    remove(replanned);
    table.add("100,000 alarms planned anew at a start", "< 2 s", fmt::format("{:.2f} s", replan), replan < 2);

    Bot bot(company);
    bot.until(round_day);
    double longest = 0;
    std::int64_t steps = 0;
    std::int64_t sent = 0;
    const Stopwatch watch;
    // A command and its answer in each step; the others are the rounds.
    while (sent - steps < people) {
        const Stopwatch one;
        const auto step = bot.step(commands(Command::helped, people, steps, 1, bot.now()), 256);
        longest = std::max(longest, one.seconds());
        if (step.outgoing.size() < 2 && step.next != bot.now()) throw std::logic_error("not everybody got a round");
        sent += std::ssize(step.outgoing);
        ++steps;
    }
    table.add("100,000 rounds at one minute: composed, queued, handed out", "< 10 s",
              fmt::format("{:.2f} s ({} messages)", watch.seconds(), sent), watch.seconds() < 10);
    table.add(
        "  the longest step meanwhile, each with a command in it", "< 100 ms",
        fmt::format("{:.0f} ms (mean {:.0f})", longest * 1000, watch.seconds() * 1000 / static_cast<double>(steps)),
        longest < 0.1);
    remove(company);
}

}  // namespace goodturn::bench
