#pragma once

#include "core/engine/text.hpp"

/// Every sentence of the bot's own verbs. {p} is how the bot is called where the reader is: "/goodturn ", "!gt " or "".
namespace goodturn::basics::texts {

using engine::Text;

// First words and small talk.
inline constexpr Text greeting{
    "Hi {name}. I'm {bot}: I help you look after the people you work with. You type short lines, I do the rest. "
    "Try one:"};
inline constexpr Text how_private{"How private is this?"};
inline constexpr Text smile{"🙂"};
inline constexpr Text dropped{"Dropped. Nothing was changed."};
inline constexpr Text nothing_to_drop{
    "Nothing is open between us. If it was about your last change, Undo takes it back."};
inline constexpr Text nothing_asked{"I have no open question for you just now. `{p}help` shows what I can do."};

// Help.
inline constexpr Text help_intro{"I understand short lines, for example:"};
inline constexpr Text help_channel{"For notes of your own, {write} in our private chat."};
inline constexpr Text help_write{"write to me"};
inline constexpr Text help_more{"More: {topics}"};
inline constexpr Text help_line{"{line} – {what}"};
inline constexpr Text help_topic{"*{topic}*"};
inline constexpr Text help_unknown{"I have no help on that. `{p}help all` lists every line I understand."};
inline constexpr Text help_example{"For example: {line}"};
inline constexpr Text help_help{"what you can type; `all` lists everything, a verb explains one"};

// Settings.
inline constexpr Text home_help{"what is coming, and your settings"};
inline constexpr Text settings_help{"your settings, and how to change each"};
inline constexpr Text zone_label{"Time zone"};
inline constexpr Text zone_line{"*{zone}*, where it is {time} now. Change it: `{p}tz lisbon`"};
inline constexpr Text zone_line_unknown{"I don't know yours yet and count in {zone}. Set it: `{p}tz lisbon`"};
inline constexpr Text hours_label{"Hours"};
inline constexpr Text hours_line{"*{hours}*. Change them: `{p}hours mon-thu 8:30-16`"};
inline constexpr Text quiet_label{"Messages from me"};
inline constexpr Text quiet_none{"Within your hours. Hold them back: `{p}pause until 3 jan` · `{p}stop`"};
inline constexpr Text quiet_paused{"Paused until *{when}*. End it now: `{p}resume`"};
inline constexpr Text quiet_stopped{"Stopped: I don't write unless you do. Start again: `{p}resume`"};
inline constexpr Text blocked_label{"Passed on to you"};
inline constexpr Text blocked_none{"What anybody sends you through me. Stop it: `{p}no more` · `{p}no more from ben`"};
inline constexpr Text blocked_some{"Not what {who} sends. Let it through again: `{p}more from {first}`"};
inline constexpr Text blocked_all{"Nothing from anybody. Let it through again: `{p}more`"};

// Hours and zone.
inline constexpr Text hours_help{"when I may write to you"};
inline constexpr Text hours_now{"Your hours are *{hours}*, {city} time. Change them with `{p}hours mon-thu 8:30-16`."};
inline constexpr Text hours_set{"Your hours are now *{hours}*, {city} time. I write to you only then."};
inline constexpr Text hours_back{"Undone: your hours are *{hours}* again."};
inline constexpr Text hours_unreadable{
    "I can't read these hours. Days and times look like `{p}hours mon-thu 8:30-16`; the end has to be after the start. "
    "Yours are still *{hours}*."};
inline constexpr Text zone_help{"your time zone"};
inline constexpr Text zone_now{"Your time zone is *{zone}*, where it is {time} now. Change it with `{p}tz lisbon`."};
inline constexpr Text zone_set{"Your time zone is now *{zone}*, where it is {time}."};
inline constexpr Text zone_back{"Undone: your time zone is *{zone}* again."};
inline constexpr Text zone_unknown{
    "I don't know a time zone of that name. The biggest city near you mostly works: `{p}tz lisbon`. Nothing was "
    "changed."};
inline constexpr Text zone_which{"Which one is yours?"};
inline constexpr Text zone_question{"Is it {time} for you right now?"};
inline constexpr Text zone_yes{"Yes"};
inline constexpr Text zone_no{"No"};
inline constexpr Text zone_form{"Your time zone"};
inline constexpr Text zone_field{"Which big city has the same time as you?"};
inline constexpr Text zone_field_unknown{"I don't know that one. Try the biggest city near you, like Lisbon."};
inline constexpr Text zone_submit{"Save"};

// Pause and stop.
inline constexpr Text overview_title{"*Coming up*"};
inline constexpr Text overview_settings{"*Your settings*"};
inline constexpr Text overview_how{"Only you see this page. For everything else, write to me under Messages."};
inline constexpr Text pause_week_button{"Pause for a week"};
inline constexpr Text resume_button{"Write to me again"};
inline constexpr Text help_button{"What can I type?"};

inline constexpr Text pause_help{"nothing from me until a day you name; what others send you waits up to a week"};
inline constexpr Text pause_set{"I'm quiet until *{when}*; what others send you waits. `{p}resume` ends it sooner."};
inline constexpr Text pause_set_long{
    "I'm quiet until *{when}*. That is too long for what others send you to wait: I tell them to write to you "
    "themselves. `{p}resume` ends it sooner."};
inline constexpr Text pause_how_long{"Until when? `{p}resume` ends it at any time."};
inline constexpr Text pause_a_week{"For a week"};
inline constexpr Text pause_two_weeks{"For two weeks"};
inline constexpr Text pause_a_month{"For a month"};
inline constexpr Text pause_which{"Which day do you mean? I'll remember how you write dates."};
inline constexpr Text pause_unreadable{
    "I can't find that day in the calendar. Days look like `{p}pause until 3 jan` or `{p}pause for 2 weeks`. Nothing "
    "was changed."};
inline constexpr Text pause_past{"*{when}* is already over. Nothing was changed."};
inline constexpr Text resume_help{"ends a pause or a stop"};
inline constexpr Text resumed{"Welcome back. I write again, within your hours."};
inline constexpr Text not_paused{"You weren't paused, so nothing was changed."};
inline constexpr Text stop_help{"all nudges off at once"};
inline constexpr Text stopped{
    "Done. I won't write unless you do. What others send you still comes; `{p}no more` stops that too. `{p}resume` "
    "brings me back."};
inline constexpr Text back_to_none{"Undone: I write again, within your hours."};
inline constexpr Text back_to_paused{"Undone: I'm quiet until *{when}*."};
inline constexpr Text back_to_stopped{"Undone: I don't write unless you do."};

// Who may write through the bot.
inline constexpr Text no_more_help{"nothing more that others send you through me, or one of them"};
inline constexpr Text blocked_person{
    "Done. From now on nothing that {who} {n|sends|send} reaches you through me, and nobody is told. `{p}more from "
    "{first}` lets it through again."};
inline constexpr Text blocked_everybody{
    "Done. From now on nothing that others send reaches you through me, and nobody is told. `{p}more` lets it through "
    "again."};
inline constexpr Text more_help{"takes back `no more`, for everybody or for one person"};
inline constexpr Text unblocked_person{"Done. What {who} {n|sends|send} reaches you again."};
inline constexpr Text unblocked_everybody{"Done. What others send reaches you again."};
inline constexpr Text not_blocked{"That isn't stopped, so nothing was changed. `{p}settings` shows what is."};
inline constexpr Text everybody_blocked{
    "Nothing that others send reaches you just now. `{p}more` lets it through again; then `{p}no more from ben` stops "
    "one person's."};
inline constexpr Text already_blocked{"That was stopped before, and still is."};
inline constexpr Text from_whom{"I can't read whom you mean. It looks like `{p}{verb} from ben`. Nothing was changed."};
inline constexpr Text from_yourself{
    "That's you, and what you write yourself I never send to you. Nothing was changed."};
inline constexpr Text blocked_back{"Undone. `{p}settings` shows what reaches you."};

// Why and privacy.
inline constexpr Text why_help{"why I wrote to you, or what about somebody"};
inline constexpr Text why_nothing{"I haven't written to you on my own."};
inline constexpr Text why_nothing_about{"I haven't written to you about *{who}* on my own."};
inline constexpr Text why_whom{"I can't read whom you mean. It looks like `{p}why @ben`."};
inline constexpr Text privacy_help{"who can see what, and what I keep of you"};
inline constexpr Text privacy_operator{
    "Nobody in your team sees what you note here. This server is run by *{operator}*, who technically could. "
    "Questions go to {contact}."};
inline constexpr Text privacy_operator_alone{
    "Nobody in your team sees what you note here. This server is run by *{operator}*, who technically could."};
inline constexpr Text privacy_owners{
    "Whoever administers the chat itself may be able to read or export direct messages, so also what you and I write "
    "each other."};
inline constexpr Text privacy_kept{"What I keep of you:"};
inline constexpr Text privacy_others{"Others may keep private notes that mention you; I show them to nobody."};
inline constexpr Text kept_person{"Your name, your time zone, your hours and whether you paused me."};
inline constexpr Text kept_blocked{"Whose messages you don't want: {who}."};

// Undo.
inline constexpr Text undo_help{"takes back your last change of the past ten minutes; again goes one further back"};
inline constexpr Text undo_button{"Undo"};
inline constexpr Text nothing_to_undo{"There is nothing left to undo: I keep changes for ten minutes."};
inline constexpr Text changed_since{
    "That has changed again since, so I left it as it is. `{p}settings` shows how it stands."};

}  // namespace goodturn::basics::texts
