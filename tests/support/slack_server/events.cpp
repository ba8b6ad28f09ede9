#include "tests/support/slack_server/events.hpp"

#include "tests/support/slack_server/payload.hpp"

#include <algorithm>

namespace goodturn::slack_server {

bool Events::asked(const Install& install, const std::string& event, const std::string& scope) {
    return install.active && world_.app(install.app).events.contains(event) &&
           (scope.empty() || install.scopes.contains(scope));
}

DeliveryRef Events::tell(const Install& install, json event) {
    const std::string id = world_.new_id("Ev");
    const auto seconds = std::chrono::floor<std::chrono::seconds>(world_.clock().now()).time_since_epoch().count();
    const std::string type = event.value("type", "");
    json authorization{{"enterprise_id", nullptr},
                       {"team_id", install.team},
                       {"user_id", install.user},
                       {"is_bot", true},
                       {"is_enterprise_install", false}};
    json payload{{"token", "verification"},         {"team_id", install.team},
                 {"context_team_id", install.team}, {"context_enterprise_id", nullptr},
                 {"api_app_id", install.app},       {"event", std::move(event)},
                 {"type", "event_callback"},        {"event_id", id},
                 {"event_time", seconds},           {"authorizations", json::array()},
                 {"is_ext_shared_channel", false},  {"event_context", "4-" + id}};
    payload["authorizations"].push_back(std::move(authorization));
    return gateway_.deliver({.app = install.app,
                             .user = {},
                             .what = type,
                             .event_id = id,
                             .envelope_id = {},
                             .payload = std::move(payload)});
}

template <class Tell>
void Events::each(const Channel& channel, Tell tell) {
    for (auto& install : world_.installs()) {
        if (install.active && channel.members.contains(install.user)) tell(install);
    }
}

void Events::tell_message(const Channel& channel, const json& event) {
    const std::string plural = plural_of(channel.kind);
    each(channel, [&](const Install& install) {
        if (asked(install, "message." + plural, plural + ":history")) tell(install, event);
    });
}

Message& Events::post(Channel& channel, Message message) {
    if (message.ts.empty()) message.ts = world_.new_ts();
    if (const auto parent = channel.messages.find(message.thread_ts); parent != channel.messages.end())
        parent->second.thread_ts = parent->first;
    const std::string ts = message.ts;
    auto& kept = channel.messages[ts] = std::move(message);
    json event = message_json(kept);
    event["channel"] = channel.id;
    event["event_ts"] = ts;
    event["team"] = channel.team;
    json typed = event;
    typed["channel_type"] = name_of(channel.kind);
    tell_message(channel, typed);
    if (channel.kind == Kind::im) return kept;
    each(channel, [&](const Install& install) {
        if (!kept.text.contains("<@" + install.user + ">") || kept.user == install.user) return;
        if (!asked(install, "app_mention", "app_mentions:read")) return;
        json mention = event;
        mention["type"] = "app_mention";
        tell(install, std::move(mention));
    });
    return kept;
}

void Events::edit(Channel& channel, const std::string& ts, Message message) {
    auto& kept = channel.messages.at(ts);
    const Message before = kept;
    kept = std::move(message);
    const std::string now = world_.new_ts();
    kept.edited = now;
    json event{
        {"type", "message"},     {"subtype", "message_changed"},          {"hidden", true},
        {"channel", channel.id}, {"channel_type", name_of(channel.kind)}, {"ts", now},
        {"event_ts", now},       {"message", message_json(kept)},         {"previous_message", message_json(before)}};
    tell_message(channel, event);
    if (channel.kind == Kind::im || !kept.bot_id.empty()) return;
    each(channel, [&](const Install& install) {
        if (!kept.text.contains("<@" + install.user + ">") || before.text.contains("<@" + install.user + ">")) return;
        if (!asked(install, "app_mention", "app_mentions:read")) return;
        json mention = message_json(kept);
        mention["type"] = "app_mention";
        mention["channel"] = channel.id;
        mention["event_ts"] = now;
        tell(install, std::move(mention));
    });
}

void Events::remove(Channel& channel, const std::string& ts) {
    const auto node = channel.messages.extract(ts);
    if (node.empty()) return;
    const auto is_left = [&](const std::string& thread) {
        return std::ranges::any_of(channel.messages, [&](const auto& entry) {
            return entry.second.thread_ts == thread && entry.first != thread;
        });
    };
    const auto parent = channel.messages.find(node.mapped().thread_ts);
    if (is_left(ts)) {
        channel.messages[ts] = {.ts = ts,
                                .user = "USLACKBOT",
                                .text = "This message was deleted.",
                                .thread_ts = ts,
                                .subtype = std::string(tombstone)};
    } else if (parent != channel.messages.end() && parent->second.subtype == tombstone && !is_left(parent->first)) {
        channel.messages.erase(parent);
    }
    const std::string now = world_.new_ts();
    tell_message(channel, {{"type", "message"},
                           {"subtype", "message_deleted"},
                           {"hidden", true},
                           {"channel", channel.id},
                           {"channel_type", name_of(channel.kind)},
                           {"ts", now},
                           {"event_ts", now},
                           {"deleted_ts", ts},
                           {"previous_message", message_json(node.mapped())}});
}

void Events::react(Channel& channel, const std::string& ts, const std::string& user, const std::string& emoji,
                   bool added) {
    auto& message = channel.messages.at(ts);
    auto& users = message.reactions[emoji];
    if (added ? !users.insert(user).second : users.erase(user) == 0) return;
    const std::string type = added ? "reaction_added" : "reaction_removed";
    const json event{{"type", type},
                     {"user", user},
                     {"reaction", emoji},
                     {"item", {{"type", "message"}, {"channel", channel.id}, {"ts", ts}}},
                     {"item_user", message.user},
                     {"event_ts", world_.new_ts()}};
    each(channel, [&](const Install& install) {
        if (asked(install, type, "reactions:read")) tell(install, event);
    });
}

void Events::join(Channel& channel, const std::string& user, const std::string& inviter) {
    if (!channel.members.insert(user).second) return;
    json event{{"type", "member_joined_channel"},
               {"user", user},
               {"channel", channel.id},
               {"channel_type", channel.kind == Kind::channel ? "C" : "G"},
               {"team", channel.team},
               {"event_ts", world_.new_ts()}};
    if (!inviter.empty()) event["inviter"] = inviter;
    each(channel, [&](const Install& install) {
        if (asked(install, "member_joined_channel", std::string(plural_of(channel.kind)) + ":read"))
            tell(install, event);
    });
}

void Events::leave(Channel& channel, const std::string& user) {
    if (!channel.members.contains(user)) return;
    const json event{{"type", "member_left_channel"}, {"user", user},
                     {"channel", channel.id},         {"channel_type", channel.kind == Kind::channel ? "C" : "G"},
                     {"team", channel.team},          {"event_ts", world_.new_ts()}};
    each(channel, [&](const Install& install) {
        if (asked(install, "member_left_channel", std::string(plural_of(channel.kind)) + ":read")) tell(install, event);
    });
    channel.members.erase(user);
}

void Events::open_home(const User& user, Install& install, const std::string& tab) {
    if (!asked(install, "app_home_opened", "")) return;
    std::string now = world_.new_ts();
    now.erase(now.find('.'), 1);  // this one comes without
    json event{{"type", "app_home_opened"},
               {"user", user.id},
               {"channel", world_.direct({user.id, install.user}).id},
               {"tab", tab},
               {"event_ts", now}};
    const auto view = world_.homes.find({user.id, install.app});
    if (tab == "home" && view != world_.homes.end()) event["view"] = view_json(view->second, install.bot_id);
    tell(install, std::move(event));
}

void Events::change(const User& user, const std::string& type) {
    for (const auto& install : world_.installs()) {
        if (install.team != user.team || !asked(install, type, "users:read")) continue;
        tell(install,
             {{"type", type}, {"user", user_json(user)}, {"cache_ts", 1'801'130'400}, {"event_ts", world_.new_ts()}});
    }
}

void Events::uninstall(Install& install) {
    if (asked(install, "tokens_revoked", "")) {
        tell(install, {{"type", "tokens_revoked"},
                       {"tokens", {{"oauth", json::array()}, {"bot", json::array({install.user})}}},
                       {"event_ts", world_.new_ts()}});
    }
    if (asked(install, "app_uninstalled", "")) {
        tell(install, {{"type", "app_uninstalled"}, {"event_ts", world_.new_ts()}});
    }
    install.active = false;
}

void Events::rate_limit(const Install& install) {
    const auto minute = std::chrono::floor<std::chrono::minutes>(world_.clock().now()).time_since_epoch();
    gateway_.deliver({.app = install.app,
                      .user = {},
                      .what = "app_rate_limited",
                      .event_id = {},
                      .envelope_id = {},
                      .payload = {{"token", "verification"},
                                  {"type", "app_rate_limited"},
                                  {"team_id", install.team},
                                  {"minute_rate_limited", std::chrono::seconds(minute).count()},
                                  {"api_app_id", install.app}}});
}

}  // namespace goodturn::slack_server
