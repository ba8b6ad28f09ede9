#pragma once

#include "core/chat/ids.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>

namespace goodturn::slack {

/// Where the bot is installed, and what it is called there: auth.test tells most of it.
struct Workspace {
    chat::SpaceId space;
    std::string team;        ///< T…
    std::string enterprise;  ///< E…; empty outside Enterprise organisations
    chat::AccountId bot;     ///< U…
    std::string bot_id;      ///< B…: who posts what the bot says
    std::string app;         ///< A…
    std::string url;         ///< "https://acme.slack.com/"; empty: no links to messages
    /// Slash commands that mean a verb: "/thanks" → "thanks". Every other that arrives means the root command.
    std::map<std::string, std::string, std::less<>> verbs;
    /// The bot's chats with one person, as far as known. A slash command can be typed in anybody's chat, and nothing in
    /// it tells whose it is.
    std::set<chat::ConversationId> own_chats;
    std::set<chat::ConversationId> joined{};  ///< the channels that the bot is in
    bool all_joined_known = false;            ///< it is in no others
};

}  // namespace goodturn::slack
