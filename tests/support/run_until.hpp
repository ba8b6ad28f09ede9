#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>

namespace goodturn::support {

/// Runs `loop` until `ready()`. The deadline is only a watchdog.
template <class Ready>
[[nodiscard]] bool run_until(boost::asio::io_context& loop, Ready ready) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!ready()) {
        loop.restart();
        if (std::chrono::steady_clock::now() > deadline || loop.run_one_for(std::chrono::seconds(20)) == 0)
            return false;
    }
    return true;
}

}  // namespace goodturn::support
