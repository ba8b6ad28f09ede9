#pragma once

#include "adapters/matrix/problem.hpp"

#include <algorithm>
#include <chrono>

namespace goodturn::matrix {

/// How long to wait after each of several failures in a row.
class Backoff {
public:
    [[nodiscard]] std::chrono::milliseconds after(const Problem& problem) {
        constexpr std::chrono::milliseconds longest{60'000};
        const auto wait = std::max(problem.retry_after, next_);
        next_ = std::min(next_ * 2, longest);
        return wait;
    }
    void reset() { next_ = first; }

private:
    static constexpr std::chrono::milliseconds first{1'000};
    std::chrono::milliseconds next_ = first;
};

}  // namespace goodturn::matrix
