#pragma once

#include "adapters/matrix/api.hpp"

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
    std::filesystem::path session_file{};  ///< what a password led to
    std::string name = "Goodturn";         ///< what people see the account as, and other sessions this one
};

/// What a password led to: servers allow few logins, and what was sent is known again only under the same device.
struct Stored {
    std::string homeserver;
    std::string user;
    std::string device;
    std::string token;
    bool operator==(const Stored&) const = default;
};
/// nullopt: there is none, or it can't be read.
[[nodiscard]] std::optional<Stored> read_session(const std::filesystem::path& file);
/// For its owner's eyes only, whole or not at all. Throws std::runtime_error with a sentence.
void write_session(const std::filesystem::path& file, const Stored& session);

/// Makes `api` speak for the account: by the token that was given, else by the stored one, else by the password. What
/// went wrong, with Fault::refused or Fault::token for what only an operator can mend.
boost::asio::awaitable<std::expected<void, Problem>> enter(Api& api, const Login& login);

/// For `goodturn matrix login`: by the token of `login`, else by its password. Nothing is kept yet.
boost::asio::awaitable<std::expected<Stored, Problem>> fresh_session(std::shared_ptr<Api> api, Login login);

}  // namespace goodturn::matrix
