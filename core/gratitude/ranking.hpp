#pragma once

#include "core/chat/ids.hpp"
#include "core/engine/ids.hpp"

#include <span>
#include <vector>

namespace goodturn::gratitude {

struct HelpAt {
    engine::PersonId helper;
    chat::Instant at;
};

/// Whom to offer first in the round. A help counts half as much with every 30 days of age; a person's helps add up.
/// Equal sums: the more recent help first, then the smaller id. The order is never shown as one.
[[nodiscard]] std::vector<engine::PersonId> ranked(std::span<const HelpAt> helps, chat::Instant now);

}  // namespace goodturn::gratitude
