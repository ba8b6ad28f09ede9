#pragma once

#include "core/chat/event.hpp"
#include "core/engine/dates.hpp"
#include "core/engine/ids.hpp"
#include "core/engine/scanner.hpp"
#include "core/schedule/hours.hpp"
#include "core/store/database.hpp"

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace goodturn::engine {

struct Person {
    PersonId id{};
    std::string name;   ///< whole display name
    std::string given;  ///< first name
    bool named = true;  ///< false: nobody said what they are called; `name` is their account
    /// For who is mentioned: empty where it would be no name.
    [[nodiscard]] std::string label() const { return named ? name : std::string(); }
    std::string zone;  ///< IANA name; "UTC" until known
    bool zone_known = false;
    schedule::Hours hours;
    bool reachable = true;  ///< false for bots, guests, foreigners and people who left: never written to
    bool is_bot = false;
    bool gone = false;        ///< their account is closed
    bool foreign = false;     ///< of another organisation
    chat::Instant learned{};  ///< when anything was told of them the last time; {}: nothing ever was
    bool greeted = false;     ///< has seen the first-minutes message
    bool stopped = false;     ///< `stop`: no nudges
    std::optional<chat::Instant> paused_until{};
    DateOrder date_order = DateOrder::unknown;
    chat::Instant overview_opened{};  ///< the last time
    chat::Instant told_too_old{};     ///< that what they wrote came too late, the last time
    std::int64_t home_space = 0;      ///< where to write to them: the space they used last
};

/// What an adapter told of an account before it was started again.
struct KnownAccount {
    chat::SpaceId space;
    chat::AccountId account;
    std::int64_t mark = 0;    ///< chat::AccountSeen::mark
    chat::Instant learned{};  ///< when it was last told; {}: nothing was, somebody only named them
};

/// Accounts and the persons behind them. All functions run within the engine's transaction.
class People {
public:
    People(store::Database& db, schedule::Hours default_hours) : db_(db), default_hours_(default_hours) {}

    /// What was read is kept, and not read again, until this is called: after a rollback, or a deletion that
    /// people were part of.
    void forget();

    /// The person behind an account, created on sight.
    PersonId on_sight(std::int64_t space, const chat::AccountId& account, std::string_view label);
    /// Those without a label get the name that is known, for words that are shown again.
    void label(std::int64_t space, std::vector<chat::Named>& mentions);
    void learn(std::int64_t space, const chat::AccountSeen& seen, chat::Instant at);
    void learn(std::int64_t space, const chat::AccountsSame& same, chat::Instant at);
    void learn(std::int64_t space, const chat::ConversationSeen& seen);
    void learn(std::int64_t space, const chat::ConversationsSeen& seen);
    /// What an event says of the conversation it comes from; of who is in it nothing is said.
    void learn(std::int64_t space, const chat::Place& place);
    /// Whether the bot is in there, as far as anybody said.
    [[nodiscard]] bool joined(std::int64_t space, const chat::ConversationId& conversation);

    /// Throws std::logic_error if there is no such person.
    [[nodiscard]] Person get(PersonId id);
    /// For a label: words that stand for a name nobody knows yet.
    [[nodiscard]] std::string name(PersonId id);
    /// Those that were told with a mark, and those of whom nothing was told yet.
    [[nodiscard]] std::vector<KnownAccount> accounts();

    /// The person's account in this space; nullopt: not there.
    [[nodiscard]] std::optional<chat::AccountId> account(PersonId person, std::int64_t space);
    /// The row of that account; 0: not there.
    [[nodiscard]] std::int64_t account_row(PersonId person, std::int64_t space);
    void set_overview_opened(PersonId person, chat::Instant at);
    void used(PersonId person, std::int64_t space);

    void set_zone(PersonId person, std::string_view zone);
    void set_hours(PersonId person, const schedule::Hours& hours);
    void set_paused(PersonId person, std::optional<chat::Instant> until);
    void set_stopped(PersonId person, bool stopped);
    void set_greeted(PersonId person);
    void set_date_order(PersonId person, DateOrder order);
    void set_told_too_old(PersonId person, chat::Instant at);

    /// People whose name begins so and whom the writer can mean: who share a conversation with them, who wrote to them
    /// or are kept from it, the writer too; fifty at most.
    [[nodiscard]] std::vector<KnownName> named_by(std::int64_t space, PersonId writer, std::string_view folded_word);
    [[nodiscard]] bool share_conversation(PersonId one, PersonId other);

private:
    [[nodiscard]] std::vector<std::int64_t> conversations_of(std::int64_t space, PersonId person);
    [[nodiscard]] std::optional<PersonId> find(std::int64_t space, const chat::AccountId& account);
    PersonId add(std::int64_t space, const chat::AccountId& account, std::string_view label);
    PersonId keep(std::int64_t space, const chat::AccountId& account, PersonId person);
    /// What somebody else called them will do until their name is told.
    void call(PersonId person, std::int64_t space, const chat::AccountId& account, std::string_view label);
    /// What they are found by, and the mark they were told with, if there is one.
    void set_keys(std::int64_t space, const chat::AccountId& account, std::string_view name, std::string_view given,
                  store::Value mark);
    [[nodiscard]] Person read(PersonId id);
    /// Every change to a person's row goes through here: what is kept of them is not true any more.
    void update(PersonId person, std::string_view sql, std::initializer_list<store::Value> values);

    store::Database& db_;
    schedule::Hours default_hours_;
    std::unordered_map<std::int64_t, Person> persons_;
    std::map<std::pair<std::int64_t, std::string>, PersonId> accounts_;
};

}  // namespace goodturn::engine
