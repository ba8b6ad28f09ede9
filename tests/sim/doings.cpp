#include "tests/sim/people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace goodturn::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::array commands{"help",
                              "help all",
                              "log",
                              "settings",
                              "privacy",
                              "why",
                              "why @",
                              "round",
                              "round on",
                              "round 8:30",
                              "round quarterly",
                              "reactions on",
                              "reactions off",
                              "hours",
                              "hours mon-fri 8:00-16:00",
                              "hours sat sun 10-18",
                              "hours mon-thu 9-17",
                              "pause until fri",
                              "pause",
                              "pause until next week",
                              "resume",
                              "stop",
                              "resume",
                              "no more from @",
                              "more from @",
                              "no more",
                              "more",
                              "round off",
                              "round on",
                              "thanks",
                              "hi",
                              "ok",
                              "never mind",
                              "yes",
                              "no"};

constexpr std::array nonsense{"what is the weather",
                              "/../../etc/passwd",
                              "helpd @ me",
                              "@ @ @",
                              "“smart” – quotes… and *bold* _under_ `code`",
                              "<script>alert(1)</script> <!channel> @here",
                              "\xff\xfe not utf-8 \xc3",
                              "🙏🙏🙏",
                              "\u202e right to left",
                              "pause until 99/99",
                              "helped",
                              "send 99",
                              "edit 1",
                              "3/4",
                              "'; DROP TABLE help; --"};

/// Words whose button lets something leave.
bool lets_leave(std::string_view word) {
    constexpr std::array leaving{"Send", "Pass", "Post", "send", "pass", "post", "yes", "Yes", "here"};
    return std::ranges::any_of(leaving, [&](std::string_view begin) { return word.starts_with(begin); }) ||
           (!word.empty() && word.front() >= '1' && word.front() <= '9');
}

void add_code(std::vector<std::string>& all, const chat::Spans& spans) {
    for (const auto& span : spans) {
        if (const auto* code = std::get_if<chat::Code>(&span)) all.push_back(code->text);
    }
}

/// What a message without buttons says can be typed.
std::vector<std::string> typed_words(const chat::Message& message) {
    std::vector<std::string> all;
    for (const auto& block : message.blocks) {
        if (const auto* note = std::get_if<chat::Note>(&block)) add_code(all, note->text);
        if (const auto* paragraph = std::get_if<chat::Paragraph>(&block)) add_code(all, paragraph->text);
    }
    return all;
}

struct Choice {
    const chat::Button* button;
    std::string value;
};
std::vector<Choice> choices(const chat::Message& message) {
    std::vector<Choice> all;
    for (const auto& block : message.blocks) {
        const auto add = [&](std::span<const chat::Button> buttons) {
            for (const auto& button : buttons) all.push_back({&button, {}});
        };
        if (const auto* row = std::get_if<chat::Buttons>(&block)) add(row->buttons);
        if (const auto* item = std::get_if<chat::Item>(&block)) add(item->buttons);
        if (const auto* menu = std::get_if<chat::Menu>(&block)) {
            for (const auto& option : menu->options) all.push_back({&menu->button, option.value});
        }
    }
    return all;
}

}  // namespace

void People::act(Person& person) {
    if (person.form && dice_.chance(0.7)) return submit(person);
    const auto roll = dice_.below(100);
    if (roll < 18) return note_help(person);
    if (roll < 26) return thank(person);
    if (roll < 50) return in_buttons(person) ? press(person) : type_a_word(person);
    if (roll < 62) return type_command(person);
    if (roll < 68) return answer_in_words(person);
    if (roll < 72) return edit(person);
    if (roll < 78) return react(person);
    if (roll < 80) return delete_a_message(person);
    if (roll < 83) return change_life(person);
    if (roll < 93) return try_engine(person);
    if (roll < 96) {
        promises_.touched_newest(person.member->id(), type(person, "undo", *person.member));
        return;
    }
    promises_.touched(in_sight(person));
    promises_.touched_newest(person.member->id(), type(person, dice_.pick(nonsense), anybody(person)));
}

std::string People::in_sight(const Person& person) const {
    std::string all;
    for (const auto* posted : platform_.seen_by(*person.member, 40)) all += posted->text + '\n';
    return all;
}

