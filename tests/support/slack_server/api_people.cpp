#include "tests/support/slack_server/api.hpp"
#include "tests/support/slack_server/payload.hpp"

#include <fmt/format.h>

#include <chrono>
#include <sstream>

namespace goodturn::slack_server {
namespace {

json open_connection(Context& in) {
    if (!in.app.socket_mode_enabled)
        throw ApiError{"socket_mode_not_enabled"};  // what Slack calls it is not documented
    const std::string base = in.world.base_url;
    const auto path = in.gateway.issue_ticket(in.app.id);
    return {{"url", (base.starts_with("https") ? "wss" : "ws") + base.substr(base.find(':')) + path}};
}

json test(Context& in) {
    const auto& bot = in.bot();
    const auto& domain = in.world.workspace(bot.team).domain;
    return {{"url", fmt::format("https://{}.slack.com/", domain)},
            {"team", domain},
            {"user", in.world.user(bot.user).name},
            {"team_id", bot.team},
            {"user_id", bot.user},
            {"bot_id", bot.bot_id},
            {"app_id", bot.app},
            {"is_enterprise_install", false}};
}

json user_info(Context& in) {
    return {{"user", user_json(in.user("user"))}};
}

/// Of others, a snooze is seen as the next do-not-disturb.
json do_not_disturb(Context& in) {
    constexpr std::size_t at_most = 50;
    json users = json::object();
    std::istringstream ids(in.args.text("users"));
    for (std::string id; std::getline(ids, id, ',');) {
        const auto* user = in.world.find_user(id);
        if (user == nullptr || user->id != id || user->team != in.bot().team) throw ApiError{"user_not_visible"};
        const bool enabled = user->dnd_until > in.world.clock().now();
        const auto seconds = [&](Instant at) {
            return enabled ? std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count() : 1;
        };
        users[id] = {{"dnd_enabled", enabled},
                     {"next_dnd_start_ts", seconds(user->dnd_from)},
                     {"next_dnd_end_ts", seconds(user->dnd_until)}};
    }
    if (users.empty()) throw ApiError{"no_users_provided"};
    if (users.size() > at_most) throw ApiError{"too_many_users"};  // what Slack calls it is not documented
    return {{"users", std::move(users)}};
}

}  // namespace

std::vector<MethodEntry> people_methods() {
    return {{"apps.connections.open", "", open_connection, true},
            {"auth.test", "", test},
            {"dnd.teamInfo", "dnd:read", do_not_disturb},
            {"users.info", "users:read", user_info}};
}

}  // namespace goodturn::slack_server
