#pragma once

#include "core/engine/engine.hpp"
#include "core/engine/machinery.hpp"

#include <vector>

/// The last steps of what goes out: the rules of its kind, its newest content, what this space can show; and what
/// becomes of it.
namespace goodturn::engine {

struct Sent {
    std::vector<chat::Outgoing> outgoing;
    bool more = false;  ///< something that is due was not looked at: step again at once
};

[[nodiscard]] Sent begin_sending(Machinery& machinery, chat::Instant now, Slots slots);
void finish_sending(Machinery& machinery, const Outcome& outcome, chat::Instant now);

}  // namespace goodturn::engine
