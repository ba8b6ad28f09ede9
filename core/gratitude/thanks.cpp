#include "core/gratitude/thanks.hpp"

#include "core/gratitude/answering.hpp"
#include "core/gratitude/common.hpp"
#include "core/gratitude/passing.hpp"
#include "core/gratitude/texts.hpp"

#include <algorithm>
#include <utility>

namespace goodturn::gratitude {

using namespace engine;
using chat::Spans;

namespace {

using State = Thanks::State;

/// Takes it back, so that a typed `undo` goes on to the change before.
void unsend(Turn& turn, const Thanks& thanks) {
    // After ten minutes there is nothing left to undo by word, but the button still works.
    if (!thanks.undo || !turn.undo(thanks.undo)) undo_send(turn, thanks.id);
}

/// What a thank-you is made from, as far as it was typed.
struct Parts {
    std::vector<PersonId> people;
    bool look_first = false;  ///< from a form, or somebody was found by a bare name: shown before anything leaves
    Place place = Place::undecided;
    std::string why;
    std::string head;
    std::string tail;
    std::optional<Channel> channel;
    bool nowhere = false;  ///< typed where nothing can be posted: in a chat of other people
};

/// False: these words are too long, and that was answered.
bool fits(Turn& turn, std::string_view why) {
    if (length(why) <= max_words) return true;
    turn.refuse(texts::too_long, {{"max", static_cast<std::int64_t>(max_words)}});
    return false;
}

void add_people(Parts& parts, const std::vector<FoundPerson>& found) {
    for (const auto& person : found) {
        parts.look_first = parts.look_first || person.by_name;
        if (std::ranges::find(parts.people, person.person) == parts.people.end()) parts.people.push_back(person.person);
    }
}

/// Splits "for telling me privately" into the words and " privately".
void split_option_at_end(Parts& parts) {
    const auto last = parts.why.find_last_of(" \n");
    if (last == std::string::npos) return;
    const std::string word = folded(std::string_view(parts.why).substr(last + 1));
    const std::string_view bare = std::string_view(word).substr(0, word.find_last_not_of(".!") + 1);
    if (bare == "privately") {
        parts.place = Place::privately;
    } else if (bare == "here" && parts.channel) {
        parts.place = Place::here;
    } else if (bare != "here" || !parts.nowhere) {
        return;
    }
    const auto end = parts.why.find_last_not_of(" \n,", last) + 1;
    parts.tail = parts.why.substr(end);
    parts.why.resize(end);
}

/// Takes "here" or "privately" right after the people.
void take_option(Parts& parts, Scanner& words) {
    const auto begin = words.position();
    if (words.take("privately")) {
        parts.place = Place::privately;
    } else if (parts.channel && words.take("here")) {
        parts.place = Place::here;
    } else if (parts.nowhere && words.take("here")) {
        parts.place = Place::undecided;
    } else {
        return;
    }
    parts.head = without_lead(words.line().text.substr(begin, words.position() - begin)) + " ";
}

std::string account_of(Turn& turn, PersonId person) {
    const auto account = turn.account_here(person);
    return account ? account->value : std::string();
}

/// That these are args which the actor was given: they come back with the form from a client, which may lie.
std::string proof_of(Turn& turn, std::string_view args) {
    return turn.seal().fingerprint("thanks.write/" + account_of(turn, turn.actor()) + "/" + std::string(args));
}

// A form's args: their proof, place, channel and people, a line each; instead of people, behind an empty line, the
// words that were typed without any. Persons are named by their accounts: a form is seen before its rows are on disk
// (Engine::step), where they may get other ids.
std::string to_args(Turn& turn, const Parts& parts) {
    std::string args = parts.place == Place::privately ? "p" : parts.place == Place::here ? "h" : "";
    const auto channel = parts.channel.value_or(Channel{});
    args += '\n' + channel.space + '\n' + channel.conversation + '\n' + channel.thread;
    for (const auto person : parts.people) args += '\n' + account_of(turn, person);
    if (parts.people.empty() && !parts.why.empty()) args += "\n\n" + parts.why;
    return proof_of(turn, args) + '\n' + args;
}
std::string_view take_line(std::string_view& text) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
}
std::optional<Parts> from_args(Turn& turn, std::string_view args) {
    if (const auto proof = take_line(args); proof != proof_of(turn, args)) return std::nullopt;
    Parts parts;
    const auto place = take_line(args);
    if (place == "p") parts.place = Place::privately;
    if (place == "h") parts.place = Place::here;
    const std::string space(take_line(args));
    const std::string conversation(take_line(args));
    const std::string thread(take_line(args));
    if (!conversation.empty()) parts.channel = Channel{space, conversation, thread};
    while (!args.empty()) {
        const auto account = take_line(args);
        if (account.empty()) {
            parts.why = std::exchange(args, {});
        } else {
            parts.people.push_back(turn.directory().mentioned({chat::AccountId{std::string(account)}, {}}));
        }
    }
    return parts;
}

void compose(Turn& turn, Parts parts) {
    Thanks thanks{.sender = turn.actor(),
                  .place = parts.place,
                  .why = std::move(parts.why),
                  .head = std::move(parts.head),
                  .tail = std::move(parts.tail),
                  .channel = std::move(parts.channel),
                  .item = {},
                  .at = turn.now()};
    add(turn, thanks, parts.people);
    // Words at the end that may belong to the text are looked at first, and so is whoever was found by a bare name, and
    // what can't be posted before the bot is brought there.
    if (thanks.place != Place::undecided && thanks.tail.empty() && !parts.look_first && !needs_invite(turn, thanks)) {
        if (auto problem = send(turn, thanks, thanks.place)) turn.answer_in_chat(std::move(*problem));
    }
    turn.show("thanks.sent", thanks.id, turn.actor(), Kind::answer);
}

/// The draft behind a button. nullopt: it was dealt with already, and its message or the answer says how.
std::optional<Thanks> draft_of(Turn& turn, const Press& press) {
    auto thanks = own_thanks(turn, ids_from(press.args).first);
    if (!thanks) {
        turn.answer(texts::gone_from_here);
        return std::nullopt;
    }
    if (thanks->state == State::draft) return thanks;
    if (press.on_message) {
        turn.refresh("thanks.sent", thanks->id);
        return std::nullopt;
    }
    if (auto now = render_thanks(turn, thanks->id)) turn.answer(std::move(*now));
    return std::nullopt;
}

void press_send(Turn& turn, const Press& press, Place place) {
    auto thanks = draft_of(turn, press);
    if (!thanks) return;
    if (const auto why_not = not_thanked(turn, persons(copies_of(turn, thanks->id)), place)) {
        turn.answer(refusal(turn, *why_not, {}));
    } else if (auto problem = send(turn, *thanks, place)) {
        turn.answer(std::move(*problem));
    }
    turn.refresh("thanks.sent", thanks->id);
}

void change_draft(Turn& turn, Thanks& thanks, std::string why) {
    thanks.why = std::move(why);
    thanks.head.clear();
    thanks.tail.clear();
    save(turn, thanks);
    turn.refresh("thanks.sent", thanks.id);
}

}  // namespace

