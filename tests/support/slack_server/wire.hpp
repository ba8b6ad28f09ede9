#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/role.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace goodturn::slack_server {

/// One incoming connection, with or without TLS, that can behave badly: an AsyncStream for Beast, so that it is
/// instantiated once for both.
class Wire {
public:
    using executor_type = boost::asio::any_io_executor;
    using Handler = boost::asio::any_completion_handler<void(boost::system::error_code, std::size_t)>;

    explicit Wire(boost::asio::ip::tcp::socket socket);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    /// False: no TLS.
    boost::asio::awaitable<bool> secure(boost::asio::ssl::context& context);

    /// FIN, without a goodbye of TLS; whatever is under way ends with an error.
    void close();
    /// RST.
    void reset();
    /// Nothing is taken and nothing said any more, until thaw() or close().
    void freeze() { frozen_ = true; }
    void thaw();

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

    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<Secure> secure_;
    bool frozen_ = false;
    bool closed_ = false;
    std::vector<std::move_only_function<void()>> parked_;  ///< what would happen, were it not frozen
};

/// Beast calls these behind the closing handshake. Slack leaves the connection open then; whether the server does is
/// decided elsewhere.
inline void teardown(boost::beast::role_type, Wire&, boost::system::error_code& error) {
    error = {};
}
inline void beast_close_socket(Wire& wire) {
    wire.close();
}
template <class Handler>
void async_teardown(boost::beast::role_type, Wire& wire, Handler&& handler) {
    boost::asio::post(wire.get_executor(),
                      boost::beast::bind_front_handler(std::forward<Handler>(handler), boost::system::error_code()));
}

}  // namespace goodturn::slack_server
