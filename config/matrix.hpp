#pragma once

#include "config/origins.hpp"

#include <string>
#include <vector>

/// What is particular about the settings of Matrix. Empty texts fit: nothing given.
namespace goodturn::config {

[[nodiscard]] bool is_homeserver(const std::string& text);
/// spec.matrix.org, appendices, "User identifiers": of new accounts, without the letters that old ones may have.
[[nodiscard]] bool is_user_id(const std::string& text);
[[nodiscard]] bool is_server_name(const std::string& text);
/// Whatever the account's owner has chosen, on one line.
[[nodiscard]] bool is_password(const std::string& text);
/// Nothing that would break a header.
[[nodiscard]] bool is_access_token(const std::string& text);

/// What each setting for itself can't show: one without the others. `logged_in`: the operator was, and neither password
/// nor token has to be given.
[[nodiscard]] std::vector<Problem> problems_with_matrix(const Origins& origins, bool logged_in);

}  // namespace goodturn::config
