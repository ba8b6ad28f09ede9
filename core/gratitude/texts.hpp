#pragma once

#include "core/engine/text.hpp"

/// Every sentence and label of this practice.
namespace goodturn::gratitude::texts {

using engine::Text;

// Help: a line each for the command table.
inline constexpr Text help_helped_me{"notes that somebody helped you, for you only"};
inline constexpr Text help_helped{"the same in other words; without `for` I ask who helped whom"};
inline constexpr Text help_i_helped{"asks which way round the help went"};
inline constexpr Text help_gave_help{"notes that you helped somebody, as contact with them"};
inline constexpr Text help_log{"shows the help you noted, with Edit and Remove"};
inline constexpr Text help_thanks{"passes on a thank-you; you see it before anything leaves"};
inline constexpr Text help_round{
    "shows who helped you; then `send 2`, `edit 2 <text>`, `skip 2` (not them) or `myself 2` (I say it myself)"};
inline constexpr Text help_reactions{"counts your 🙏 on a message as help from its writer"};

// Labels.
inline constexpr Text add_a_word{"Add a word"};
inline constexpr Text cancel{"Cancel"};
inline constexpr Text edit{"Edit"};
inline constexpr Text fewer{"Fewer"};
inline constexpr Text i_helped_them{"I helped {who}"};
inline constexpr Text message_link{"the message"};
inline constexpr Text name_somebody{"Name somebody"};
inline constexpr Text newer{"Newer"};
inline constexpr Text next{"Next"};
inline constexpr Text no{"No"};
inline constexpr Text no_thanks{"No thanks"};
inline constexpr Text not_them{"Not {who}"};
inline constexpr Text not_this_month{"Not this month"};
inline constexpr Text note_a_help{"Note a help"};
inline constexpr Text no_round{"Turn it off"};
inline constexpr Text show_log{"My help log"};
inline constexpr Text note_it{"Note it"};
inline constexpr Text older{"Older"};
inline constexpr Text part_of_text{"It was part of the text"};
inline constexpr Text pass_on{"Pass on"};
inline constexpr Text pass_on_to{"Pass on to {who}"};
inline constexpr Text post_in{"Post in {where}"};
inline constexpr Text remove{"Remove"};
inline constexpr Text save{"Save"};
inline constexpr Text say_it_myself{"I'll say it myself"};
inline constexpr Text send{"Send"};
inline constexpr Text send_to_each{"Send to each privately"};
inline constexpr Text send_to_one{"Send to {who} only"};
inline constexpr Text setting_reactions{"🙏 counts as help"};
inline constexpr Text setting_round{"Thank-you round"};
inline constexpr Text reactions_line_on{"On. Turn it off: `{prefix}reactions off`"};
inline constexpr Text reactions_line_off{"Off. Turn it on: `{prefix}reactions on`"};
inline constexpr Text round_line{"Once a month, next *{when}*. Change it: `{prefix}round 9:00` · `{prefix}round off`"};
inline constexpr Text round_line_quarterly{
    "Once a quarter, next *{when}*. Change it: `{prefix}round monthly` · `{prefix}round off`"};
inline constexpr Text round_line_undated{"On. Turn it off: `{prefix}round off`"};
inline constexpr Text round_line_guest{"I write first only to full members here, so none comes to you."};
inline constexpr Text round_line_off{"Off. Turn it on: `{prefix}round on`"};
inline constexpr Text thanks_form{"Say thanks"};
inline constexpr Text them{"them"};
inline constexpr Text they_helped_me{"{who} helped me"};
inline constexpr Text undo{"Undo"};
inline constexpr Text what_is_this{"What is this?"};
inline constexpr Text write_it{"Write it"};
inline constexpr Text write_to{"Write to {who}"};

// Questions of forms.
inline constexpr Text field_names{"Who helped you? Up to three names."};
inline constexpr Text field_nobody{"I don't know anybody of that name here."};
inline constexpr Text field_thank_whom{"Whom do you want to thank?"};
inline constexpr Text field_what_with{"What with? Your own words, for you only."};
inline constexpr Text field_who_helped{"Who helped you?"};
inline constexpr Text field_why{"What for? These words are passed on as they are."};
inline constexpr Text field_why_who{"What do you want to thank {who} for? These words are passed on as they are."};

// Noting help.
inline constexpr Text noted{"Noted, for you only: *{who} helped you*"};
inline constexpr Text noted_what{"Noted, for you only: *{who} helped you* – {what}"};
inline constexpr Text noted_given{"Noted, for you only: *you helped {who}*"};
inline constexpr Text noted_given_what{"Noted, for you only: *you helped {who}* – {what}"};
inline constexpr Text noted_list{"Noted, for you only:"};
inline constexpr Text noted_item{"*{who} helped you*"};
inline constexpr Text noted_item_what{"*{who} helped you* – {what}"};
inline constexpr Text left_list{
    "{n|One item isn't|Some items aren't} noted, because I couldn't read {n|it|them}. Send {n|it|them} alone, and I "
    "say "
    "what is missing:"};
inline constexpr Text too_many_notes{
    "I take {max} at once, so {n|item {first} isn't|items {first} to {last} aren't} noted. Send {n|it|them} in another "
    "message."};
inline constexpr Text left_item{"item {number}: {words}"};
inline constexpr Text noted_reaction{"Noted: *{who} helped you*. What with?"};
inline constexpr Text first_help{
    "That's your first. On {when} I'll show you who helped you and offer to thank them; nothing goes out unless you "
    "press."};
inline constexpr Text first_help_undated{
    "That's your first. Once a month I'll show you who helped you and offer to thank them; nothing goes out unless you "
    "press."};
inline constexpr Text first_help_for_members{
    "That's your first. If you're a full member here, once a month I'll show you who helped you and offer to thank "
    "them; nothing goes out unless you press."};
inline constexpr Text which_way{"Which way round was it?"};
inline constexpr Text helped_by_whom{"Who was it? Like `{prefix}helped @ana for the review`."};
inline constexpr Text helped_whom{"Whom did you help? Like `{prefix}gave help to @ana with the review`."};
inline constexpr Text not_yourself{"That's you. I note and thank other people only."};
inline constexpr Text not_a_bot{"That's kind, but bots like me are just doing their job. People only, please."};
inline constexpr Text was_a_bot{
    "{who} turns out to be a bot, so I took it out of your help log. It holds people only."};
inline constexpr Text had_left{
    "{who} isn't here any more: the account is closed. So I took your note out again; older ones stay."};
inline constexpr Text was_foreign{
    "{who} is of another organisation, and I keep notes about people of this one only. So I took your note out again; "
    "older ones stay."};
inline constexpr Text not_foreign{
    "That person is of another organisation, and I keep notes about people of this one only. Nothing was changed."};
inline constexpr Text not_who_left{"That person isn't here any more: the account is closed. Nothing was changed."};
inline constexpr Text too_long{"That's more than {max} characters. A shorter one, please."};
inline constexpr Text removed{"Removed: {who} helped you."};
inline constexpr Text removed_given{"Removed: you helped {who}."};
inline constexpr Text removed_list{"Taken out of your log again, all of them."};
inline constexpr Text back_in_log{"Back in your log: {who} helped you."};
inline constexpr Text gone_from_log{"That one isn't in your log any more."};
inline constexpr Text gone_from_here{"That one is gone; nothing was changed."};

inline constexpr Text log_title{"*Your help log.* Nobody in your team sees it."};
inline constexpr Text log_empty{"Your help log is empty. `@ana helped me with the deploy` starts it."};
inline constexpr Text log_how{
    "`{prefix}log` shows what you noted; to note something: `{prefix}@ana helped me with …`."};
inline constexpr Text log_entry{"{who} · {day}"};
inline constexpr Text log_entry_link{"{who} · {day} · {message}"};

inline constexpr Text reactions_are_on{
    "Your 🙏 on somebody's message now notes that they helped you: who, when and a link, never the message. Taking it "
    "off removes it."};
inline constexpr Text reactions_are_off{"Your 🙏 stays just that; I note nothing."};
inline constexpr Text reactions_how{"`reactions on` or `reactions off`?"};

// Saying thanks.
inline constexpr Text thanks_whom{"Who is it for? Like `{prefix}thanks @ana for the review`."};
inline constexpr Text draft{"A thank-you to {who}. Nothing has left yet."};
inline constexpr Text option_read{"I read “{option}” as where it goes, not as part of the text."};
inline constexpr Text option_nowhere{
    "I read “{option}” as where it goes, but I can't post in a chat of other people. I can pass it on privately."};
inline constexpr Text not_in_there{
    "I'm not in {where} yet, so I can't post there. Invite me with `/invite`, then press Post."};
inline constexpr Text dropped{"Dropped. Nothing was sent."};
inline constexpr Text edited_too_late{"That one was dealt with meanwhile, so it stays as it was without your change."};
inline constexpr Text one_a_day{
    "I pass on one message a day from you to the same person, and {who} has today's. Nothing was sent; try again "
    "tomorrow."};
inline constexpr Text ten_a_day{
    "That would be more than ten messages from you today. Nothing was sent; try again tomorrow."};
inline constexpr Text nothing_left{"Taken back before anybody saw it."};
inline constexpr Text taken_back_already{"That was taken back already."};

inline constexpr Text not_thanked_gone{
    "Kindly meant, but {who} isn't here any more: the account is closed. So nothing was sent."};
inline constexpr Text not_thanked_foreign{
    "{who} is of another organisation, and I write only to people of this one. Thank them yourself, or with `here` "
    "in a channel you share."};
inline constexpr Text field_foreign{"That person is of another organisation, and I write only to people of this one."};

// Where a thank-you is, for its sender.
inline constexpr Text at_time{"at {hour}:{minute}"};
inline constexpr Text on_day{"on {when}"};
inline constexpr Text held{"To {who}, in 30 seconds."};
inline constexpr Text on_its_way{"On its way to {who}."};
inline constexpr Text invited_first{"On its way to {who}, with an invite from me to accept first."};
inline constexpr Text arrives{"Sent to {who}. It arrives {when}."};
inline constexpr Text delivered{"Delivered to {who} {when}."};
inline constexpr Text delivered_reaction{"Delivered to {who} {when}. {reaction}"};
inline constexpr Text returned{"I can't pass this on; write to {who} directly: {write_to}"};
inline constexpr Text taken_back{"Taken back. {who} may have read it."};
inline constexpr Text say_yourself{"Yours to say to {who}: {write_to}"};
inline constexpr Text not_sent{"Not sent to {who}."};
inline constexpr Text post_held{"To {where}, in 30 seconds."};
inline constexpr Text post_waiting{"On its way to {where}."};
inline constexpr Text post_delivered{"Posted in {where} {when}."};
inline constexpr Text post_taken_back{"Taken back from {where}. Somebody may have read it."};
inline constexpr Text post_returned{"Not posted in {where}."};
inline constexpr Text post_unsure{
    "I can't tell whether your thank-you is in {where}. If it isn't, these are your words, to post yourself:"};
inline constexpr Text unposted{
    "I couldn't post your thank-you to {who} in {where}. If I'm not in there, invite me with `/invite`, then press "
    "Post."};

// What others get.
inline constexpr Text post{"{people} A thank-you from {who}:"};
inline constexpr Text letter_thanks{"A thank-you from {who}: {words}"};
inline constexpr Text letter_answer{"{who} answers you: {words}"};
inline constexpr Text no_more_from{"no more from {who}"};
inline constexpr Text small_print{
    "I'm {bot}, a bot run here by {operator}. {who} wrote this and sent it. It is not counted and I show it to "
    "nobody else. If you react, {who} sees it. Nothing else comes from me unless you ask. `no more` stops these; "
    "{no_more_from} stops only what {who} sends, and I don't tell {who}."};
inline constexpr Text small_print_several{
    "I'm {bot}, a bot run here by {operator}. They wrote these and sent them. They are not counted and I show them "
    "to nobody else. If you react, the senders see it. Nothing else comes from me unless you ask. `no more` stops "
    "these; {no_more_from} stops only what {who} sends, and I don't tell {who}."};
inline constexpr Text this_is{
    "Somebody here wrote these words to you and sent them; I only carried them. I'm {bot}, a bot run by {operator}. "
    "It is not counted and I show it to nobody else. `no more` stops these for good, `privacy` says what I keep."};

// Their answer.
inline constexpr Text pass_that_to{"Pass that to {who}?"};
inline constexpr Text pass_that_on{"Pass that on?"};

// The round.
inline constexpr Text round_one{
    "One person helped you since {since}. Want to thank them? Nothing goes out unless you press."};
inline constexpr Text round_two{
    "Two people helped you since {since}. Want to thank them? Nothing goes out unless you press."};
inline constexpr Text round_three{
    "Three people helped you since {since}. Want to thank them? Nothing goes out unless you press."};
inline constexpr Text round_done{"Your thank-you round, help since {since}."};
inline constexpr Text who_helped{
    "Who helped you in the last month or two? Up to three names, and what for if you like. You can thank them right "
    "away; nothing goes out unless you press."};
inline constexpr Text somebody_come_to_mind{"Who helped you this month? Somebody come to mind? A name and what for."};
inline constexpr Text quarterly_next{"If nobody comes to mind this time either, I'll ask once a quarter from now on."};
inline constexpr Text round_over{"That was this round. {state}"};
inline constexpr Text nobody_else{"Nobody else to thank right now. {state}"};
inline constexpr Text round_is_on{"Your thank-you round comes once a month. Next: {when}."};
inline constexpr Text round_is_on_quarterly{"Your thank-you round comes once a quarter. Next: {when}."};
inline constexpr Text round_is_on_undated{"Your thank-you round is on."};
inline constexpr Text round_is_on_for_members{"Your thank-you round is on. It comes to full members here."};
inline constexpr Text round_is_off{"Your thank-you round is off. `{prefix}round on` turns it on."};
inline constexpr Text round_not_for_guests{
    "I write first only to full members here, so a round can't come to you. You can note help and say thanks all the "
    "same."};
inline constexpr Text round_how{
    "Like `{prefix}round 9:00`, `{prefix}round on`, `{prefix}round off`, `{prefix}round monthly` or "
    "`{prefix}round quarterly`."};
inline constexpr Text thanked_elsewhere{"You thanked {who}."};
inline constexpr Text thanked_already{"You thanked {who} already."};
inline constexpr Text said_already{"You wanted to say it to {who} yourself."};
inline constexpr Text dropped_already{"{who} isn't in this round any more."};
inline constexpr Text back_in_round{"{who} is back in the round."};

// For `why` and `privacy`.
inline constexpr Text why_round{"Your thank-you round has been on since {day}. `{prefix}round off` ends it."};
inline constexpr Text why_help{"You noted on {day} that {who} helped you."};
inline constexpr Text why_help_what{"You noted on {day} that {who} helped you: {what}."};
inline constexpr Text why_helps_more{"{first} And {n|one more|{n} more} since you last thanked them."};
inline constexpr Text why_letter{"{who} passed a message on to you on {day}."};
inline constexpr Text kept_helps{"{n|one help|{n} helps} you noted"};
inline constexpr Text kept_given{"{n|one time|{n} times} you helped somebody"};
inline constexpr Text kept_sent{"{n|one thank-you|{n} thank-yous} you sent"};
inline constexpr Text kept_passed{"{n|one message|{n} messages} passed on to you"};

}  // namespace goodturn::gratitude::texts
