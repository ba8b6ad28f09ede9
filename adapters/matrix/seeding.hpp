#pragma once

#include "adapters/matrix/presence.hpp"

#include <string>
#include <vector>

namespace goodturn::matrix {

/// Reacts to a message of the bot's own with what its reader may react with, so that one touch is enough: at most four,
/// and only as long as the server has nothing else to do for the bot, for each counts as a message. Their transactions
/// begin with `transaction`.
void seed(const PresenceRef& at, std::string room, std::string event, std::vector<std::string> reactions,
          std::string transaction);

}  // namespace goodturn::matrix
