#pragma once

#include "tests/sim/judge.hpp"

#include <cstdint>
#include <deque>
#include <string>

namespace goodturn::sim {

/// What is made worse than the bot may expect, to see that it is noticed.
enum class Control {
    none,
    lying_disk,          ///< "synced" is a lie
    forgetful_platform,  ///< posts again what it took before
};

struct Plan {
    std::uint64_t seed = 1;
    int days = 30;
    std::size_t people = 20;
    Control control = Control::none;
};

struct Outcome {
    std::string broken;            ///< the promise that did not hold; empty: all did
    std::deque<std::string> last;  ///< what happened before, the newest last
    std::uint64_t digest = 0;      ///< of everything that happened
    std::uint64_t steps = 0;       ///< of the engine
    std::size_t messages = 0;      ///< that people saw
    std::size_t words = 0;         ///< private ones
    Judged judged;
};

/// A company for some days, then forty days of silence in which everything has to end.
[[nodiscard]] Outcome simulate(const Plan& plan);

}  // namespace goodturn::sim
