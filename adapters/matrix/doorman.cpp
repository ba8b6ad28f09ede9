#include "adapters/matrix/doorman.hpp"

#include "adapters/matrix/ids.hpp"
#include "adapters/matrix/texts.hpp"

namespace goodturn::matrix {

bool is_welcome(const chat::AccountId& inviter, const Account& account, const Servers& servers) {
    const auto server = server_of(inviter.value);
    return server == server_of(account.bot.value) || servers.contains(server);
}

std::string_view objection(const Invite& invite, const Account& account, const Servers& servers) {
    if (!is_welcome(invite.inviter, account, servers)) return texts::other_server;
    return invite.encrypted ? texts::encrypted : std::string_view();
}

}  // namespace goodturn::matrix
