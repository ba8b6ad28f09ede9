#include "tests/bench/figures.hpp"

#include <fmt/core.h>

namespace goodturn::bench {
namespace {

constexpr int runs = 3;

}  // namespace

double commands_a_second(Bot& bot, const Company& company, Command what, std::int64_t waiting, std::int64_t count,
                         std::int64_t part) {
    std::vector<std::vector<engine::Intake>> steps;
    for (std::int64_t first = 0; first < count; first += waiting)
        steps.push_back(commands(what, company.people, part * count + first, waiting, bot.now()));
    const Stopwatch watch;
    for (auto& items : steps) {
        // Nobody types faster than a person can.
        bot.pass(std::chrono::seconds(1));
        (void)bot.step(std::move(items), static_cast<std::size_t>(waiting));
    }
    (void)bot.step({}, 0);
    return static_cast<double>(count) / watch.seconds();
}

void record(Recording& recording, const Company& company, std::int64_t waiting, std::int64_t count) {
    const auto recorded = copy(company, "recorded.db");
    Bot bot(recorded);
    recording.begin();
    (void)commands_a_second(bot, recorded, Command::helped, waiting, count);
    recording.end();
    remove(recorded);
}

void show_speed(Table& table, const Companies& companies) {
    const auto& company = companies.small;
    for (const auto& [waiting, count] : {std::pair{1, 2000}, {16, 16 * 500}, {256, 256 * 80}}) {
        Recording recording;
        record(recording, company, waiting, count);
        std::vector<double> rates;
        std::vector<double> bare_rates;
        for (int run = 0; run < runs; ++run) {
            const auto used = copy(company, "speed.db");
            {
                Bot bot(used);
                rates.push_back(commands_a_second(bot, used, Command::helped, waiting, count));
            }
            const auto bare = copy(company, "bare.db");
            bare_rates.push_back(count / replay(recording, bare.file));
            remove(used);
            remove(bare);
        }
        const double rate = median(rates);
        const double bare_rate = median(bare_rates);
        const auto seen = fmt::format("{:.0f}/s of {:.0f}/s = {:.2f}", rate, bare_rate, rate / bare_rate);
        table.add(fmt::format("`helped` a second, {} waiting, of the same writes alone", waiting), ">= 0.50", seen,
                  rate >= bare_rate / 2);
        if (waiting == 256)
            table.add("`helped` a second, 256 waiting", ">= 12000/s", fmt::format("{:.0f}/s", rate), rate >= 12'000);
        table.add(fmt::format("  writing statements an event, {} waiting", waiting),
                  fmt::format("{:.1f}", static_cast<double>(recording.writes().size()) / count));
    }
}

}  // namespace goodturn::bench
