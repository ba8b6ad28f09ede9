#pragma once

#include "adapters/net/tls.hpp"
#include "adapters/net/url.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goodturn::net {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method = "GET";
    std::string url{};      ///< http or https, see parse_url
    HttpHeaders headers{};  ///< beside Host, Content-Length and User-Agent
    std::string body{};
    std::chrono::milliseconds deadline{30'000};  ///< from send() to the last byte of the answer, waiting for a turn too
    std::size_t max_answer = 16'777'216;         ///< bytes of the body
    bool urgent = false;                         ///< see ClientOptions
};

struct HttpResponse {
    unsigned status = 0;
    HttpHeaders headers;
    std::string body{};

    /// The first of this name, whatever the case of its letters; empty: none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct HttpError {
    /// False: certainly nothing of the request reached the server, so it may be sent again. True: nobody knows.
    bool sent = false;
    std::string detail;  ///< for the log: the host and what happened, never headers, path, query or body
};

struct ClientOptions {
    Proxy proxy{};
    std::size_t connections = 16;  ///< to one host at once; further requests wait in their order
    std::size_t reserved = 0;      ///< more of them for what is urgent, which goes before what is not
    std::size_t idle = 4;          ///< of them kept open with nothing to do
    std::chrono::milliseconds idle_for{30'000};
};

/// An HTTP/1.1 client that keeps connections open for further requests. Follows no redirects, asks for no compression,
/// repeats nothing. Lives on the event loop's thread; must be destroyed before the io_context. While the system looks
/// up a name, which nothing can interrupt, the end of the io_context waits for it.
class Client {
public:
    using Done = std::move_only_function<void(std::expected<HttpResponse, HttpError>)>;

    Client(boost::asio::any_io_executor loop, std::shared_ptr<Tls> tls, ClientOptions options = {});
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// `done` is called once, never from within this call, and no more when the client is gone, which drops what is
    /// under way. What it throws is logged.
    void send(HttpRequest request, Done done);

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace goodturn::net
