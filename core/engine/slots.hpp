#pragma once

#include <cstddef>

namespace goodturn::engine {

/// How many deliveries may begin. What nobody waits for has a number of its own, so that a platform that is slow to
/// take a round leaves room for answers; and each space its part of that, for what the others have to say.
struct Slots {
    std::size_t all;
    std::size_t unasked;  ///< how many of what is no answer may be on their way, with those that are

    Slots(std::size_t all) : Slots(all, all) {}  // NOLINT(google-explicit-constructor): mostly it is one number
    Slots(std::size_t all, std::size_t unasked) : all(all), unasked(unasked) {}
};

}  // namespace goodturn::engine