std::string People::type(Person& person, std::string_view text, const Member& whom, bool in_channel) {
    const std::string id = fmt::format("t{}", ++counter_);
    if (!in_channel) person.last_message = id;
    trace_.say(timeline_.now(),
               fmt::format("{} types{}: {} ({})", person.member->id(), in_channel ? " to all" : "", text, whom.id()));
    std::string line(text);
    if (in_channel) line = (in_buttons(person) ? "/goodturn " : "!gt ") + line;
    return event(person, !in_channel,
                 chat::Typed{.words = words(line, whom), .message = {id}, .addressed = false, .edited = false},
                 {whom.id()});
}

void People::note_help(Person& person) {
    const Member& whom = anybody(person);
    const std::string word = promises_.new_word(person.member->id(), {whom.id()});
    const std::string line = dice_.chance(0.3) ? "helped @ for " + word : "@ helped me with " + word + " and more";
    const std::string key = type(person, line, whom, dice_.chance(0.1));
    if (&whom != person.member) promises_.will_be_noted(key, word);
}

void People::thank(Person& person) {
    const Member& whom = anybody(person);
    const std::string word = promises_.new_word(person.member->id(), {whom.id()});
    const bool here = dice_.chance(0.2);
    if (here) promises_.agreed(person.member->id(), word, true);
    type(person, (here ? "thanks @ here for " : "thanks @ for ") + word, whom, here || dice_.chance(0.2));
}

void People::type_command(Person& person) {
    type(person, dice_.pick(commands), anybody(person), dice_.chance(0.1));
}

void People::press(Person& person) {
    const auto messages = platform_.seen_by(*person.member, 8);
    if (messages.empty()) {
        event(person, true, chat::Opened{});
        return;
    }
    const Posted posted = *dice_.pick(messages);
    const auto all = choices(posted.message);
    if (all.empty()) return;
    const auto& [button, value] = all[dice_.below(all.size())];
    press_button(person, posted, *button, value);
    if (dice_.chance(0.1)) press_button(person, posted, *button, value);
}

void People::press_button(Person& person, const Posted& posted, const chat::Button& button, const std::string& choice) {
    const auto& id = person.member->id();
    trace_.say(timeline_.now(), fmt::format("{} presses [{}] of {}", id, button.label, posted.id));
    promises_.touched(posted.text);
    if (lets_leave(button.label)) promises_.agreed(id, posted.text, button.label.starts_with("Post"));
    const std::string key =
        event(person, true, chat::Pressed{.message = {posted.id}, .button = button.id, .choice = choice},
              promises_.named_in(posted.text));
    if (button.label == "Undo") promises_.touched_newest(id, key);
}

/// In a space without buttons: what a message says can be typed.
void People::type_a_word(Person& person) {
    const auto messages = platform_.seen_by(*person.member, 8);
    if (messages.empty()) return type_command(person);
    const Posted posted = *dice_.pick(messages);
    const auto all = typed_words(posted.message);
    if (all.empty()) return;
    std::string line = all[dice_.below(all.size())];
    const auto& id = person.member->id();
    // A word means the newest message that has it, so it may mean any that is in sight.
    const std::string all_texts = in_sight(person);
    promises_.touched(all_texts);
    if (lets_leave(line)) promises_.agreed(id, all_texts, line.starts_with("post") || line.starts_with("here"));
    if (line.starts_with("edit")) line += " " + promises_.new_word(id, promises_.named_in(all_texts));
    // The message it means may not even have appeared yet.
    promises_.touched_newest(id, type(person, line, anybody(person)));
}

/// Free words: the answer to a form's question, to a thank-you, or to nothing.
void People::answer_in_words(Person& person) {
    std::set<std::string> named = promises_.named_in(in_sight(person));
    const Member& whom = anybody(person);
    named.insert(whom.id());
    const std::string word = promises_.new_word(person.member->id(), std::move(named));
    type(person, dice_.chance(0.5) ? word + " happy to help" : "@ " + word, whom);
}

