#include "tests/support/slack_server/slack_server.hpp"

#include "tests/support/slack_server/request.hpp"
#include "tests/support/slack_server/socket_line.hpp"
#include "tests/support/slack_server/state.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <algorithm>
#include <exception>
#include <set>

namespace goodturn::slack_server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto awaitable = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t max_header = 64 * 1024;
constexpr std::uint64_t max_body = 16 * 1024 * 1024;

http::response<http::string_body> rendered(Answer answer, const HttpRequest& request) {
    http::response<http::string_body> response{http::int_to_status(answer.status), request.version()};
    response.set(http::field::content_type, answer.type);
    for (const auto& [name, value] : answer.headers) response.set(name, value);
    response.keep_alive(request.keep_alive());
    response.body() = std::move(answer.body);
    response.prepare_payload();
    return response;
}

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

/// A mistake in the server ends the test, wherever it happens.
void rethrow(const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
}

}  // namespace

class SlackServer::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::any_io_executor loop, const Options& options)
        : loop_(std::move(loop)),
          acceptor_(loop_),
          endpoint_(asio::ip::address_v4::loopback(), options.port),
          pings_(options.pings),
          state(std::make_shared<State>(loop_, options)) {
        if (!options.certificate) return;
        tls_.emplace(asio::ssl::context::tls_server);
        tls_->use_certificate_chain(asio::buffer(options.certificate->chain));
        tls_->use_private_key(asio::buffer(options.certificate->key), asio::ssl::context::pem);
    }

    void listen() {
        acceptor_ = tcp::acceptor(loop_, endpoint_);
        endpoint_ = acceptor_.local_endpoint();
        state->world.base_url = (tls_ ? "https://localhost:" : "http://localhost:") + std::to_string(endpoint_.port());
        asio::co_spawn(loop_, accept(shared_from_this()), rethrow);
    }

    void begin_pings() {
        if (pings_ <= Duration::zero()) return;
        state->clock.after(pings_, [weak = weak_from_this()] {
            const auto self = weak.lock();
            if (!self || self->abandoned_) return;
            self->state->gateway.ping_all();
            self->begin_pings();
        });
    }

    void drop_all() {
        error_code ignored;
        static_cast<void>(acceptor_.close(ignored));
        const auto all = wires_;
        for (const auto& wire : all) wire->reset();
    }

    void abandon() {
        abandoned_ = true;
        drop_all();
        state->gateway.abandon();
        for (const auto& sleeper : std::exchange(sleepers_, {})) sleeper->cancel();
    }

    [[nodiscard]] std::size_t connections() const { return wires_.size(); }

