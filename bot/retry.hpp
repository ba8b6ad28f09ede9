#pragma once

#include <spdlog/spdlog.h>

#include <chrono>
#include <string>

/// While the disk refuses what has to be written, at a start and later: the bot tries again, and the log says so once.
namespace goodturn::bot {

inline constexpr auto retry_after = std::chrono::seconds(1);

inline void log_failing(const std::string& why) {
    spdlog::error("nothing can be recorded: {}; trying again", why);
}

inline void log_works_again() {
    spdlog::info("the store works again");
}

}  // namespace goodturn::bot
