#pragma once

#include "adapters/slack/json.hpp"
#include "adapters/slack/workspace.hpp"
#include "core/chat/event.hpp"

#include <optional>

namespace goodturn::slack {

/// Slack's own helper. It is listed as a person.
inline constexpr std::string_view slackbot = "USLACKBOT";

/// A user object, as users.info, team_join and user_change have it; nullopt if it names nobody.
/// Somebody of another organisation, met in a shared channel, is a guest.
[[nodiscard]] std::optional<chat::AccountSeen> account_of(Value user, const Workspace& workspace);

}  // namespace goodturn::slack
