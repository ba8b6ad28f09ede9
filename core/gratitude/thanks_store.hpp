#pragma once

#include "core/engine/turn.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The rows of thank-yous: what somebody wrote, one copy of it a recipient, and the letters that carry copies.
namespace goodturn::gratitude {

enum class Place {
    undecided,
    privately,
    here,    ///< in the channel where it was typed
    myself,  ///< said without us
};

struct Thanks {
    enum class State { draft, sent, taken_back, dropped };

    std::int64_t id = 0;
    engine::PersonId sender{};
    bool answer = false;  ///< to a thank-you, passed back
    State state = State::draft;
    Place place = Place::undecided;
    std::string why{};
    std::string head{};  ///< words before and after `why` that were read as an option
    std::string tail{};
    std::optional<engine::Channel> channel{};
    std::optional<std::int64_t> item{};  ///< of a round
    std::optional<std::int64_t> undo{};  ///< once sent: what `undo` knows the sending by
    bool unposted = false;               ///< a draft again, of what could not be posted
    chat::Instant at{};                  ///< written; once sent, when that was
};

struct Copy {
    enum class State {
        draft,
        held,       ///< for the seconds in which undo leaves no trace
        waiting,    ///< for the recipient's hours
        delivered,  ///< `delivered_at` says when
        returned,   ///< can't be passed on
        taken_back,
        myself,
    };

    std::int64_t id = 0;
    std::int64_t thanks = 0;
    engine::PersonId sender{};
    engine::PersonId recipient{};
    State state = State::draft;
    std::optional<std::int64_t> letter{};
    std::optional<std::int64_t> answers{};  ///< the copy that this one answers
    chat::Instant at{};
    std::optional<chat::Instant> delivered_at{};
    std::string reaction{};
    chat::Instant reaction_at{};
};

/// Adds the row under a new id, and a copy for each recipient.
void add(engine::Turn& turn, Thanks& thanks, const std::vector<engine::PersonId>& recipients);
/// Adds the row under a new id.
void add(engine::Turn& turn, Copy& copy);
void save(engine::Turn& turn, const Thanks& thanks);
void save(engine::Turn& turn, const Copy& copy);
/// With its copies.
void erase_thanks(engine::Turn& turn, std::int64_t id);
void erase_copy(engine::Turn& turn, std::int64_t id);

[[nodiscard]] std::optional<Thanks> find_thanks(engine::Turn& turn, std::int64_t id);
/// Only if the actor wrote it.
[[nodiscard]] std::optional<Thanks> own_thanks(engine::Turn& turn, std::int64_t id);
[[nodiscard]] std::optional<Copy> find_copy(engine::Turn& turn, std::int64_t id);
[[nodiscard]] std::vector<Copy> copies_of(engine::Turn& turn, std::int64_t thanks);
/// The actor's that wait for the other's hours, the oldest first, at most so many.
[[nodiscard]] std::vector<Copy> on_their_way(engine::Turn& turn, std::int64_t most);
/// What a letter shows: waiting and delivered copies.
[[nodiscard]] std::vector<Copy> copies_in(engine::Turn& turn, std::int64_t letter);

/// Whom they go to.
[[nodiscard]] std::vector<engine::PersonId> persons(const std::vector<Copy>& copies);
/// Whoever's thank-yous to the actor that are drafts.
[[nodiscard]] std::vector<std::int64_t> drafts_to_actor(engine::Turn& turn);

/// When the actor last thanked this person.
[[nodiscard]] std::optional<chat::Instant> last_thanked(engine::Turn& turn, engine::PersonId recipient);

/// The letter that waits for this person, was never handed out and has room; a new one if there is none.
[[nodiscard]] std::int64_t waiting_letter(engine::Turn& turn, engine::PersonId recipient);
/// The recipient never had a letter before this one.
[[nodiscard]] bool is_first_letter(engine::Turn& turn, std::int64_t letter);
/// It is being handed out; again, or for the first time.
void letter_left(engine::Turn& turn, std::int64_t letter);
/// It was not, after all: it is as it was.
void letter_stays(engine::Turn& turn, std::int64_t letter);
void letter_shown(engine::Turn& turn, std::int64_t letter);
void erase_letter(engine::Turn& turn, std::int64_t letter);

}  // namespace goodturn::gratitude
