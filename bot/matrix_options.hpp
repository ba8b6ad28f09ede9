#pragma once

#include "adapters/matrix/session.hpp"
#include "config/config.hpp"

namespace goodturn::bot {

/// The account of the settings. Throws std::runtime_error with a sentence for a proxy that can't be used.
[[nodiscard]] matrix::MatrixOptions matrix_options(const config::Config& config);

}  // namespace goodturn::bot
