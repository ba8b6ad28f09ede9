#pragma once

#include "core/chat/ids.hpp"

#include <deque>
#include <map>
#include <string>
#include <utility>

namespace goodturn::matrix {

/// Ends loops with other bots, which answer whatever is said and don't mark it as a notice, quick ones and slow ones.
/// Who says more to the bot in one room than a person would is not heard there until they have said less for a while.
class Breaker {
public:
    enum class Verdict { heard, trips, muted };
    /// Somebody said something to the bot then. `trips` comes once, when they are muted.
    [[nodiscard]] Verdict take(const std::string& room, const chat::AccountId& who, chat::Instant at);

private:
    struct Sender {
        std::deque<chat::Instant> lines;  ///< of the longest budget, in order
        bool muted = false;
    };
    std::map<std::pair<std::string, chat::AccountId>, Sender> senders_;
    chat::Instant swept_{};
};

}  // namespace goodturn::matrix
