#pragma once

#include "adapters/matrix/decode.hpp"

#include <set>
#include <string>
#include <string_view>

namespace goodturn::matrix {

/// Whose invites are followed, beside those of the bot's own server.
using Servers = std::set<std::string, std::less<>>;

[[nodiscard]] bool is_welcome(const chat::AccountId& inviter, const Account& account, const Servers& servers);

/// Why this invite is declined, in words for who sent it; empty: it is followed.
[[nodiscard]] std::string_view objection(const Invite& invite, const Account& account, const Servers& servers);

}  // namespace goodturn::matrix
