#pragma once

#include "adapters/matrix/oauth.hpp"
#include "adapters/matrix/stored.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <expected>
#include <functional>
#include <string>

namespace goodturn::matrix {

/// What a login by browser needs of the world.
struct DeviceDoors {
    std::function<boost::asio::awaitable<Answer>(net::HttpRequest)> ask;
    std::function<boost::asio::awaitable<void>(std::chrono::milliseconds)> pause;
    std::function<chat::Instant()> now;
    std::function<void(const Grant&)> show;  ///< to the operator
};

/// By OAuth's device flow: the operator confirms in a browser, on whatever machine. `name`: what they are shown there.
/// What is missing in the session is whose it is.
boost::asio::awaitable<std::expected<Stored, Problem>> device_login(DeviceDoors doors, std::string homeserver,
                                                                    Provider provider, std::string name);

}  // namespace goodturn::matrix
