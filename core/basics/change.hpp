#pragma once

#include "core/engine/turn.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// What a person sets here, and the way back.
namespace goodturn::basics {

extern const store::Migration change_schema;

enum class Setting : std::int64_t { zone = 1, hours = 2, quiet = 3, blocked = 4 };

/// Made before one of the actor's settings changes; files afterwards what held before.
class Change {
public:
    Change(engine::Turn& turn, Setting setting);
    /// Answers with `message`, and with [Undo] if anything changed and there is a way back.
    void answer(chat::Message message);

private:
    engine::Turn& turn_;
    Setting setting_;
    std::string before_;
};

std::optional<chat::Spans> undo_change(engine::Turn& turn, std::int64_t id);
bool prune_changes(engine::Turn& turn);

/// Until when the actor's pause lasts; nullopt: not paused (any more).
[[nodiscard]] std::optional<chat::Instant> paused_until(engine::Turn& turn);
/// "Fri 3 Jan", or "Fri 3 Jan, 15:00 Lisbon" if it isn't the start of a day.
[[nodiscard]] std::string quiet_until(engine::Turn& turn, chat::Instant until);

}  // namespace goodturn::basics
