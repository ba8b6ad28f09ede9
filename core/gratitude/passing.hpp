#pragma once

#include "core/gratitude/thanks_store.hpp"

/// From pressed Send to read: held for 30 seconds, then waiting for the recipient's hours in a letter or posted in the
/// channel, then delivered. At each step the sender's line follows.
namespace goodturn::gratitude {

/// Sends a draft to `place`. What is wrong if it can't go today: then it stays a draft. Somebody who can't be passed
/// anything is no such reason; their line says so.
[[nodiscard]] std::optional<chat::Message> send(engine::Turn& turn, Thanks& thanks, Place place);
/// It arrived, or nobody knows whether it did.
[[nodiscard]] bool may_be_read(engine::Turn& turn, const Copy& copy);
/// It may go to where the bot is not.
[[nodiscard]] bool needs_invite(engine::Turn& turn, const Thanks& thanks);
/// Reverses send(): what nobody has seen is a draft again, what was delivered is deleted there.
void take_back(engine::Turn& turn, Thanks& thanks);
/// A copy that still waits comes back to its sender, who is told with the text to copy; of a post, all its copies do.
void give_back(engine::Turn& turn, Copy& copy);

/// "Delivered to Bo 9:12": where this copy is, for its sender.
[[nodiscard]] chat::Spans status(engine::Turn& turn, const Thanks& thanks, const Copy& copy);
/// Shows the sender's lines again.
void refresh_sender(engine::Turn& turn, const Thanks& thanks);

void fire_pass(engine::Turn& turn, const engine::Fired& fired);

std::optional<chat::Message> render_letter(engine::Turn& turn, std::int64_t letter);
void letter_arrived(engine::Turn& turn, std::int64_t letter, const engine::Shown& shown);
void letter_unreachable(engine::Turn& turn, std::int64_t letter);
void letter_waits(engine::Turn& turn, std::int64_t letter);
void letter_reacted(engine::Turn& turn, std::int64_t letter, const chat::Reacted& reaction);
void press_what_is_this(engine::Turn& turn, const engine::Press& press);

std::optional<chat::Message> render_post(engine::Turn& turn, std::int64_t thanks);
void post_arrived(engine::Turn& turn, std::int64_t thanks, const engine::Shown& shown);
void post_unreachable(engine::Turn& turn, std::int64_t id);

/// To the sender: "I can't pass this on; write to Ana directly", with the text to copy; for a post, that nobody knows
/// whether it is there.
std::optional<chat::Message> render_returned(engine::Turn& turn, std::int64_t copy);

}  // namespace goodturn::gratitude
