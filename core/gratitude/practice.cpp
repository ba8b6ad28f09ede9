#include "core/gratitude/practice.hpp"

#include "core/gratitude/answering.hpp"
#include "core/gratitude/log.hpp"
#include "core/gratitude/migration.hpp"
#include "core/gratitude/passing.hpp"
#include "core/gratitude/privacy.hpp"
#include "core/gratitude/round.hpp"
#include "core/gratitude/settings.hpp"
#include "core/gratitude/texts.hpp"
#include "core/gratitude/thanks.hpp"
#include "core/gratitude/thanks_store.hpp"

#include <array>

/// The map of this folder: what people can type and press, and the function behind each.
namespace goodturn::gratitude {

using engine::Turn;

namespace {

const std::array commands = std::to_array<engine::Command>({
    // log.cpp
    {.verb = "helped me",
     .aliases = {"has helped me", "helped us"},
     .arguments = "[with <what>]",
     .topic = "thanks",
     .after_people = true,
     .run = helped_me_command,
     .help = texts::help_helped_me,
     .example = "@ben helped me with the deploy"},
    {.verb = "helped",
     .aliases = {"log help", "got help from"},
     .arguments = "@ana [@bo] for <what>",
     .topic = "thanks",
     .run = helped_command,
     .help = texts::help_helped},
    {.verb = "i helped",
     .aliases = {},
     .arguments = "@ana [with <what>]",
     .topic = "thanks",
     .run = i_helped_command,
     .help = texts::help_i_helped},
    {.verb = "gave help to",
     .aliases = {"i gave help to"},
     .arguments = "@ana [with <what>]",
     .topic = "thanks",
     .run = gave_help_command,
     .help = texts::help_gave_help},
    {.verb = "log", .aliases = {}, .arguments = "", .topic = "thanks", .run = log_command, .help = texts::help_log},
    // thanks.cpp
    {.verb = "thanks",
     .aliases = {"thank you", "thank", "thx", "danke", "merci", "gracias", "obrigado", "obrigada"},
     .arguments = "@ana [and bo] [here|privately] <why>",
     .topic = "thanks",
     .shortcut = true,
     .run = thanks_command,
     .help = texts::help_thanks,
     .example = "thanks @ana for the review"},
    // round.cpp, settings.cpp
    {.verb = "round",
     .aliases = {"thank-you round"},
     .arguments = "[9:00|on|off|monthly|quarterly]",
     .topic = "thanks",
     .run = round_command,
     .help = texts::help_round},
    {.verb = "reactions",
     .aliases = {},
     .arguments = "on|off",
     .topic = "settings",
     .run = reactions_command,
     .help = texts::help_reactions},
});

constexpr std::array actions = std::to_array<engine::ActionDef>({
    {"help.start", press_note},
    {"help.swap", press_swap},
    {"help.edit", press_edit_help, true},
    {"help.remove", press_remove_help},
    {"help.log", press_log_page},
    {"thanks.send", press_send_privately},
    {"thanks.post", press_post_here},
    {"thanks.edit", press_edit_thanks, true},
    {"thanks.cancel", press_cancel_thanks},
    {"thanks.text", press_part_of_text},
    {"thanks.unsend", press_unsend},
    {"thanks.pass on", press_pass_on},
    {"thanks.what", press_what_is_this},
    {"round.send", press_item_send},
    {"round.edit", press_item_edit, true},
    {"round.myself", press_item_myself},
    {"round.not", press_item_not},
    {"round.end", press_not_this_month},
    {"round.names", press_name_somebody},
    {"round.fewer", press_fewer},
    {"round.off", press_round_off},
});

constexpr std::array forms = std::to_array<engine::FormDef>({
    {"help.note", build_help_form, submit_help_form},
    {"help.words", build_words_form, submit_words_form},
    {"thanks.write", build_thanks_form, submit_thanks_form},
    {"thanks.edit", build_edit_form, submit_edit_form},
    {"round.item", build_item_form, submit_item_form},
    {"round.names", build_names_form, submit_names_form},
});

constexpr std::array views = std::to_array<engine::ViewDef>({
    {"thanks.sent", render_thanks},  // the writer's: a draft, then where each copy is
    {"thanks.letter", render_letter, letter_arrived, letter_unreachable, letter_reacted, letter_waits, letter_stays},
    {"thanks.post", render_post, post_arrived, post_unreachable},
    {"thanks.returned", render_returned},
    {"round", render_round, round_shown},
});

constexpr std::array alarms = std::to_array<engine::AlarmDef>({
    {"thanks.pass", fire_pass},  // the seconds in which undo leaves no trace are over
    {"round", fire_round},
});

constexpr std::array undos = std::to_array<engine::UndoDef>({
    {"help.note", undo_note},
    {"help.list", undo_list},
    {"help.swap", undo_swap},
    {"help.words", undo_words},
    {"help.remove", undo_remove},
    {"thanks.send", undo_send},
    {"round.not", undo_item_not},
    {"round.myself", undo_item_myself},
    {"round.settings", undo_round},
    {"reactions", undo_reactions},
});

/// In the direct chat, no command: names for a round that asked for some, or the answer to a thank-you.
bool free_text(Turn& turn, const engine::Line& line) {
    return take_names(turn, line) || offer_to_answer(turn, line);
}

}  // namespace

const engine::Practice gratitude{
    .name = "gratitude",
    .migrations = migrations,
    .commands = commands,
    .actions = actions,
    .forms = forms,
    .views = views,
    .alarms = alarms,
    .undos = undos,
    .phrases = {},
    .reacted = reacted,
    .free_text = free_text,
    .list = take_list,
    .settings = setting_lines,
    .overview = overview,
    .kept = kept,
    .why = why,
    .starter = note_button,
    .greeting = nullptr,
    .is_named = refresh_drafts,
    .not_a_person = not_a_person,
    .has_left = has_left,
    .is_foreign = is_foreign,
    .prune = prune,
};

}  // namespace goodturn::gratitude
