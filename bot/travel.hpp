#pragma once

#include "core/chat/ids.hpp"

#include <optional>

namespace goodturn::bot {

/// Moving the clock of the try-out page forward, without I/O: it stops at each instant at which something is due, until
/// everything that follows from it has happened.
class Travel {
public:
    explicit Travel(chat::Instant target) : target_(target) {}

    struct Stop {
        chat::Instant at;   ///< set the clock to this and wake the store
        bool last = false;  ///< it is the target: arrived once all is quiet again
    };
    /// Nothing waits and nothing is on its way; `next`, later than now, is when something is due. nullopt: arrived.
    [[nodiscard]] std::optional<Stop> quiet(std::optional<chat::Instant> next) {
        if (arrived_) return std::nullopt;
        if (next && *next < target_) return Stop{*next, false};
        arrived_ = true;
        return Stop{target_, true};
    }

private:
    chat::Instant target_;
    bool arrived_ = false;
};

}  // namespace goodturn::bot
