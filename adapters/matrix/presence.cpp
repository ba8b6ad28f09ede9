#include "adapters/matrix/presence.hpp"

#include "adapters/matrix/backoff.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <spdlog/spdlog.h>

#include <exception>
#include <utility>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;

/// A timer that close() finds, as long as somebody waits for it.
struct Found {
    Found(PresenceRef in, std::chrono::milliseconds how_long) : at(std::move(in)), timer(at->loop, how_long) {
        at->pauses.insert(&timer);
    }
    ~Found() { at->pauses.erase(&timer); }
    Found(const Found&) = delete;
    Found& operator=(const Found&) = delete;

    PresenceRef at;
    asio::steady_timer timer;
};

}  // namespace

bool Presence::makes_encrypted() const {
    constexpr auto try_again_after = std::chrono::hours(1);
    return made_encrypted && std::chrono::steady_clock::now() - *made_encrypted < try_again_after;
}

void Presence::close() {
    closed = true;
    api->close();
    learned.cancel();
    for (auto* const timer : pauses) timer->cancel();
}

void spawn(const PresenceRef& at, asio::awaitable<void> what) {
    asio::co_spawn(at->loop, std::move(what), [](const std::exception_ptr& thrown) {
        if (!thrown) return;
        try {
            std::rethrow_exception(thrown);
        } catch (const std::exception& error) {
            spdlog::error("Matrix: {}", error.what());
        }
    });
}

asio::awaitable<bool> pause(PresenceRef at, std::chrono::milliseconds how_long) {
    if (at->closed) co_return false;
    Found found(at, how_long);
    co_await found.timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return !at->closed;
}

asio::awaitable<Reply> insist(PresenceRef at, Call call) {
    constexpr int tries = 6;
    Backoff backoff;
    for (int tried = 1;; ++tried) {
        auto reply = co_await at->api->call(call);
        if (reply || !passes(reply.error()) || tried == tries) co_return reply;
        if (!co_await pause(at, backoff.after(reply.error()))) co_return reply;
    }
}

asio::awaitable<bool> news(PresenceRef at) {
    if (at->closed) co_return false;
    co_await at->learned.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return !at->closed;
}

}  // namespace goodturn::matrix
