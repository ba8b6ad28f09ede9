#include "adapters/net/client.hpp"

#include "adapters/net/stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <deque>
#include <exception>
#include <map>
#include <optional>
#include <set>

namespace goodturn::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Result = std::expected<HttpResponse, HttpError>;

constexpr std::uint32_t max_header = 64 * 1024;
constexpr auto awaitable = asio::as_tuple(asio::use_awaitable);

/// One request with what becomes of it.
struct Exchange {
    Exchange(const asio::any_io_executor& loop, HttpRequest what, Client::Done then)
        : request(std::move(what)), done(std::move(then)), deadline(loop) {}

    HttpRequest request;
    Url url;
    Client::Done done;  ///< none once it ended
    asio::steady_timer deadline;
    std::shared_ptr<Stream> stream;  ///< while it has one
    const char* stage = "waiting for a turn";
    bool sent = false;
};

struct Idle {
    std::shared_ptr<Stream> stream;
    asio::steady_timer until;
};

struct Host {
    std::deque<std::shared_ptr<Exchange>> waiting;
    std::deque<std::shared_ptr<Idle>> idle;  ///< the one used last is at the end
    std::size_t open = 0;                    ///< connections, idle ones too
};

/// Why a request can't be written; empty: it can. A line break in a header would begin another request.
std::string problem_with(const HttpRequest& request) {
    const auto is_token = [](const std::string& text) {
        return !text.empty() && std::ranges::all_of(text, [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                   std::string_view("!#$%&'*+-.^_`|~").contains(c);
        });
    };
    if (!is_token(request.method)) return "the request's method is none";
    for (const auto& [name, value] : request.headers) {
        if (!is_token(name)) return "a header's name is none";
        if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) return "a header has two lines";
    }
    return "";
}

std::string written(const Exchange& exchange) {
    const auto& request = exchange.request;
    std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: goodturn\r\n", request.method,
                                   exchange.url.target, exchange.url.authority());
    for (const auto& [name, value] : request.headers) text += fmt::format("{}: {}\r\n", name, value);
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
        text += fmt::format("Content-Length: {}\r\n", request.body.size());
    }
    return text + "\r\n" + request.body;
}

std::string text(beast::string_view view) {
    return {view.data(), view.size()};
}

void log_failure(std::string_view what, const std::exception_ptr& thrown) {
    try {
        if (thrown) std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        spdlog::error("client: {}: {}", what, error.what());
    }
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
    const auto found = std::ranges::find_if(
        headers, [&](const auto& header) { return beast::iequals({header.first}, {name.data(), name.size()}); });
    return found == headers.end() ? std::string_view() : found->second;
}

class Client::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::any_io_executor loop, std::shared_ptr<Tls> tls, ClientOptions options)
        : loop_(std::move(loop)), tls_(std::move(tls)), options_(std::move(options)) {}

    void send(HttpRequest request, Done done) {
        auto exchange = std::make_shared<Exchange>(loop_, std::move(request), std::move(done));
        under_way_.insert(exchange);
        auto url = parse_url(exchange->request.url);
        if (!url) return finish(exchange, std::unexpected(HttpError{false, url.error()}));
        if (url->scheme != "http" && url->scheme != "https") {
            return finish(exchange, std::unexpected(HttpError{false, "a websocket's address for a request"}));
        }
        exchange->url = std::move(*url);
        if (auto problem = problem_with(exchange->request); !problem.empty()) return fail(exchange, problem);

        const std::string host = exchange->url.scheme + "://" + exchange->url.authority();
        exchange->deadline.expires_after(exchange->request.deadline);
        exchange->deadline.async_wait([self = shared_from_this(), exchange, host](error_code error) {
            if (!error && exchange->done) self->run_out(exchange, host);
        });
        auto& waiting = hosts_[host].waiting;
        const auto place = exchange->request.urgent
                               ? std::ranges::find_if(waiting, [](const auto& other) { return !other->request.urgent; })
                               : waiting.end();
        waiting.insert(place, std::move(exchange));
        serve_waiting(host);
    }

    /// The client is gone: nothing may be called any more.
    void abandon() {
        abandoned_ = true;
        const auto exchanges = std::exchange(under_way_, {});
        const auto hosts = std::exchange(hosts_, {});
        for (const auto& exchange : exchanges) {
            exchange->done = nullptr;
            exchange->deadline.cancel();
            if (exchange->stream) exchange->stream->close();
        }
        for (const auto& [name, host] : hosts) {
            for (const auto& idle : host.idle) drop(*idle);
        }
    }

