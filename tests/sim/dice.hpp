#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>

namespace goodturn::sim {

/// All chance of a run comes from here, so that a seed replays exactly.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    /// 0 ≤ result < n.
    std::size_t below(std::size_t n) { return engine_() % n; }
    bool chance(double probability) { return static_cast<double>(engine_() >> 11U) * 0x1p-53 < probability; }
    std::chrono::milliseconds between(std::chrono::milliseconds from, std::chrono::milliseconds to) {
        return from + std::chrono::milliseconds(below(static_cast<std::size_t>((to - from).count()) + 1));
    }
    template <class List>
    auto& pick(List& list) {
        return list[below(list.size())];
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace goodturn::sim
