#pragma once

#include "core/chat/ids.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace goodturn::bot {

/// The bot's own clock: the system's, some way ahead of it on the try-out page. Any thread may read it.
class Clock {
public:
    [[nodiscard]] chat::Instant now() const { return system_now() + offset(); }
    [[nodiscard]] std::chrono::milliseconds offset() const { return std::chrono::milliseconds(offset_.load()); }
    void set_offset(std::chrono::milliseconds offset) { offset_.store(offset.count()); }
    void set(chat::Instant now) { set_offset(now - system_now()); }

private:
    [[nodiscard]] static chat::Instant system_now() {
        return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
    std::atomic<std::int64_t> offset_{0};
};

}  // namespace goodturn::bot
