#include "tests/support/slack_server/people.hpp"

#include "tests/support/slack_server/composer.hpp"

#include <algorithm>
#include <ranges>
#include <stdexcept>

namespace goodturn::slack_server {

std::string People::types(std::string_view who, std::string_view text, std::string_view where,
                          const std::string& thread) {
    auto [words, blocks] = composed(world_, text);
    return events_
        .post(world_.place(who, where),
              {.ts = {}, .user = world_.user(who).id, .text = words, .blocks = std::move(blocks), .thread_ts = thread})
        .ts;
}

std::string People::sends(std::string_view who, const std::string& text, const json& blocks, std::string_view where) {
    return events_
        .post(world_.place(who, where), {.ts = {}, .user = world_.user(who).id, .text = text, .blocks = blocks})
        .ts;
}

void People::edits(std::string_view who, const std::string& ts, std::string_view text, std::string_view where) {
    auto& channel = world_.place(who, where);
    auto changed = channel.messages.at(ts);
    auto [words, blocks] = composed(world_, text);
    changed.text = words;
    changed.blocks = std::move(blocks);
    events_.edit(channel, ts, std::move(changed));
}

void People::deletes(std::string_view who, const std::string& ts, std::string_view where) {
    events_.remove(world_.place(who, where), ts);
}

void People::reacts(std::string_view who, const std::string& emoji, const std::string& ts, std::string_view where,
                    bool added) {
    events_.react(world_.place(who, where), ts, world_.user(who).id, emoji, added);
}

DeliveryRef People::runs(std::string_view who, const std::string& line, std::string_view where) {
    return interactions_.command(world_.user(who), world_.place(who, where), line);
}

DeliveryRef People::uses(std::string_view who, std::string_view where,
                         const std::function<std::optional<Control>(const json&)>& find, std::string_view what) {
    const auto seen = sees(who, where);
    for (const auto& message : seen | std::views::reverse) {
        if (world_.install_of_bot(message.user) == nullptr) continue;
        if (const auto control = find(message.blocks))
            return interactions_.press(world_.user(who), world_.place(who, where), message, *control);
    }
    throw std::out_of_range("nothing to press: " + std::string(what));
}

DeliveryRef People::presses(std::string_view who, std::string_view label, std::string_view where) {
    return uses(who, where, [&](const json& blocks) { return button_of(blocks, label); }, label);
}

DeliveryRef People::chooses(std::string_view who, std::string_view option, std::string_view where) {
    return uses(who, where, [&](const json& blocks) { return menu_of(blocks, option); }, option);
}

DeliveryRef People::uses_home(std::string_view who, const std::optional<Control>& control, std::string_view what) {
    if (!control) throw std::out_of_range("nothing to press at home: " + std::string(what));
    return interactions_.press(world_.user(who), *home(who), *control);
}

DeliveryRef People::presses_at_home(std::string_view who, std::string_view label) {
    const auto* view = home(who);
    return uses_home(who, view == nullptr ? std::nullopt : button_of(view->content["blocks"], label), label);
}

DeliveryRef People::chooses_at_home(std::string_view who, std::string_view option) {
    const auto* view = home(who);
    return uses_home(who, view == nullptr ? std::nullopt : menu_of(view->content["blocks"], option), option);
}

DeliveryRef People::submits(std::string_view who, const std::map<std::string, std::string>& values) {
    auto& stack = world_.modals[world_.user(who).id];
    if (stack.empty()) throw std::out_of_range("no form is open");
    View& view = stack.back();
    for (const auto& [input, value] : values) fill_in(world_, view, input, value);
    view.errors = complaints(view);
    if (!view.errors.empty()) return nullptr;
    return interactions_.submit(world_.user(who), view);
}

void People::closes_modal(std::string_view who) {
    auto& stack = world_.modals[world_.user(who).id];
    if (!stack.empty()) stack.pop_back();
}

void People::opens_home(std::string_view who, const std::string& tab) {
    const auto& user = world_.user(who);
    events_.open_home(user, world_.install_in(user.team, ""), tab);
}

DeliveryRef People::uses_shortcut(std::string_view who, const std::string& callback_id) {
    return interactions_.shortcut(world_.user(who), callback_id);
}

DeliveryRef People::uses_shortcut_on(std::string_view who, const std::string& callback_id, const std::string& ts,
                                     std::string_view where) {
    auto& channel = world_.place(who, where);
    return interactions_.shortcut(world_.user(who), callback_id, channel, channel.messages.at(ts));
}

void People::invites(std::string_view who, std::string_view whom, std::string_view where) {
    events_.join(world_.place(who, where), world_.user(whom).id, world_.user(who).id);
}

void People::leaves(std::string_view who, std::string_view where) {
    events_.leave(world_.place(who, where), world_.user(who).id);
}

void People::snoozes(std::string_view who, Duration time) {
    auto& user = world_.user(who);
    user.dnd_from = world_.clock().now();
    user.dnd_until = user.dnd_from + time;
}

std::vector<Message> People::sees(std::string_view who, std::string_view where) {
    auto all = ephemerals(who, where);
    for (const auto& [ts, message] : world_.place(who, where).messages) all.push_back(message);
    std::ranges::sort(all, {}, &Message::ts);
    return all;
}

std::vector<Message> People::ephemerals(std::string_view who, std::string_view where) {
    std::vector<Message> all;
    for (const auto& [ts, message] : world_.place(who, where).ephemerals) {
        if (message.only_for == world_.user(who).id) all.push_back(message);
    }
    return all;
}

const View* People::modal(std::string_view who) {
    const auto& stack = world_.modals[world_.user(who).id];
    return stack.empty() ? nullptr : &stack.back();
}

const View* People::home(std::string_view who, const std::string& app) {
    const auto found = world_.homes.find({world_.user(who).id, app});
    return found == world_.homes.end() ? nullptr : &found->second;
}

std::vector<Failure> People::failures(std::string_view who) {
    std::vector<Failure> all;
    const auto& id = world_.user(who).id;
    std::ranges::copy_if(world_.failures, std::back_inserter(all), [&](const Failure& it) { return it.user == id; });
    return all;
}

}  // namespace goodturn::slack_server
