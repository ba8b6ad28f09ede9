#include "core/engine/limiter.hpp"

#include <algorithm>
#include <utility>

namespace goodturn::engine {
namespace {

constexpr double burst = 60;
constexpr double per_millisecond = 2.0 / 1000;
constexpr auto sweep_every = std::chrono::minutes(10);

}  // namespace

Limiter::Verdict Limiter::take(PersonId person, chat::Instant now) {
    if (now - swept_ > sweep_every) {
        // A bucket this old is full again.
        std::erase_if(buckets_, [&](const auto& entry) { return now - entry.second.at > sweep_every; });
        swept_ = now;
    }
    auto& bucket = buckets_.try_emplace(person, Bucket{burst, now, false}).first->second;
    before_.emplace_back(person, bucket);
    const auto passed = std::max(std::chrono::milliseconds(0), now - bucket.at);
    bucket.tokens = std::min(burst, bucket.tokens + static_cast<double>(passed.count()) * per_millisecond);
    bucket.at = now;
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        if (bucket.tokens > burst / 2) bucket.told = false;
        return Verdict::allowed;
    }
    return std::exchange(bucket.told, true) ? Verdict::ignore : Verdict::tell;
}

void Limiter::give_back() {
    for (; !before_.empty(); before_.pop_back()) buckets_.insert_or_assign(before_.back().first, before_.back().second);
}

}  // namespace goodturn::engine
