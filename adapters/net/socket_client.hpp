#pragma once

#include "adapters/net/tls.hpp"
#include "adapters/net/url.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace goodturn::net {

/// How a websocket ended.
struct SocketEnd {
    std::string detail;         ///< for the log: the host and what happened, never path or query
    unsigned refused_with = 0;  ///< the status of a whole answer that was no upgrade; 0: there was none
    std::uint16_t code = 0;     ///< in the peer's close frame; 0: there was none
};

/// All are called on the event loop's thread, never from within a call of the socket's, and may destroy the socket; any
/// may be left out. What they throw ends the connection and is logged. Whatever arrives is reported when it is
/// complete, so that the owner can tell silence.
struct SocketHandlers {
    std::function<void()> on_open;
    std::function<void(std::string)> on_text;         ///< no more after close() or reset()
    std::function<void()> on_binary;                  ///< a message that is no text; it is thrown away
    std::function<void(std::string)> on_ping;         ///< its payload; it is answered already
    std::function<void(std::string)> on_pong;         ///< its payload
    std::function<void(const SocketEnd&)> on_closed;  ///< once, however it ended, even if it never was open; the last
};

struct SocketOptions {
    Proxy proxy{};
    std::size_t message = 16'777'216;             ///< bytes of one incoming message; a longer one ends the connection
    std::chrono::milliseconds handshake{10'000};  ///< from the beginning until it is open
    std::chrono::milliseconds goodbye{1'000};     ///< from close() to the end
};

/// One outgoing websocket, which begins to connect at once and never again. Slack's URL holds a ticket for one
/// connection. Nothing here finds out that the peer is dead: the owner pings, and drops who was silent for too long.
/// Compression is not offered. Lives on the event loop's thread; must be destroyed before the io_context. Destroying it
/// drops the connection; no handler is called after that.
class SocketClient {
public:
    /// `url`: ws or wss, see parse_url; one that can't be used is reported like a connection that failed.
    SocketClient(boost::asio::any_io_executor loop, std::shared_ptr<Tls> tls, const std::string& url,
                 SocketHandlers handlers, SocketOptions options = {});
    ~SocketClient();
    SocketClient(const SocketClient&) = delete;
    SocketClient& operator=(const SocketClient&) = delete;

    /// Queued, without a limit: what isn't taken will be silent too. These two do nothing while it is not open.
    void send(std::string text);
    /// Queued behind the texts. At most 125 bytes.
    void ping(const std::string& payload);
    /// A close frame behind what is queued. When it is answered, or SocketOptions::goodbye is over, the connection is
    /// dropped: Slack does not end it itself. One that isn't open is dropped at once.
    void close(std::uint16_t code);
    /// Drops the connection at once.
    void reset();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace goodturn::net
