#include "adapters/matrix/renewal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <string_view>
#include <utility>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// As long as a poll and its way there and back may take.
constexpr auto ahead = 60s;
constexpr auto after_failure = 10s;

/// What the service says of the session itself (RFC 6749, 5.2). Another refusal may come from something in between.
bool ends_session(const Problem& problem) {
    constexpr std::array<std::string_view, 3> ends{"invalid_grant", "invalid_client", "unauthorized_client"};
    return std::ranges::find(ends, problem.code) != ends.end();
}

}  // namespace

Renewal::Renewal(const asio::any_io_executor& loop, Stored session, std::filesystem::path file,
                 std::function<chat::Instant()> now)
    : session_(std::move(session)), file_(std::move(file)), now_(std::move(now)), over_(loop) {
    over_.expires_at(asio::steady_timer::time_point::max());
}

bool Renewal::due() const {
    const auto now = now_();
    return session_.until && now >= *session_.until - ahead && !(not_before_ && now < *not_before_);
}

void Renewal::close() {
    over_.cancel();
}

asio::awaitable<std::optional<Problem>> Renewal::renew(Ask ask, std::string old) {
    if (under_way_) {
        co_await over_.async_wait(asio::as_tuple(asio::use_awaitable));
        co_return under_way_ ? Problem{.detail = "stopped"} : outcome_;
    }
    if (session_.token != old) co_return std::nullopt;
    if (outcome_ && outcome_->fault == Fault::ended) co_return outcome_;
    under_way_ = true;
    outcome_ = co_await exchange(std::move(ask));
    if (outcome_) not_before_ = now_() + after_failure;
    under_way_ = false;
    over_.cancel();
    co_return outcome_;
}

/// Each time it is asked anew where that is: servers move.
asio::awaitable<std::optional<Problem>> Renewal::exchange(Ask ask) {
    const auto provider = read_provider(co_await ask(provider_request(session_.homeserver)));
    if (!provider) co_return Problem{.detail = provider.error().detail};
    const auto asked = now_();
    const auto tokens = read_tokens(co_await ask(refresh_request(*provider, session_.client, session_.refresh)), asked);
    if (!tokens && ends_session(tokens.error())) {
        co_return Problem{
            .fault = Fault::ended,
            .detail = fmt::format("the server has ended the session ({}): stop the bot, log in again with `goodturn "
                                  "matrix login`, and start it",
                                  tokens.error().code)};
    }
    if (!tokens) co_return Problem{.retry_after = tokens.error().retry_after, .detail = tokens.error().detail};
    Stored next = session_;
    next.token = tokens->token;
    next.until = tokens->until;
    if (!tokens->refresh.empty()) next.refresh = tokens->refresh;
    try {
        write_session(file_, next);
    } catch (const std::exception& error) {
        co_return Problem{.detail = error.what()};
    }
    session_ = std::move(next);
    co_return std::nullopt;
}

}  // namespace goodturn::matrix
