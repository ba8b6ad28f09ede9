#pragma once

#include "adapters/net/client.hpp"

#include <boost/asio/awaitable.hpp>

#include <expected>
#include <optional>
#include <string>
#include <string_view>

/// Where the client API of a server is, of which only the name is known. Client-server API, "Server discovery".
namespace goodturn::matrix {

/// A URL, or a sentence for the operator, who then has to give it.
using Homeserver = std::expected<std::string, std::string>;

/// The way through /.well-known/matrix/client, question by question. Without I/O.
class Discovery {
public:
    /// "example.org", or with a port, which is for other servers and not for clients.
    explicit Discovery(std::string_view server);

    [[nodiscard]] const std::string& question() const { return question_; }  ///< a URL
    /// nullopt: there is another question().
    [[nodiscard]] std::optional<Homeserver> take(const std::expected<net::HttpResponse, net::HttpError>& answer);

private:
    [[nodiscard]] std::optional<Homeserver> take_place(const net::HttpResponse& answer);

    std::string host_;
    std::string question_;
    std::string found_;  ///< what is being tried
    int redirects_ = 0;
};

/// Whether a homeserver answers at this URL, without the last "/".
boost::asio::awaitable<Homeserver> try_homeserver(net::Client& client, std::string url);
boost::asio::awaitable<Homeserver> find_homeserver(net::Client& client, std::string server);

}  // namespace goodturn::matrix
