#include "adapters/matrix/breaker.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <utility>

namespace goodturn::matrix {
namespace {

/// A person types a hundred lines in a minute, or in a busy hour, but not hour after hour. A bot that answers each
/// answer keeps on: one that needs a second is stopped within two minutes, one that needs half a minute within the
/// hour.
struct Budget {
    std::chrono::hours within;
    std::ptrdiff_t most;
};
constexpr std::array budgets{Budget{std::chrono::hours(1), 100}, Budget{std::chrono::hours(24), 300}};
constexpr Budget longest = budgets.back();

using Lines = std::deque<chat::Instant>;

bool is_over(const Lines& lines, int part) {
    return std::ranges::any_of(budgets, [&](const Budget& budget) {
        return lines.end() - std::ranges::upper_bound(lines, lines.back() - budget.within) > budget.most / part;
    });
}

}  // namespace

Breaker::Verdict Breaker::take(const std::string& room, const chat::AccountId& who, chat::Instant at) {
    if (at - swept_ > longest.within) {
        swept_ = at;
        std::erase_if(senders_, [&](const auto& one) { return at - one.second.lines.back() > longest.within; });
    }
    auto& [lines, muted] = senders_[{room, who}];
    // Servers disagree about the time.
    lines.push_back(lines.empty() ? at : std::max(at, lines.back()));
    if (std::ssize(lines) > longest.most + 1) lines.pop_front();
    if (is_over(lines, 1)) return std::exchange(muted, true) ? Verdict::muted : Verdict::trips;
    muted = muted && is_over(lines, 2);
    return muted ? Verdict::muted : Verdict::heard;
}

}  // namespace goodturn::matrix
