#include "adapters/matrix/doorman.hpp"

#include "adapters/matrix/backoff.hpp"
#include "adapters/matrix/chats.hpp"
#include "adapters/matrix/ids.hpp"
#include "adapters/matrix/requests.hpp"
#include "adapters/matrix/texts.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;

/// Of joining: a server that has just invited us may not have heard of it itself.
constexpr int join_tries = 6;
/// What waits in a chat comes back to whoever sent it after a week; a day later nothing is left of it.
constexpr auto unaccepted_for = std::chrono::days(8);
constexpr auto look_for_unaccepted = std::chrono::hours(1);

bool is_welcome(const chat::AccountId& inviter, const Account& account, const Servers& servers) {
    const auto server = server_of(inviter.value);
    return server == server_of(account.bot.value) || servers.contains(server);
}

}  // namespace

std::string_view objection(const Invite& invite, const Account& account, const Servers& servers) {
    if (!is_welcome(invite.inviter, account, servers)) return texts::other_server;
    return invite.encrypted ? texts::encrypted : std::string_view();
}

void Doorman::take(Decoded& decoded) {
    for (const auto& room : decoded.left) invited_.erase(room);
    for (auto& upgrade : decoded.upgraded) spawn(at_, follow_upgrade(at_, std::move(upgrade)));
    for (auto& invite : decoded.invites) {
        invited_.insert(invite.room);
        if (entering_.insert(invite.room).second) spawn(at_, answer(shared_from_this(), std::move(invite)));
    }
    for (const auto& room : decoded.encrypted) leave(room);
    for (const auto& room : decoded.crowded) spawn(at_, move_away(at_, room));
}

asio::awaitable<void> Doorman::answer(Self self, Invite invite) {
    const auto& at = self->at_;
    // Whoever invites it to where a room of its goes on.
    const auto old = at->rooms.predecessor(invite.room);
    const auto why =
        old.empty() || invite.encrypted ? objection(invite, at->account, self->servers_) : std::string_view();
    if (!why.empty()) {
        (void)co_await insist(at, leave_call(invite.room, why));
        if (why == texts::encrypted) {
            co_await tell(at, invite.inviter, texts::encrypted_chat, "encrypted/" + invite.room);
        }
    } else {
        // Before it comes in: what is said there at once counts as said to it alone.
        if (invite.direct) co_await keep_direct(at, invite.room, invite.inviter);
        if (old.empty()) co_await self->join(invite);
        if (!old.empty()) co_await follow_upgrade(at, {old, invite.room, invite.inviter});
    }
    self->invited_.erase(invite.room);
    self->entering_.erase(invite.room);
    // That may have come while it was on its way in.
    const auto* const room = at->rooms.find(invite.room);
    if (room != nullptr && room->encrypted && at->rooms.in(invite.room)) self->leave(invite.room);
}

void Doorman::leave(std::string room) {
    if (entering_.insert(room).second) spawn(at_, leave_encrypted(shared_from_this(), std::move(room)));
}

asio::awaitable<void> Doorman::join(const Invite& invite) {
    Backoff backoff;
    // One that was taken back is over.
    for (int tries = 0; tries < join_tries && invited_.contains(invite.room); ++tries) {
        const auto joined = co_await at_->api->call(join_call(invite.room, invite.inviter));
        if (joined) co_return;
        spdlog::warn("Matrix: {} can't be joined: {}", invite.room, joined.error().detail);
        if (!co_await pause(at_, backoff.after(joined.error()))) co_return;
    }
}

asio::awaitable<void> Doorman::leave_encrypted(Self self, std::string room) {
    const auto& at = self->at_;
    // After a restart nobody says who the inviter was, but whom a chat is for is known.
    auto whom = at->rooms.direct_with(room);
    if (whom.empty()) whom = at->rooms.find(room)->inviter;
    const bool may = !whom.empty() && is_welcome(whom, at->account, self->servers_);
    const auto left = co_await insist(at, leave_call(room, texts::encrypted));
    if (!left) spdlog::warn("Matrix: {} is encrypted, and could not be left: {}", room, left.error().detail);
    if (may) co_await tell(at, whom, texts::encrypted_chat, "encrypted/" + room);
    self->entering_.erase(room);
}

asio::awaitable<void> take_back_invites(PresenceRef at, std::function<chat::Instant()> now) {
    do {
        for (const auto& [room, person] : at->rooms.unaccepted(now() - unaccepted_for)) {
            // They may have come while others were seen to.
            if (at->rooms.is_waiting(room, person)) co_await withdraw(at, room, person);
        }
    } while (co_await pause(at, look_for_unaccepted));
}

}  // namespace goodturn::matrix
