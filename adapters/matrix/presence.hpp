#pragma once

#include "adapters/matrix/api.hpp"
#include "adapters/matrix/decode.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace goodturn::matrix {

/// The account on its server: what the coroutines of a session share, and keep.
struct Presence {
    Presence(const boost::asio::any_io_executor& executor, Account who)
        : loop(executor), account(std::move(who)), rooms(account.bot), learned(loop) {
        learned.expires_at(boost::asio::steady_timer::time_point::max());
    }

    boost::asio::any_io_executor loop;
    Account account;
    std::shared_ptr<Api> api{};
    Rooms rooms;
    std::string mark{};                           ///< see SyncCursor
    boost::asio::steady_timer learned;            ///< cancelled when `rooms` learned something, for those who wait
    std::set<chat::AccountId> opening{};          ///< with whom a chat is being opened
    std::set<std::string> keeping{};              ///< chats that are being kept to two
    bool keeping_direct = false;                  ///< the list of chats is on its way to the server
    bool direct_changed = false;                  ///< and was changed since
    std::map<std::string, std::string> unread{};  ///< see receipts.hpp: room → the newest event that was handled
    std::set<std::string> reading{};
    std::set<std::string> typing{};  ///< rooms that show that the bot writes
    /// When a new chat turned out to be encrypted by the server.
    std::optional<std::chrono::steady_clock::time_point> made_encrypted{};
    std::set<boost::asio::steady_timer*> pauses{};
    bool closed = false;

    /// That was not long ago: another try would only end in one more room that nobody can use.
    [[nodiscard]] bool makes_encrypted() const;
    /// Ends all that waits.
    void close();
};
using PresenceRef = std::shared_ptr<Presence>;

/// What it throws is logged.
void spawn(const PresenceRef& at, boost::asio::awaitable<void> what);
/// False: it is over, and nothing more is to be begun.
boost::asio::awaitable<bool> pause(PresenceRef at, std::chrono::milliseconds how_long);
/// As long as what went wrong passes by itself, some times.
boost::asio::awaitable<Reply> insist(PresenceRef at, Call call);
/// Until the account learned something.
boost::asio::awaitable<bool> news(PresenceRef at);

}  // namespace goodturn::matrix
