#include "tests/support/slack_server/socket_line.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

#include <algorithm>
#include <deque>
#include <variant>

namespace goodturn::slack_server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;

constexpr auto awaitable = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t pieces = 3;  ///< of a frame that comes in fragments

class SocketLine final : public Line, public std::enable_shared_from_this<SocketLine> {
public:
    SocketLine(std::shared_ptr<State> state, std::shared_ptr<Wire> wire)
        : state_(std::move(state)), wire_(std::move(wire)), ws_(*wire_) {
        ws_.set_option(
            websocket::stream_base::timeout{std::chrono::seconds(10), websocket::stream_base::none(), false});
        ws_.read_message_max(std::size_t{16} * 1024 * 1024);
        ws_.auto_fragment(false);
    }

    asio::awaitable<void> serve(HttpRequest request, std::string app) {
        const auto [error] = co_await ws_.async_accept(request, awaitable);
        if (error) co_return;
        id_ = state_->gateway.opened(app, shared_from_this());
        ws_.control_callback([this](websocket::frame_type kind, beast::string_view) {
            auto& gateway = state_->gateway;
            if (kind == websocket::frame_type::ping) gateway.pinged(id_);
            if (kind == websocket::frame_type::pong) gateway.ponged(id_);
            if (kind == websocket::frame_type::close) gateway.goodbye(id_);
        });
        for (;;) {
            beast::flat_buffer buffer;
            const auto [failed, size] = co_await ws_.async_read(buffer, awaitable);
            if (failed) break;
            state_->gateway.heard(id_, beast::buffers_to_string(buffer.data()));
        }
        if (state_->faults.keeps_tcp_open && state_->gateway.connection(id_).said_goodbye) co_await stay();
        gone_ = true;
        wire_->close();
        state_->gateway.closed(id_);
    }

    void text(std::string frame) override { enqueue(Text{std::move(frame), state_->faults.fragments_frames}); }
    void binary(std::string frame) override { enqueue(Binary{std::move(frame)}); }
    void ping(std::string payload) override { enqueue(Ping{{payload.data(), payload.size()}}); }
    void close(std::uint16_t code) override { enqueue(Close{static_cast<websocket::close_code>(code)}); }
    void drop() override { enqueue(Drop{}); }
    void reset() override { wire_->reset(); }
    void freeze() override { wire_->freeze(); }
    void thaw() override { wire_->thaw(); }

private:
    struct Text {
        std::string text;
        bool in_fragments = false;
        std::size_t sent = 0;
    };
    struct Binary {
        std::string bytes;
    };
    struct Ping {
        websocket::ping_data payload;
    };
    struct Close {
        websocket::close_code code;
    };
    struct Drop {};
    using Item = std::variant<Text, Binary, Ping, Close, Drop>;

    /// Until the client ends the connection.
    asio::awaitable<void> stay() {
        char byte = 0;
        for (;;) {
            const auto [error, size] = co_await wire_->async_read_some(asio::buffer(&byte, 1), awaitable);
            if (error) co_return;
        }
    }

    void enqueue(Item item) {
        if (gone_) return;
        queue_.push_back(std::move(item));
        if (queue_.size() == 1) write();
    }

    void written(error_code error) {
        if (error) {
            gone_ = true;  // the read ends as well, and tells
            queue_.clear();
            return;
        }
        queue_.pop_front();
        if (!queue_.empty()) write();
    }

    /// One at a time: Beast forbids two writes at once, and a close frame overtakes a write that is under way.
    void write() {
        const auto done = [self = shared_from_this()](error_code error, std::size_t) { self->written(error); };
        auto& item = queue_.front();
        if (auto* text = std::get_if<Text>(&item)) {
            ws_.text(true);
            if (text->in_fragments) return write_piece(*text);
            ws_.async_write(asio::buffer(text->text), done);
        } else if (const auto* bytes = std::get_if<Binary>(&item)) {
            ws_.text(false);
            ws_.async_write(asio::buffer(bytes->bytes), done);
        } else if (const auto* ping = std::get_if<Ping>(&item)) {
            ws_.async_ping(ping->payload, [self = shared_from_this()](error_code error) { self->written(error); });
        } else if (const auto* close = std::get_if<Close>(&item)) {
            ws_.async_close(close->code, [self = shared_from_this()](error_code) {
                self->written(asio::error::connection_aborted);
            });
        } else {
            wire_->close();
            written(asio::error::connection_aborted);
        }
    }

    void write_piece(Text& text) {
        const auto size = std::min(text.text.size() / pieces + 1, text.text.size() - text.sent);
        const auto piece = asio::buffer(text.text.data() + text.sent, size);
        text.sent += size;
        const bool last = text.sent == text.text.size();
        ws_.async_write_some(last, piece, [self = shared_from_this(), last](error_code error, std::size_t) {
            if (error || last) return self->written(error);
            self->write_piece(std::get<Text>(self->queue_.front()));
        });
    }

    std::shared_ptr<State> state_;
    std::shared_ptr<Wire> wire_;
    websocket::stream<Wire&> ws_;
    ConnectionId id_ = 0;
    std::deque<Item> queue_;
    bool gone_ = false;
};

}  // namespace

asio::awaitable<void> serve_socket(std::shared_ptr<State> state, std::shared_ptr<Wire> wire, HttpRequest request,
                                   std::string app) {
    const auto line = std::make_shared<SocketLine>(std::move(state), std::move(wire));
    co_await line->serve(std::move(request), std::move(app));
}

}  // namespace goodturn::slack_server
