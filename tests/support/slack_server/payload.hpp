#pragma once

#include "tests/support/slack_server/world.hpp"

/// Slack's objects as JSON, as its events, interactions and methods show them.
namespace goodturn::slack_server {

[[nodiscard]] json user_json(const User& user);
/// As a bot sees it that is `viewer`.
[[nodiscard]] json channel_json(const Channel& channel, const std::string& viewer);
[[nodiscard]] json message_json(const Message& message, bool with_metadata = false);
[[nodiscard]] json view_json(const View& view, const std::string& bot_id);
[[nodiscard]] json team_json(const Workspace& workspace);
/// As interactions name the person.
[[nodiscard]] json actor_json(const User& user);
/// "channel", "group", "im", "mpim".
[[nodiscard]] const char* name_of(Kind kind);
/// "message.channels" and the like: what an app subscribes to, and with ":read" or ":history" the scopes.
[[nodiscard]] const char* plural_of(Kind kind);
/// As interactions and commands name the place.
[[nodiscard]] std::string place_name(const Channel& channel);

}  // namespace goodturn::slack_server
