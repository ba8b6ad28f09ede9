#pragma once

#include "core/engine/turn.hpp"

#include <cstdint>
#include <optional>

/// What a person chose: when the round comes, and whether 🙏 counts.
namespace goodturn::gratitude {

struct Settings {
    enum class Round { unset, on, off };
    Round round = Round::unset;
    schedule::Minutes time{9 * 60};
    unsigned every = 1;     ///< months
    chat::Instant since{};  ///< when the round was turned on
    bool reactions = false;
    std::int64_t told = 0;  ///< how many 🙏 were told of so far

    static constexpr unsigned quarterly = 3;
};

/// Of the actor.
[[nodiscard]] Settings settings_of(engine::Turn& turn);
/// Saves and plans the round, without undo.
void keep(engine::Turn& turn, const Settings& settings);
/// The same as a change of the person's own. The button undoes it.
chat::Button change(engine::Turn& turn, const Settings& settings);
/// So many more 🙏 were told of.
void count_told(engine::Turn& turn, int more);

/// "Your thank-you round is on … Next: Fri 27 Nov, 9:00 Lisbon."
[[nodiscard]] chat::Spans round_state(engine::Turn& turn);
/// The first help noted turns the round on; then this says so.
[[nodiscard]] std::optional<chat::Note> first_help(engine::Turn& turn);
[[nodiscard]] chat::Button no_thanks_button();

/// What is coming, and how to note a help.
std::vector<chat::Block> overview(engine::Turn& turn);

void press_round_off(engine::Turn& turn, const engine::Press& press);
void press_fewer(engine::Turn& turn, const engine::Press& press);
void reactions_command(engine::Turn& turn, engine::Call& call);
std::optional<chat::Spans> undo_round(engine::Turn& turn, std::int64_t id);
std::optional<chat::Spans> undo_reactions(engine::Turn& turn, std::int64_t id);
std::vector<engine::SettingLine> setting_lines(engine::Turn& turn);

}  // namespace goodturn::gratitude