private:
    static asio::awaitable<void> accept(std::shared_ptr<Impl> self) {
        for (;;) {
            auto [error, socket] = co_await self->acceptor_.async_accept(awaitable);
            if (error) co_return;
            asio::co_spawn(self->loop_, serve(self, std::make_shared<Wire>(std::move(socket))), rethrow);
        }
    }

    static asio::awaitable<void> serve(std::shared_ptr<Impl> self, std::shared_ptr<Wire> wire) {
        self->wires_.insert(wire);
        co_await self->talk(wire);
        wire->close();
        self->wires_.erase(wire);
    }

    asio::awaitable<void> talk(std::shared_ptr<Wire> wire) {
        if (tls_ && !co_await wire->secure(*tls_)) co_return;
        beast::flat_buffer buffer;
        while (!abandoned_) {
            http::request_parser<http::string_body> parser;
            parser.header_limit(max_header);
            parser.body_limit(max_body);
            const auto [error, size] = co_await http::async_read(*wire, buffer, parser, awaitable);
            if (error) co_return;
            HttpRequest request = parser.release();
            const bool upgrade = beast::websocket::is_upgrade(request);
            if (upgrade) co_return co_await upgraded(wire, std::move(request));
            if (!co_await answered(*wire, request)) co_return;
        }
    }

    asio::awaitable<void> upgraded(std::shared_ptr<Wire> wire, HttpRequest request) {
        if (auto fault = state->faults.take(Faults::handshake)) {
            static_cast<void>(co_await misanswer(*wire, request, *fault, {}));
            co_return;
        }
        const auto target = view(request.target());
        const auto query = form(target.substr(std::min(target.find('?') + 1, target.size())));
        const auto app = state->gateway.redeem(query.value("ticket", ""));
        if (!app) {
            static_cast<void>(co_await write(*wire, request, {.status = 404, .body = "no such ticket"}));
            co_return;
        }
        co_await serve_socket(state, wire, std::move(request), *app);
    }

    /// False: the connection is to end.
    asio::awaitable<bool> answered(Wire& wire, const HttpRequest& request) {
        const auto what = asked(view(request.target()), view(request[http::field::authorization]),
                                view(request[http::field::content_type]), request.body());
        const auto fault = state->faults.take(what.method);
        const bool taken = !fault || fault->taken;
        auto& call = state->calls.emplace_back(
            Call{.method = what.method,
                 .token = what.authorization.substr(std::min<std::size_t>(7, what.authorization.size())),
                 .args = what.args,
                 .at = state->clock.now(),
                 .taken = taken});
        if (fault && fault->how == Misanswer::How::says) co_await sleep(fault->delay);
        Answer good;
        if (taken) good = answer(*state, what);
        if (fault) co_return co_await misanswer(wire, request, *fault, std::move(good));
        call.status = good.status;
        call.answer = json::parse(good.body, nullptr, false);
        co_return co_await write(wire, request, std::move(good));
    }

    asio::awaitable<bool> misanswer(Wire& wire, const HttpRequest& request, const Misanswer& fault, Answer good) {
        switch (fault.how) {
            case Misanswer::How::resets:
                wire.reset();
                co_return false;
            case Misanswer::How::closes:
                co_return false;
            case Misanswer::How::hangs:
                co_await until_gone(wire);
                co_return false;
            case Misanswer::How::trickles:
                co_return co_await trickle(wire, request, fault, std::move(good));
            case Misanswer::How::says:
                break;
        }
        if (fault.status != 0) good = {fault.status, fault.type, fault.body, fault.headers};
        co_return co_await write(wire, request, std::move(good));
    }

    static asio::awaitable<bool> write(Wire& wire, const HttpRequest& request, Answer answer) {
        const auto response = rendered(std::move(answer), request);
        const auto [error, size] = co_await http::async_write(wire, response, awaitable);
        co_return !error && response.keep_alive();
    }

    asio::awaitable<bool> trickle(Wire& wire, const HttpRequest& request, const Misanswer& fault, Answer good) {
        auto response = rendered(std::move(good), request);
        http::response_serializer<http::string_body> serializer(response);
        serializer.split(true);
        const auto [failed, head] = co_await http::async_write_header(wire, serializer, awaitable);
        if (failed) co_return false;
        const std::string& body = response.body();
        const auto half = body.size() / 2;
        const auto [broken, first] = co_await asio::async_write(wire, asio::buffer(body.data(), half), awaitable);
        if (broken) co_return false;
        co_await sleep(fault.delay);
        const auto [error, rest] =
            co_await asio::async_write(wire, asio::buffer(body.data() + half, body.size() - half), awaitable);
        co_return !error && response.keep_alive();
    }

    static asio::awaitable<void> until_gone(Wire& wire) {
        char byte = 0;
        for (;;) {
            const auto [error, size] = co_await wire.async_read_some(asio::buffer(&byte, 1), awaitable);
            if (error) co_return;
        }
    }

    asio::awaitable<void> sleep(Duration duration) {
        if (duration <= Duration::zero() || abandoned_) co_return;
        const auto timer = std::make_shared<asio::steady_timer>(loop_, asio::steady_timer::time_point::max());
        sleepers_.insert(timer);
        state->clock.after(duration, [timer] { timer->cancel(); });
        static_cast<void>(co_await timer->async_wait(awaitable));
        sleepers_.erase(timer);
    }

    asio::any_io_executor loop_;
    tcp::acceptor acceptor_;
    tcp::endpoint endpoint_;
    std::optional<asio::ssl::context> tls_;
    Duration pings_;
    std::set<std::shared_ptr<Wire>> wires_;
    std::set<std::shared_ptr<asio::steady_timer>> sleepers_;
    bool abandoned_ = false;

public:
    std::shared_ptr<State> state;
};

SlackServer::SlackServer(asio::io_context& loop, Options options)
    : impl_(std::make_shared<Impl>(loop.get_executor(), options)),
      clock(impl_->state->clock),
      world(impl_->state->world),
      faults(impl_->state->faults),
      gateway(impl_->state->gateway),
      events(impl_->state->events),
      people(impl_->state->people),
      calls(impl_->state->calls),
      problems(impl_->state->problems) {
    impl_->listen();
    impl_->begin_pings();
}

SlackServer::~SlackServer() {
    impl_->abandon();
}

std::string SlackServer::api_url() const {
    return impl_->state->world.base_url + "/api/";
}

std::vector<Call> SlackServer::calls_of(const std::string& method) const {
    std::vector<Call> found;
    std::ranges::copy_if(calls, std::back_inserter(found), [&](const Call& call) { return call.method == method; });
    return found;
}

std::size_t SlackServer::connections() const {
    return impl_->connections();
}

void SlackServer::goes_down() {
    impl_->drop_all();
}

void SlackServer::comes_up() {
    impl_->listen();
}

}  // namespace goodturn::slack_server
