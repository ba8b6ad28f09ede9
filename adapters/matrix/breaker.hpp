#pragma once

#include "core/chat/ids.hpp"

#include <map>
#include <string>
#include <utility>

namespace goodturn::matrix {

/// Ends loops with other bots, which answer whatever is said and don't mark it as a notice. Who writes more than a
/// person could, in one room, is not heard there until they have been slower for a while.
class Breaker {
public:
    enum class Verdict { heard, trips, muted };
    /// Somebody wrote something then. `trips` comes once, when they are muted.
    [[nodiscard]] Verdict take(const std::string& room, const chat::AccountId& who, chat::Instant at);

private:
    struct Bucket {
        double left;
        chat::Instant at;
        bool muted = false;
    };
    std::map<std::pair<std::string, chat::AccountId>, Bucket> buckets_;
    chat::Instant swept_{};
};

}  // namespace goodturn::matrix
