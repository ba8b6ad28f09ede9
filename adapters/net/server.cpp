#include "adapters/net/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <deque>
#include <exception>
#include <set>
#include <stdexcept>
#include <string_view>

namespace goodturn::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::uint32_t max_header = 8 * 1024;
constexpr std::uint64_t max_body = 1024;  // a GET has none; a small one is read and ignored
constexpr auto awaitable = asio::as_tuple(asio::use_awaitable);

constexpr std::pair<const char*, const char*> security_headers[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
     "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
};

using HttpRequest = http::request<http::string_body>;
using HttpResponse = http::response<http::string_body>;

std::string text(beast::string_view view) {
    return {view.data(), view.size()};
}

Request request_of(const HttpRequest& from) {
    const std::string target = text(from.target());
    return {target.substr(0, target.find('?')), text(from[http::field::host]), text(from[http::field::origin])};
}

HttpResponse rendered(Response answer, const HttpRequest& request) {
    HttpResponse response{http::int_to_status(answer.status), request.version()};
    response.set(http::field::content_type, answer.content_type);
    for (const auto& [name, value] : security_headers) response.set(name, value);
    for (const auto& [name, value] : answer.headers) response.set(name, value);
    response.keep_alive(request.keep_alive());
    response.content_length(answer.body.size());
    if (request.method() != http::verb::head) response.body() = std::move(answer.body);
    return response;
}

/// Closes without caring whether it worked.
template <class Closable>
void shut(Closable& closable) {
    error_code ignored;
    static_cast<void>(closable.close(ignored));
}

/// What the server can end: a connection that still speaks HTTP, or a websocket.
class Connection {
public:
    virtual ~Connection() = default;
    virtual void say_goodbye() = 0;
    virtual void drop() = 0;
};

class WebSocket final : public Socket, public Connection, public std::enable_shared_from_this<WebSocket> {
public:
    WebSocket(beast::tcp_stream stream, const Limits& limits)
        : ws_(std::move(stream)), limits_(limits), listens_(ws_.get_executor(), asio::steady_timer::time_point::max()) {
        beast::get_lowest_layer(ws_).expires_never();
        ws_.set_option(websocket::stream_base::timeout{limits.goodbye, limits.idle, true});
        ws_.read_message_max(limits.message);
        ws_.text(true);
    }

    asio::awaitable<error_code> accept(const HttpRequest& request) {
        auto [error] = co_await ws_.async_accept(request, awaitable);
        accepted_ = !error;
        co_return error;
    }

    /// Until the connection ends.
    asio::awaitable<void> read() {
        for (;;) {
            beast::flat_buffer buffer;
            auto [error, size] = co_await ws_.async_read(buffer, awaitable);
            if (error) {
                if (error == websocket::condition::protocol_violation || error == websocket::error::message_too_big) {
                    spdlog::warn("server: refused a websocket's frame: {}", error.message());
                }
                break;
            }
            if (closing_) continue;
            if (!ws_.got_text()) {
                spdlog::warn("server: refused a websocket's frame: not text");
                close(websocket::close_code::unknown_data, "text only");
            } else if (on_text) {
                on_text(beast::buffers_to_string(buffer.data()));
            }
            while (deaf_ && !closing_) co_await listens_.async_wait(awaitable);
        }
        drop();
    }

    void closed() {
        on_text = nullptr;
        if (auto closed = std::exchange(on_closed, nullptr)) closed();
    }

    void send(std::string text) override {
        if (closing_) return;
        queued_ += text.size();
        if (queued_ > limits_.queued) {
            spdlog::warn("server: dropped a websocket that reads too slowly");
            return drop();
        }
        queue_.push_back(std::move(text));
        write();
    }

    void close(std::uint16_t code, const std::string& reason) override {
        if (closing_) return;
        closing_ = true;
        listens_.cancel();
        goodbye_.emplace(static_cast<websocket::close_code>(code), reason);
        write();
    }

    void listen(bool on) override {
        deaf_ = !on;
        listens_.cancel();
    }

