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

/// Of a member event or what was before it: in the room, or invited to it.
[[nodiscard]] bool is_there(net::Value membership);
/// Of a member event: it followed another, and does not say which. Servers need not.
[[nodiscard]] bool hides_before(net::Value event);
/// Of a state event: after it nothing private may be said there as things are: somebody may be invited in passing,
/// reads what was said before, or the bot can't read.
[[nodiscard]] bool opens(net::Value event);

enum class Standing { joined, invited };

struct Room {
    std::string name;
    std::string alias;
    std::map<chat::AccountId, Standing> people;  ///< joined and invited, the bot too
    bool encrypted = false;                      ///< m.room.encryption was seen once: for good
    chat::AccountId inviter;                     ///< who brought the bot in, as far as is known
    bool read_only = false;  ///< refused a message of the bot's; until its levels or the bot's standing change
    std::string successor;   ///< the room that took its place: nothing is said in this one any more; empty: none
    std::optional<chat::Instant> invited;  ///< when somebody was invited last
    bool hides_past = false;               ///< who comes reads nothing from before their invite
    bool closed = false;                   ///< to invites by who has not all power
    bool untouched = false;                ///< nobody else changed anything of both since the bot began to see to them
    bool kept = false;                     ///< nor since it did what it may for them
};

/// A room was upgraded. Room version 12 has no server in its id: who did it says where to ask for the new one.
struct Upgrade {
    std::string room;
    std::string successor;
    chat::AccountId by;
    bool operator==(const Upgrade&) const = default;
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
    /// The content of the account data m.direct: person → rooms. What was changed here since the start stays so: the
    /// server's account of it may be older.
    void take_direct(net::Value content);
    /// The content of the account data m.ignored_user_list.
    void take_ignored(net::Value content);
    /// Whether the account ignores this person, as its owner told some client.
    [[nodiscard]] bool ignores(const chat::AccountId& person) const { return ignored_.contains(person); }
    /// The bot is out, or was never in.
    void forget(const std::string& room);
    /// The server took no message of the bot's there, for want of a right. True: that is new.
    bool refuse(const std::string& room);

    [[nodiscard]] const Room* find(const std::string& room) const;
    /// Whether the bot has joined it.
    [[nodiscard]] bool in(const std::string& room) const;
    /// Who comes later reads nothing of what is said now, and nobody invites in passing, as far as the bot may see to
    /// that.
    [[nodiscard]] bool is_kept(const std::string& room) const;
    /// The bot begins to see to it, and has done so.
    void begin_keeping(const std::string& room);
    void note_kept(const std::string& room);
    /// The bot is in it and may write there, as far as is known.
    [[nodiscard]] bool is_open(const std::string& room) const;
    /// Those where it may not, by name.
    [[nodiscard]] std::vector<std::string> read_only() const;
    /// It is meant for this person and the bot, who have joined or are invited, and nobody else is there.
    [[nodiscard]] bool is_of_two(const std::string& room, const chat::AccountId& person) const;
    /// The same, and the bot is in it and may write: what is sent there only this person reads.
    [[nodiscard]] bool is_private(const std::string& room, const chat::AccountId& person) const;
    /// Whether they are invited to it, and have not come.
    [[nodiscard]] bool is_waiting(const std::string& room, const chat::AccountId& person) const;
    /// A private room: the one they turned to last, as far as is known, else one they have joined, else one they are
    /// invited to; empty: none.
    [[nodiscard]] std::string chat_with(const chat::AccountId& person) const;
    /// They wrote to the bot there, or opened it as a chat with it: there they wait for an answer.
    void turned_to(const std::string& room, const chat::AccountId& person) { turned_to_[person] = room; }
    /// Whether m.direct has a room for this person that they are not in any more, or where they are not alone.
    [[nodiscard]] bool left_by(const chat::AccountId& person) const;

    /// For whom m.direct has this room; empty: nobody.
    [[nodiscard]] chat::AccountId direct_with(const std::string& room) const;
    /// From now on the room is meant for this person alone; nobody: for no one person.
    void set_direct(const std::string& room, const chat::AccountId& person);
    /// m.direct as it is now, to be kept on the server.
    [[nodiscard]] std::string direct_as_json() const;

    /// The room that this one took the place of, and in which the bot is; empty: none.
    [[nodiscard]] std::string predecessor(const std::string& room) const;
    /// Upgrades of rooms the bot is in, each once.
    [[nodiscard]] std::vector<Upgrade> upgraded();
    /// Chats in which somebody has been invited since before then, and has not come.
    struct Unaccepted {
        std::string room;
        chat::AccountId person;
        bool operator==(const Unaccepted&) const = default;
    };
    [[nodiscard]] std::vector<Unaccepted> unaccepted(chat::Instant before) const;

    /// Chats of two, with the bot in them, to which somebody else came or was invited since the last time.
    [[nodiscard]] std::set<std::string> crowded();

    /// What is news of people and rooms since the last time, as facts for the core: at most so many, the rest next
    /// time.
    using Fact = std::variant<chat::AccountSeen, chat::ConversationSeen>;
    [[nodiscard]] std::vector<Fact> facts(std::size_t most);

private:
    void take_member(Room& room, const std::string& id, net::Value event);
    void adopt(const std::string& id, net::Value member);
    void mean(const std::string& room, const chat::AccountId& person);
    [[nodiscard]] std::optional<chat::ConversationSeen> seen_of(const std::string& id) const;

    chat::AccountId bot_;
    std::map<std::string, Room> rooms_;
    std::map<chat::AccountId, std::set<std::string>> direct_;
    std::map<std::string, chat::AccountId> meant_for_;  ///< the same by room
    std::map<std::string, chat::AccountId> set_here_;   ///< what of it was changed since the start; nobody: taken out
    std::map<chat::AccountId, std::string> turned_to_;
    std::set<chat::AccountId> ignored_;
    std::map<chat::AccountId, std::string> names_;
    std::set<chat::AccountId> renamed_;
    std::set<std::string> changed_;
    std::set<std::string> crowded_;
    std::map<std::string, Upgrade> upgrades_;  ///< by the old room, until they are told
};

}  // namespace goodturn::matrix
