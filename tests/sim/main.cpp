#include "tests/sim/simulation.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>

/// A company in fast motion, with everything going wrong that can: see simulation.hpp.
int main(int argc, char** argv) {
    using goodturn::sim::Control;
    CLI::App app(
        "Lives through days of a company with the real engine and store, and checks every promise all the way.");
    goodturn::sim::Plan plan;
    std::uint64_t seeds = 1;
    app.add_option("--seed", plan.seed, "The same seed replays exactly")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 40U))
        ->capture_default_str();
    app.add_option("--seeds", seeds, "How many seeds, from that one on")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--days", plan.days)->check(CLI::Range(1, 4000))->capture_default_str();
    app.add_option("--people", plan.people)->check(CLI::Range(4, 2000))->capture_default_str();
    app.add_option("--control", plan.control, "Make something worse than the bot can bear: it has to be noticed")
        ->transform(CLI::CheckedTransformer(std::map<std::string, Control>{
            {"lying-disk", Control::lying_disk}, {"forgetful-platform", Control::forgetful_platform}}));
    CLI11_PARSE(app, argc, argv);

    int failed = 0;
    goodturn::sim::Judged judged;
    for (const auto end = plan.seed + seeds; plan.seed < end; ++plan.seed) {
        const auto began = std::chrono::steady_clock::now();
        const auto outcome = goodturn::sim::simulate(plan);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        fmt::print(
            "seed {}: {} days, {} people, {} private words, {} messages, {} steps, {:.1f} s, digest {:016x}: {}\n",
            plan.seed, plan.days, plan.people, outcome.words, outcome.messages, outcome.steps, took.count(),
            outcome.digest, outcome.broken.empty() ? "every promise held" : "BROKEN");
        std::fflush(stdout);
        judged += outcome.judged;
        if (outcome.broken.empty()) continue;
        ++failed;
        for (const auto& line : outcome.last) fmt::print("    {}\n", line);
    }
    for (std::size_t i = 0; i < goodturn::sim::promise_names.size(); ++i) {
        fmt::print("{:>12} times judged: {}\n", judged.times.at(i), goodturn::sim::promise_names.at(i));
    }
    if (seeds > 1) fmt::print("{} passed, {} failed\n", seeds - static_cast<std::uint64_t>(failed), failed);
    return failed == 0 ? 0 : 1;
}
