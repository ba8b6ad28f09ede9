#include "adapters/slack/accounts.hpp"

#include "adapters/slack/ids.hpp"
#include "adapters/slack/mrkdwn.hpp"

namespace goodturn::slack {
namespace {

/// The first that is set.
std::string name_of(Value user) {
    const Value profile = user["profile"];
    for (const Value name : {profile["display_name"], profile["real_name"], user["real_name"], user["name"]}) {
        if (auto text = unescaped(name.text()); !text.empty()) return text;
    }
    return user["id"].text();
}

bool is_foreign(Value user, const Workspace& workspace) {
    const std::string team = user["team_id"].text();
    const std::string enterprise = user["enterprise_user"]["enterprise_id"].text();
    if (!workspace.enterprise.empty() && enterprise == workspace.enterprise) return false;
    return !team.empty() && team != workspace.team && team != workspace.enterprise;
}

}  // namespace

std::optional<chat::AccountSeen> account_of(Value user, const Workspace& workspace) {
    const std::string id = user["id"].text();
    if (!is_id(id)) return std::nullopt;
    return chat::AccountSeen{
        .account = {id},
        .name = name_of(user),
        .given = unescaped(user["profile"]["first_name"].text()),
        .zone = user["tz"].text(),
        .bot = user["is_bot"].flag() || id == slackbot,
        .guest = user["is_restricted"].flag() || user["is_ultra_restricted"].flag() || is_foreign(user, workspace),
        .gone = user["deleted"].flag(),
        .foreign = is_foreign(user, workspace)};
}

}  // namespace goodturn::slack
