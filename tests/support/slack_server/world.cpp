#include "tests/support/slack_server/world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <utility>

namespace goodturn::slack_server {
namespace {

std::string capitals(std::string_view text) {
    std::string all;
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            all += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return all;
}

[[noreturn]] void missing(std::string_view what, std::string_view name) {
    throw std::out_of_range(fmt::format("no {} \"{}\" in this world", what, name));
}

}  // namespace

Workspace& World::add_workspace(const std::string& id, const std::string& domain) {
    return workspaces_[id] = {id, domain};
}

User& World::add_user(User user) {
    if (user.id.empty()) user.id = "U" + capitals(user.name);
    if (user.real_name.empty()) user.real_name = user.name;
    handles_[user.name] = user.id;
    handles_[user.id] = user.id;
    return users_[user.id] = std::move(user);
}

Channel& World::add_channel(const std::string& team, const std::string& name, const std::set<std::string>& members,
                            Kind kind) {
    const std::string id = "C" + capitals(name);
    auto& channel = channels_[id] = {.id = id, .team = team, .name = name, .kind = kind};
    for (const auto& member : members) channel.members.insert(user(member).id);
    return channel;
}

App& World::add_app(App app) {
    const std::string id = app.id;
    return apps_[id] = std::move(app);
}

Install& World::install(const App& app, const std::string& team, Install details) {
    details.app = app.id;
    details.team = team;
    add_user({.id = details.user, .team = team, .name = "goodturn", .real_name = app.name, .is_bot = true});
    installs_.push_back(std::move(details));
    return *(bots_[installs_.back().user] = &installs_.back());
}

const User* World::find_user(std::string_view who) const {
    if (who.starts_with('@')) who.remove_prefix(1);
    const auto id = handles_.find(who);
    return id == handles_.end() ? nullptr : &users_.at(id->second);
}

User& World::user(std::string_view who) {
    const User* found = find_user(who);
    if (found == nullptr) missing("user", who);
    return users_.at(found->id);
}

Channel* World::find_channel(std::string_view id) {
    const auto found = channels_.find(std::string(id));
    return found == channels_.end() ? nullptr : &found->second;
}

Channel& World::channel(std::string_view which) {
    if (auto* found = find_channel(which)) return *found;
    if (which.starts_with('#')) which.remove_prefix(1);
    for (auto& [id, channel] : channels_) {
        if (!channel.name.empty() && channel.name == which) return channel;
    }
    missing("channel", which);
}

App* World::app_of_token(std::string_view token) {
    const auto found = std::ranges::find_if(apps_, [&](const auto& app) { return app.second.token == token; });
    return found == apps_.end() ? nullptr : &found->second;
}

Install* World::install_of_token(std::string_view token) {
    const auto found = std::ranges::find(installs_, token, &Install::token);
    return found == installs_.end() ? nullptr : &*found;
}

Install* World::install_of_bot(std::string_view user) {
    const auto found = bots_.find(std::string(user));
    return found == bots_.end() ? nullptr : found->second;
}

Install& World::install_in(const std::string& team, const std::string& app) {
    const auto found = std::ranges::find_if(
        installs_, [&](const Install& it) { return it.team == team && (app.empty() || it.app == app); });
    if (found == installs_.end()) missing("installed app in", team);
    return *found;
}

Channel& World::direct(const std::set<std::string>& people) {
    auto& id = directs_[people];
    if (id.empty()) {
        id = "D";
        for (const auto& person : people) id += install_of_bot(person) == nullptr ? person.substr(1) : "";
        while (channels_.contains(id)) id += "2";
        channels_[id] = {.id = id,
                         .team = user(*people.begin()).team,
                         .name = {},
                         .kind = people.size() > 2 ? Kind::mpim : Kind::im,
                         .members = people};
    }
    return channels_.at(id);
}

Channel& World::place(std::string_view who, std::string_view where) {
    const User& person = user(who);
    if (where.empty()) return direct({person.id, install_in(person.team, "").user});
    if (where.starts_with('@')) return direct({person.id, user(where).id});
    return channel(where);
}

std::string World::new_ts() {
    last_ts_ = std::max(clock_.now(), last_ts_ + Duration(1));
    const auto micros = last_ts_.time_since_epoch().count();
    return fmt::format("{}.{:06}", micros / 1'000'000, micros % 1'000'000);
}

Instant World::instant_of(const std::string& ts) {
    const auto dot = std::min(ts.find('.'), ts.size());
    std::string fraction = dot < ts.size() ? ts.substr(dot + 1, 6) : "";
    fraction.resize(6, '0');
    return Instant(Duration(std::stoll("0" + ts.substr(0, dot)) * 1'000'000 + std::stoll(fraction)));
}

std::string World::new_id(std::string_view prefix) {
    return fmt::format("{}{:08X}", prefix, ++last_id_);
}

std::string World::new_trigger(const std::string& user, const std::string& app) {
    std::string id = fmt::format("{}.1.{:016x}", ++last_id_, random_());
    triggers[id] = {user, app, clock_.now() + std::chrono::seconds(3)};
    return id;
}

std::string World::new_response_url(ResponseUrl what) {
    const std::string id = fmt::format("{}-{:016x}", ++last_id_, random_());
    what.until = clock_.now() + std::chrono::minutes(30);
    response_urls[id] = std::move(what);
    return base_url + "/response/" + id;
}

const std::set<std::string>& usual_scopes() {
    static const std::set<std::string> scopes{"app_mentions:read", "chat:write",     "commands",   "channels:history",
                                              "dnd:read",          "groups:history", "im:history", "channels:read",
                                              "groups:read",       "im:read",        "im:write",   "reactions:read",
                                              "users:read"};
    return scopes;
}

void add_acme(World& world) {
    world.add_workspace("T1", "acme");
    for (const auto& [name, real_name, tz, offset] : {
             std::tuple{"ana", "Ana Sousa", "Europe/Lisbon", 0},
             std::tuple{"ben", "Ben Okafor", "America/New_York", -18'000},
             std::tuple{"bo", "Bo Lindqvist", "Europe/Stockholm", 3600},
             std::tuple{"kai", "Kai Tanaka", "Asia/Tokyo", 32'400},
             std::tuple{"joerg", "Jörg Weber", "Europe/Berlin", 3600},
             std::tuple{"will", "Will Carter", "America/Los_Angeles", -28'800},
         }) {
        world.add_user({.id = {}, .team = "T1", .name = name, .real_name = real_name, .tz = tz, .tz_offset = offset});
    }
    const App& app = world.add_app({.id = "A1", .token = "xapp-1-A1-test"});
    world.install(
        app, "T1",
        {.app = {}, .team = {}, .token = "xoxb-T1-test", .user = "UBOT", .bot_id = "B1", .scopes = usual_scopes()});
    world.add_channel("T1", "release-4", {"ana", "ben", "bo", "kai", "joerg", "will", "goodturn"});
}

}  // namespace goodturn::slack_server
