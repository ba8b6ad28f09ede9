#include "adapters/matrix/api.hpp"

#include "adapters/matrix/asking.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;
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

void Api::close() {
    timer_.cancel();
    client_.reset();
    waiting_.clear();
}

asio::awaitable<Reply> Api::call(Call call) {
    if (!client_) co_return std::unexpected(Problem{.detail = call.name + ": stopped"});
    net::HttpRequest request{.method = std::move(call.method),
                             .url = homeserver_ + "/_matrix/client/v3/" + call.path,
                             .body = std::move(call.body),
                             .deadline = call.deadline,
                             .max_answer = call.max_answer};
    if (!token_.empty()) request.headers.emplace_back("Authorization", "Bearer " + token_);
    if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    const std::string token = token_;
    auto reply = read_reply(call.name, co_await ask(*client_, std::move(request)));
    if (!reply && reply.error().fault == Fault::token && !token.empty() && token == token_) {
        token_.clear();
        refused_(reply.error());
    }
    co_return reply;
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
        Reply reply = std::unexpected(Problem{.fault = Fault::forbidden, .detail = call.name + ": not any more"});
        if (may()) reply = co_await this->call(call);
        const bool too_many = !reply && reply.error().fault == Fault::rate_limited;
        if (too_many) {
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
