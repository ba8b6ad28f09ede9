#pragma once

#include "core/chat/form.hpp"
#include "core/engine/happening.hpp"

#include <string>
#include <string_view>

/// Forms where there are none: asked field by field in the person's chat with the bot. One a person; it survives a
/// restart and ends after thirty minutes.
namespace goodturn::engine {

/// What comes back with a form: its name and the practice's args.
[[nodiscard]] std::string form_token(std::string_view name, std::string_view args);

/// Begins to ask; a question that was open is dropped.
void start_dialog(Happening& turn, std::string_view form, std::string_view args, const chat::Form& filled);
/// Takes the line as the answer to the open question; false: there is none.
bool answer_dialog(Happening& turn, const Line& line);
bool drop_dialog(Happening& turn);

/// A form that was sent. Errors go back into it.
void submit_form(Happening& turn, const chat::Submitted& submitted);

}  // namespace goodturn::engine
