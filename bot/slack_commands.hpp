#pragma once

#include "adapters/slack/slack_adapter.hpp"
#include "config/config.hpp"

#include <string>
#include <vector>

namespace goodturn::bot {

/// All workspaces of the settings. Throws std::runtime_error with a sentence for a proxy that can't be used.
[[nodiscard]] slack::SlackOptions slack_options(const config::Config& config);

/// The verbs that may be slash commands of their own, "/thanks": whether they are is for who makes the app in Slack.
[[nodiscard]] std::vector<std::string> slash_verbs(const config::Config::Bot& bot);

/// What to paste into Slack; `verbs`: with slash_verbs beside the root command.
[[nodiscard]] std::string slack_manifest(const config::Config::Bot& bot, bool verbs);

}  // namespace goodturn::bot
