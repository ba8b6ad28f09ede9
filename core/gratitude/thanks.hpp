#pragma once

#include "core/engine/turn.hpp"

/// Saying thanks: the command, the draft its writer sees first, and the answer to a thank-you.
namespace goodturn::gratitude {

void thanks_command(engine::Turn& turn, engine::Call& call);

std::optional<chat::Form> build_thanks_form(engine::Turn& turn, const std::string& args);
engine::FieldErrors submit_thanks_form(engine::Turn& turn, const std::string& args, engine::Values& values);
std::optional<chat::Form> build_edit_form(engine::Turn& turn, const std::string& args);
engine::FieldErrors submit_edit_form(engine::Turn& turn, const std::string& args, engine::Values& values);

/// The writer's message: the draft first, then where each copy is.
std::optional<chat::Message> render_thanks(engine::Turn& turn, std::int64_t thanks);
void press_send_privately(engine::Turn& turn, const engine::Press& press);
void press_post_here(engine::Turn& turn, const engine::Press& press);
void press_edit_thanks(engine::Turn& turn, const engine::Press& press);
void press_cancel_thanks(engine::Turn& turn, const engine::Press& press);
void press_part_of_text(engine::Turn& turn, const engine::Press& press);
void press_unsend(engine::Turn& turn, const engine::Press& press);
std::optional<chat::Spans> undo_send(engine::Turn& turn, std::int64_t thanks);

/// Words typed within a day of a letter may be its answer: asks before anything is passed on. False: no such letter
/// (from `sender`, if given).
bool offer_to_answer(engine::Turn& turn, const engine::Line& line, std::optional<engine::PersonId> sender = {});
void press_pass_on(engine::Turn& turn, const engine::Press& press);

}  // namespace goodturn::gratitude
