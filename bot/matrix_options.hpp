#pragma once

#include "adapters/matrix/session.hpp"
#include "config/config.hpp"

#include <vector>

namespace goodturn::bot {

/// Where the settings name no account of Matrix: the one that `goodturn matrix login` left, if it did. What is missing
/// beside it then.
[[nodiscard]] std::vector<config::Problem> take_account(config::Config& config);

/// The account of the settings. Throws std::runtime_error with a sentence for a proxy that can't be used.
[[nodiscard]] matrix::MatrixOptions matrix_options(const config::Config& config);

}  // namespace goodturn::bot
