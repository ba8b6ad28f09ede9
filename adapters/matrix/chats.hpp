#pragma once

#include "adapters/matrix/presence.hpp"
#include "adapters/matrix/render.hpp"

#include <boost/asio/awaitable.hpp>

#include <expected>
#include <string>

namespace goodturn::matrix {

/// The bot's chat with this person, made if there is none: they are invited, and may not have come yet.
boost::asio::awaitable<std::expected<std::string, Problem>> open_chat(PresenceRef at, chat::AccountId person,
                                                                      bool answer);

/// From now on, and after a restart, this room is meant for this person alone.
boost::asio::awaitable<void> keep_direct(PresenceRef at, std::string room, chat::AccountId person);

/// As far as the account may: who comes later reads nothing of what was said before, and nobody invites in passing. For
/// a chat that somebody else made, before anything private is said there: under another rule that would stay for who
/// comes later to read. Where the server takes long it goes on by itself, for no answer waits for ever.
boost::asio::awaitable<void> keep_to_two(PresenceRef at, std::string room);

/// Somebody else came into their chat: says so there, once, and goes on in another one.
boost::asio::awaitable<void> move_away(PresenceRef at, std::string room);

/// Nobody came: takes the invite back and leaves.
boost::asio::awaitable<void> withdraw(PresenceRef at, std::string room, chat::AccountId person);

/// Goes on in the room that took the place of this one, if it lets the bot in; a chat of two stays one. Else that is
/// done once somebody invites it there.
boost::asio::awaitable<void> follow_upgrade(PresenceRef at, Upgrade upgrade);

/// A line of the adapter's own, for all in a room to read. `key`: said once under it.
boost::asio::awaitable<void> say(PresenceRef at, std::string room, Part part, std::string key);

/// A line of the adapter's own, in their chat. `key`: said once under it.
boost::asio::awaitable<void> tell(PresenceRef at, chat::AccountId person, std::string_view text, std::string key);

}  // namespace goodturn::matrix
