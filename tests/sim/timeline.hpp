#pragma once

#include "core/chat/ids.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

namespace goodturn::sim {

/// The virtual clock and what is to happen. What is due at the same instant happens in the order in which it was asked
/// for.
class Timeline {
public:
    explicit Timeline(chat::Instant start) : now_(start) {}

    [[nodiscard]] chat::Instant now() const { return now_; }
    void after(std::chrono::milliseconds delay, std::function<void()> what) {
        due_.push({now_ + std::max(delay, std::chrono::milliseconds(0)), order_++, std::move(what)});
    }
    void run_until(chat::Instant end) {
        while (!due_.empty() && due_.top().at <= end) {
            const Due next = due_.top();
            due_.pop();
            now_ = next.at;
            next.what();
        }
        now_ = end;
    }

private:
    struct Due {
        chat::Instant at;
        std::uint64_t order;
        std::function<void()> what;
        bool operator>(const Due& other) const { return std::tie(at, order) > std::tie(other.at, other.order); }
    };
    chat::Instant now_;
    std::uint64_t order_ = 0;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
};

}  // namespace goodturn::sim
