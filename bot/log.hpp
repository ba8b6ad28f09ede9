#pragma once

#include "config/config.hpp"

#include <iosfwd>

namespace goodturn::bot {

/// From here on spdlog::info and its like write one line an event to `out`, which must live as long as the program:
/// "2027-01-29T09:00:00.000Z info  3 sent", or one JSON object with time, level and text. UTC.
void set_up_log(const config::Config::Log& settings, std::ostream& out);

}  // namespace goodturn::bot
