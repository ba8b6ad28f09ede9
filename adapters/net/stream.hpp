#pragma once

#include "adapters/net/tls.hpp"
#include "adapters/net/url.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace goodturn::net {

/// One outgoing connection, with or without TLS: an AsyncStream for what is built on it, so that Beast is instantiated
/// once for both. Used by this folder only. An operation that is under way keeps it alive through its coroutine.
class Stream {
public:
    using executor_type = boost::asio::any_io_executor;
    using Handler = boost::asio::any_completion_handler<void(boost::system::error_code, std::size_t)>;

    Stream(executor_type loop, std::shared_ptr<Tls> tls);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// Resolves, connects, asks the proxy where it serves `url`, and shakes hands. What went wrong, for the log; empty:
    /// nothing. Has no time limit of its own beside one for each of several addresses: close() ends it.
    boost::asio::awaitable<std::string> connect(Url url, Proxy proxy);

    /// Drops the connection; whatever is under way ends with an error. A name that is being looked up can't be given
    /// up: connect() returns when that is over.
    void close();

    /// Whether the peer has neither closed nor said anything: to be asked of a connection that was idle.
    [[nodiscard]] bool quiet();

    executor_type get_executor() { return socket_.get_executor(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, boost::asio::mutable_buffer into) { read_some(into, std::move(handler)); }, token,
            first<boost::asio::mutable_buffer>(buffers));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, boost::asio::const_buffer from) { write_some(from, std::move(handler)); }, token,
            first<boost::asio::const_buffer>(buffers));
    }

private:
    struct Secure;

    template <class Buffer, class Buffers>
    static Buffer first(const Buffers& buffers) {
        const auto end = boost::asio::buffer_sequence_end(buffers);
        for (auto it = boost::asio::buffer_sequence_begin(buffers); it != end; ++it) {
            if (const Buffer buffer(*it); buffer.size() > 0) return buffer;
        }
        return {};
    }

    void read_some(boost::asio::mutable_buffer into, Handler handler);
    void write_some(boost::asio::const_buffer from, Handler handler);
    boost::asio::awaitable<std::string> reach(std::string host, std::uint16_t port);
    boost::asio::awaitable<std::string> tunnel(const Url& url, const Proxy& proxy);
    boost::asio::awaitable<std::string> shake_hands(const std::string& host);

    std::shared_ptr<Tls> tls_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<Secure> secure_;
    bool closed_ = false;
};

}  // namespace goodturn::net
