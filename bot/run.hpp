#pragma once

#include "config/config.hpp"
#include "core/chat/ids.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace goodturn::bot {

struct RunOptions {
    bool try_out = false;                ///< only the try-out page, whatever accounts are configured
    std::optional<chat::Instant> clock;  ///< the page's clock starts here instead of now
};

/// Runs the bot until it is told to stop; the process's exit code (cli.hpp).
[[nodiscard]] int run(const config::Config& config, const RunOptions& options);

/// A first start that ended early may have left an empty file.
[[nodiscard]] bool is_written(const std::filesystem::path& database);

/// What to do where there is a key and no database: somebody's words may lie in another file.
[[nodiscard]] std::string missing_database(const config::Config::Store& files);

/// A sentence that says why no database can be at this path; empty: nothing known.
[[nodiscard]] std::string problem_with_store(const std::filesystem::path& database);

}  // namespace goodturn::bot
