#pragma once

#include "config/config.hpp"
#include "core/chat/ids.hpp"

#include <optional>

namespace goodturn::bot {

struct RunOptions {
    bool try_out = false;                ///< only the try-out page, whatever accounts are configured
    std::optional<chat::Instant> clock;  ///< the page's clock starts here instead of now
};

/// Runs the bot until it is told to stop; the process's exit code (cli.hpp).
[[nodiscard]] int run(const config::Config& config, const RunOptions& options);

}  // namespace goodturn::bot
