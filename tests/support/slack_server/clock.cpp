#include "tests/support/slack_server/clock.hpp"

#include <algorithm>
#include <utility>

namespace goodturn::slack_server {

using std::chrono::steady_clock;

Clock::Clock(const boost::asio::any_io_executor& loop, Instant start, double speed)
    : timer_(loop), speed_(speed), since_(steady_clock::now()), at_(start) {}

Clock::~Clock() = default;

Instant Clock::now() const {
    const std::chrono::duration<double, std::micro> passed = steady_clock::now() - since_;
    return at_ + Duration(static_cast<Duration::rep>(passed.count() * speed_));
}

void Clock::skip(Duration duration) {
    const Instant end = now() + duration;
    while (!waiting_.empty() && waiting_.begin()->first <= end) {
        const auto node = waiting_.extract(waiting_.begin());
        const auto moved = std::max(now(), node.key());
        since_ = steady_clock::now();
        at_ = moved;
        node.mapped()();
    }
    const auto moved = std::max(now(), end);
    since_ = steady_clock::now();
    at_ = moved;
    arm();
}

void Clock::after(Duration duration, std::function<void()> action) {
    waiting_.emplace(now() + duration, std::move(action));
    arm();
}

void Clock::arm() {
    if (waiting_.empty() || speed_ <= 0) return;
    const std::chrono::duration<double, std::micro> rest = (waiting_.begin()->first - now()) / speed_;
    const auto capped = std::clamp(rest, decltype(rest)(0), decltype(rest)(std::chrono::hours(24)));
    const auto when = steady_clock::now() + std::chrono::ceil<std::chrono::microseconds>(capped);
    timer_.expires_at(when);
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](boost::system::error_code error) {
        if (!error && !alive.expired()) run_due();
    });
}

void Clock::run_due() {
    while (!waiting_.empty() && waiting_.begin()->first <= now()) {
        const auto node = waiting_.extract(waiting_.begin());
        node.mapped()();
    }
    arm();
}

}  // namespace goodturn::slack_server
