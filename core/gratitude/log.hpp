#pragma once

#include "core/engine/turn.hpp"
#include "core/gratitude/help_store.hpp"

/// Noting help, and the log of it.
namespace goodturn::gratitude {

void helped_me_command(engine::Turn& turn, engine::Call& call);
/// The actor is a bot, and was noted like a person.
void not_a_person(engine::Turn& turn);
/// The actor has left, and was noted just now.
void has_left(engine::Turn& turn);
/// The actor is of another organisation, and was noted just now.
void is_foreign(engine::Turn& turn);
void helped_command(engine::Turn& turn, engine::Call& call);
void i_helped_command(engine::Turn& turn, engine::Call& call);
void gave_help_command(engine::Turn& turn, engine::Call& call);
void log_command(engine::Turn& turn, engine::Call& call);

chat::Button note_button(engine::Turn& turn);
void press_note(engine::Turn& turn, const engine::Press& press);
void press_swap(engine::Turn& turn, const engine::Press& press);
void press_edit_help(engine::Turn& turn, const engine::Press& press);
void press_remove_help(engine::Turn& turn, const engine::Press& press);
void press_log_page(engine::Turn& turn, const engine::Press& press);

std::optional<chat::Form> build_help_form(engine::Turn& turn, const std::string& args);
engine::FieldErrors submit_help_form(engine::Turn& turn, const std::string& args, engine::Values& values);
std::optional<chat::Form> build_words_form(engine::Turn& turn, const std::string& args);
engine::FieldErrors submit_words_form(engine::Turn& turn, const std::string& args, engine::Values& values);

std::optional<chat::Spans> undo_note(engine::Turn& turn, std::int64_t note);
std::optional<chat::Spans> undo_swap(engine::Turn& turn, std::int64_t note);
std::optional<chat::Spans> undo_words(engine::Turn& turn, std::int64_t before);
std::optional<chat::Spans> undo_remove(engine::Turn& turn, std::int64_t help);

/// Why these people are not noted: not_these(), and whom nobody can thank from here.
[[nodiscard]] std::optional<engine::Text> not_noted(engine::Turn& turn, const std::vector<engine::PersonId>& people);
/// Of whom nothing is known yet, something may turn out for which the note has to go: where it is answered is kept.
void expect_news(engine::Turn& turn, const Noted& note);
/// A list of notes, an item each: notes what can be read and says so; false: nothing can.
bool take_list(engine::Turn& turn, const std::vector<engine::Line>& items);
std::optional<chat::Spans> undo_list(engine::Turn& turn, std::int64_t list);
/// Notes the help and says so; false: it can't be noted, and that was answered. For the round's questions too.
bool note_and_answer(engine::Turn& turn, std::vector<engine::PersonId> helpers, std::string_view what);

/// A 🙏 of somebody who said `reactions on`.
void reacted(engine::Turn& turn, const chat::Reacted& reaction);

}  // namespace goodturn::gratitude
