#pragma once

#include "adapters/matrix/presence.hpp"

#include <boost/asio/awaitable.hpp>

#include <expected>
#include <map>
#include <string>

/// What is missing in an answer of /sync.
namespace goodturn::matrix {

/// How often in a row the gap of a room could not be filled.
using Unfilled = std::map<std::string, int>;

/// What was said in the gaps, as far back as anybody would be answered, and as much as there is memory for; the log
/// tells of the rest. A problem: try again from `since` a little later. A room whose gap can't be filled again and
/// again is left with it, so that it keeps no other waiting.
[[nodiscard]] boost::asio::awaitable<std::expected<Filled, Problem>> fill(PresenceRef at, net::Document sync,
                                                                          std::string since, chat::Instant now,
                                                                          Unfilled& unfilled);

/// Best effort: without its author a reaction says less.
boost::asio::awaitable<void> ask_for_authors(PresenceRef at, net::Document sync, const Filled& filled, Recent& recent);

}  // namespace goodturn::matrix
