#pragma once

#include "adapters/matrix/presence.hpp"

#include <boost/asio/awaitable.hpp>

#include <expected>
#include <string>

namespace goodturn::matrix {

/// The bot's chat with this person, made if there is none: they are invited, and may not have come yet.
boost::asio::awaitable<std::expected<std::string, Problem>> open_chat(PresenceRef at, chat::AccountId person,
                                                                      bool answer);

/// From now on, and after a restart, this room is meant for this person alone.
boost::asio::awaitable<void> keep_direct(PresenceRef at, std::string room, chat::AccountId person);

/// A line of the adapter's own, in their chat. `key`: said once under it.
boost::asio::awaitable<void> tell(PresenceRef at, chat::AccountId person, std::string_view text, std::string key);

}  // namespace goodturn::matrix
