#pragma once

#include "adapters/matrix/api.hpp"

#include <boost/asio/awaitable.hpp>

#include <expected>
#include <memory>
#include <string>
#include <string_view>

/// Servers can be set up so that each new room is encrypted, whatever its maker wants.
namespace goodturn::matrix {

/// For the operator, behind a colon.
inline constexpr std::string_view made_encrypted{
    "the server makes every new chat encrypted, which the bot can't read yet. Whoever runs the server can end that "
    "(Synapse: `encryption_enabled_by_default_for_room_type: off`)"};

boost::asio::awaitable<std::expected<bool, Problem>> is_encrypted(std::shared_ptr<Api> api, std::string room);

/// Nothing tells but a room: makes one with nobody else in it, looks, and leaves it for good.
boost::asio::awaitable<std::expected<bool, Problem>> makes_encrypted(std::shared_ptr<Api> api);

}  // namespace goodturn::matrix
