#pragma once

#include "tests/sim/trace.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace goodturn::sim {

/// What must hold whatever happens.
enum class Promise : std::uint8_t {
    noted,
    own_eyes,
    passed_on_once,
    delivered,
    returned,
    taken_back,
    seen_once,
    sent_is_seen,
    answered,
    in_order,
    nudges_few,
    passed_on_few,
    once_a_date,
    dated_once,
    hours,
    pause,
    stop,
    block,
    gone,
    sealed,
    erased,
    whole,
    ended,
};

inline constexpr auto promise_names = std::to_array<std::string_view>({
    "an acknowledged note is in the store exactly once",
    "private words are read only by those they are for",
    "what is passed on arrives once",
    "what is called delivered has arrived",
    "what was sent arrives or comes back to its sender",
    "what was taken back is not to be seen any more",
    "a delivery is one message",
    "what counts as sent was posted, and the other way round",
    "an answer is sent, was tried for a day, or refused",
    "answers keep their order",
    "one nudge a day, two a week",
    "three messages of others a day",
    "nothing twice for one local date",
    "a dated message is there once",
    "nothing unasked outside the person's hours",
    "nothing unasked during a pause",
    "no nudge after stop",
    "nothing from who is blocked",
    "nothing unasked for who has left",
    "what is private is sealed",
    "what is over leaves no words",
    "the store is whole",
    "everything ends",
});

/// How often each promise was looked at: one that is never judged promises nothing.
struct Judged {
    std::array<std::uint64_t, promise_names.size()> times{};

    [[nodiscard]] std::uint64_t of(Promise promise) const { return times.at(static_cast<std::size_t>(promise)); }
    Judged& operator+=(const Judged& other) {
        for (std::size_t i = 0; i < times.size(); ++i) times.at(i) += other.times.at(i);
        return *this;
    }
};

class Judge {
public:
    /// Throws BrokenPromise with the sentence unless it holds.
    template <class... Args>
    void that(Promise promise, bool holds, fmt::format_string<Args...> sentence, Args&&... args) {
        occasion(promise);
        while_it_lasts(promise, holds, sentence, std::forward<Args>(args)...);
    }
    /// From here on there is something that a message would break.
    void occasion(Promise promise) { ++judged_.times.at(static_cast<std::size_t>(promise)); }
    /// The same as `that`, of what counts by its occasions: most messages go to people who never asked for it.
    template <class... Args>
    void while_it_lasts(Promise promise, bool holds, fmt::format_string<Args...> sentence, Args&&... args) {
        if (holds) return;
        throw BrokenPromise(fmt::format("[{}] {}", promise_names.at(static_cast<std::size_t>(promise)),
                                        fmt::format(sentence, std::forward<Args>(args)...)));
    }
    [[nodiscard]] const Judged& judged() const { return judged_; }

private:
    Judged judged_;
};

}  // namespace goodturn::sim
