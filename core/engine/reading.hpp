#pragma once

#include "core/engine/happening.hpp"

/// From a line for the bot to the command, the button's word, the answer or the phrase that it is.
namespace goodturn::engine {

/// `called`: the line named the bot ("!gt log"), so it is no answer to an open question.
void read_line(Happening& turn, const Line& line, bool called);

/// One of the lines of Turn::ask_which was picked.
void run_chosen_line(Happening& turn, const Action& action, bool on_message);

}  // namespace goodturn::engine