    void say_goodbye() override {
        if (!accepted_) return drop();  // the handshake is being written
        close(websocket::close_code::going_away, "the server stops");
    }
    void drop() override {
        closing_ = true;
        listens_.cancel();
        shut(beast::get_lowest_layer(ws_).socket());
    }

private:
    // One write at a time, the close frame behind them: Beast forbids two writes at once, and a close overtakes a
    // write that is under way.
    void write() {
        if (writing_) return;
        if (!queue_.empty()) {
            writing_ = true;
            ws_.async_write(asio::buffer(queue_.front()), [self = shared_from_this()](error_code error, std::size_t) {
                self->writing_ = false;
                self->queued_ -= self->queue_.front().size();
                self->queue_.pop_front();
                if (error) return self->drop();  // while nothing is read, only this tells that the peer is gone
                self->write();
            });
        } else if (goodbye_) {
            writing_ = true;
            ws_.async_close(*goodbye_, [self = shared_from_this()](error_code) { self->drop(); });
        }
    }

    websocket::stream<beast::tcp_stream> ws_;
    Limits limits_;
    std::deque<std::string> queue_;
    std::size_t queued_ = 0;
    bool accepted_ = false;
    bool writing_ = false;
    bool closing_ = false;
    bool deaf_ = false;
    asio::steady_timer listens_;  // never runs out; a cancel says that something changed
    std::optional<websocket::close_reason> goodbye_;
};

/// A connection while it speaks HTTP. Owned by the frame of its coroutine.
class Http final : public Connection {
public:
    explicit Http(tcp::socket socket) : stream(std::move(socket)) {}
    void say_goodbye() override { drop(); }
    void drop() override { shut(stream.socket()); }

    beast::tcp_stream stream;
    beast::flat_buffer buffer;
};

}  // namespace

