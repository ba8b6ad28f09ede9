#pragma once

#include "core/engine/turn.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The rows of the help log. Everything here is about the actor's own rows; ids of others are as good as unknown.
namespace goodturn::gratitude {

/// What one line noted: one or more people and the words.
struct Noted {
    std::int64_t id = 0;  ///< also the id of the first person's help
    bool given = false;   ///< the actor helped them
    chat::Instant at;
    std::vector<engine::PersonId> people;
    std::string what;
};

struct LogEntry {
    std::int64_t help = 0;
    std::int64_t note = 0;
    engine::PersonId helper{};
    chat::Instant at;
    std::string what;
    std::string link;
};

Noted note_help(engine::Turn& turn, const std::vector<engine::PersonId>& helpers, std::string_view what,
                std::string_view link = {});
Noted note_given(engine::Turn& turn, const std::vector<engine::PersonId>& helped, std::string_view what);
[[nodiscard]] std::optional<Noted> noted(engine::Turn& turn, std::int64_t note);
/// The notes that were just made, from the first to the last, belong together: the id by which they are found.
std::int64_t keep_together(engine::Turn& turn, const Noted& first, const Noted& last);
/// What is left of them.
[[nodiscard]] std::vector<std::int64_t> noted_together(engine::Turn& turn, std::int64_t list);
/// Turns help into help given and back.
std::optional<Noted> swap_direction(engine::Turn& turn, std::int64_t note);
void forget_note(engine::Turn& turn, std::int64_t note);

/// The id by which the words of before can be put back; nullopt: no such note.
std::optional<std::int64_t> change_words(engine::Turn& turn, std::int64_t note, std::string_view what);
std::optional<Noted> put_words_back(engine::Turn& turn, std::int64_t before);

struct Lost {
    std::int64_t note = 0;
    chat::Instant at{};
    std::string what{};
};
/// Takes what was noted about this person from `since` on out of everybody's log, given help too, without a way back.
/// Who loses an entry by it, and the newest of those.
std::map<engine::PersonId, Lost> forget_person(engine::Turn& turn, engine::PersonId person, chat::Instant since);

/// Takes one help out of the log; whose it was. put_back() works for a day.
std::optional<engine::PersonId> remove_help(engine::Turn& turn, std::int64_t help);
std::optional<engine::PersonId> put_back(engine::Turn& turn, std::int64_t help);

/// Newest first.
[[nodiscard]] std::vector<LogEntry> log_entries(engine::Turn& turn, std::int64_t skip, std::int64_t count);
[[nodiscard]] std::int64_t log_size(engine::Turn& turn);

}  // namespace goodturn::gratitude
