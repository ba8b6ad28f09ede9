#include "core/basics/practice.hpp"

#include "core/basics/change.hpp"
#include "core/basics/texts.hpp"
#include "core/basics/verbs.hpp"

#include <array>

namespace goodturn::basics {

using engine::Sharing;

namespace {

const std::array commands = std::to_array<engine::Command>({
    {.verb = "help",
     .aliases = {},
     .arguments = "[<topic>|<verb>|all]",
     .topic = "settings",
     .sharing = Sharing::either,
     .run = help,
     .help = texts::help_help},
    {.verb = "home", .aliases = {}, .arguments = "", .topic = "settings", .run = home, .help = texts::home_help},
    {.verb = "settings",
     .aliases = {},
     .arguments = "",
     .topic = "settings",
     .run = settings,
     .help = texts::settings_help,
     .example = "settings"},
    {.verb = "hours",
     .aliases = {"working hours"},
     .arguments = "mon-fri 9:00-17:00",
     .topic = "settings",
     .run = hours,
     .help = texts::hours_help,
     .example = "hours mon-thu 8:30-16"},
    {.verb = "tz",
     .aliases = {"time zone", "timezone"},
     .arguments = "<city>",
     .topic = "settings",
     .run = zone,
     .help = texts::zone_help,
     .example = "tz lisbon"},
    {.verb = "pause",
     .aliases = {},
     .arguments = "[until 3 jan|next week|for 2 weeks]",
     .topic = "settings",
     .run = pause,
     .help = texts::pause_help,
     .example = "pause until 3 jan"},
    {.verb = "resume",
     .aliases = {"unpause"},
     .arguments = "",
     .topic = "settings",
     .run = resume,
     .help = texts::resume_help},
    {.verb = "stop", .aliases = {}, .arguments = "", .topic = "settings", .run = stop, .help = texts::stop_help},
    {.verb = "no more",
     .aliases = {},
     .arguments = "[from @ben]",
     .topic = "settings",
     .run = no_more,
     .help = texts::no_more_help},
    {.verb = "more",
     .aliases = {},
     .arguments = "[from @ben]",
     .topic = "settings",
     .run = more,
     .help = texts::more_help},
    {.verb = "why", .aliases = {}, .arguments = "[@bo]", .topic = "settings", .run = why, .help = texts::why_help},
    {.verb = "privacy",
     .aliases = {},
     .arguments = "",
     .topic = "settings",
     .run = privacy,
     .help = texts::privacy_help},
    {.verb = "undo", .aliases = {}, .arguments = "", .topic = "settings", .run = undo, .help = texts::undo_help},
});

constexpr std::array actions = std::to_array<engine::ActionDef>({
    {"help", press_help},
    {"privacy", press_privacy},
    {"undo", press_undo},
    {"zone right", press_zone_right},
    {"zone wrong", press_zone_wrong},
    {"pause week", press_pause_week},
    {"resume", press_resume},
});

constexpr std::array forms = std::to_array<engine::FormDef>({{"zone", build_zone_form, submit_zone_form}});

constexpr std::array views = std::to_array<engine::ViewDef>({{engine::overview_view, render_overview}});

constexpr std::array undos = std::to_array<engine::UndoDef>({{"change", undo_change}});

const std::array phrases = std::to_array<engine::Phrase>({
    {{"", "?", "hi", "hello", "hey", "hi there", "hello there", "hey there", "good morning"}, say_hello},
    {{"start"}, start},
    {{"thanks",
      "thank you",
      "thanks a lot",
      "thank you very much",
      "thank you so much",
      "many thanks",
      "thx",
      "ty",
      "danke",
      "merci",
      "gracias",
      "obrigado",
      "obrigada",
      "cheers",
      "ok",
      "okay",
      "ok thanks",
      "ok, thanks",
      "great",
      "great thanks",
      "great, thanks",
      "cool",
      "cool thanks",
      "cool, thanks",
      "nice",
      "perfect",
      "awesome",
      "good",
      "got it",
      "fine",
      "👍",
      "🙏",
      "👌",
      "🎉",
      "💪",
      "❤",
      "🙂",
      "😊",
      ":)"},
     smile},
    {{"never mind", "nevermind", "nvm", "oops", "forget it"}, never_mind, true},
    {{"cancel"}, never_mind},  // an open question takes it as its own word
    {{"yes", "yep", "yeah", "y", "no", "nope", "n"}, answer_to_nothing},
    {{"stop", "unsubscribe", "leave me alone"}, stop_at_once, true},
});

}  // namespace

const engine::Practice basics{
    .name = "basics",
    .migrations = std::span(&change_schema, 1),
    .commands = commands,
    .actions = actions,
    .forms = forms,
    .views = views,
    .alarms = {},
    .undos = undos,
    .phrases = phrases,
    .kept = kept,
    .greeting = greeting,
    .planning = what_a_plan_hangs_on,
    .prune = prune_changes,
};

}  // namespace goodturn::basics
