#pragma once

#include "core/engine/outbox.hpp"
#include "core/engine/people.hpp"
#include "core/engine/turn.hpp"

#include <optional>
#include <string_view>

/// The rules that hang on the kind of a message (product.md 3), all of them, in one place. They are applied when a
/// message is about to be sent, so that what changed while it waited (a pause, other hours, `no more`) counts.
namespace goodturn::engine {

/// What nobody asked for holds while the clock is further behind the newest instant that this store has seen. Less is
/// how servers keep the time.
inline constexpr auto clock_may_fall_back = std::chrono::minutes(1);

struct Ruling {
    enum class Verdict { send, hold, drop };
    Verdict verdict = Verdict::send;
    chat::Instant until{};    ///< for hold
    bool gone_quiet = false;  ///< six nudges in a row were ignored: the person has just been stopped, tell them once
};

class Kinds {
public:
    Kinds(store::Database& db, People& people, const Options& options) : db_(db), people_(people), options_(options) {}

    [[nodiscard]] Ruling rule(const Delivery& delivery, chat::Instant now, bool clock_fell_back);
    /// It reached the person at `at`, or may have: counts for the budgets. Of what is not sure nobody can say whether
    /// it was ignored.
    void sent(Kind kind, PersonId person, chat::Instant at, bool surely = true);
    /// The person pressed, reacted or wrote to the bot: nudges of the last five working days are answered.
    void heard_from(PersonId person, chat::Instant now);

    [[nodiscard]] chat::Instant earliest(Kind kind, PersonId person, chat::Instant from);

    [[nodiscard]] Turn::Passing may_pass(PersonId sender, PersonId recipient, chat::Instant now);
    void passed(PersonId sender, PersonId recipient, chat::Instant now);
    void unpassed(PersonId sender, PersonId recipient, chat::Instant passed_at);
    void met(PersonId sender, PersonId recipient);
    void block(PersonId person, std::optional<PersonId> sender);
    void unblock(PersonId person, std::optional<PersonId> sender);
    [[nodiscard]] std::vector<std::optional<PersonId>> blocked_by(PersonId person);

private:
    [[nodiscard]] Ruling rule_nudge(const Person& person, const Delivery& delivery, chat::Instant now);
    void add_nudge(PersonId person, std::int64_t skipped_as, chat::Instant at);
    /// How many others of its kind were handed out for this person with an outcome that is not known yet.
    [[nodiscard]] std::int64_t maybe_arrived(const Delivery& delivery);
    [[nodiscard]] bool in_time(const Person& person, chat::Instant at, chat::Instant now) const;
    [[nodiscard]] int ignored_in_row(const Person& person, chat::Instant now);
    /// Where not everybody may write to everybody, the first contact needs a conversation that both are in.
    [[nodiscard]] bool is_stranger(PersonId sender, const Person& recipient);
    [[nodiscard]] bool blocked(PersonId person, std::optional<PersonId> sender);

    store::Database& db_;
    People& people_;
    const Options& options_;
};

}  // namespace goodturn::engine
