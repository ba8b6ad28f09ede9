#pragma once

#include "adapters/matrix/decode.hpp"
#include "core/engine/engine.hpp"

#include <boost/asio/awaitable.hpp>

#include <vector>

namespace goodturn::matrix {

/// What Matrix can show: no buttons, no forms, nothing for one person among others.
[[nodiscard]] chat::Event space_seen(const Account& account, chat::Instant now);
/// For a cursor that goes on though nothing is told.
[[nodiscard]] chat::Event nothing_new(const Account& account, chat::Instant now);

/// Hands all over, in order. False: not all were committed, and all may be handed over again.
boost::asio::awaitable<bool> committed(engine::Sink sink, std::vector<engine::Intake> items);

}  // namespace goodturn::matrix
