#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>

namespace goodturn::slack_server {

using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;

/// The server's time: it may run faster than ours, stand still, and be moved on. Everything that the server waits for
/// is measured by it. Lives on the event loop's thread.
class Clock {
public:
    /// `speed`: its seconds within one of ours; 0: it moves by skip() only.
    Clock(const boost::asio::any_io_executor& loop, Instant start, double speed);
    ~Clock();
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;

    [[nodiscard]] Instant now() const;
    /// Moves on; what falls due meanwhile happens within the call, in order, each at its own time.
    void skip(Duration duration);
    /// Once, on the event loop or within skip().
    void after(Duration duration, std::function<void()> action);

private:
    void arm();
    void run_due();

    boost::asio::steady_timer timer_;
    double speed_;
    std::chrono::steady_clock::time_point since_;
    Instant at_;  ///< at since_
    std::multimap<Instant, std::function<void()>> waiting_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace goodturn::slack_server
