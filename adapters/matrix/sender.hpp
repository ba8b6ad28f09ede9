#pragma once

#include "adapters/matrix/presence.hpp"
#include "core/chat/outgoing.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace goodturn::matrix {

/// Carries out what the engine wants said.
///
/// What is for one person goes only into a chat of two, which is looked at again each time before something goes. If
/// there is none yet, they are invited to one: an answer waits for them in there, everything else until they have come.
/// Who went away is invited again for an answer only.
boost::asio::awaitable<chat::SendResult> deliver(PresenceRef at, chat::Outgoing what, chat::Instant now);

}  // namespace goodturn::matrix
