#include "tests/sim/people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace goodturn::sim {
namespace {

using namespace std::chrono_literals;

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
    if (roll < 26) return thank(person, anybody(person));
    if (roll < 50) return in_buttons(person) ? press(person) : type_a_word(person);
    if (roll < 62) return type_command(person);
    if (roll < 68) return answer_in_words(person);
    if (roll < 72) return edit(person);
    if (roll < 78) return react(person);
    if (roll < 80) return delete_a_message(person);
    if (roll < 83) return change_life(person);
    if (roll < 93) return try_engine(person);
    if (roll < 96) return type_undo(person);
    type_nonsense(person);
}

bool People::lets_leave(std::string_view word) {
    constexpr std::array leaving{"Send", "Pass", "Post", "send", "pass", "post", "yes", "Yes", "here"};
    return std::ranges::any_of(leaving, [&](std::string_view begin) { return word.starts_with(begin); }) ||
           (!word.empty() && word.front() >= '1' && word.front() <= '9');
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
    if (lets_leave(button->label) && dice_.chance(0.3)) repent_later(person);
}

void People::press_button(Person& person, const Posted& posted, const chat::Button& button, const std::string& choice) {
    const auto& id = person.member->id();
    trace_.say(timeline_.now(), fmt::format("{} presses [{}] of {}", id, button.label, posted.id));
    told_.touched(posted.text);
    if (lets_leave(button.label)) told_.agreed(id, posted.text, button.label.starts_with("Post"));
    const std::string key =
        event(person, true, chat::Pressed{.message = {posted.id}, .button = button.id, .choice = choice},
              told_.named_in(posted.text));
    if (button.label == "Undo") told_.touched_newest(id, key);
    if (button.label == "Undo" || button.label == "It was part of the text") told_.repented(id, posted.text);
}

/// Lets leave what they have just written, if it was shown first.
void People::send_later(Person& person) {
    timeline_.after(dice_.between(2s, 10min), [this, &person] {
        if (silent_) return;
        if (!in_buttons(person)) return type_word(person, "send");
        for (const Posted* posted : platform_.seen_by(*person.member, 5)) {
            for (const auto& [button, value] : choices(posted->message)) {
                if (!button->label.starts_with("Send")) continue;
                press_button(person, Posted(*posted), chat::Button(*button), value);
                if (dice_.chance(0.3)) repent_later(person);
                return;
            }
        }
    });
}

/// Of what they just let leave, most often.
void People::repent_later(Person& person) {
    timeline_.after(dice_.between(1s, dice_.chance(0.5) ? 1min : 20h), [this, &person] {
        if (silent_) return;
        for (const Posted* posted : platform_.seen_by(*person.member, 20)) {
            const auto all = choices(posted->message);
            const auto undo = std::ranges::find(all, "Undo", [](const Choice& choice) { return choice.button->label; });
            if (undo == all.end()) continue;
            const auto press = [this, &person, posted = *posted, button = *undo->button] {
                if (!silent_) press_button(person, posted, button, {});
            };
            // Some look at it for long, while it says something else already.
            if (dice_.chance(0.5)) return timeline_.after(dice_.between(1min, 20h), press);
            return press();
        }
        type_undo(person);
    });
}

/// Whom they don't want to hear from any more: perhaps just when something is on its way.
void People::fall_out_later(Person& person, const Member& with) {
    timeline_.after(dice_.between(1s, 40h), [this, &person, &with] {
        if (!silent_) type(person, dice_.chance(0.8) ? "no more from @" : "no more", with);
    });
}

void People::submit(Person& person) {
    const auto open = std::exchange(person.form, {});
    if (!open) return;
    const auto& [form, concerned] = *open;
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
        told_.touched(field.initial);
    }
    for (const auto& field : form.fields) {
        if (field.kind != chat::FieldKind::line && field.kind != chat::FieldKind::paragraph) continue;
        submitted.values[field.name] = {told_.new_word(person.member->id(), named)};
    }
    event(person, true, std::move(submitted));
}

void People::edit(Person& person) {
    if (person.last_message.empty()) return;
    const Member& whom = anybody(person);
    trace_.say(timeline_.now(), fmt::format("{} edits {}", person.member->id(), person.last_message));
    const std::string word = told_.new_word(person.member->id(), {whom.id()});
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
        told_.touched(posted.text);
        told_.agreed(person.member->id(), posted.text, false);
        const std::string key = event(
            person, true,
            chat::Reacted{
                .message = {posted.id}, .author = {"goodturn"}, .emoji = sign, .added = dice_.chance(0.8), .link = {}});
        told_.touched_newest(person.member->id(), key);
        if (sign == "↩️") told_.repented(person.member->id(), posted.text);
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

}  // namespace goodturn::sim
