#pragma once

#include "adapters/net/client.hpp"

#include <boost/asio/awaitable.hpp>

#include <expected>

namespace goodturn::matrix {

/// `client` has to be there when this begins; if it goes, who waits is dropped.
boost::asio::awaitable<std::expected<net::HttpResponse, net::HttpError>> ask(net::Client& client,
                                                                             net::HttpRequest request);

}  // namespace goodturn::matrix
