#pragma once

#include "config/config.hpp"

#include <istream>
#include <ostream>

namespace goodturn::bot {

/// `goodturn matrix login`: asks for the account and for its password or a token, which a terminal does not show, and
/// keeps what they lead to where `run` finds it. The exit code. Not while a bot runs.
[[nodiscard]] int matrix_login(const config::Config& config, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace goodturn::bot
