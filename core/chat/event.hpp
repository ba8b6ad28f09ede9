#pragma once

#include "core/chat/ids.hpp"
#include "core/chat/space.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

/// What comes in. Adapters decode into these and add no meaning of their own.
namespace goodturn::chat {

/// Somebody named with the platform's own mention; `label` is what the writer saw, for accounts never met before.
struct Named {
    AccountId account;
    std::string label;
    bool operator==(const Named&) const = default;
};

/// What a person typed: runs of text and mentions, in order, entities already decoded to plain UTF-8.
using Word = std::variant<std::string, Named>;
using Words = std::vector<Word>;

/// Where something happened. `direct` is true only for a chat of exactly the actor and the bot.
struct Place {
    ConversationId conversation;
    MessageId thread;  ///< the thread's first message; empty outside threads
    bool direct = false;
    bool closed = false;  ///< a chat of other people, to which the bot can't be brought
    std::string name{};   ///< what people there call it: "#release-4"; empty: the event does not say
    /// Whether the bot is in there: only then can it post. nullopt: the event does not say.
    std::optional<bool> joined{};
    bool operator==(const Place&) const = default;
};

/// A message or a command line. `addressed`: the platform says that it is for the bot (a slash command), so it carries
/// no prefix. `edited`: the same message was seen before with other words.
struct Typed {
    Words words;
    MessageId message;  ///< empty: nobody but the bot can read it
    bool addressed = false;
    bool edited = false;
};
struct Pressed {
    MessageId message;
    std::string button;  ///< Button::id
    std::string choice;  ///< of a menu: Option::value
};
/// Values by Field::name. A person's field holds one Named.
struct Submitted {
    std::string token;
    std::map<std::string, Words> values;
};
struct Reacted {
    MessageId message;
    AccountId author;  ///< who wrote the message; empty if unknown
    std::string emoji;
    bool added = true;
    std::string link;  ///< a permanent link to the message; empty where there is none
};
/// The person opened their chat with the bot.
struct Opened {};
/// The person looks at the page about themselves that some platforms have; see Overview in outgoing.hpp.
struct OverviewOpened {};
/// The actor brought the bot into the conversation.
struct Invited {};

/// Facts, sent by adapters whenever they learn them. They are about the space, not from a person: `Event::actor` is
/// empty.
struct SpaceSeen {
    std::string name;
    AccountId bot;
    Capabilities can;
};
struct AccountSeen {
    AccountId account;
    std::string name;   ///< whole display name; empty: nobody knows, and what they were called stays
    std::string given;  ///< empty: the first word of the name
    std::string zone;   ///< IANA name; empty: unknown
    bool bot = false;
    bool guest = false;
    bool gone = false;     ///< deactivated
    bool foreign = false;  ///< of another organisation: here only in what both share
    /// The adapter's own name for this state, given back after a restart (Engine::accounts); 0: not wanted back.
    std::int64_t mark = 0;
    bool operator==(const AccountSeen&) const = default;
};
/// They were looked at once more, and are as they were.
struct AccountsSame {
    std::vector<AccountId> accounts;
};
/// `members` replaces what was known; so does a name, unless it is empty. `joined`: as in Place.
struct ConversationSeen {
    ConversationId conversation;
    std::string name;
    std::optional<AccountId> direct_with;  ///< set for the bot's chat with one person
    std::vector<AccountId> members;
    bool joined = true;
};
/// The bot is in these conversations, and in no others.
struct ConversationsSeen {
    std::set<ConversationId> joined;
};

struct Event {
    SpaceId space;
    AccountId actor;
    Place place;
    Instant at;         ///< the platform's own instant; dates count from it
    std::string route;  ///< where an answer can go while the platform waits for one; empty: nowhere
    /// Told long afterwards on purpose (a sample, an import): it counts from `at` whatever its age, and is not
    /// answered.
    bool retold = false;
    std::variant<Typed, Pressed, Submitted, Reacted, Opened, OverviewOpened, Invited, SpaceSeen, AccountSeen,
                 AccountsSame, ConversationSeen, ConversationsSeen>
        what;
};

}  // namespace goodturn::chat
