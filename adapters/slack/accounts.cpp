#include "adapters/slack/accounts.hpp"

#include "adapters/slack/ids.hpp"
#include "adapters/slack/mrkdwn.hpp"

#include <sodium.h>

#include <array>
#include <cstring>

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

/// Tells one state of an account from another, also in the next process; never 0.
std::int64_t mark_of(const chat::AccountSeen& account) {
    const std::string flags{account.bot ? 'b' : '-', account.guest ? 'g' : '-', account.gone ? 'x' : '-',
                            account.foreign ? 'f' : '-'};
    const std::string all = account.name + "\n" + account.given + "\n" + account.zone + "\n" + flags;
    std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(all.data()), all.size(),
                       nullptr, 0);
    std::int64_t mark = 0;
    std::memcpy(&mark, hash.data(), sizeof mark);
    return mark == 0 ? 1 : mark;
}

}  // namespace

std::optional<chat::AccountSeen> account_of(Value user, const Workspace& workspace) {
    const std::string id = user["id"].text();
    if (!is_id(id)) return std::nullopt;
    chat::AccountSeen account{
        .account = {id},
        .name = name_of(user),
        .given = unescaped(user["profile"]["first_name"].text()),
        .zone = user["tz"].text(),
        .bot = user["is_bot"].flag() || id == slackbot,
        .guest = user["is_restricted"].flag() || user["is_ultra_restricted"].flag() || is_foreign(user, workspace),
        .gone = user["deleted"].flag(),
        .foreign = is_foreign(user, workspace)};
    account.mark = mark_of(account);
    return account;
}

}  // namespace goodturn::slack
