#pragma once

#include "core/engine/turn.hpp"

#include <optional>
#include <string>
#include <vector>

/// What the table in practice.cpp points to, by the file that holds it.
namespace goodturn::basics {

using engine::Call;
using engine::Turn;

// help.cpp
void help(Turn& turn, Call& call);
void press_help(Turn& turn, const engine::Press& press);
void say_hello(Turn& turn);
std::optional<chat::Message> greeting(Turn& turn);

// small_talk.cpp
void smile(Turn& turn);
void never_mind(Turn& turn);
void answer_to_nothing(Turn& turn);

// settings.cpp
void settings(Turn& turn, Call& call);
/// Every setting with its value and how to change it, of all practices.
[[nodiscard]] chat::Fields all_settings(Turn& turn);

// overview.cpp
void home(Turn& turn, Call& call);
std::optional<chat::Message> render_overview(Turn& turn, std::int64_t id);

// hours.cpp
void hours(Turn& turn, Call& call);
void zone(Turn& turn, Call& call);
void press_zone_right(Turn& turn, const engine::Press& press);
void press_zone_wrong(Turn& turn, const engine::Press& press);
std::optional<chat::Form> build_zone_form(Turn& turn, const std::string& args);
engine::FieldErrors submit_zone_form(Turn& turn, const std::string& args, engine::Values& values);
/// Adds "Is it 14:32 for you right now? [Yes] [No]" if the actor's zone is not in what was told of them.
void ask_zone_if_unknown(Turn& turn, chat::Message& message);
[[nodiscard]] std::optional<chat::Message> what_a_plan_hangs_on(Turn& turn);
/// "Mon–Thu, Sat 8:30–16:00"
[[nodiscard]] std::string hours_text(Turn& turn);
/// "14:32" for the actor.
[[nodiscard]] std::string clock(Turn& turn);

// pause.cpp
void pause(Turn& turn, Call& call);
void resume(Turn& turn, Call& call);
/// As other bots take it: a greeting, and the way back for whoever stopped this one.
void start(Turn& turn);
void stop(Turn& turn, Call& call);
void stop_at_once(Turn& turn);
void press_pause_week(Turn& turn, const engine::Press& press);
void press_resume(Turn& turn, const engine::Press& press);

// passed_on.cpp
void no_more(Turn& turn, Call& call);
void more(Turn& turn, Call& call);

// privacy.cpp
void privacy(Turn& turn, Call& call);
void press_privacy(Turn& turn, const engine::Press& press);
void why(Turn& turn, Call& call);
std::vector<chat::Spans> kept(Turn& turn);

// undo.cpp
void undo(Turn& turn, Call& call);
void press_undo(Turn& turn, const engine::Press& press);

}  // namespace goodturn::basics
