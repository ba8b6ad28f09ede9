#include "adapters/matrix/chats.hpp"

#include "adapters/matrix/backoff.hpp"
#include "adapters/matrix/content.hpp"
#include "adapters/matrix/ids.hpp"
#include "adapters/matrix/new_chats.hpp"
#include "adapters/matrix/requests.hpp"
#include "adapters/matrix/texts.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;
using Opened = std::expected<std::string, Problem>;

/// Most come with the first; a server that is slow gets some more.
constexpr int answers_waited_for = 20;

constexpr std::int64_t all_powers = 100;

/// An answer, until its chat is kept to two.
constexpr auto held_for_that = std::chrono::seconds(10);
constexpr auto look_again = std::chrono::milliseconds(20);

/// Since room version 12 creators have all power, and stand in no list of levels; Synapse makes whom a chat is made for
/// one of them.
std::int64_t level_of(const chat::AccountId& who, net::Value levels, net::Value create) {
    const auto creators = create["additional_creators"].items();
    if (std::ranges::any_of(creators, [&](net::Value one) { return one.text() == who.value; })) {
        return std::numeric_limits<std::int64_t>::max();
    }
    return levels["users"][who.value].number().value_or(levels["users_default"].number().value_or(0));
}

/// What it takes to change this state.
std::int64_t level_for(std::string_view type, net::Value levels) {
    return levels["events"][type].number().value_or(levels["state_default"].number().value_or(50));
}

/// The list of chats, as it is when it goes, on the server. One at a time: an older list that arrives last would undo a
/// newer one.
asio::awaitable<void> keep_list(PresenceRef at) {
    at->direct_changed = true;
    if (std::exchange(at->keeping_direct, true)) co_return;
    while (std::exchange(at->direct_changed, false)) {
        const auto kept = co_await insist(at, direct_call(at->account.bot, at->rooms.direct_as_json()));
        if (!kept) spdlog::warn("Matrix: the list of chats could not be kept on the server: {}", kept.error().detail);
    }
    at->keeping_direct = false;
}

asio::awaitable<Opened> make_chat(PresenceRef at, chat::AccountId person, bool answer) {
    const auto made = co_await at->api->in_turn(create_room_call(person), "new room", answer, [] { return true; });
    if (!made) co_return std::unexpected(made.error());
    const std::string room = made->root()["room_id"].text();
    if (!is_room_id(room)) co_return std::unexpected(Problem{.detail = "createRoom: no room in the answer"});
    co_await keep_direct(at, room, person);
    // Who is in there is known from the server's own account of it, not from what was asked for.
    const auto encrypted = [&] { return at->rooms.find(room) != nullptr && at->rooms.find(room)->encrypted; };
    for (int i = 0; i < answers_waited_for && !at->rooms.is_private(room, person) && !encrypted(); ++i) {
        if (!co_await news(at)) break;
    }
    if (at->rooms.is_private(room, person)) co_return room;
    if (encrypted()) {
        at->made_encrypted = std::chrono::steady_clock::now();
        spdlog::error("Matrix: nobody can be answered in private: {}", made_encrypted);
        at->rooms.set_direct(room, {});
        co_await keep_list(at);
        co_return std::unexpected(Problem{.detail = std::string(made_encrypted)});
    }
    co_return std::unexpected(Problem{.detail = "the chat that was made does not show up as one of two"});
}

}  // namespace

asio::awaitable<Opened> open_chat(PresenceRef at, chat::AccountId person, bool answer) {
    while (true) {
        if (const auto room = at->rooms.chat_with(person); !room.empty()) co_return room;
        if (at->makes_encrypted()) co_return std::unexpected(Problem{.detail = std::string(made_encrypted)});
        if (at->opening.insert(person).second) break;
        if (!co_await news(at)) co_return std::unexpected(Problem{.detail = "stopped"});
    }
    auto room = co_await make_chat(at, person, answer);
    at->opening.erase(person);
    at->learned.cancel();
    co_return room;
}

asio::awaitable<void> keep_direct(PresenceRef at, std::string room, chat::AccountId person) {
    at->rooms.set_direct(room, person);
    co_await keep_list(at);
}

