#include "adapters/slack/accounts.hpp"
#include "adapters/slack/decoding.hpp"
#include "adapters/slack/emoji.hpp"
#include "adapters/slack/ids.hpp"
#include "adapters/slack/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

/// The Events API: https://docs.slack.dev/reference/events
namespace goodturn::slack {
namespace {

/// One event and what wraps it.
struct Wrapped {
    const Context& context;
    Value payload;
    Value event;
    Decoded& decoded;
};

std::vector<std::string> event_keys(const Wrapped& in) {
    const std::string id = in.payload["event_id"].text();
    return {id.empty() ? key(in.context, "envelope", in.context.envelope.id) : key(in.context, "event", id)};
}

void add(const Wrapped& in, chat::Event event, const std::string& second_key = {}) {
    auto keys = event_keys(in);
    if (!second_key.empty()) keys.push_back(second_key);
    in.decoded.items.push_back({std::move(keys), std::move(event), {}});
}

void leave_out(const Wrapped& in, std::string_view without) {
    leave_out(in.decoded, called("event", in.event["type"].text()), without);
}

/// Elsewhere than a slash command, a bot is sent only the chats it is part of.
bool is_direct(const std::string& channel, const std::string& type) {
    return type == "im" || type == "app_home" || (type.empty() && channel.starts_with('D'));
}

/// Who typed this message; empty: no person did. `subtype` of the message itself.
chat::AccountId typist(const Context& context, Value message) {
    constexpr std::array<std::string_view, 3> typed{"", "file_share", "thread_broadcast"};
    const std::string app = message["app_id"].text();
    const bool by_app = !message["bot_id"].text().empty() || (!app.empty() && app == context.workspace.app);
    if (by_app || std::ranges::find(typed, message["subtype"].text()) == typed.end()) return {};
    return person_of(context, message["user"]);
}

/// `when` it was typed or edited; `edited`: the ts of the edit.
void add_typed(const Wrapped& in, Value message, chat::Instant when, const std::string& edited) {
    const auto actor = typist(in.context, message);
    const std::string channel = channel_of(in.event["channel"]);
    const std::string ts = message["ts"].text();
    const auto id = message_id(channel, ts);
    if (id.empty()) return leave_out(in, "a place");
    if (actor.empty()) return;  // no person typed it
    auto event = event_by(in.context, actor, when);
    event.place = {.conversation = {channel},
                   .thread = message_id(channel, thread_around(ts, message["thread_ts"].text())),
                   .direct = is_direct(channel, in.event["channel_type"].text())};
    event.what =
        chat::Typed{.words = words_of_message(message), .message = id, .addressed = false, .edited = !edited.empty()};
    add(in, std::move(event),
        edited.empty() ? key(in.context, "message", id.value) : key(in.context, "edit", id.value + "/" + edited));
}

void message_changed(const Wrapped& in) {
    const Value message = in.event["message"];
    if (!message.is_object()) return leave_out(in, "a message");
    const Value before = in.event["previous_message"];
    // Slack changes messages too: it unfolds links, counts replies.
    if (before.is_object() && before["text"].text() == message["text"].text()) return;
    std::string edited = message["edited"]["ts"].text();
    if (edited.empty()) edited = in.event["event_ts"].text();
    if (edited.empty()) edited = in.event["ts"].text();
    if (edited.empty() || (!before.is_object() && !message["edited"].is_object())) return;
    add_typed(in, message, instant_of(edited).value_or(in.context.now), edited);
}

void message(const Wrapped& in) {
    if (in.event["subtype"].text() == "message_changed") return message_changed(in);
    add_typed(in, in.event, instant_or_now(in.context, in.event["ts"]), {});
}

/// Comes again, under the same ts, when the message is edited.
void app_mention(const Wrapped& in) {
    const std::string edited = in.event["edited"]["ts"].text();
    const auto written = instant_or_now(in.context, in.event["ts"]);
    add_typed(in, in.event, instant_of(edited).value_or(written), edited);
}

void reaction(const Wrapped& in, bool added) {
    const Value item = in.event["item"];
    const auto actor = person_of(in.context, in.event["user"]);
    const std::string channel = channel_of(item["channel"]);
    const std::string ts = item["ts"].text();
    const std::string name = in.event["reaction"].text();
    const auto id = message_id(channel, ts);
    if (const auto type = item["type"].text(); !type.empty() && type != "message") return;
    if (id.empty() || name.empty()) return leave_out(in, id.empty() ? "a message" : "an emoji");
    if (actor.empty()) return;
    auto event = event_by(in.context, actor, instant_or_now(in.context, in.event["event_ts"]));
    event.place = {.conversation = {channel}, .thread = {}, .direct = is_direct(channel, {})};

    std::string link = in.context.workspace.url;
    if (!link.empty()) {
        std::string digits = ts;
        std::erase(digits, '.');
        link += (link.ends_with('/') ? "archives/" : "/archives/") + channel + "/p" + digits;
    }
    const std::string author = in.event["item_user"].text();
    event.what = chat::Reacted{.message = id,
                               .author = {is_id(author) ? author : std::string()},
                               .emoji = emoji_named(name),
                               .added = added,
                               .link = std::move(link)};
    add(in, std::move(event),
        key(in.context, "reaction",
            actor.value + "/" + id.value + "/" + name + (added ? "/added/" : "/removed/") +
                in.event["event_ts"].text()));
}

void home_opened(const Wrapped& in) {
    const auto actor = person_of(in.context, in.event["user"]);
    const std::string channel = channel_of(in.event["channel"]);
    if (actor.empty() || channel.empty()) return leave_out(in, actor.empty() ? "a person" : "a place");
    const std::string tab = in.event["tab"].text();
    in.decoded.news.emplace_back(HomeOpened{actor, {channel}});
    auto event = event_by(in.context, actor, instant_or_now(in.context, in.event["event_ts"]));
    event.place = {.conversation = {channel}, .thread = {}, .direct = true};
    if (tab == "home") {
        event.what = chat::OverviewOpened{};
    } else {
        event.what = chat::Opened{};
    }
    add(in, std::move(event));
}

void member_joined(const Wrapped& in) {
    const std::string channel = channel_of(in.event["channel"]);
    if (channel.empty()) return leave_out(in, "a place");
    if (in.event["user"].text() != in.context.workspace.bot.value) {
        in.decoded.news.emplace_back(ConversationChanged{{channel}});
        return;
    }
    in.decoded.news.emplace_back(Joined{{channel}});
    const auto inviter = person_of(in.context, in.event["inviter"]);
    if (inviter.empty()) return;
    auto event = event_by(in.context, inviter, instant_or_now(in.context, in.event["event_ts"]));
    event.place = {.conversation = {channel}, .thread = {}, .direct = false};
    event.what = chat::Invited{};
    add(in, std::move(event));
}

void account_seen(const Wrapped& in) {
    auto account = account_of(in.event["user"], in.context.workspace);
    if (!is_id(in.event["user"]["id"].text())) return leave_out(in, "a person");
    if (!account) return;
    auto event = event_by(in.context, {}, instant_or_now(in.context, in.event["event_ts"]));
    event.what = std::move(*account);
    add(in, std::move(event));
}

void profile_changed(const Wrapped& in) {
    in.decoded.profile_changed = true;
    account_seen(in);
}

void conversation_changed(const Wrapped& in) {
    const std::string id = channel_of(in.event["channel"]);
    if (id.empty()) return leave_out(in, "a place");
    in.decoded.news.emplace_back(ConversationChanged{{id}});
}

void tokens_revoked(const Wrapped& in) {
    if (!in.event["tokens"]["bot"].items().empty()) in.decoded.news.emplace_back(TokensRevoked{});
}

struct Handler {
    std::string_view type;
    void (*handle)(const Wrapped&);
};
constexpr auto handlers = std::to_array<Handler>({
    {"message", message},
    {"app_mention", app_mention},
    {"reaction_added", [](const Wrapped& in) { reaction(in, true); }},
    {"reaction_removed", [](const Wrapped& in) { reaction(in, false); }},
    {"app_home_opened", home_opened},
    {"member_joined_channel", member_joined},
    {"member_left_channel", conversation_changed},
    {"team_join", account_seen},
    {"user_change", profile_changed},
    {"tokens_revoked", tokens_revoked},
    {"app_uninstalled", [](const Wrapped& in) { in.decoded.news.emplace_back(Uninstalled{}); }},
});

}  // namespace

void decode_event(const Context& context, Decoded& decoded) {
    const Value payload = context.envelope.payload();
    if (payload["type"].text() == "app_rate_limited") {
        decoded.news.emplace_back(RateLimited{});
        return;
    }
    const Value event = payload["event"];
    const std::string type = event["type"].text();
    const auto* const handler = std::ranges::find(handlers, type, &Handler::type);
    if (handler == handlers.end()) {
        decoded.news.emplace_back(Unknown{called("event", type)});
        return;
    }
    handler->handle({context, payload, event, decoded});
}

}  // namespace goodturn::slack
