#include "adapters/matrix/api.hpp"

#include "adapters/matrix/asking.hpp"
#include "adapters/matrix/ids.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;
using Answer = std::expected<net::HttpResponse, net::HttpError>;
using Clock = std::chrono::steady_clock;

}  // namespace

Api::Api(const asio::any_io_executor& loop, std::unique_ptr<net::Client> client, std::string homeserver,
         std::function<void(const Problem&)> refused)
    : client_(std::move(client)), homeserver_(std::move(homeserver)), refused_(std::move(refused)), timer_(loop) {
    while (homeserver_.ends_with('/')) homeserver_.pop_back();
}

void Api::set_token(std::string token) {
    token_ = std::move(token);
}

void Api::set_device(std::string_view user, std::string_view device) {
    device_ = "user_id=" + escaped(user);
    if (!device.empty()) device_ += "&device_id=" + escaped(device);
}

void Api::close() {
    timer_.cancel();
    client_.reset();
    waiting_.clear();
}

asio::awaitable<Answer> Api::exchange(Call call) {
    if (!client_) co_return std::unexpected(net::HttpError{.sent = false, .detail = "stopped"});
    net::HttpRequest request{.method = std::move(call.method),
                             .url = homeserver_ + "/_matrix/client/v3/" + call.path,
                             .body = std::move(call.body),
                             .deadline = call.deadline,
                             .max_answer = call.max_answer};
    if (!device_.empty()) request.url += (request.url.contains('?') ? "&" : "?") + device_;
    if (!token_.empty()) request.headers.emplace_back("Authorization", "Bearer " + token_);
    if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    co_return co_await ask(*client_, std::move(request));
}

void Api::notice_token(const Problem& problem, const std::string& token) {
    if (problem.fault != Fault::token || token.empty() || token != token_) return;
    token_.clear();
    refused_(problem);
}

asio::awaitable<Reply> Api::call(Call call) {
    const std::string name = call.name;
    const std::string token = token_;
    auto reply = read_reply(name, co_await exchange(std::move(call)));
    if (!reply) notice_token(reply.error(), token);
    co_return reply;
}

asio::awaitable<std::expected<std::string, Problem>> Api::text(Call call) {
    const std::string name = call.name;
    const std::string token = token_;
    auto answer = co_await exchange(std::move(call));
    if (answer && answer->status >= 200 && answer->status < 300) co_return std::move(answer->body);
    auto reply = read_reply(name, answer);
    notice_token(reply.error(), token);
    co_return std::unexpected(std::move(reply.error()));
}

bool Api::idle() const {
    return !turns_.anybody_waits() && turns_.calm(Clock::now());
}

asio::awaitable<void> Api::turn(Turn turn, std::string lane, bool answer) {
    return asio::async_initiate<const asio::use_awaitable_t<>, void()>(
        [this, turn, answer](auto handler, std::string in) {
            waiting_.emplace(turn, Handler(std::move(handler)));
            turns_.wait(turn, std::move(in), answer);
            advance();
        },
        asio::use_awaitable, std::move(lane));
}

asio::awaitable<Reply> Api::in_turn(Call call, std::string lane, bool answer, std::function<bool()> may) {
    const Turn mine = ++last_;
    while (true) {
        co_await turn(mine, lane, answer);
        Reply reply = std::unexpected(Problem{.fault = Fault::dropped, .detail = call.name + ": not any more"});
        if (may()) reply = co_await this->call(call);
        const bool too_many = !reply && reply.error().fault == Fault::rate_limited;
        if (too_many && call.own_limit) {
            turns_.refused_lane(mine, Clock::now(), reply.error().retry_after);
        } else if (too_many) {
            turns_.refused(mine, Clock::now(), reply.error().retry_after);
        } else {
            turns_.end(mine, Clock::now());
        }
        advance();
        if (!too_many) co_return reply;
    }
}

/// Posted, so that nothing goes on within what led to it.
void Api::advance() {
    if (!client_) return;
    for (const Turn turn : turns_.due(Clock::now())) {
        auto handler = waiting_.extract(turn);
        asio::post(timer_.get_executor(), std::move(handler.mapped()));
    }
    const auto next = turns_.next(Clock::now());
    if (!next) return;
    timer_.expires_at(*next);
    timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        const auto self = weak.lock();
        if (!error && self) self->advance();
    });
}

}  // namespace goodturn::matrix
