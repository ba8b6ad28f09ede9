#pragma once

#include "adapters/net/client.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace goodturn::matrix_server {

/// On a port of loopback, until it is destroyed. Its connections live on until their clients close them.
class HttpHost {
public:
    /// nullopt: the connection ends without an answer.
    using Answer = std::function<std::optional<net::HttpResponse>(const net::HttpRequest&)>;

    HttpHost(boost::asio::io_context& loop, Answer answer);
    ~HttpHost();
    HttpHost(const HttpHost&) = delete;
    HttpHost& operator=(const HttpHost&) = delete;

    [[nodiscard]] const std::string& url() const { return url_; }

private:
    class Door;
    std::shared_ptr<Door> door_;
    std::string url_;
};

}  // namespace goodturn::matrix_server