private:
    void finish(const std::shared_ptr<Exchange>& exchange, Result result) {
        auto done = std::exchange(exchange->done, nullptr);
        if (!done) return;
        exchange->deadline.cancel();
        under_way_.erase(exchange);
        asio::post(loop_, [self = shared_from_this(), done = std::move(done), result = std::move(result)]() mutable {
            if (self->abandoned_) return;
            try {
                done(std::move(result));
            } catch (...) {
                log_failure("who asked failed at the answer", std::current_exception());
            }
        });
    }

    void fail(const std::shared_ptr<Exchange>& exchange, const std::string& what) {
        finish(exchange, std::unexpected(HttpError{exchange->sent, fmt::format("{}: {}", exchange->url.host, what)}));
    }

    void run_out(const std::shared_ptr<Exchange>& exchange, const std::string& host) {
        fail(exchange,
             fmt::format("nothing after {} ms, while {}", exchange->request.deadline.count(), exchange->stage));
        if (exchange->stream) return exchange->stream->close();
        std::erase(hosts_[host].waiting, exchange);
    }

    void serve_waiting(const std::string& name) {
        auto& host = hosts_[name];
        while (!host.waiting.empty()) {
            const auto limit = options_.connections + (host.waiting.front()->request.urgent ? options_.reserved : 0);
            if (host.open - host.idle.size() >= limit) return;
            auto stream = take_idle(host);
            const bool is_new = !stream;
            if (is_new) {
                stream = std::make_shared<Stream>(loop_, tls_);
                ++host.open;
            }
            const auto exchange = std::move(host.waiting.front());
            host.waiting.pop_front();
            exchange->stream = stream;
            asio::co_spawn(
                loop_, carry_out(shared_from_this(), exchange, stream, is_new),
                [self = shared_from_this(), exchange, stream, name](const std::exception_ptr& thrown, bool reusable) {
                    log_failure("a request ended", thrown);
                    self->fail(exchange, "failed");  // unless it has ended, as it should
                    exchange->stream = nullptr;
                    self->give_back(name, stream, reusable && !thrown);
                });
        }
        if (host.open == 0) hosts_.erase(name);
    }

    /// Whether the connection may be used once more.
    static asio::awaitable<bool> carry_out(std::shared_ptr<Impl> self, std::shared_ptr<Exchange> exchange,
                                           std::shared_ptr<Stream> stream, bool is_new) {
        if (is_new) {
            exchange->stage = "connecting";
            if (const auto problem = co_await stream->connect(exchange->url, self->options_.proxy); !problem.empty()) {
                self->fail(exchange, problem);
                co_return false;
            }
        }
        if (!exchange->done) co_return false;

        exchange->stage = "sending";
        exchange->sent = true;  // as far as anybody knows when time runs out in the middle
        const std::string request = written(*exchange);
        const auto [failed, size] = co_await asio::async_write(*stream, asio::buffer(request), awaitable);
        if (failed) {
            exchange->sent = size > 0;
            self->fail(exchange, "lost while sending: " + failed.message());
            co_return false;
        }
        exchange->stage = "waiting for the answer";
        co_return co_await read_answer(*self, exchange, *stream);
    }

    static asio::awaitable<bool> read_answer(Impl& self, const std::shared_ptr<Exchange>& exchange, Stream& stream) {
        beast::flat_buffer buffer;
        std::optional<http::response_parser<http::string_body>> parser;
        do {  // a 1xx, which nobody asked for, goes before the answer
            parser.emplace();
            parser->header_limit(max_header);
            parser->body_limit(exchange->request.max_answer);
            parser->skip(exchange->request.method == "HEAD");
            const auto [error, read] = co_await http::async_read(stream, buffer, *parser, awaitable);
            if (error) {
                self.fail(exchange, "no whole answer: " + error.message());
                co_return false;
            }
        } while (parser->get().result_int() / 100 == 1);

        const bool reusable = parser->keep_alive() && buffer.size() == 0;
        auto response = parser->release();
        HttpResponse answer{.status = response.result_int(), .headers = {}, .body = std::move(response.body())};
        for (const auto& field : response) {
            answer.headers.emplace_back(text(field.name_string()), text(field.value()));
        }
        self.finish(exchange, std::move(answer));
        co_return reusable;
    }

    std::shared_ptr<Stream> take_idle(Host& host) {
        while (!host.idle.empty()) {
            const auto idle = std::move(host.idle.back());
            host.idle.pop_back();
            idle->until.cancel();
            if (idle->stream->quiet()) return idle->stream;
            idle->stream->close();
            --host.open;
        }
        return nullptr;
    }

    void give_back(const std::string& name, const std::shared_ptr<Stream>& stream, bool reusable) {
        if (!reusable || abandoned_) stream->close();
        if (abandoned_) return;
        auto& host = hosts_[name];
        if (reusable) {
            keep(name, host, stream);
        } else {
            --host.open;
        }
        serve_waiting(name);
    }

    void keep(const std::string& name, Host& host, const std::shared_ptr<Stream>& stream) {
        const auto idle = std::make_shared<Idle>(stream, asio::steady_timer(loop_, options_.idle_for));
        host.idle.push_back(idle);
        idle->until.async_wait([self = shared_from_this(), idle, name](error_code error) {
            if (!error && !self->abandoned_) self->close_idle(name, idle);
        });
        if (host.idle.size() <= options_.idle || !host.waiting.empty()) return;
        const auto oldest = host.idle.front();
        close_idle(name, oldest);
    }

    void close_idle(const std::string& name, const std::shared_ptr<Idle>& idle) {
        const auto found = hosts_.find(name);
        if (found == hosts_.end() || std::erase(found->second.idle, idle) == 0) return;
        drop(*idle);
        --found->second.open;
        if (found->second.open == 0 && found->second.waiting.empty()) hosts_.erase(found);
    }

    static void drop(Idle& idle) {
        idle.until.cancel();
        idle.stream->close();
    }

    asio::any_io_executor loop_;
    std::shared_ptr<Tls> tls_;
    ClientOptions options_;
    std::map<std::string, Host> hosts_;  // by scheme, name and port
    std::set<std::shared_ptr<Exchange>> under_way_;
    bool abandoned_ = false;
};

Client::Client(asio::any_io_executor loop, std::shared_ptr<Tls> tls, ClientOptions options)
    : impl_(std::make_shared<Impl>(std::move(loop), std::move(tls), std::move(options))) {}

Client::~Client() {
    impl_->abandon();
}

void Client::send(HttpRequest request, Done done) {
    impl_->send(std::move(request), std::move(done));
}

}  // namespace goodturn::net
