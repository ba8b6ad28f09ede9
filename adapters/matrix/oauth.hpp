#pragma once

#include "adapters/matrix/problem.hpp"
#include "adapters/net/client.hpp"
#include "core/chat/ids.hpp"

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

/// The requests of OAuth 2.0 and what their answers mean. Pure. Client-server API, "OAuth 2.0 API"; RFC 8628.
///
/// Problem::code is OAuth's own "error". Fault::refused is for what asking again does not mend.
namespace goodturn::matrix {

using Answer = std::expected<net::HttpResponse, net::HttpError>;

/// Where a homeserver has its users logged in: addresses.
struct Provider {
    std::string registration;
    std::string device;
    std::string token;
};
[[nodiscard]] net::HttpRequest provider_request(const std::string& homeserver);
/// Fault::missing: the server has no OAuth.
[[nodiscard]] std::expected<Provider, Problem> read_provider(const Answer& answer);

/// We become a client that keeps no secret of its own. `name`: what people see who are asked.
[[nodiscard]] net::HttpRequest register_request(const Provider& provider, const std::string& name);
[[nodiscard]] std::expected<std::string, Problem> read_client(const Answer& answer);

/// What the operator does in a browser, and how often we may ask whether it is done.
struct Grant {
    std::string secret;
    std::string code;
    std::string link;  ///< with the code in it, where the server has such
    std::chrono::seconds every{5};
    std::chrono::seconds lasts{900};
};
/// `device` is of our own invention.
[[nodiscard]] net::HttpRequest grant_request(const Provider& provider, const std::string& client,
                                             std::string_view device);
[[nodiscard]] std::expected<Grant, Problem> read_grant(const Answer& answer);

struct Tokens {
    std::string token;
    std::string refresh;  ///< empty: the old one stays
    std::optional<chat::Instant> until{};
};
[[nodiscard]] net::HttpRequest tokens_request(const Provider& provider, const std::string& client, const Grant& grant);
[[nodiscard]] net::HttpRequest refresh_request(const Provider& provider, const std::string& client,
                                               const std::string& refresh);
[[nodiscard]] std::expected<Tokens, Problem> read_tokens(const Answer& answer, chat::Instant now);

}  // namespace goodturn::matrix
