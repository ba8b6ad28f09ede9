#pragma once

#include "config/config.hpp"

#include <ostream>
#include <string>

namespace goodturn::bot {

/// `goodturn check`: what is as it should be goes to `out`, what is not to `err`. The exit code. With no bot running on
/// the database it looks through that and opens a connection to Slack; else it leaves both alone and asks the bot.
/// Where there is no database it opens no connection either: a bot may run with another one.
[[nodiscard]] int check(const config::Config& config, std::ostream& out, std::ostream& err);

/// `goodturn send-test`: writes to a person of the first workspace that knows them. The exit code.
[[nodiscard]] int send_test(const config::Config& config, const std::string& person, std::ostream& out,
                            std::ostream& err);

}  // namespace goodturn::bot
