#pragma once

#include "tests/support/run_until.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

/// What a browser does with sockets, for tests: every call runs the shared event loop until it has its answer.
namespace goodturn::support {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

struct Answer {
    unsigned status = 0;
    std::string body;
    http::fields headers;
};

struct Ask {
    std::string target;
    std::string host = "127.0.0.1";
    std::string origin{};
    http::verb method = http::verb::get;
};

inline tcp::endpoint loopback(std::uint16_t port) {
    return {asio::ip::address_v4::loopback(), port};
}

/// One request on its own connection; status 0: the server closed without an answer.
inline Answer fetch(asio::io_context& loop, std::uint16_t port, const Ask& ask) {
    beast::tcp_stream stream(loop);
    stream.connect(loopback(port));
    http::request<http::empty_body> request(ask.method, ask.target, 11);
    request.set(http::field::host, ask.host);
    if (!ask.origin.empty()) request.set(http::field::origin, ask.origin);
    http::write(stream, request);
    http::response_parser<http::string_body> parser;
    parser.skip(ask.method == http::verb::head);
    beast::flat_buffer buffer;
    bool ended = false;
    error_code failed;
    http::async_read(stream, buffer, parser, [&](error_code error, std::size_t) {
        ended = true;
        failed = error;
    });
    if (!run_until(loop, [&] { return ended; })) {
        ADD_FAILURE() << "no answer";
        stream.close();
        (void)run_until(loop, [&] { return ended; });
        return {};
    }
    if (failed) return {};
    const auto response = parser.release();
    return {response.result_int(), response.body(), response.base()};
}

/// A tab with one websocket.
class Tab {
public:
    explicit Tab(asio::io_context& loop) : loop_(loop), state_(std::make_shared<State>(loop)) {}
    ~Tab() { vanish(); }
    Tab(const Tab&) = delete;
    Tab& operator=(const Tab&) = delete;

    /// The answer's status: 101 if it worked; 0: no answer.
    unsigned connect(std::uint16_t port, const Ask& ask) {
        auto& ws = state_->ws;
        beast::get_lowest_layer(ws).connect(loopback(port));
        ws.set_option(
            beast::websocket::stream_base::decorator([origin = ask.origin](beast::websocket::request_type& r) {
                if (!origin.empty()) r.set(http::field::origin, origin);
            }));
        auto response = std::make_shared<beast::websocket::response_type>();
        bool ended = false;
        error_code failed;
        ws.async_handshake(*response, ask.host, ask.target, [&ended, &failed, response](error_code error) {
            ended = true;
            failed = error;
        });
        if (!run_until(loop_, [&] { return ended; })) {
            ADD_FAILURE() << "no answer to the upgrade";
            return 0;
        }
        if (!failed && reads_) State::read(state_);
        return response->result_int();
    }
    /// To be called before connect(): nothing is ever read.
    void never_read() { reads_ = false; }

    void send(const std::string& text, bool as_text = true) {
        state_->ws.text(as_text);
        error_code error;
        state_->ws.write(asio::buffer(text), error);
    }
    /// The next message; nullopt: the connection ended.
    std::optional<std::string> next() {
        if (!run_until(loop_, [this] { return !state_->received.empty() || state_->ended; })) {
            ADD_FAILURE() << "nothing came";
            return std::nullopt;
        }
        if (state_->received.empty()) return std::nullopt;
        std::string text = std::move(state_->received.front());
        state_->received.pop_front();
        return text;
    }
    [[nodiscard]] bool ended() const { return state_->ended; }
    /// Runs until the connection ended; the close code, 0 without one.
    std::uint16_t close_code() {
        EXPECT_TRUE(run_until(loop_, [this] { return state_->ended; })) << "the connection did not end";
        return state_->ws.reason().code;
    }
    /// Like a browser that crashed: no close frame.
    void vanish() {
        error_code ignored;
        beast::get_lowest_layer(state_->ws).socket().close(ignored);
    }

private:
    struct State {
        explicit State(asio::io_context& loop) : ws(loop) {}
        static void read(const std::shared_ptr<State>& self) {
            self->ws.async_read(self->buffer, [self](error_code error, std::size_t) {
                if (error) {
                    self->ended = true;
                    return;
                }
                self->received.push_back(beast::buffers_to_string(self->buffer.data()));
                self->buffer.consume(self->buffer.size());
                read(self);
            });
        }
        beast::websocket::stream<beast::tcp_stream> ws;
        beast::flat_buffer buffer;
        std::deque<std::string> received;
        bool ended = false;
    };
    asio::io_context& loop_;
    std::shared_ptr<State> state_;
    bool reads_ = true;
};

}  // namespace goodturn::support
