#pragma once

#include "core/chat/ids.hpp"
#include "core/engine/ids.hpp"

#include <map>
#include <utility>
#include <vector>

namespace goodturn::engine {

/// Sixty events at once, then two a second, for each person. Kept in memory only: after a restart everybody starts
/// anew.
class Limiter {
public:
    enum class Verdict {
        allowed,
        tell,    ///< too many: tell the person, this once
        ignore,  ///< too many still
    };
    [[nodiscard]] Verdict take(PersonId person, chat::Instant now);
    /// For a step that may be undone: give_back() undoes each take() since keep().
    void keep() { before_.clear(); }
    void give_back();

private:
    struct Bucket {
        double tokens;
        chat::Instant at;
        bool told;
    };
    std::map<PersonId, Bucket> buckets_;
    std::vector<std::pair<PersonId, Bucket>> before_;  ///< of each take()
    chat::Instant swept_{};
};

}  // namespace goodturn::engine
