#pragma once

#include "core/engine/text.hpp"

/// What the engine itself says: nothing here belongs to one practice.
namespace goodturn::engine::texts {

inline constexpr Text broken{"Something broke on my side; nothing was changed. Please try again."};
inline constexpr Text too_old{
    "I was away. What you wrote before {when} reached me more than a day late, so I did nothing of it. Type again what "
    "you still want."};
inline constexpr Text asked_earlier{"You asked this {when}; I was away until now."};
inline constexpr Text too_long{"That's longer than I can read: at most {max} characters, please."};
inline constexpr Text too_many{"That's faster than I can follow. I'll skip some lines; give me a few seconds."};
inline constexpr Text not_understood{"I only know short commands; I kept nothing of that."};
inline constexpr Text help{"Help"};
inline constexpr Text guess{"I don't know `{typed}`. Did you mean this?"};
inline constexpr Text old_button{"That button is too old to work. `{prefix}help` shows what I can do."};
inline constexpr Text not_yours{"That button is for somebody else."};
inline constexpr Text nobody_called{"I don't know anybody called “{name}” here. Try @ and the name, or the full name."};
inline constexpr Text which_person{"Which {name} do you mean?"};
inline constexpr Text already_chosen{"You've picked one already; that one counts."};
inline constexpr Text chosen{"Taken as `{line}`"};
inline constexpr Text invited{
    "*{who}* added me. I pass on thanks; I act only on messages that start with my name. Remove me any time."};
inline constexpr Text which_item{"Which one? Say {words}."};
inline constexpr Text no_such_item{"There is no {number} to `{word}` here. Say {words}."};
inline constexpr Text said_before{
    "You wrote {line} before you could see what it would do. Look, and say it once more."};
inline constexpr Text nothing_to{"There is nothing to `{word}` any more."};
inline constexpr Text others_can_read{
    "Everyone in {channel} can read that line; you can delete it, and write to me in our chat instead."};
inline constexpr Text nameless_channel{"that conversation"};
inline constexpr Text somebody{"somebody"};
inline constexpr Text answered_privately{"I answered in our private chat."};
inline constexpr Text form_cancelled{"Dropped. Nothing was changed."};
inline constexpr Text form_skip_required{"I need this one. `cancel` drops the whole thing."};
inline constexpr Text form_help{
    "I'm waiting for an answer. `back` goes one question back, `skip` leaves it empty, `cancel` drops it."};
inline constexpr Text form_first{"This is already the first question."};
inline constexpr Text field_empty{"Please fill this in."};
inline constexpr Text field_too_long{"At most {max} characters, please."};
inline constexpr Text field_current{"Now: {value}. Type the new text, or `skip` to keep it."};
inline constexpr Text field_person_unknown{"I don't know that person here. Type @ and the name, or the full name."};
inline constexpr Text field_one_person{"I can take one person here. Type @ and the name, or the full name."};
inline constexpr Text field_choice_unknown{"Please pick one of the choices."};
inline constexpr Text undo{"Undo"};
inline constexpr Text gone_quiet{"You didn't need my last few messages, so I've gone quiet. `resume` brings me back."};
inline constexpr Text undone_already{"That is undone already."};
inline constexpr Text over{"This is over; I keep nothing of it any more."};
inline constexpr Text taken_back{"This was taken back."};
inline constexpr Text say_one{"Say {words}"};
inline constexpr Text word_and_emoji{"{word} {emoji}"};
inline constexpr Text word_only{"{word} ({label})"};
inline constexpr Text word_with_both{"{word} {emoji} ({label})"};
inline constexpr Text say_its_number{"Say the number of the one you mean."};
inline constexpr Text say_the_number{"Say {word} if so."};
inline constexpr Text words_joined{"{first} · {next}"};
inline constexpr Text numbered{"{number}. {text}"};
inline constexpr Text when{"{day}, {time} {city}"};

}  // namespace goodturn::engine::texts
