#pragma once

#include "config/config.hpp"
#include "core/engine/line.hpp"

namespace goodturn::bot {

[[nodiscard]] inline engine::Names names_of(const config::Config& config) {
    return {.display = config.bot.display_name,
            .command = config.bot.command,
            .prefixes = {config.bot.command, config.bot.prefix},
            .short_prefix = "!" + config.bot.prefix};
}

}  // namespace goodturn::bot
