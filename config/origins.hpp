#pragma once

#include "config/config.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace goodturn::config {

/// Where each value that is not empty was given: "slack.bot_token" → "GOODTURN_SLACK_BOT_TOKEN"; and where a section
/// [slack.<name>] was named: "slack.acme" → "goodturn.toml, line 9". A value counts even if it was refused.
using Origins = std::map<std::string, std::string, std::less<>>;

/// What has to be given beside an account, whatever the platform.
[[nodiscard]] std::vector<Problem> problems_with_operator(const Origins& origins);

}  // namespace goodturn::config
