#pragma once

#include "adapters/slack/link.hpp"

#include <array>
#include <chrono>

namespace goodturn::slack {

/// After an answer was lost, or an attempt that nobody knows the end of.
using LookUps = std::array<Moment, 2>;
inline constexpr LookUps usual_look_ups{std::chrono::seconds(2), std::chrono::seconds(15)};

/// Slack's and ours, at most.
inline constexpr auto clocks_differ = std::chrono::minutes(1);

/// How long Slack is waited for, and left alone.
struct Patience {
    Moment call = std::chrono::seconds(10);  ///< for the answer to a call, once its turn came
    LookUps look_ups = usual_look_ups;
    Moment quiet = std::chrono::seconds(3);  ///< for who is in do-not-disturb; then nobody is held back for it
    /// For the turn of what nobody waits for, and of an edit: then the engine asks its rules once more. Slack counts by
    /// the minute.
    Moment unasked = std::chrono::seconds(75);
    /// For more people to ask about at once: a round is handed out in steps, each of a few.
    Moment quiet_gather = std::chrono::milliseconds(300);
    Moment quiet_turn = std::chrono::seconds(6);  ///< between two questions about that, after the first ten
    Moment person = std::chrono::seconds(1);      ///< between two questions about people
    Moment same = std::chrono::minutes(1);        ///< until it is noted together who was found as they were
    Moment try_again = std::chrono::seconds(30);  ///< before the next question about who is who, if one failed
    /// Between two connections that Slack sends away early and that are replaced at once all the same; see Link.
    Moment replacement = std::chrono::minutes(10);
    Moment renewal = std::chrono::minutes(1);  ///< of a connection before its announced end; see Link
};

}  // namespace goodturn::slack