std::optional<NotThanked> not_thanked(Turn& turn, const std::vector<PersonId>& people, Place place) {
    for (const auto who : people) {
        const auto person = turn.people().get(who);
        if (person.gone) return NotThanked{texts::not_thanked_gone, texts::not_who_left, who};
        if (person.foreign && place != Place::here) {
            return NotThanked{texts::not_thanked_foreign, texts::field_foreign, who};
        }
    }
    const auto why = not_these(turn, people);
    return why ? std::optional(NotThanked{*why, *why, {}}) : std::nullopt;
}

chat::Message refusal(Turn& turn, const NotThanked& why, const std::string& words) {
    chat::Message shown = why.who ? message(why.text, {{"who", turn.bold(*why.who)}}) : message(why.text);
    if (!words.empty()) shown.blocks.emplace_back(chat::Quote{words});
    return shown;
}

void refresh_drafts(Turn& turn) {
    for (const auto id : drafts_to_actor(turn)) turn.refresh("thanks.sent", id);
}

void thanks_command(Turn& turn, Call& call) {
    auto& words = call.words;
    Parts parts;
    parts.channel = turn.channel();
    parts.nowhere = !parts.channel && !turn.direct();
    if (words.at_end()) return turn.ask("thanks.write", to_args(turn, parts));
    const auto found = words.people(turn.directory());
    if (!found || found->empty()) {
        // "Thanks, happy to help!"
        if (turn.direct() && offer_to_answer(turn, words.line())) return;
        if (!found) return turn.problem(words.line(), found.error());
        if (words.peek() != "for" || !words.line().mentions.empty())
            return turn.refuse(texts::thanks_whom, {{"prefix", turn.prefix()}});
        parts.why = words.rest();
        if (fits(turn, parts.why)) turn.ask("thanks.write", to_args(turn, parts));
        return;
    }
    add_people(parts, *found);
    take_option(parts, words);
    parts.why = without_lead(words.rest());
    const bool open = parts.place == Place::undecided;
    if (open) split_option_at_end(parts);
    if (parts.place == Place::here) turn.meant_for_all();
    if (const auto why_not = not_thanked(turn, parts.people, parts.place)) {
        return turn.refuse(refusal(turn, *why_not, why_not->who ? parts.why : std::string()));
    }
    if (parts.why.empty()) return turn.ask("thanks.write", to_args(turn, parts));
    if (!fits(turn, parts.why)) return;
    // "Thanks Ben, happy to help" after a letter of Ben's.
    const bool may_answer = open && turn.direct() && parts.people.size() == 1;
    if (may_answer && offer_to_answer(turn, words.line(), parts.people.front())) return;
    compose(turn, std::move(parts));
}

