#include "tests/support/slack_server/interactions.hpp"

#include "tests/support/slack_server/composer.hpp"
#include "tests/support/slack_server/payload.hpp"

#include <algorithm>
#include <utility>

namespace goodturn::slack_server {

DeliveryRef Interactions::deliver(const User& user, const Install& install, const std::string& what, json payload,
                                  bool accepts_payload, std::function<void(const json&)> on_answer) {
    return gateway_.deliver({.type = Delivery::Type::interactive,
                             .app = install.app,
                             .user = user.id,
                             .what = what,
                             .event_id = {},
                             .envelope_id = {},
                             .payload = std::move(payload),
                             .accepts_response_payload = accepts_payload,
                             .on_answer = std::move(on_answer)});
}

json Interactions::interaction(const User& user, const Install& install, const std::string& type) {
    return {{"type", type},
            {"token", "verification"},
            {"user", actor_json(user)},
            {"api_app_id", install.app},
            {"team", team_json(world_.workspace(install.team))},
            {"enterprise", nullptr},
            {"is_enterprise_install", false},
            {"trigger_id", world_.new_trigger(user.id, install.app)}};
}

DeliveryRef Interactions::command(const User& user, Channel& channel, const std::string& line) {
    const auto space = std::min(line.find(' '), line.size());
    const std::string command = line.substr(0, space);
    const std::string text = space < line.size() ? line.substr(space + 1) : "";
    const auto& installs = world_.installs();
    const auto install = std::ranges::find_if(installs, [&](const Install& it) {
        return it.active && it.team == user.team && world_.app(it.app).commands.contains(command);
    });
    if (install == installs.end()) {
        world_.failures.push_back({user.id, line, "no such command"});
        return nullptr;
    }
    ResponseUrl url{.app = install->app,
                    .team = install->team,
                    .user = user.id,
                    .channel = channel.id,
                    .original = {},
                    .thread = {},
                    .until = {}};
    json payload{{"token", "verification"},
                 {"team_id", install->team},
                 {"team_domain", world_.workspace(install->team).domain},
                 {"channel_id", channel.id},
                 {"channel_name", place_name(channel)},
                 {"user_id", user.id},
                 {"user_name", user.name},
                 {"command", command},
                 {"text", command_text(world_, text, world_.app(install->app).should_escape)},
                 {"api_app_id", install->app},
                 {"is_enterprise_install", "false"},
                 {"response_url", world_.new_response_url(url)},
                 {"trigger_id", world_.new_trigger(user.id, install->app)}};
    return gateway_.deliver({.type = Delivery::Type::slash_commands,
                             .app = install->app,
                             .user = user.id,
                             .what = line,
                             .event_id = {},
                             .envelope_id = {},
                             .payload = std::move(payload),
                             .accepts_response_payload = true,
                             .on_answer = [this, url, line](const json& answer) {
                                 if (answer.is_null()) return;
                                 if (const auto error = show(url, answer))
                                     trouble(url.user, line + ": " + error->error);
                             }});
}

DeliveryRef Interactions::press(const User& user, Channel& channel, const Message& message, const Control& control) {
    const Install* install = world_.install_of_bot(message.user);
    const bool ephemeral = !message.only_for.empty();
    const bool in_thread = !message.thread_ts.empty() && message.thread_ts != message.ts;
    json payload = interaction(user, *install, "block_actions");
    payload["container"] = {
        {"type", "message"}, {"message_ts", message.ts}, {"channel_id", channel.id}, {"is_ephemeral", ephemeral}};
    if (in_thread) payload["container"]["thread_ts"] = message.thread_ts;
    payload["channel"] = {{"id", channel.id}, {"name", place_name(channel)}};
    if (!ephemeral) payload["message"] = message_json(message);
    payload["state"] = {{"values", json::object()}};
    payload["response_url"] = world_.new_response_url({.app = install->app,
                                                       .team = install->team,
                                                       .user = user.id,
                                                       .channel = channel.id,
                                                       .original = message.ts,
                                                       .thread = in_thread ? message.thread_ts : "",
                                                       .until = {}});
    payload["actions"] = json::array();
    payload["actions"].push_back(action_of(control, world_.new_ts()));
    return deliver(user, *install, label_of(control.element, "text"), std::move(payload), false);
}

DeliveryRef Interactions::press(const User& user, const View& view, const Control& control) {
    const Install& install = world_.install_in(view.team, view.app);
    json payload = interaction(user, install, "block_actions");
    payload["container"] = {{"type", "view"}, {"view_id", view.id}};
    payload["view"] = view_json(view, install.bot_id);
    payload["actions"] = json::array();
    payload["actions"].push_back(action_of(control, world_.new_ts()));
    return deliver(user, install, label_of(control.element, "text"), std::move(payload), false);
}

DeliveryRef Interactions::submit(const User& user, const View& view) {
    const Install& install = world_.install_in(view.team, view.app);
    json payload = interaction(user, install, "view_submission");
    payload["view"] = view_json(view, install.bot_id);
    payload["response_urls"] = json::array();
    return deliver(user, install, "submit", std::move(payload), true,
                   [this, user = user.id, id = view.id](const json& answer) { answered(user, id, answer); });
}

void Interactions::answered(const std::string& user, const std::string& id, const json& answer) {
    auto& stack = world_.modals[user];
    const auto view = std::ranges::find(stack, id, &View::id);
    if (view == stack.end()) return;
    const std::string action = answer.is_object() ? answer.value("response_action", "") : "";
    if (answer.is_null()) {
        stack.erase(view);
    } else if (action == "clear") {
        stack.clear();
    } else if (action == "errors") {
        const json errors = answer.value("errors", json::object());
        if (errors.empty()) return trouble(user, "errors without one");
        for (const auto& [block, words] : errors.items()) {
            if (!is_input(view->content["blocks"], block) || !words.is_string())
                return trouble(user, "an error at " + block);
        }
        view->errors = errors.get<std::map<std::string, std::string>>();
    } else if (action == "update" || action == "push") {
        json content = answer.value("view", json());
        if (const auto error = refused(content)) return trouble(user, error->error);
        note_problems(problems_, "response_action", content);
        give_ids(world_, content["blocks"]);
        if (action == "push" && stack.size() >= 3) return trouble(user, "a fourth view");
        View& shown = action == "push" ? stack.emplace_back(*view) : *view;
        if (action == "push") shown.id = world_.new_id("V");
        shown.hash = world_.new_id("h");
        shown.values = values_of(content["blocks"], action == "push" ? json::object() : shown.values);
        shown.content = std::move(content);
        shown.errors.clear();
    } else {
        trouble(user, "response_action " + action);
    }
}

void Interactions::trouble(const std::string& user, const std::string& what) {
    problems_.push_back("acknowledgement: " + what);
    world_.failures.push_back({user, what, "trouble connecting"});
}

DeliveryRef Interactions::shortcut(const User& user, const std::string& callback_id) {
    const Install& install = world_.install_in(user.team, "");
    json payload = interaction(user, install, "shortcut");
    payload["callback_id"] = callback_id;
    payload["action_ts"] = world_.new_ts();
    return deliver(user, install, "shortcut " + callback_id, std::move(payload), false);
}

DeliveryRef Interactions::shortcut(const User& user, const std::string& callback_id, Channel& channel,
                                   const Message& message) {
    const Install& install = world_.install_in(user.team, "");
    json payload = interaction(user, install, "message_action");
    payload["callback_id"] = callback_id;
    payload["action_ts"] = world_.new_ts();
    payload["message_ts"] = message.ts;
    payload["message"] = message_json(message);
    payload["channel"] = {{"id", channel.id}, {"name", place_name(channel)}};
    payload["response_url"] = world_.new_response_url({.app = install.app,
                                                       .team = install.team,
                                                       .user = user.id,
                                                       .channel = channel.id,
                                                       .original = {},
                                                       .thread = {},
                                                       .until = {}});
    return deliver(user, install, "shortcut " + callback_id, std::move(payload), false);
}

}  // namespace goodturn::slack_server
