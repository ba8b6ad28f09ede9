#pragma once

#include "tests/support/slack_server/slack_server.hpp"

#include <functional>
#include <optional>

namespace goodturn::slack_bolt {

using slack_server::json;

/// What an order led to; nullopt: not yet, look again later.
using Result = std::function<std::optional<json>()>;

/// Carries out what one line asks for, {"do": "runs", "who": "ana", …}: the names in orders.cpp, which are those of
/// People and Gateway. What people can't do throws.
[[nodiscard]] Result carry_out(slack_server::SlackServer& slack, const json& order);

}  // namespace goodturn::slack_bolt
