#include "adapters/matrix/doorman.hpp"

#include "adapters/matrix/ids.hpp"
#include "adapters/matrix/texts.hpp"

namespace goodturn::matrix {

std::string_view objection(const Invite& invite, const Account& account, const Servers& servers) {
    const auto server = server_of(invite.inviter.value);
    if (server != server_of(account.bot.value) && !servers.contains(server)) return texts::other_server;
    return invite.encrypted ? texts::encrypted : std::string_view();
}

}  // namespace goodturn::matrix
