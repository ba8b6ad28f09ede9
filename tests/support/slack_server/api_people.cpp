#include "tests/support/slack_server/api.hpp"
#include "tests/support/slack_server/payload.hpp"

#include <fmt/format.h>

#include <algorithm>

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

}  // namespace

std::vector<MethodEntry> people_methods() {
    return {{"apps.connections.open", "", open_connection, true},
            {"auth.test", "", test},
            {"users.info", "users:read", user_info}};
}

}  // namespace goodturn::slack_server
