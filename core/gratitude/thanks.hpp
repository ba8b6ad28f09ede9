#pragma once

#include "core/engine/turn.hpp"
#include "core/gratitude/thanks_store.hpp"

/// Saying thanks: the command, the draft its writer sees first.
namespace goodturn::gratitude {

void thanks_command(engine::Turn& turn, engine::Call& call);

std::optional<chat::Form> build_thanks_form(engine::Turn& turn, const std::string& args);
engine::FieldErrors submit_thanks_form(engine::Turn& turn, const std::string& args, engine::Values& values);
std::optional<chat::Form> build_edit_form(engine::Turn& turn, const std::string& args);
engine::FieldErrors submit_edit_form(engine::Turn& turn, const std::string& args, engine::Values& values);

/// Why these people can't be thanked there: what not_these says, an account that is closed, and where it would be a
/// message to somebody of another organisation.
struct NotThanked {
    engine::Text text;   ///< names `who`
    engine::Text field;  ///< the same beside the field of a form
    std::optional<engine::PersonId> who;
};
[[nodiscard]] std::optional<NotThanked> not_thanked(engine::Turn& turn, const std::vector<engine::PersonId>& people,
                                                    Place place);
/// Says so, and gives the words back.
[[nodiscard]] chat::Message refusal(engine::Turn& turn, const NotThanked& why, const std::string& words);
/// The actor turned out to be nobody to thank: whoever has a draft to them sees that.
void refresh_drafts(engine::Turn& turn);

/// The writer's message: the draft first, then where each copy is.
std::optional<chat::Message> render_thanks(engine::Turn& turn, std::int64_t thanks);
void press_send_privately(engine::Turn& turn, const engine::Press& press);
void press_post_here(engine::Turn& turn, const engine::Press& press);
void press_edit_thanks(engine::Turn& turn, const engine::Press& press);
void press_cancel_thanks(engine::Turn& turn, const engine::Press& press);
void press_part_of_text(engine::Turn& turn, const engine::Press& press);
void press_unsend(engine::Turn& turn, const engine::Press& press);
std::optional<chat::Spans> undo_send(engine::Turn& turn, std::int64_t thanks);

/// A yes to what offer_to_answer (answering.hpp) asked.
void press_pass_on(engine::Turn& turn, const engine::Press& press);

}  // namespace goodturn::gratitude
