#pragma once

#include "tests/support/slack_server/state.hpp"
#include "tests/support/slack_server/wire.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace goodturn::slack_server {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;

/// Serves an accepted websocket until its end. `state` and `wire` live as long as the coroutine.
boost::asio::awaitable<void> serve_socket(std::shared_ptr<State> state, std::shared_ptr<Wire> wire, HttpRequest request,
                                          std::string app);

}  // namespace goodturn::slack_server
