#include "adapters/matrix/breaker.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace goodturn::matrix {
namespace {

/// So many at once, and then one a second: the core answers two a second, so a loop empties it within two minutes.
constexpr double burst = 100;
constexpr double per_millisecond = 1.0 / 1000;
constexpr auto sweep_every = std::chrono::minutes(10);

}  // namespace

Breaker::Verdict Breaker::take(const std::string& room, const chat::AccountId& who, chat::Instant at) {
    if (at - swept_ > sweep_every) {
        swept_ = at;
        // A bucket this old is full again.
        std::erase_if(buckets_, [&](const auto& entry) { return at - entry.second.at > sweep_every; });
    }
    auto& bucket = buckets_.try_emplace({room, who}, Bucket{burst, at}).first->second;
    const auto passed = std::max(std::chrono::milliseconds(0), at - bucket.at);
    bucket.at = std::max(bucket.at, at);
    bucket.left = std::min(burst, bucket.left + static_cast<double>(passed.count()) * per_millisecond);
    if (bucket.left >= burst / 2) bucket.muted = false;
    if (bucket.left >= 1) {
        bucket.left -= 1;
        return bucket.muted ? Verdict::muted : Verdict::heard;
    }
    return std::exchange(bucket.muted, true) ? Verdict::muted : Verdict::trips;
}

}  // namespace goodturn::matrix