std::optional<chat::Form> build_thanks_form(Turn& turn, const std::string& args) {
    const auto parts = from_args(turn, args);
    if (!parts) {
        turn.answer(texts::gone_from_here);
        return std::nullopt;
    }
    chat::Form form{
        .token = {}, .title = fill_plain(texts::thanks_form), .fields = {}, .submit = fill_plain(texts::next)};
    if (parts->people.size() > 1) {
        const auto label = fill_plain(texts::field_why_who, {{"who", names_of(turn, parts->people)}});
        form.fields = {words_field("why", label)};
        return form;
    }
    form.fields = {person_field(fill_plain(texts::field_thank_whom)),
                   words_field("why", fill_plain(texts::field_why), parts->why)};
    if (parts->people.empty()) return form;
    if (const auto account = turn.account_here(parts->people.front())) form.fields.front().initial = account->value;
    return form;
}

FieldErrors submit_thanks_form(Turn& turn, const std::string& args, Values& values) {
    auto parts = from_args(turn, args);
    if (!parts) return {{"who", texts::gone_from_here}};
    if (parts->people.size() < 2) {
        Scanner who(values["who"]);
        const auto found = who.people(turn.directory());
        if (!found || found->empty() || !who.at_end()) return {{"who", texts::field_nobody}};
        parts->people.clear();
        add_people(*parts, *found);
    }
    if (const auto why_not = not_thanked(turn, parts->people, parts->place)) return {{"who", why_not->field}};
    parts->look_first = true;
    parts->why = written_out(values["why"]);
    compose(turn, std::move(*parts));
    return {};
}

std::optional<chat::Form> build_edit_form(Turn& turn, const std::string& args) {
    const auto thanks = own_thanks(turn, ids_from(args).first);
    if (!thanks || thanks->state != State::draft) {
        turn.answer(thanks ? texts::edited_too_late : texts::gone_from_here);
        return std::nullopt;
    }
    return chat::Form{.token = {},
                      .title = fill_plain(texts::edit),
                      .fields = {words_field("why", fill_plain(texts::field_why), thanks->why)},
                      .submit = fill_plain(texts::save)};
}

FieldErrors submit_edit_form(Turn& turn, const std::string& args, Values& values) {
    if (auto thanks = own_thanks(turn, ids_from(args).first)) change_draft(turn, *thanks, written_out(values["why"]));
    return {};
}

void press_send_privately(Turn& turn, const Press& press) {
    press_send(turn, press, Place::privately);
}

void press_post_here(Turn& turn, const Press& press) {
    press_send(turn, press, Place::here);
}

void press_edit_thanks(Turn& turn, const Press& press) {
    auto thanks = draft_of(turn, press);
    if (!thanks) return;
    if (press.text.empty()) return turn.ask("thanks.edit", press.args);
    if (!fits(turn, press.text)) return;
    change_draft(turn, *thanks, press.text);
}

void press_cancel_thanks(Turn& turn, const Press& press) {
    auto thanks = draft_of(turn, press);
    if (!thanks) return;
    thanks->state = State::dropped;
    thanks->why.clear();
    save(turn, *thanks);
    turn.refresh("thanks.sent", thanks->id);
}

void press_part_of_text(Turn& turn, const Press& press) {
    auto thanks = own_thanks(turn, ids_from(press.args).first);
    const auto all_held = [&] {
        const auto copies = copies_of(turn, thanks->id);
        return std::ranges::all_of(copies, [](const Copy& copy) { return copy.state == Copy::State::held; });
    };
    if (thanks && thanks->state == State::sent && all_held()) unsend(turn, *thanks);
    thanks = draft_of(turn, press);
    if (!thanks) return;
    thanks->place = Place::undecided;
    change_draft(turn, *thanks, thanks->head + thanks->why + thanks->tail);
}

void press_unsend(Turn& turn, const Press& press) {
    const auto thanks = own_thanks(turn, ids_from(press.args).first);
    if (!thanks) return turn.answer(texts::taken_back_already);
    unsend(turn, *thanks);  // the message that holds the button shows the outcome
}

std::optional<Spans> undo_send(Turn& turn, std::int64_t id) {
    auto thanks = own_thanks(turn, id);
    if (!thanks || thanks->state != State::sent) {
        turn.answer(texts::taken_back_already);
        return std::nullopt;
    }
    std::vector<PersonId> readers;
    for (const auto& copy : copies_of(turn, id)) {
        if (may_be_read(turn, copy)) readers.push_back(copy.recipient);
    }
    take_back(turn, *thanks);
    if (thanks->state == State::draft) return fill(texts::nothing_left);
    const auto copies = copies_of(turn, id);
    if (thanks->place == Place::here && !copies.empty()) return status(turn, *thanks, copies.front());
    return fill(texts::taken_back, {{"who", names_of(turn, readers)}});
}

void press_pass_on(Turn& turn, const Press& press) {
    auto answer = draft_of(turn, press);
    if (!answer) return;
    const auto chosen = find_copy(turn, ids_from(press.args).second);
    if (!chosen || chosen->thanks != answer->id) return turn.answer(texts::gone_from_here);
    for (const auto& copy : copies_of(turn, answer->id)) {
        if (copy.id != chosen->id) erase_copy(turn, copy.id);
    }
    press_send(turn, press, Place::privately);
}

}  // namespace goodturn::gratitude
