#include "adapters/net/socket_client.hpp"

#include "adapters/net/stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <deque>
#include <exception>
#include <optional>
#include <variant>

namespace goodturn::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;

// Both are found by Beast, which ends connections through them: at once, after the close frames.

static void beast_close_socket(Stream& stream) {
    stream.close();
}

template <class Handler>
static void async_teardown(beast::role_type, Stream& stream, Handler&& handler) {
    stream.close();
    asio::post(stream.get_executor(), beast::bind_front_handler(std::forward<Handler>(handler), error_code{}));
}

static void log_failure(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        spdlog::error("socket: a handler failed: {}", error.what());
    }
}

class SocketClient::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(const asio::any_io_executor& loop, std::shared_ptr<Tls> tls, SocketHandlers handlers, SocketOptions options)
        : handlers_(std::move(handlers)),
          options_(std::move(options)),
          stream_(loop, std::move(tls)),
          ws_(stream_),
          limit_(loop) {}

    void start(const std::string& address) {
        auto url = parse_url(address);
        if (url && url->scheme != "ws" && url->scheme != "wss") {
            url = std::unexpected("a request's address for a websocket");
        }
        if (!url) return end({.detail = url.error()});
        host_ = url->host;
        within(options_.handshake, "not open");
        asio::co_spawn(stream_.get_executor(), run(shared_from_this(), *url),
                       [self = shared_from_this()](const std::exception_ptr& thrown) {
                           if (thrown) self->end_with(thrown);
                       });
    }

    void send(std::string text) { enqueue(Text{std::move(text)}); }
    void ping(const std::string& payload) { enqueue(Ping{{payload.data(), payload.size()}}); }

    void close(std::uint16_t code) {
        if (!open_) return reset();
        if (closing_) return;
        enqueue(Close{static_cast<websocket::close_code>(code)});
        closing_ = true;
        within(options_.goodbye, "closed, without an answer");
    }

    void reset() { end({.detail = host_ + ": dropped"}); }

    /// The owner is gone: nothing may be called any more.
    void abandon() {
        abandoned_ = true;
        reset();
    }

