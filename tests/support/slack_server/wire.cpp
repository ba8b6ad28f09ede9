#include "tests/support/slack_server/wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace goodturn::slack_server {

namespace asio = boost::asio;
using boost::system::error_code;

struct Wire::Secure {
    asio::ssl::stream<asio::ip::tcp::socket&> stream;
};

Wire::Wire(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {
    error_code ignored;
    static_cast<void>(socket_.set_option(asio::ip::tcp::no_delay(true), ignored));
}

Wire::~Wire() = default;

asio::awaitable<bool> Wire::secure(asio::ssl::context& context) {
    secure_ = std::make_unique<Secure>(asio::ssl::stream<asio::ip::tcp::socket&>(socket_, context));
    const auto [error] =
        co_await secure_->stream.async_handshake(asio::ssl::stream_base::server, asio::as_tuple(asio::use_awaitable));
    co_return !error;
}

void Wire::close() {
    closed_ = true;
    error_code ignored;
    static_cast<void>(socket_.close(ignored));
    thaw();
}

void Wire::reset() {
    error_code ignored;
    static_cast<void>(socket_.set_option(asio::socket_base::linger(true, 0), ignored));
    close();
}

void Wire::thaw() {
    frozen_ = false;
    for (auto& action : std::exchange(parked_, {})) asio::post(get_executor(), std::move(action));
}

void Wire::read_some(asio::mutable_buffer into, Handler handler) {
    auto done = [this, handler = std::move(handler)](error_code error, std::size_t size) mutable {
        if (!frozen_ || closed_) return std::move(handler)(error, size);
        parked_.emplace_back(
            [handler = std::move(handler), error, size]() mutable { std::move(handler)(error, size); });
    };
    if (secure_) {
        secure_->stream.async_read_some(into, std::move(done));
    } else {
        socket_.async_read_some(into, std::move(done));
    }
}

void Wire::write_some(asio::const_buffer from, Handler handler) {
    if (frozen_ && !closed_) {
        parked_.emplace_back(
            [this, from, handler = std::move(handler)]() mutable { write_some(from, std::move(handler)); });
    } else if (secure_) {
        secure_->stream.async_write_some(from, std::move(handler));
    } else {
        socket_.async_write_some(from, std::move(handler));
    }
}

}  // namespace goodturn::slack_server
