#pragma once

#include "adapters/net/json.hpp"
#include "core/chat/event.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace goodturn::matrix {

enum class Standing { joined, invited };

struct Room {
    std::string name;
    std::string alias;
    std::map<chat::AccountId, Standing> people;  ///< joined and invited, the bot too
    bool encrypted = false;                      ///< m.room.encryption was seen once: for good
    chat::AccountId inviter;                     ///< who brought the bot in, as far as is known
};

/// What the account knows of its rooms, by what the server said in order. Without I/O.
///
/// A chat with one person is a room that the account's m.direct names for that person, and in which, joined or invited,
/// are exactly these two. Counting members alone says nothing: a new room of two may be anybody's project.
class Rooms {
public:
    explicit Rooms(chat::AccountId bot);

    /// A state event, in the order of the room's timeline.
    void take(const std::string& room, net::Value event);
    /// The content of the account data m.direct: person → rooms.
    void take_direct(net::Value content);
    /// The bot is out, or was never in.
    void forget(const std::string& room);

    [[nodiscard]] const Room* find(const std::string& room) const;
    /// Whether the bot has joined it.
    [[nodiscard]] bool in(const std::string& room) const;
    /// It is meant for this person and the bot, who have joined or are invited, and nobody else is there.
    [[nodiscard]] bool is_of_two(const std::string& room, const chat::AccountId& person) const;
    /// The same, and the bot is in it: what is sent there only this person reads.
    [[nodiscard]] bool is_private(const std::string& room, const chat::AccountId& person) const;
    /// Whether they are invited to it, and have not come.
    [[nodiscard]] bool is_waiting(const std::string& room, const chat::AccountId& person) const;
    /// A private room: one they have joined, else one they are invited to; empty: none.
    [[nodiscard]] std::string chat_with(const chat::AccountId& person) const;
    /// Whether m.direct has a room for this person that they are not in any more, or where they are not alone.
    [[nodiscard]] bool left_by(const chat::AccountId& person) const;

    /// For whom m.direct has this room; empty: nobody.
    [[nodiscard]] chat::AccountId direct_with(const std::string& room) const;
    /// m.direct with this room too, as JSON, to be kept on the server. It counts at once.
    [[nodiscard]] std::string add_direct(const std::string& room, const chat::AccountId& person);

    /// Chats of two, with the bot in them, to which somebody else came or was invited since the last time.
    [[nodiscard]] std::set<std::string> crowded();

    /// What is news of people and rooms since the last time, as facts for the core.
    using Fact = std::variant<chat::AccountSeen, chat::ConversationSeen>;
    [[nodiscard]] std::vector<Fact> facts();

private:
    void take_member(Room& room, const std::string& id, net::Value event);

    chat::AccountId bot_;
    std::map<std::string, Room> rooms_;
    std::map<chat::AccountId, std::set<std::string>> direct_;
    std::map<chat::AccountId, std::string> names_;
    std::set<chat::AccountId> renamed_;
    std::set<std::string> changed_;
    std::set<std::string> crowded_;
};

}  // namespace goodturn::matrix