namespace {

/// Says so. True: that stays so, and the next answer need not try it again.
bool is_open_for_good(const std::string& room, const Problem& problem) {
    spdlog::warn("Matrix: who comes to {} later may read what was said: {}", room, problem.detail);
    return !passes(problem);
}

/// In the line that all wait in, for a server counts these too. True: it is so, or never will be.
asio::awaitable<bool> put_state(PresenceRef at, std::string room, std::string_view type, std::string content) {
    constexpr int tries = 3;
    Backoff backoff;
    const Call call = set_state_call(room, type, std::move(content));
    for (int tried = 1;; ++tried) {
        const auto set = co_await at->api->in_turn(call, room, true, [] { return true; });
        if (set) co_return true;
        if (passes(set.error()) && tried < tries && co_await pause(at, backoff.after(set.error()))) continue;
        co_return is_open_for_good(room, set.error());
    }
}

asio::awaitable<void> set_for_two(PresenceRef at, std::string room) {
    constexpr std::string_view power_levels = "m.room.power_levels";
    constexpr std::string_view visibility = "m.room.history_visibility";
    at->rooms.begin_keeping(room);
    const auto levels = co_await insist(at, state_call(room, power_levels));
    const auto create = co_await insist(at, state_call(room, "m.room.create"));
    if (!levels || !create) {
        if (is_open_for_good(room, (levels ? create : levels).error())) at->rooms.note_kept(room);
        co_return;
    }
    const auto own = level_of(at->account.bot, levels->root(), create->root());
    const auto is_set = [&](bool Room::* what) {
        const auto* const known = at->rooms.find(room);
        return known != nullptr && known->*what;
    };
    bool settled = true;
    if (!is_set(&Room::hides_past) && own >= level_for(visibility, levels->root())) {
        settled = co_await put_state(at, room, visibility, R"({"history_visibility":"invited"})");
    }
    if (!is_set(&Room::closed) && own >= std::max(level_for(power_levels, levels->root()), all_powers)) {
        settled = co_await put_state(at, room, power_levels, without_invites(levels->root())) && settled;
    }
    if (settled) at->rooms.note_kept(room);
}

asio::awaitable<void> keep(PresenceRef at, std::string room) {
    co_await set_for_two(at, room);
    at->keeping.erase(room);
}

}  // namespace

asio::awaitable<void> keep_to_two(PresenceRef at, std::string room) {
    if (at->rooms.is_kept(room)) co_return;
    if (at->keeping.insert(room).second) spawn(at, keep(at, room));
    const auto until = std::chrono::steady_clock::now() + held_for_that;
    while (at->keeping.contains(room) && std::chrono::steady_clock::now() < until && co_await pause(at, look_again)) {
    }
}

asio::awaitable<void> say(PresenceRef at, std::string room, Part part, std::string key) {
    auto call = send_call(room, "m.room.message", transaction_id(at->mark, key), notice(part, {}));
    (void)co_await at->api->in_turn(std::move(call), room, true, [at, room] { return at->rooms.is_open(room); });
}

asio::awaitable<void> move_away(PresenceRef at, std::string room) {
    const auto person = at->rooms.direct_with(room);
    if (at->rooms.is_private(room, person)) co_return;
    co_await say(at, room, part_saying(texts::crowded), "crowded/" + room);
    // They may be alone again by then.
    if (!at->rooms.is_private(room, person)) co_await tell(at, person, texts::new_chat, "moved/" + room);
}

asio::awaitable<void> withdraw(PresenceRef at, std::string room, chat::AccountId person) {
    // Where they have as much power as the bot, as in a chat that they made, it can't: then they find nobody there.
    const auto taken_back = co_await insist(at, kick_call(room, person, texts::not_accepted));
    if (!taken_back && passes(taken_back.error())) co_return;  // only who is in there can, so the next hour tries again
    const auto left = co_await insist(at, leave_call(room, texts::not_accepted));
    // Else who accepts it after all would sit in a room where their bare words are not heard.
    if (!left) co_return;
    at->rooms.set_direct(room, {});
    co_await keep_list(at);
}

asio::awaitable<void> follow_upgrade(PresenceRef at, Upgrade upgrade) {
    // Before it comes in, as with an invite. If it is the wrong room, it is one with nobody but these two.
    const auto person = at->rooms.direct_with(upgrade.room);
    if (!person.empty()) co_await keep_direct(at, upgrade.successor, person);
    const auto joined = co_await insist(at, join_call(upgrade.successor, upgrade.by));
    if (!joined) {
        spdlog::info("Matrix: {} went on as {}, which I may not join yet: {}", upgrade.room, upgrade.successor,
                     joined.error().detail);
        co_return;
    }
    // Whoever may upgrade a room may name any other in it.
    const auto create = co_await insist(at, state_call(upgrade.successor, "m.room.create"));
    if (create && create->root()["predecessor"]["room_id"].text() != upgrade.room) {
        (void)co_await insist(at, leave_call(upgrade.successor, texts::not_the_successor));
    }
}

asio::awaitable<void> tell(PresenceRef at, chat::AccountId person, std::string_view text, std::string key) {
    const auto room = co_await open_chat(at, person, true);
    if (!room) {
        spdlog::warn("Matrix: {} could not be told something: {}", person.value, room.error().detail);
        co_return;
    }
    auto call = send_call(*room, "m.room.message", transaction_id(at->mark, key), notice(part_saying(text), {}));
    const auto said = co_await at->api->in_turn(
        std::move(call), *room, true, [at, room = *room, person] { return at->rooms.is_private(room, person); });
    if (!said) spdlog::warn("Matrix: {} could not be told something: {}", person.value, said.error().detail);
}

}  // namespace goodturn::matrix