class Server::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::any_io_executor loop, Handlers handlers, const Limits& limits)
        : loop_(std::move(loop)), handlers_(std::move(handlers)), limits_(limits), acceptor_(loop_), deadline_(loop_) {}

    std::uint16_t start(const std::string& address, std::uint16_t first_port) {
        error_code error;
        const auto ip = asio::ip::make_address(address, error);
        if (error || !ip.is_loopback()) {
            throw std::runtime_error(fmt::format(
                "\"{}\" is not a loopback address; use 127.0.0.1, so that only this machine can reach it.", address));
        }
        const unsigned last = first_port == 0 ? 0U : std::min(65'535U, first_port + 20U);
        for (unsigned port = first_port; port <= last; ++port) {
            if (listen({ip, static_cast<std::uint16_t>(port)}, error)) {
                asio::co_spawn(loop_, accept(shared_from_this()),
                               [](const std::exception_ptr& thrown) { log_failure("listening ended", thrown); });
                return acceptor_.local_endpoint().port();
            }
        }
        throw std::runtime_error(
            fmt::format("No port is free from {} to {} on {} ({}).", first_port, last, address, error.message()));
    }

    void stop(std::move_only_function<void()> done) {
        stopped_ = std::move(done);
        stopping_ = true;
        shut(acceptor_);
        each([](Connection& connection) { connection.say_goodbye(); });
        deadline_.expires_after(limits_.goodbye);
        deadline_.async_wait([self = shared_from_this()](error_code) {
            self->each([](Connection& connection) { connection.drop(); });
            if (auto stopped = std::exchange(self->stopped_, nullptr)) stopped();
        });
        if (connections_.empty()) deadline_.cancel();
    }

    /// The server is gone: no handler may be called any more.
    void abandon() {
        abandoned_ = true;
        stopped_ = nullptr;
        shut(acceptor_);
        deadline_.cancel();
        each([](Connection& connection) { connection.drop(); });
    }

private:
    bool listen(const tcp::endpoint& endpoint, error_code& error) {
        try {
            acceptor_ = tcp::acceptor(loop_, endpoint);
            return true;
        } catch (const boost::system::system_error& failed) {
            error = failed.code();
            return false;
        }
    }

    static void log_failure(std::string_view what, const std::exception_ptr& thrown) {
        try {
            if (thrown) std::rethrow_exception(thrown);
        } catch (const std::exception& error) {
            spdlog::error("server: {}: {}", what, error.what());
        }
    }

    /// What happens to one connection may end others.
    void each(const std::function<void(Connection&)>& action) {
        const auto all = connections_;
        for (const auto& connection : all) action(*connection);
    }

    static asio::awaitable<void> accept(std::shared_ptr<Impl> self) {
        while (self->acceptor_.is_open()) {
            auto [error, socket] = co_await self->acceptor_.async_accept(awaitable);
            if (error == asio::error::operation_aborted) co_return;
            if (error) {
                // Out of file descriptors, say: trying again at once would spin.
                asio::steady_timer pause(self->loop_, std::chrono::milliseconds(100));
                co_await pause.async_wait(awaitable);
            } else if (self->connections_.size() < self->limits_.connections) {
                asio::co_spawn(self->loop_, serve(self, std::move(socket)),
                               [](const std::exception_ptr& thrown) { log_failure("a connection ended", thrown); });
            }
        }
    }

    /// Keeps `connection` among those that stop() ends.
    class Enrolled {
    public:
        Enrolled(Impl& server, std::shared_ptr<Connection> connection)
            : server_(server), connection_(std::move(connection)) {
            server_.connections_.insert(connection_);
        }
        ~Enrolled() {
            server_.connections_.erase(connection_);
            if (server_.connections_.empty() && server_.stopped_) server_.deadline_.cancel();
        }
        Enrolled(const Enrolled&) = delete;
        Enrolled& operator=(const Enrolled&) = delete;

    private:
        Impl& server_;
        std::shared_ptr<Connection> connection_;
    };

    static asio::awaitable<void> serve(std::shared_ptr<Impl> self, tcp::socket socket) {
        auto http = std::make_shared<Http>(std::move(socket));
        std::optional<HttpRequest> upgrade;
        {
            const Enrolled enrolled(*self, http);
            upgrade = co_await serve_http(*self, *http);
        }
        if (!upgrade) co_return;
        auto socket_of = std::make_shared<WebSocket>(std::move(http->stream), self->limits_);
        const Enrolled enrolled(*self, socket_of);
        co_await serve_socket(*self, *socket_of, *upgrade);
    }

    /// Until the connection ends, or the request that makes it a websocket.
    static asio::awaitable<std::optional<HttpRequest>> serve_http(Impl& self, Http& http) {
        while (!self.stopping_ && !self.abandoned_) {
            http::request_parser<http::string_body> parser;
            parser.header_limit(max_header);
            parser.body_limit(max_body);
            http.stream.expires_after(self.limits_.request);
            const auto [error, read] = co_await http::async_read(http.stream, http.buffer, parser, awaitable);
            if (error || self.abandoned_) break;
            HttpRequest request = parser.release();

            std::optional<Response> answer;
            if (websocket::is_upgrade(request)) {
                answer = self.handlers_.refuse_socket(request_of(request));
                if (!answer) co_return request;
            } else if (request.method() == http::verb::get || request.method() == http::verb::head) {
                answer = self.handlers_.get(request_of(request));
            } else {
                answer = Response{
                    .status = 405, .body = "Only GET is possible here.\n", .headers = {{"Allow", "GET, HEAD"}}};
            }
            const HttpResponse response = rendered(std::move(*answer), request);
            const auto [failed, written] = co_await http::async_write(http.stream, response, awaitable);
            if (failed || !response.keep_alive()) break;
        }
        error_code ignored;
        static_cast<void>(http.stream.socket().shutdown(tcp::socket::shutdown_send, ignored));
        co_return std::nullopt;
    }

    static asio::awaitable<void> serve_socket(Impl& self, WebSocket& socket, const HttpRequest& request) {
        if (const error_code error = co_await socket.accept(request); error || self.abandoned_) co_return;
        std::exception_ptr thrown;
        try {
            self.handlers_.on_socket(socket.shared_from_this());
            if (self.stopping_) socket.say_goodbye();
            co_await socket.read();
        } catch (...) {
            thrown = std::current_exception();
            socket.drop();
        }
        if (!self.abandoned_) socket.closed();
        if (thrown) std::rethrow_exception(thrown);
    }

    asio::any_io_executor loop_;
    Handlers handlers_;
    Limits limits_;
    tcp::acceptor acceptor_;
    asio::steady_timer deadline_;
    std::set<std::shared_ptr<Connection>> connections_;
    std::move_only_function<void()> stopped_;
    bool stopping_ = false;
    bool abandoned_ = false;
};

Server::Server(asio::any_io_executor loop, Handlers handlers, Limits limits)
    : impl_(std::make_shared<Impl>(std::move(loop), std::move(handlers), limits)) {}

Server::~Server() {
    impl_->abandon();
}

std::uint16_t Server::start(const std::string& address, std::uint16_t first_port) {
    return impl_->start(address, first_port);
}

void Server::stop(std::move_only_function<void()> done) {
    impl_->stop(std::move(done));
}

}  // namespace goodturn::net