private:
    struct Text {
        std::string text;
    };
    struct Ping {
        websocket::ping_data payload;
    };
    struct Close {
        websocket::close_code code;
    };

    /// Until the connection ends.
    static asio::awaitable<void> run(std::shared_ptr<Impl> self, Url url) {
        constexpr auto awaitable = asio::as_tuple(asio::use_awaitable);
        if (const auto problem = co_await self->stream_.connect(url, self->options_.proxy); !problem.empty()) {
            co_return self->end({.detail = problem});
        }
        self->configure();
        websocket::response_type response;
        const auto [refused] = co_await self->ws_.async_handshake(response, url.authority(), url.target, awaitable);
        if (refused) co_return self->end(refusal(self->host_, refused, response.result_int()));
        if (self->ended_) co_return;
        self->limit_.cancel();
        self->open_ = true;
        self->call(self->handlers_.on_open);
        while (!self->ended_) {
            beast::flat_buffer buffer;
            const auto [error, size] = co_await self->ws_.async_read(buffer, awaitable);
            if (error) co_return self->end(self->ending(error));
            if (!self->ws_.got_text()) {
                self->call(self->handlers_.on_binary);
            } else if (!self->closing_) {
                self->call(self->handlers_.on_text, beast::buffers_to_string(buffer.data()));
            }
        }
    }

    void configure() {
        const auto none = websocket::stream_base::none();
        ws_.set_option(websocket::stream_base::timeout{none, none, false});
        ws_.set_option(websocket::stream_base::decorator(
            [](websocket::request_type& request) { request.set(beast::http::field::user_agent, "goodturn"); }));
        ws_.read_message_max(options_.message);
        ws_.auto_fragment(false);  // not every server puts fragments together
        ws_.text(true);
        ws_.control_callback([this](websocket::frame_type kind, beast::string_view payload) {
            if (kind == websocket::frame_type::ping) call(handlers_.on_ping, std::string(payload));
            if (kind == websocket::frame_type::pong) call(handlers_.on_pong, std::string(payload));
        });
    }

    static SocketEnd refusal(const std::string& host, error_code error, unsigned status) {
        if (error != websocket::error::upgrade_declined || status == 101) {
            return {.detail = fmt::format("{}: no handshake: {}", host, error.message())};
        }
        return {.detail = fmt::format("{}: the handshake was refused with {}", host, status), .refused_with = status};
    }

    SocketEnd ending(error_code error) {
        if (error == websocket::error::closed) {
            const auto code = ws_.reason().code;
            return {.detail = fmt::format("{}: closed with {}", host_, code), .code = code};
        }
        return {.detail = fmt::format("{}: {}", host_, error.message())};
    }

    template <class Handler, class... Arguments>
    void call(const Handler& handler, Arguments&&... arguments) {
        if (ended_ || !handler) return;
        try {
            handler(std::forward<Arguments>(arguments)...);
        } catch (...) {
            end_with(std::current_exception());
        }
    }

    void end_with(const std::exception_ptr& thrown) {
        log_failure(thrown);
        end({.detail = host_ + ": a handler failed"});
    }

    void end(SocketEnd how) {
        if (std::exchange(ended_, true)) return;
        limit_.cancel();
        stream_.close();
        if (abandoned_) return;
        asio::post(stream_.get_executor(), [self = shared_from_this(), how = std::move(how)] {
            if (self->abandoned_ || !self->handlers_.on_closed) return;
            try {
                self->handlers_.on_closed(how);
            } catch (...) {
                log_failure(std::current_exception());
            }
        });
    }

    void within(std::chrono::milliseconds time, const char* otherwise) {
        limit_.expires_after(time);
        limit_.async_wait([self = shared_from_this(), otherwise, time](error_code error) {
            if (!error) self->end({.detail = fmt::format("{}: {} after {} ms", self->host_, otherwise, time.count())});
        });
    }

    void enqueue(std::variant<Text, Ping, Close> what) {
        if (!open_ || closing_ || ended_) return;
        queue_.push_back(std::move(what));
        if (queue_.size() == 1) write();
    }

    // One after the other: Beast forbids two writes at once, and a close frame overtakes a text that is under way.
    void write() {
        auto written = [self = shared_from_this()](error_code error, std::size_t = 0) {
            if (self->ended_ || error == asio::error::operation_aborted) return;  // the reading side says how it ended
            if (error) return self->end(self->ending(error));
            self->queue_.pop_front();
            if (!self->queue_.empty()) self->write();
        };
        if (const auto* text = std::get_if<Text>(&queue_.front())) {
            ws_.async_write(asio::buffer(text->text), std::move(written));
        } else if (const auto* ping = std::get_if<Ping>(&queue_.front())) {
            ws_.async_ping(ping->payload, std::move(written));
        } else {
            ws_.async_close(std::get<Close>(queue_.front()).code, [self = shared_from_this()](error_code error) {
                if (error == asio::error::operation_aborted) return;
                self->end(self->ending(error ? error : websocket::error::closed));
            });
        }
    }

    SocketHandlers handlers_;
    SocketOptions options_;
    std::string host_ = "websocket";
    Stream stream_;
    websocket::stream<Stream&, false> ws_;
    asio::steady_timer limit_;  // for the handshake, then for the goodbye
    std::deque<std::variant<Text, Ping, Close>> queue_;
    bool open_ = false;
    bool closing_ = false;
    bool ended_ = false;
    bool abandoned_ = false;
};

SocketClient::SocketClient(asio::any_io_executor loop, std::shared_ptr<Tls> tls, const std::string& url,
                           SocketHandlers handlers, SocketOptions options)
    : impl_(std::make_shared<Impl>(loop, std::move(tls), std::move(handlers), std::move(options))) {
    impl_->start(url);
}

SocketClient::~SocketClient() {
    impl_->abandon();
}

void SocketClient::send(std::string text) {
    impl_->send(std::move(text));
}

void SocketClient::ping(const std::string& payload) {
    impl_->ping(payload);
}

void SocketClient::close(std::uint16_t code) {
    impl_->close(code);
}

void SocketClient::reset() {
    impl_->reset();
}

}  // namespace goodturn::net
