#pragma once

#include "adapters/matrix/recent.hpp"
#include "adapters/matrix/rooms.hpp"
#include "adapters/net/json.hpp"
#include "core/engine/engine.hpp"
#include "core/engine/line.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

/// From the answer of /sync to what the engine is told and what the adapter has to know. Pure: no clock, no payload
/// that makes it fail, and one event that can't be read takes nothing with it. Client-server API, "Syncing".
namespace goodturn::matrix {

struct Account {
    chat::SpaceId space;
    chat::AccountId bot;
    std::set<chat::AccountId> ignored{};  ///< by the settings, such as other bots; nothing of theirs is answered
    engine::Names names{};                ///< how people call the bot
};

/// Events that the answer leaves out, between the token it was asked with and `from`.
struct Gap {
    std::string room;
    std::string from;
    bool operator==(const Gap&) const = default;
};
/// Of rooms the bot was in before. What was said before it came is none of its business.
[[nodiscard]] std::vector<Gap> gaps_in(net::Value sync, const Rooms& rooms, const chat::AccountId& bot);

/// Room → pages of /messages backwards from the gap's end, the newest first.
using Filled = std::map<std::string, std::vector<net::Document>>;

/// Messages that are reacted to and whose author nobody knows.
struct Target {
    std::string room;
    std::string event;
    bool operator==(const Target&) const = default;
};
[[nodiscard]] std::vector<Target> unknown_targets(net::Value sync, const Filled& filled, Recent& recent);

struct Invite {
    std::string room;
    chat::AccountId inviter;
    bool direct = false;     ///< the inviter means a chat of two
    bool encrypted = false;  ///< as far as the invite tells
    bool operator==(const Invite&) const = default;
};

/// Who is not heard any more for a while, and where, from this event on.
struct Muted {
    std::string room;
    chat::AccountId who;
    std::string event;
    bool operator==(const Muted&) const = default;
};

/// The items' keys are "<space>/event/<event id>". Facts come first; they have no keys. The route of what was typed
/// where others are is the message: there its writer can be told of a private answer.
struct Decoded {
    std::vector<engine::Intake> items;  ///< without cursors
    std::vector<Invite> invites;
    std::vector<std::string> encrypted;  ///< rooms that the bot is in and can't read
    std::set<std::string> crowded{};     ///< chats of two that are none any more
    std::vector<Upgrade> upgraded{};     ///< of rooms that the bot is in
    std::set<std::string> left{};        ///< where the bot is not in any more, or not invited
    std::vector<Muted> muted{};
    bool unheard = false;                          ///< something was said by who is not heard
    std::vector<std::string> entered{};            ///< chats that somebody opened and the bot came into
    std::map<std::string, std::string> handled{};  ///< room → the newest event in it that somebody typed
};
/// `rooms` and `recent` learn what is in it, event by event.
[[nodiscard]] Decoded decode(net::Value sync, const Filled& filled, Rooms& rooms, Recent& recent,
                             const Account& account, chat::Instant now);

/// What an answer that was asked for without a token says of now; what was said before is history. It names all people
/// of all rooms, so it is read in parts, and what is news of them is had from facts_of.
struct Beginning {
    Decoded decoded;
    std::string since;  ///< the server's token
};
/// nullopt: it is not whole.
[[nodiscard]] std::optional<Beginning> decode_state(std::string_view sync, Rooms& rooms, const Account& account);

/// At most so many; none: there is nothing new.
[[nodiscard]] std::vector<engine::Intake> facts_of(Rooms& rooms, const Account& account, chat::Instant now,
                                                   std::size_t most);

}  // namespace goodturn::matrix
