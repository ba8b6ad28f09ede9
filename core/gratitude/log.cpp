#include "core/gratitude/log.hpp"

#include "core/gratitude/common.hpp"
#include "core/gratitude/help_store.hpp"
#include "core/gratitude/round.hpp"
#include "core/gratitude/settings.hpp"
#include "core/gratitude/texts.hpp"
#include "core/gratitude/thanks.hpp"

#include <algorithm>

namespace goodturn::gratitude {

using namespace engine;
using chat::Spans;

namespace {

constexpr std::int64_t entries_a_page = 5;
/// Which direction a swap makes it, so that a second press of the same button changes nothing.
enum Direction : std::int64_t { got = 1, gave = 2 };

std::string people_word(Turn& turn, const std::vector<PersonId>& people) {
    return people.size() == 1 ? turn.people().get(people.front()).given : fill_plain(texts::them);
}

/// "Noted, for you only: **Ana helped you** – unblocking the deploy."
Spans sentence(Turn& turn, const Noted& note) {
    const auto& text = note.given ? (note.what.empty() ? texts::noted_given : texts::noted_given_what)
                                  : (note.what.empty() ? texts::noted : texts::noted_what);
    return fill(text, {{"who", names_of(turn, note.people)}, {"what", note.what}});
}

chat::Message say_noted(Turn& turn, const Noted& note, const chat::Button& undo) {
    const auto id = std::to_string(note.id);
    const auto other_way = id + " " + std::to_string(note.given ? got : gave);
    std::vector<chat::Button> buttons{undo};
    if (note.what.empty() && !note.given) {
        buttons.push_back(button(texts::add_a_word, "word", "✏️", "help.edit", id));
    }
    buttons.push_back(named_button(note.given ? texts::they_helped_me : texts::i_helped_them,
                                   {{"who", people_word(turn, note.people)}}, "swap", "🔁", "help.swap", other_way));
    return says(sentence(turn, note), std::move(buttons));
}

/// The line from `begin` on.
Line line_from(const Line& line, std::size_t begin) {
    Line rest{line.text.substr(begin), line.mentions};
    for (auto at = line.text.find(mention_mark); at < begin; at = line.text.find(mention_mark, at + 1)) {
        rest.mentions.erase(rest.mentions.begin());
    }
    return rest;
}

/// "helped @ana with her slides" can mean either; each button runs a line that can't.
void ask_which_way(Turn& turn, const Scanner& words, std::size_t people_begin, const std::vector<PersonId>& people) {
    const auto line = line_from(words.line(), people_begin);
    const auto people_size = words.position() - people_begin;
    const auto they = line.text.substr(0, people_size) + " helped me " + without_lead(line.text.substr(people_size));
    const auto i = "gave help to " + line.text;
    const auto who = people_word(turn, people);
    turn.ask_which(texts::which_way, {},
                   {{fill_plain(texts::they_helped_me, {{"who", who}}), {they, line.mentions}},
                    {fill_plain(texts::i_helped_them, {{"who", who}}), {i, line.mentions}}});
}

/// Whoever comes next in the line; nullopt: nobody can be read, and that was answered. The form is for help `got`.
std::optional<std::vector<PersonId>> people_next(Turn& turn, Scanner& words, Direction direction) {
    if (words.at_end() && direction == got) {
        turn.ask("help.note", {});
        return std::nullopt;
    }
    const auto found = words.people(turn.directory());
    if (!found) {
        turn.problem(words.line(), found.error());
        return std::nullopt;
    }
    if (found->empty()) {
        turn.refuse(direction == got ? texts::helped_by_whom : texts::helped_whom, {{"prefix", turn.prefix()}});
        return std::nullopt;
    }
    return persons(*found);
}

std::string what_next(Scanner& words) {
    words.take("with") || words.take("for");
    return without_lead(words.rest());
}

/// False: these people or words can't be noted, and that was answered.
bool can_note(Turn& turn, std::vector<PersonId>& people, std::string_view what) {
    people = each_once(std::move(people));
    if (const auto why = not_noted(turn, people)) {
        turn.refuse(*why);
        return false;
    }
    if (length(what) > max_words) {
        turn.refuse(texts::too_long, {{"max", static_cast<std::int64_t>(max_words)}});
        return false;
    }
    return true;
}

chat::Message log_page(Turn& turn, std::int64_t page) {
    const auto size = log_size(turn);
    if (size == 0) return message(texts::log_empty);
    const auto pages = (size + entries_a_page - 1) / entries_a_page;
    page = std::clamp<std::int64_t>(page, 1, pages);

    chat::Message log = message(texts::log_title);
    int number = 0;
    const auto here = std::to_string(page);
    for (const auto& entry : log_entries(turn, (page - 1) * entries_a_page, entries_a_page)) {
        const auto day = turn.day(schedule::to_local(turn.me().zone, entry.at).day);
        chat::Item item{.number = ++number, .text = {}, .quote = entry.what, .buttons = {}};
        if (entry.link.empty()) {
            item.text = fill(texts::log_entry, {{"who", turn.bold(entry.helper)}, {"day", day}});
        } else {
            const chat::Span link = chat::Link{entry.link, fill_plain(texts::message_link)};
            item.text =
                fill(texts::log_entry_link, {{"who", turn.bold(entry.helper)}, {"day", day}, {"message", link}});
        }
        item.buttons = {button(texts::edit, "edit", "✏️", "help.edit", std::to_string(entry.note)),
                        button(texts::remove, "remove", "🗑️", "help.remove", std::to_string(entry.help) + " " + here,
                               chat::ButtonStyle::danger)};
        log.blocks.emplace_back(std::move(item));
    }
    std::vector<chat::Button> turning;
    if (page < pages) turning.push_back(button(texts::older, "older", "⬅️", "help.log", std::to_string(page + 1)));
    if (page > 1) turning.push_back(button(texts::newer, "newer", "➡️", "help.log", std::to_string(page - 1)));
    if (!turning.empty()) log.blocks.emplace_back(chat::Buttons{std::move(turning)});
    return log;
}

void answer_new_words(Turn& turn, std::int64_t note, std::string_view what) {
    const auto before = change_words(turn, note, what);
    const auto after = noted(turn, note);
    if (!before || !after) return turn.answer(texts::gone_from_log);
    turn.answer(say_noted(turn, *after, turn.undoable("help.words", *before)));
}

/// What was noted about the actor since then leaves everybody's log, and they are told why.
void take_out(Turn& turn, chat::Instant since, const Text& why) {
    const auto about = turn.actor();
    for (const auto& [owner, lost] : forget_person(turn, about, since)) {
        const auto kind = turn.now() - lost.at < just_now ? Kind::answer : Kind::dated;
        turn.as(owner, kind, [&](Turn& theirs) {
            auto told = message(why, {{"who", theirs.bold(about)}});
            if (!lost.what.empty()) told.blocks.emplace_back(chat::Quote{lost.what});
            theirs.answer_on(lost.note, std::move(told));
        });
    }
}

}  // namespace

std::optional<Text> not_noted(Turn& turn, const std::vector<PersonId>& people) {
    for (const auto who : people) {
        const auto person = turn.people().get(who);
        if (person.gone) return texts::not_who_left;
        if (person.foreign) return texts::not_foreign;
    }
    return not_these(turn, people);
}

void expect_news(Turn& turn, const Noted& note) {
    const auto unknown = [&](PersonId who) { return turn.people().get(who).learned == chat::Instant{}; };
    if (std::ranges::any_of(note.people, unknown)) turn.keep_way(note.id);
}

bool note_and_answer(Turn& turn, std::vector<PersonId> helpers, std::string_view what) {
    if (!can_note(turn, helpers, what)) return false;
    const auto note = note_help(turn, helpers, what);
    expect_news(turn, note);
    auto answer = say_noted(turn, note, turn.undoable("help.note", note.id));
    if (auto first = first_help(turn)) {
        std::get<chat::Buttons>(answer.blocks.back()).buttons.push_back(no_thanks_button());
        answer.blocks.insert(answer.blocks.end() - 1, std::move(*first));
    }
    turn.answer(std::move(answer));
    return true;
}

void helped_me_command(Turn& turn, Call& call) {
    note_and_answer(turn, persons(call.people_first), what_next(call.words));
}

void helped_command(Turn& turn, Call& call) {
    auto& words = call.words;
    bool direction_said = words.take("by") || words.take("me");
    if ((words.peek() == "for" || words.peek() == "with") && words.line().mentions.empty()) {
        const auto what = what_next(words);
        std::vector<PersonId> nobody;
        if (can_note(turn, nobody, what)) turn.ask("help.note", what);
        return;
    }
    const auto begin = words.position();
    auto people = people_next(turn, words, got);
    if (!people) return;
    const auto after_people = words;
    direction_said = words.take("for") || direction_said;
    if (!direction_said) return ask_which_way(turn, after_people, begin, *people);
    note_and_answer(turn, std::move(*people), what_next(words));
}

void i_helped_command(Turn& turn, Call& call) {
    const auto begin = call.words.position();
    if (const auto people = people_next(turn, call.words, gave)) ask_which_way(turn, call.words, begin, *people);
}

void gave_help_command(Turn& turn, Call& call) {
    auto people = people_next(turn, call.words, gave);
    if (!people) return;
    const auto what = what_next(call.words);
    if (!can_note(turn, *people, what)) return;
    const auto note = note_given(turn, *people, what);
    expect_news(turn, note);
    turn.answer(say_noted(turn, note, turn.undoable("help.note", note.id)));
}

void log_command(Turn& turn, Call& call) {
    if (!call.words.at_end()) return turn.refuse(texts::log_how, {{"prefix", turn.prefix()}});
    turn.answer_in_chat(log_page(turn, 1));
}

void not_a_person(Turn& turn) {
    leave_rounds(turn, turn.actor());
    refresh_drafts(turn);
    take_out(turn, {}, texts::was_a_bot);
}

void has_left(Turn& turn) {
    refresh_drafts(turn);
    take_out(turn, turn.now() - just_now, texts::had_left);
}

void is_foreign(Turn& turn) {
    refresh_drafts(turn);
    take_out(turn, turn.now() - just_now, texts::was_foreign);
}

chat::Button note_button(Turn&) {
    return button(texts::note_a_help, "note", "📝", "help.start");
}

void press_note(Turn& turn, const Press&) {
    turn.ask("help.note", {});
}

void press_swap(Turn& turn, const Press& press) {
    const auto [id, wanted] = ids_from(press.args);
    const auto now = noted(turn, id);
    if (!now) return turn.answer(texts::gone_from_log);
    if (now->given == (wanted == gave)) return turn.answer(says(sentence(turn, *now)));
    const auto swapped = swap_direction(turn, id);
    if (!swapped) return turn.answer(texts::gone_from_log);
    turn.replace(say_noted(turn, *swapped, turn.undoable("help.swap", swapped->id)));
}

void press_edit_help(Turn& turn, const Press& press) {
    if (press.text.empty()) return turn.ask("help.words", press.args);
    if (length(press.text) > max_words) {
        return turn.refuse(texts::too_long, {{"max", static_cast<std::int64_t>(max_words)}});
    }
    answer_new_words(turn, ids_from(press.args).first, press.text);
}

void press_remove_help(Turn& turn, const Press& press) {
    const auto [help, page] = ids_from(press.args);
    const auto helper = remove_help(turn, help);
    if (!helper) return turn.answer(texts::gone_from_log);
    auto removed = says(fill(texts::removed, {{"who", turn.bold(*helper)}}), {turn.undoable("help.remove", help)});
    if (page == 0) return turn.replace(std::move(removed));
    auto log = log_page(turn, page);
    log.blocks.insert(log.blocks.end(), removed.blocks.begin(), removed.blocks.end());
    turn.replace(std::move(log));
}

void press_log_page(Turn& turn, const Press& press) {
    turn.replace(log_page(turn, ids_from(press.args).first));
}

/// `args`: what was typed already, without a person.
std::optional<chat::Form> build_help_form(Turn&, const std::string& args) {
    auto what = words_field("what", fill_plain(texts::field_what_with), args);
    what.required = false;
    return chat::Form{.token = {},
                      .title = fill_plain(texts::note_a_help),
                      .fields = {person_field(fill_plain(texts::field_who_helped)), std::move(what)},
                      .submit = fill_plain(texts::note_it)};
}

FieldErrors submit_help_form(Turn& turn, const std::string&, Values& values) {
    Scanner who(values["who"]);
    const auto people = who.people(turn.directory());
    if (!people || people->empty() || !who.at_end()) return {{"who", texts::field_nobody}};
    auto helpers = persons(*people);
    if (const auto why = not_noted(turn, helpers)) return {{"who", *why}};
    note_and_answer(turn, std::move(helpers), written_out(values["what"]));
    return {};
}

std::optional<chat::Form> build_words_form(Turn& turn, const std::string& args) {
    const auto note = noted(turn, ids_from(args).first);
    if (!note) {
        turn.answer(texts::gone_from_log);
        return std::nullopt;
    }
    return chat::Form{.token = {},
                      .title = fill_plain(texts::edit),
                      .fields = {words_field("what", fill_plain(texts::field_what_with), note->what)},
                      .submit = fill_plain(texts::save)};
}

FieldErrors submit_words_form(Turn& turn, const std::string& args, Values& values) {
    answer_new_words(turn, ids_from(args).first, written_out(values["what"]));
    return {};
}

std::optional<Spans> undo_note(Turn& turn, std::int64_t id) {
    const auto note = noted(turn, id);
    if (!note) {
        turn.answer(texts::gone_from_log);
        return std::nullopt;
    }
    forget_note(turn, id);
    return fill(note->given ? texts::removed_given : texts::removed, {{"who", names_of(turn, note->people)}});
}

std::optional<Spans> undo_swap(Turn& turn, std::int64_t id) {
    const auto note = swap_direction(turn, id);
    if (!note) {
        turn.answer(texts::gone_from_log);
        return std::nullopt;
    }
    return sentence(turn, *note);
}

std::optional<Spans> undo_words(Turn& turn, std::int64_t before) {
    const auto note = put_words_back(turn, before);
    if (!note) {
        turn.answer(texts::gone_from_log);
        return std::nullopt;
    }
    return sentence(turn, *note);
}

std::optional<Spans> undo_remove(Turn& turn, std::int64_t help) {
    const auto helper = put_back(turn, help);
    if (!helper) {
        turn.answer(texts::gone_from_log);
        return std::nullopt;
    }
    return fill(texts::back_in_log, {{"who", turn.bold(*helper)}});
}

}  // namespace goodturn::gratitude
