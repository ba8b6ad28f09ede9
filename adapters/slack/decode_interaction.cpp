#include "adapters/slack/decoding.hpp"
#include "adapters/slack/ids.hpp"
#include "adapters/slack/mrkdwn.hpp"
#include "adapters/slack/shortcuts.hpp"
#include "adapters/slack/text.hpp"
#include "core/chat/json.hpp"

#include <functional>
#include <utility>

/// Buttons, forms and shortcuts: https://docs.slack.dev/reference/interaction-payloads
namespace goodturn::slack {
namespace {

/// An account in an object, or by itself.
Value user_id(Value user) {
    return user.is_object() ? user["id"] : user;
}

std::string first_of(Value one, Value other) {
    std::string text = one.text();
    return text.empty() ? other.text() : text;
}

Wait button_wait(Value payload) {
    const Value container = payload["container"];
    std::string channel = channel_of(container["channel_id"]);
    if (channel.empty()) channel = channel_of(payload["channel"]["id"]);
    std::string message = first_of(container["message_ts"], payload["message"]["ts"]);
    return {.waiting = Waiting::button,
            .response_url = payload["response_url"].text(),
            .trigger = payload["trigger_id"].text(),
            .channel = std::move(channel),
            .thread = thread_around(message, first_of(container["thread_ts"], payload["message"]["thread_ts"])),
            .message = std::move(message),
            .ephemeral = container["is_ephemeral"].flag(),
            .view = first_of(container["view_id"], payload["view"]["id"])};
}

/// What was chosen in a menu; nullopt: the choice was taken back.
std::optional<std::string> choice(Value action) {
    const Value chosen = action["selected_option"];
    if (chosen.is_object()) return chosen["value"].text();
    if (action["type"].text() == "button") return std::string();
    return std::nullopt;
}

void block_actions(const Context& context, Decoded& decoded) {
    const Value payload = context.envelope.payload();
    decoded.wait = button_wait(payload);
    const Wait& wait = decoded.wait;
    const auto actor = person_of(context, user_id(payload["user"]));
    if (actor.empty()) return leave_out(decoded, "a press", "a person");
    if (payload["actions"].items().empty()) return leave_out(decoded, "a press", "a button");
    auto place = place_of(context, wait.channel, payload["channel"]["name"]);
    place.thread = message_id(wait.channel, wait.thread);
    // Where only one person sees it, it may be the answer to a command in a chat of two others.
    if (wait.channel.starts_with('D') && !wait.ephemeral) {
        place.direct = true;
        place.closed = false;
    }
    int number = 0;
    for (const Value action : payload["actions"].items()) {
        const std::string id = action["action_id"].text();
        const auto chosen = choice(action);
        ++number;
        if (!id.starts_with(action_prefix) || id.size() == action_prefix.size() || !chosen) continue;
        auto event = event_by(context, actor, instant_or_now(context, action["action_ts"]));
        event.place = place;
        event.what = chat::Pressed{.message = message_id(wait.channel, wait.message),
                                   .button = id.substr(action_prefix.size()),
                                   .choice = *chosen};
        auto keys = interaction_keys(context, wait.trigger);
        if (number > 1) {
            for (auto& key : keys) key += "/" + std::to_string(number);
        }
        decoded.items.push_back({std::move(keys), std::move(event), {}});
    }
}

/// Of one input. What was left empty is null.
chat::Words field(Value input) {
    if (const std::string person = input["selected_user"].text(); is_id(person)) return {chat::Named{{person}, {}}};
    const std::string option = input["selected_option"]["value"].text();
    const std::string text = option.empty() ? as_typed(unescaped(input["value"].text())) : option;
    return text.empty() ? chat::Words() : chat::Words{text};
}

void view_submission(const Context& context, Decoded& decoded) {
    const Value payload = context.envelope.payload();
    const Value view = payload["view"];
    decoded.wait = {.waiting = Waiting::submit,
                    .response_url = {},
                    .trigger = payload["trigger_id"].text(),
                    .channel = {},
                    .thread = {},
                    .message = {},
                    .view = view["id"].text()};
    const auto actor = person_of(context, user_id(payload["user"]));
    if (actor.empty()) return leave_out(decoded, "a form", "a person");
    chat::Submitted submitted{.token = view["private_metadata"].text(), .values = {}};
    for (const auto& [name, inputs] : view["state"]["values"].members()) {
        const auto all = inputs.members();
        submitted.values.emplace(name, all.empty() ? chat::Words() : field(all.front().second));
    }
    auto keys = interaction_keys(context, decoded.wait.trigger);
    if (!decoded.wait.view.empty()) {
        keys.push_back(key(context, "form", decoded.wait.view));
    }
    auto event = event_by(context, actor, context.now);
    event.what = std::move(submitted);
    decoded.items.push_back({std::move(keys), std::move(event), {}});
}

/// The line that a shortcut stands for; nullopt: none of ours. Without an author the form asks for the person.
std::optional<chat::Words> line(const std::string& shortcut, const chat::AccountId& author) {
    const chat::Named who{author, {}};
    if (shortcut == they_helped_me.id) return author.empty() ? chat::Words{"helped"} : chat::Words{who, " helped me"};
    if (shortcut == thank_them.id) return author.empty() ? chat::Words{"thanks"} : chat::Words{"thanks ", who};
    if (shortcut == note_help.id) return chat::Words{"helped"};
    return std::nullopt;
}

void shortcut(const Context& context, Decoded& decoded) {
    const Value payload = context.envelope.payload();
    const Value message = payload["message"];
    std::string ts = first_of(payload["message_ts"], message["ts"]);
    decoded.wait = {.waiting = Waiting::shortcut,
                    .response_url = payload["response_url"].text(),
                    .trigger = payload["trigger_id"].text(),
                    .channel = channel_of(payload["channel"]["id"]),
                    .thread = thread_around(ts, message["thread_ts"].text()),
                    .message = std::move(ts),
                    .view = {}};
    const Wait& wait = decoded.wait;
    const std::string name = payload["callback_id"].text();
    // What bots say was written by no person, and so was what the bot itself passes on.
    const bool by_app = !message["bot_id"].text().empty();
    const auto author = by_app ? chat::AccountId() : person_of(context, message["user"]);
    auto words = line(name, author);
    if (!words) {
        decoded.news.emplace_back(Unknown{called("shortcut", name)});
        return;
    }
    const auto actor = person_of(context, user_id(payload["user"]));
    if (actor.empty()) return leave_out(decoded, "a shortcut", "a person");
    auto event = event_by(context, actor, instant_or_now(context, payload["action_ts"]));
    event.place = place_of(context, wait.channel, payload["channel"]["name"]);
    event.place.thread = message_id(wait.channel, wait.thread);
    event.what = chat::Typed{.words = std::move(*words), .message = {}, .addressed = true};
    decoded.items.push_back({interaction_keys(context, wait.trigger), std::move(event), {}});
}

}  // namespace

void decode_interaction(const Context& context, Decoded& decoded) {
    const std::string type = context.envelope.payload()["type"].text();
    if (type == "block_actions") {
        block_actions(context, decoded);
    } else if (type == "view_submission") {
        view_submission(context, decoded);
    } else if (type == "shortcut" || type == "message_action") {
        shortcut(context, decoded);
    } else if (type != "view_closed") {
        decoded.news.emplace_back(Unknown{called("interaction", type)});
    }
}

}  // namespace goodturn::slack
