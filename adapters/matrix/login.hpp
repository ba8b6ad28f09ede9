#pragma once

#include "adapters/matrix/api.hpp"
#include "adapters/matrix/stored.hpp"

#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace goodturn::matrix {

/// What the operator gives.
struct Login {
    std::string homeserver;  ///< its URL, see net::parse_url
    std::string user;        ///< "@goodturn:example.org"; for fresh_session also "goodturn" alone
    std::string password{};
    std::string token{};
    std::filesystem::path session_file{};  ///< what a login led to
    std::optional<Stored> unkept{};        ///< the same, where the file can't be written
    bool renew = true;                     ///< false: another process renews the session that is kept there
    std::string name = "Goodturn";         ///< what people see the account as, and other sessions this one
};

/// What an earlier login of this account left.
[[nodiscard]] std::optional<Stored> stored_for(const Login& login);

/// Makes `api` speak with the token of a session, and renew it if that is needed.
void speak_as(Api& api, const Login& login, const Stored& session);

/// Whose token it is that `api` has been given, as a start would find out; from then on `api` speaks for that account.
boost::asio::awaitable<std::expected<Stored, Problem>> whose_token(Api& api, const Login& login, std::string token);

/// Makes `api` speak for the account: by the token that was given, else by the stored one, else by the password. What
/// went wrong, with Fault::refused, Fault::token or Fault::ended for what only an operator can mend.
boost::asio::awaitable<std::expected<void, Problem>> enter(Api& api, Login& login);

/// For `goodturn matrix login`: by the token of `login`, else by its password. Nothing is kept yet. Without a user: the
/// token's.
boost::asio::awaitable<std::expected<Stored, Problem>> fresh_session(std::shared_ptr<Api> api, Login login);

}  // namespace goodturn::matrix