void People::submit(Person& person) {
    const auto [form, concerned] = *std::exchange(person.form, {});
    if (dice_.chance(0.2)) return;  // closed
    trace_.say(timeline_.now(), fmt::format("{} sends the form {}", person.member->id(), form.title));
    std::set<std::string> named = concerned;
    chat::Submitted submitted{.token = form.token, .values = {}};
    for (const auto& field : form.fields) {
        if (field.kind == chat::FieldKind::person) {
            const Member& whom = anybody(person);
            named.insert(whom.id());
            submitted.values[field.name] = words("@", whom);
        }
        if (field.kind == chat::FieldKind::choice && !field.options.empty()) {
            submitted.values[field.name] = {field.options[dice_.below(field.options.size())].value};
        }
        promises_.touched(field.initial);
    }
    for (const auto& field : form.fields) {
        if (field.kind != chat::FieldKind::line && field.kind != chat::FieldKind::paragraph) continue;
        submitted.values[field.name] = {promises_.new_word(person.member->id(), named)};
    }
    event(person, true, std::move(submitted));
}

void People::edit(Person& person) {
    if (person.last_message.empty()) return;
    const Member& whom = anybody(person);
    trace_.say(timeline_.now(), fmt::format("{} edits {}", person.member->id(), person.last_message));
    const std::string word = promises_.new_word(person.member->id(), {whom.id()});
    event(person, true,
          chat::Typed{.words = words("@ helped me with " + word, whom),
                      .message = {person.last_message},
                      .addressed = false,
                      .edited = true});
}

void People::react(Person& person) {
    constexpr std::array emoji{"🙏", "👍", "✅", "➖", "↩️", "🎉"};
    const auto messages = platform_.seen_by(*person.member, 5);
    const bool own = !messages.empty() && dice_.chance(0.6);
    const std::string sign = dice_.pick(emoji);
    trace_.say(timeline_.now(), fmt::format("{} reacts {}", person.member->id(), sign));
    if (own) {
        const Posted posted = *dice_.pick(messages);
        promises_.touched(posted.text);
        promises_.agreed(person.member->id(), posted.text, false);
        const std::string key = event(
            person, true,
            chat::Reacted{
                .message = {posted.id}, .author = {"goodturn"}, .emoji = sign, .added = dice_.chance(0.8), .link = {}});
        promises_.touched_newest(person.member->id(), key);
        return;
    }
    const std::string message = fmt::format("c{}", dice_.below(50));
    event(person, false,
          chat::Reacted{.message = {message},
                        .author = anybody(person).account.account,
                        .emoji = sign,
                        .added = dice_.chance(0.7),
                        .link = "https://chat.example/" + message});
}

void People::delete_a_message(Person& person) {
    const auto messages = platform_.seen_by(*person.member, 10);
    if (messages.empty()) return;
    const std::string id = dice_.pick(messages)->id;
    trace_.say(timeline_.now(), fmt::format("{} deletes {}", person.member->id(), id));
    platform_.remove(id);
}

/// They move, leave, or come back.
void People::change_life(Person& person) {
    auto& account = person.member->account;
    if (person.gone) {
        account.gone = person.gone = false;
    } else if (dice_.chance(0.15)) {
        account.gone = person.gone = true;
    } else {
        account.zone = dice_.pick(members_).account.zone;
    }
    trace_.say(timeline_.now(), fmt::format("{} {} {}", person.member->id(), person.gone ? "left" : "lives in",
                                            person.gone ? "" : account.zone));
    auto item = fact(person.member->space, account);
    item.keys = {fmt::format("sim:{}", ++counter_)};
    platform_.happen(std::move(item));
}

/// Through the trial practice: what the two real ones seldom do.
void People::try_engine(Person& person) {
    constexpr std::array lines{"remind daily 9:30",
                               "remind daily 2:30",
                               "remind weekly tue 10:00",
                               "remind daily 23:45",
                               "every daily 0:15",
                               "once 30m",
                               "nudge in 60m hello",
                               "nudge hello",
                               "nudge for 600m hello",
                               "dated in 300m hello",
                               "dated hello",
                               "now",
                               "unsay",
                               "count",
                               "count here",
                               "form",
                               "menu pick",
                               "menu",
                               "list some",
                               "list long some",
                               "deliver @ hello",
                               "chat hello"};
    const std::string line = dice_.pick(lines);
    type(person, line, anybody(person), line.starts_with("count here") || dice_.chance(0.1));
}

}  // namespace goodturn::sim
