#pragma once

#include "adapters/web/chat_server.hpp"
#include "core/chat/event.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The page's side of things in the bot's vocabulary.
namespace goodturn::web {

/// Slack-like: everything; Matrix-like: neither buttons nor forms nor private answers.
[[nodiscard]] chat::Event space_seen(Look look, const std::string& bot_name, chat::Instant now);
/// Everybody of the team, then every conversation that the bot is in.
[[nodiscard]] std::vector<chat::Event> team_seen(const std::string& bot_name, chat::Instant now);
/// `root` is the root command without its sign.
[[nodiscard]] chat::Event event_of(const Logged& entry, const std::string& bot_name, std::string_view root);

}  // namespace goodturn::web
