#pragma once

#include "core/engine/machinery.hpp"

namespace goodturn::engine {

/// Once an hour, a bounded number of rows: what is past its time goes, the engine's and each practice's. True: there is
/// more to delete, come again soon.
bool prune(Machinery& machinery, chat::Instant now);

}  // namespace goodturn::engine
