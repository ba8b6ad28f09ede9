#include "tests/sim/simulation.hpp"

#include <gtest/gtest.h>

#include <string>

namespace goodturn::sim {
namespace {

std::string story(const Outcome& outcome) {
    std::string text;
    for (const auto& line : outcome.last) text += line + '\n';
    return text;
}

class Seeds : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Seeds, KeepEveryPromise) {
    Judged judged;
    for (const auto seed : {GetParam(), GetParam() + 1}) {
        const auto outcome = simulate({.seed = seed, .days = 10, .people = 16});
        EXPECT_EQ(outcome.broken, "") << story(outcome);
        judged += outcome.judged;
    }
    // One that is never judged promises nothing, and nobody would notice.
    for (std::size_t i = 0; i < promise_names.size(); ++i) {
        // About once a month: whoever may have taken it back, or could not be told, is left out.
        if (i == static_cast<std::size_t>(Promise::returned)) continue;
        EXPECT_GT(judged.times.at(i), 0U) << promise_names.at(i);
    }
}

INSTANTIATE_TEST_SUITE_P(Ten, Seeds, testing::Values(1, 3, 7, 9, 11));

TEST(Simulation, ReplaysExactly) {
    const Plan plan{.seed = 7, .days = 5, .people = 12};
    const auto once = simulate(plan);
    EXPECT_EQ(simulate(plan).digest, once.digest);
    EXPECT_NE(simulate({.seed = 8, .days = 5, .people = 12}).digest, once.digest);
}

// What the bot can't bear is noticed, so that silence means something. Rules of the bot itself are broken by
// mutants.py.

std::string found_in_some_seed(Control control) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto outcome = simulate({.seed = seed, .days = 10, .people = 8, .control = control});
        if (!outcome.broken.empty()) return outcome.broken;
    }
    return {};
}

TEST(Simulation, NoticesADiskThatLies) {
    EXPECT_NE(found_in_some_seed(Control::lying_disk), "");
}

TEST(Simulation, NoticesAPlatformThatForgetsWhatItTook) {
    EXPECT_TRUE(found_in_some_seed(Control::forgetful_platform).contains("is seen twice"));
}

}  // namespace
}  // namespace goodturn::sim
