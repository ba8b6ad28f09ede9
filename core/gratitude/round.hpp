#pragma once

#include "core/engine/turn.hpp"

#include <cstdint>

/// The thank-you round: once a month up to three people who helped, with a draft for each.
namespace goodturn::gratitude {

void round_command(engine::Turn& turn, engine::Call& call);
void fire_round(engine::Turn& turn, const engine::Fired& fired);
std::optional<chat::Message> render_round(engine::Turn& turn, std::int64_t round);
void round_shown(engine::Turn& turn, std::int64_t round, const engine::Shown& shown);

void press_item_send(engine::Turn& turn, const engine::Press& press);
void press_item_edit(engine::Turn& turn, const engine::Press& press);
void press_item_myself(engine::Turn& turn, const engine::Press& press);
void press_item_not(engine::Turn& turn, const engine::Press& press);
void press_not_this_month(engine::Turn& turn, const engine::Press& press);
void press_name_somebody(engine::Turn& turn, const engine::Press& press);
std::optional<chat::Spans> undo_item_not(engine::Turn& turn, std::int64_t item);
std::optional<chat::Spans> undo_item_myself(engine::Turn& turn, std::int64_t item);

std::optional<chat::Form> build_item_form(engine::Turn& turn, const std::string& args);
engine::FieldErrors submit_item_form(engine::Turn& turn, const std::string& args, engine::Values& values);
std::optional<chat::Form> build_names_form(engine::Turn& turn, const std::string& args);
engine::FieldErrors submit_names_form(engine::Turn& turn, const std::string& args, engine::Values& values);

/// "Ana and Bo for the review", typed under a round that asks who helped. False: no such round, or nobody's name.
bool take_names(engine::Turn& turn, const engine::Line& line);

/// The actor thanked this person: their round need not offer it any more.
void thanked(engine::Turn& turn, engine::PersonId person, std::int64_t thanks);
/// That thank-you was taken back: the round offers it again.
void reopen_thanked(engine::Turn& turn, std::int64_t thanks);
/// What was sent from this item was taken back.
void reopen_item(engine::Turn& turn, std::int64_t item);
void refresh_round_of(engine::Turn& turn, std::int64_t item);
/// Nobody's round asks about this person any more.
void leave_rounds(engine::Turn& turn, engine::PersonId helper);

}  // namespace goodturn::gratitude
