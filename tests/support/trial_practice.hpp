#pragma once

#include "core/engine/practice.hpp"

#include <span>
#include <string>
#include <vector>

/// A practice that says and does just what a test asks for:
///   boom [render|shown|fire|press|unreachable]   throws there; alone: at once
///   nudge|dated [in <n>m] [for <n>m] <text>      a message of that kind, not before, not after so many minutes
///   now / unsay                                  shows the newest of these again, as an answer / takes it back
///   deliver @x <text>                            from the writer to x, if they may pass on
///   every <stored rule> / once <n>m              an alarm that says "tick <local date>" / "bell <n>"
///   remind <stored rule>                         an alarm that nudges "reminder <local date>"
///   form [wrong]                                 a form of a line, a person, a choice and a longer text
///   menu [pick]                                  a menu without a word, or with the word "pick"
///   list [long] <name>                           two or three items, each with send and edit, and a button "later"
///   count [here]                                 a counter as a view, in the chat or the channel: [Up], undoable
///   chat <text>                                  answers in the writer's own chat, wherever it was typed
namespace goodturn::support {

extern const engine::Practice trial;
/// The practices of the bot and this one.
[[nodiscard]] std::span<const engine::Practice* const> with_trial();
/// What its views and alarms went through, oldest first: "shown hello", "unreachable hello".
[[nodiscard]] std::vector<std::string> trial_traces(store::Database& db);

}  // namespace goodturn::support
