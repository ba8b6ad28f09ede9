#include "tests/support/slack_server/payload.hpp"

namespace goodturn::slack_server {

json user_json(const User& user) {
    const auto first = user.real_name.substr(0, user.real_name.find(' '));
    return {{"id", user.id},
            {"team_id", user.team},
            {"name", user.name},
            {"deleted", user.deleted},
            {"real_name", user.real_name},
            {"tz", user.tz},
            {"tz_label", user.tz},
            {"tz_offset", user.tz_offset},
            {"profile",
             {{"real_name", user.real_name},
              {"real_name_normalized", user.real_name},
              {"display_name", user.name},
              {"first_name", first},
              {"team", user.team}}},
            {"is_admin", false},
            {"is_owner", false},
            {"is_restricted", user.is_restricted},
            {"is_ultra_restricted", user.is_ultra_restricted},
            {"is_bot", user.is_bot},
            {"is_app_user", false},
            {"updated", 1'801'130'400}};
}

json channel_json(const Channel& channel, const std::string& viewer) {
    json all{{"id", channel.id},
             {"created", 1'801'130'400},
             {"is_channel", channel.kind == Kind::channel},
             {"is_group", channel.kind == Kind::group},
             {"is_im", channel.kind == Kind::im},
             {"is_mpim", channel.kind == Kind::mpim},
             {"is_private", channel.kind != Kind::channel},
             {"is_archived", channel.is_archived},
             {"is_ext_shared", channel.is_ext_shared},
             {"is_shared", channel.is_ext_shared},
             {"context_team_id", channel.team}};
    if (channel.kind == Kind::im) {
        for (const auto& member : channel.members) {
            if (member != viewer) all["user"] = member;
        }
        all["is_open"] = true;
    } else {
        all["name"] = channel.name;
        all["name_normalized"] = channel.name;
        all["is_member"] = channel.members.contains(viewer);
        all["num_members"] = channel.members.size();
    }
    return all;
}

json message_json(const Message& message, bool with_metadata) {
    json all{{"type", "message"}, {"user", message.user}, {"text", message.text}, {"ts", message.ts}};
    if (!message.subtype.empty()) all["subtype"] = message.subtype;
    if (!message.blocks.is_null()) all["blocks"] = message.blocks;
    if (!message.thread_ts.empty()) all["thread_ts"] = message.thread_ts;
    if (!message.bot_id.empty()) {
        all["bot_id"] = message.bot_id;
        all["app_id"] = message.app_id;
    } else {
        all["client_msg_id"] = "m-" + message.ts;
    }
    if (!message.edited.empty()) all["edited"] = {{"user", message.user}, {"ts", message.edited}};
    if (with_metadata && !message.metadata.is_null()) all["metadata"] = message.metadata;
    for (const auto& [name, users] : message.reactions) {
        if (users.empty()) continue;
        all["reactions"].push_back({{"name", name}, {"users", users}, {"count", users.size()}});
    }
    return all;
}

json view_json(const View& view, const std::string& bot_id) {
    json all = view.content;
    all["id"] = view.id;
    all["team_id"] = view.team;
    all["hash"] = view.hash;
    all["app_id"] = view.app;
    all["app_installed_team_id"] = view.team;
    all["bot_id"] = bot_id;
    all["state"] = {{"values", view.values}};
    all["root_view_id"] = view.id;
    all["previous_view_id"] = nullptr;
    for (const auto* name : {"private_metadata", "callback_id", "external_id"}) {
        if (!all.contains(name)) all[name] = "";
    }
    return all;
}

json team_json(const Workspace& workspace) {
    return {{"id", workspace.id}, {"domain", workspace.domain}};
}

json actor_json(const User& user) {
    return {{"id", user.id}, {"username", user.name}, {"name", user.name}, {"team_id", user.team}};
}

const char* name_of(Kind kind) {
    switch (kind) {
        case Kind::channel:
            return "channel";
        case Kind::group:
            return "group";
        case Kind::im:
            return "im";
        case Kind::mpim:
            return "mpim";
    }
    return "";
}

const char* plural_of(Kind kind) {
    switch (kind) {
        case Kind::channel:
            return "channels";
        case Kind::group:
            return "groups";
        case Kind::im:
            return "im";
        case Kind::mpim:
            return "mpim";
    }
    return "";
}

std::string place_name(const Channel& channel) {
    if (channel.kind == Kind::im) return "directmessage";
    if (channel.kind == Kind::group) return "privategroup";
    return channel.name;
}

}  // namespace goodturn::slack_server
