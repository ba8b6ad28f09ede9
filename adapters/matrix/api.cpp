#include "adapters/matrix/api.hpp"

#include "adapters/matrix/asking.hpp"
#include "adapters/matrix/ids.hpp"
#include "adapters/matrix/server_clock.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

/// Then who wants it sent has to ask again whether it still may be.
constexpr auto unasked_waits = std::chrono::minutes(1);

}  // namespace

Api::Api(const asio::any_io_executor& loop, std::unique_ptr<net::Client> client, std::string homeserver,
         std::function<chat::Instant()> now, std::function<void(const Problem&)> refused)
    : client_(std::move(client)),
      homeserver_(std::move(homeserver)),
      now_(std::move(now)),
      refused_(std::move(refused)),
      timer_(loop) {
    while (homeserver_.ends_with('/')) homeserver_.pop_back();
}

void Api::set_token(std::string token) {
    renewal_.reset();
    refused_token_.clear();
    token_ = std::move(token);
}

/// Two that renew one session would take it from each other.
void Api::set_session(const Stored& session, const std::filesystem::path& file) {
    if (renewal_ && renewal_->client() == session.client) return;
    renewal_ = std::make_shared<Renewal>(timer_.get_executor(), session, file, now_);
}

void Api::set_device(std::string_view user, std::string_view device) {
    device_ = "user_id=" + escaped(user);
    if (!device.empty()) device_ += "&device_id=" + escaped(device);
}

void Api::close() {
    timer_.cancel();
    if (renewal_) renewal_->close();
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
    if (!token().empty()) request.headers.emplace_back("Authorization", "Bearer " + token());
    if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    auto answer = co_await ask(*client_, std::move(request));
    if (const auto ahead = answer ? ahead_by(*answer, now_()) : std::nullopt) ahead_ = ahead;
    co_return answer;
}

void Api::notice_token(const Problem& problem, const std::string& token) {
    const bool dead = problem.fault == Fault::token || problem.fault == Fault::ended;
    if (!dead || token.empty() || token != this->token() || token == refused_token_) return;
    refused_token_ = token;
    refused_(problem);
}

asio::awaitable<std::optional<Problem>> Api::renew(std::string old) {
    const auto renewal = renewal_;
    co_return co_await renewal->renew(
        [self = shared_from_this()](net::HttpRequest request) -> asio::awaitable<Answer> {
            if (!self->client_) co_return std::unexpected(net::HttpError{.sent = false, .detail = "stopped"});
            co_return co_await ask(*self->client_, std::move(request));
        },
        std::move(old));
}

asio::awaitable<std::expected<net::HttpResponse, Problem>> Api::answer_to(Call call) {
    for (bool renewed = false;; renewed = true) {
        // Where that fails for now, the old one may be good still.
        if (renewal_ && renewal_->due()) (void)co_await renew(token());
        const std::string token = this->token();
        auto answer = co_await exchange(call);
        if (answer && answer->status >= 200 && answer->status < 300) co_return std::move(*answer);
        auto problem = read_reply(call.name, answer).error();
        // Servers with OAuth don't say that it is only the token (soft_logout): only what renews it tells.
        if (problem.code == "M_UNKNOWN_TOKEN" && renewal_ && !renewed) {
            const auto failed = co_await renew(token);
            if (!failed) continue;
            problem = *failed;
        }
        notice_token(problem, token);
        co_return std::unexpected(std::move(problem));
    }
}

asio::awaitable<Reply> Api::call(Call call) {
    const std::string name = call.name;
    auto answer = co_await answer_to(std::move(call));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    co_return read_reply(name, std::move(*answer));
}

asio::awaitable<std::expected<std::string, Problem>> Api::text(Call call) {
    auto answer = co_await answer_to(std::move(call));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    co_return std::move(answer->body);
}

bool Api::idle() const {
    return !turns_.anybody_waits() && turns_.calm(Clock::now());
}

asio::awaitable<void> Api::turn(Turn turn, std::string lane, bool answer, Moment end) {
    return asio::async_initiate<const asio::use_awaitable_t<>, void()>(
        [this, turn, answer, end](auto handler, std::string in) {
            waiting_.emplace(turn, Handler(std::move(handler)));
            turns_.wait(turn, std::move(in), answer, end);
            advance();
        },
        asio::use_awaitable, std::move(lane));
}

asio::awaitable<Reply> Api::in_turn(Call call, std::string lane, bool answer, std::function<bool()> may) {
    const Turn mine = ++last_;
    const Moment end = answer ? Moment::max() : Clock::now() + unasked_waits;
    while (client_) {
        co_await turn(mine, lane, answer, end);
        if (const auto late = late_.extract(mine)) {
            co_return std::unexpected(Problem{.fault = Fault::rate_limited,
                                              .retry_after = late.mapped(),
                                              .detail = call.name + ": would have to wait for too long"});
        }
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
    co_return std::unexpected(Problem{.fault = Fault::dropped, .detail = call.name + ": stopped"});
}

/// Posted, so that nothing goes on within what led to it.
void Api::advance() {
    if (!client_) return;
    const auto resume = [this](Turn turn) {
        asio::post(timer_.get_executor(), std::move(waiting_.extract(turn).mapped()));
    };
    for (const auto& [turn, wait] : turns_.late(Clock::now())) {
        late_.emplace(turn, wait);
        resume(turn);
    }
    for (const Turn turn : turns_.due(Clock::now())) resume(turn);
    const auto next = turns_.next(Clock::now());
    if (!next) return;
    timer_.expires_at(*next);
    timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        const auto self = weak.lock();
        if (!error && self) self->advance();
    });
}

}  // namespace goodturn::matrix
