#pragma once

#include "config/origins.hpp"

#include <string>
#include <vector>

/// What is particular about the settings of Slack.
namespace goodturn::config {

/// docs.slack.dev/authentication/tokens. Empty texts fit: no token.
[[nodiscard]] bool is_bot_token(const std::string& text);
[[nodiscard]] bool is_app_token(const std::string& text);
/// U… or W….
[[nodiscard]] bool is_member_id(const std::string& text);
/// Says which kind of token stands there instead, where that belongs, and where the right one is.
[[nodiscard]] std::string seems_for_bot_token(const std::string& text);
[[nodiscard]] std::string seems_for_app_token(const std::string& text);

[[nodiscard]] std::vector<std::string> slack_sections(const Config& config);

/// What each setting for itself can't show: a token without the other, the same bot twice.
[[nodiscard]] std::vector<Problem> problems_with_slack(const Config& config, const Origins& origins);

/// Leaves the workspaces that have tokens.
void tidy_slack(Config& config);

}  // namespace goodturn::config
