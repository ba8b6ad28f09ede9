#pragma once

#include "adapters/matrix/presence.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace goodturn::matrix {

/// Whose invites are followed, beside those of the bot's own server.
using Servers = std::set<std::string, std::less<>>;

/// Why this invite is declined, in words for who sent it; empty: it is followed.
[[nodiscard]] std::string_view objection(const Invite& invite, const Account& account, const Servers& servers);

/// The bot's coming and going: follows invites or declines them, leaves what it can't read, and keeps chats of two to
/// two. What it began goes on by itself.
class Doorman : public std::enable_shared_from_this<Doorman> {
public:
    Doorman(PresenceRef at, Servers servers) : at_(std::move(at)), servers_(std::move(servers)) {}

    /// What a sync said of it.
    void take(Decoded& decoded);

private:
    using Self = std::shared_ptr<Doorman>;
    static boost::asio::awaitable<void> answer(Self self, Invite invite);
    void leave(std::string encrypted_room);
    static boost::asio::awaitable<void> leave_encrypted(Self self, std::string room);
    boost::asio::awaitable<void> join(const Invite& invite);

    PresenceRef at_;
    Servers servers_;
    std::set<std::string> entering_{};  ///< rooms that are being joined or left
    std::set<std::string> invited_{};   ///< invites that were not answered yet
};

/// Takes back, as long as the bot runs, what nobody accepts.
boost::asio::awaitable<void> take_back_invites(PresenceRef at, std::function<chat::Instant()> now);

}  // namespace goodturn::matrix
