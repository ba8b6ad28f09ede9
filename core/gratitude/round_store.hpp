#pragma once

#include "core/engine/turn.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The rows of the round. Everything here is about the actor's own.
namespace goodturn::gratitude {

struct Round {
    std::int64_t id = 0;
    chat::Instant at{};
    chat::Instant since{};  ///< when the oldest help in it was
    bool asked = false;     ///< the person asked for it; else it came by itself
    bool ended = false;     ///< answered as a whole, or followed by another
    bool shown = false;     ///< its message arrived
};

struct Item {
    enum class State { open, sent, myself, thanked, dropped };

    std::int64_t id = 0;
    std::int64_t round = 0;
    engine::PersonId helper{};
    std::int64_t number = 0;  ///< never used again within its round
    State state = State::open;
    std::string why{};
    std::optional<std::int64_t> thanks{};  ///< once sent, or what thanked them elsewhere
};

/// Whether anybody helped lately who was not thanked since.
[[nodiscard]] bool anybody_to_thank(engine::Turn& turn);
/// Why this person would be in the round: the helps since they were last thanked, newest first.
struct Reason {
    chat::Instant at;
    std::string what;
};
[[nodiscard]] std::vector<Reason> reasons(engine::Turn& turn, engine::PersonId helper);

/// A new round with up to three people.
Round start_round(engine::Turn& turn, bool asked);
/// Brings in the next people until three are shown. The round's row is saved.
void fill_up(engine::Turn& turn, Round& round);
void end_round(engine::Turn& turn, std::int64_t id);

[[nodiscard]] std::optional<Round> find_round(engine::Turn& turn, std::int64_t id);
[[nodiscard]] std::optional<Round> latest_round(engine::Turn& turn);
void set_shown(engine::Turn& turn, std::int64_t id);
/// How many rounds, before this one if given, came by themselves, had nobody to show, were seen and left unanswered, in
/// a row.
[[nodiscard]] int empty_in_a_row(engine::Turn& turn, std::optional<std::int64_t> before = {});

[[nodiscard]] std::vector<Item> items_of(engine::Turn& turn, std::int64_t round);
[[nodiscard]] std::optional<Item> find_item(engine::Turn& turn, std::int64_t id);
/// The items that this thank-you settled without being sent from them.
[[nodiscard]] std::vector<Item> items_thanked_by(engine::Turn& turn, std::int64_t thanks);
void save(engine::Turn& turn, const Item& item);

/// "Not Bo": their help so far never comes back into a round; and the reverse.
void drop_helps(engine::Turn& turn, engine::PersonId helper);
void undrop_helps(engine::Turn& turn, engine::PersonId helper);

}  // namespace goodturn::gratitude
