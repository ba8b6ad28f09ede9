#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace goodturn::net {

/// A GET or HEAD. Header values are as they came, empty if absent.
struct Request {
    std::string path;  ///< without the query
    std::string host;
    std::string origin;
};

struct Response {
    unsigned status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers{};  ///< beside the security headers that every answer has
};

/// One open websocket; text frames only. Belongs to the event loop's thread. Dropping the pointer does not close it.
class Socket {
public:
    virtual ~Socket() = default;
    /// Queued; a reader so slow that Limits::queued is passed is dropped. Does nothing after close().
    virtual void send(std::string text) = 0;
    /// After what is queued: a close frame with this code and reason (at most 123 bytes).
    virtual void close(std::uint16_t code, const std::string& reason) = 0;
    /// False: what the peer sends stays on its side of the network until true; on_text may come once more. A peer who
    /// has to wait for longer than Limits::idle is dropped, since its answers to pings aren't read either.
    virtual void listen(bool on) = 0;
    /// One message. Never called after on_closed or close().
    std::function<void(std::string)> on_text;
    /// Once, however the connection ended, unless the server was destroyed first.
    std::function<void()> on_closed;
};

/// All are called on the event loop's thread. What they throw ends the connection concerned and is logged.
struct Handlers {
    std::function<Response(const Request&)> get;
    /// A websocket is asked for: the answer that refuses it, or nullopt to accept.
    std::function<std::optional<Response>(const Request&)> refuse_socket;
    /// Sets on_text and on_closed.
    std::function<void(const std::shared_ptr<Socket>&)> on_socket;
};

struct Limits {
    std::size_t message = 262'144;              ///< bytes of one incoming message; a longer one closes with 1009
    std::size_t queued = 8'388'608;             ///< bytes waiting for one slow reader
    std::size_t connections = 256;              ///< further ones are closed at once
    std::chrono::milliseconds request{15'000};  ///< for a whole request to come, and for its answer to be taken
    std::chrono::milliseconds idle{60'000};     ///< a websocket's peer that answers no ping for so long is gone
    std::chrono::milliseconds goodbye{2'000};   ///< for a close frame to be answered
};

/// A small HTTP/1.1 and websocket server for loopback addresses. Lives on the event loop's thread; must be destroyed
/// before the io_context.
class Server {
public:
    Server(boost::asio::any_io_executor loop, Handlers handlers, Limits limits = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Listens on `first_port`, or if it is taken on one of the twenty after it; 0: on any. Returns the port.
    /// Throws std::runtime_error with a sentence: not a loopback address, no port free.
    std::uint16_t start(const std::string& address, std::uint16_t first_port);
    /// Listens no more and says goodbye to everybody; `done` when all are gone, after Limits::goodbye at the latest.
    void stop(std::move_only_function<void()> done);

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace goodturn::net
