#include "adapters/matrix/oauth.hpp"

#include "adapters/matrix/ids.hpp"
#include "adapters/net/json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <utility>

namespace goodturn::matrix {
namespace {

using nlohmann::json;
using Document = std::expected<net::Document, Problem>;

constexpr std::string_view by_device = "urn:ietf:params:oauth:grant-type:device_code";
constexpr std::size_t max_answer = 65'536;
/// Has to be there, and the same for all, for servers show it to people; `.example` is nobody's (RFC 2606).
constexpr std::string_view client_uri = "https://goodturn.example/";
constexpr std::int64_t longest = 31'536'000;  ///< a year, in seconds

net::HttpRequest post(const std::string& url, std::string_view type, std::string body) {
    return {.method = "POST",
            .url = url,
            .headers = {{"Content-Type", std::string(type)}, {"Accept", "application/json"}},
            .body = std::move(body),
            .max_answer = max_answer};
}

net::HttpRequest form(const std::string& url,
                      std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    std::string body;
    for (const auto& [name, value] : fields) {
        body += fmt::format("{}{}={}", body.empty() ? "" : "&", name, escaped(value));
    }
    return post(url, "application/x-www-form-urlencoded", std::move(body));
}

/// It goes to a terminal, which must not take it for more than text.
bool is_printable(const std::string& text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7f'; });
}

Document answer_of(std::string_view what, const Answer& answer) {
    auto reply = read_reply(what, answer);
    if (reply || !answer) return reply;
    Problem problem = std::move(reply.error());
    const auto body = net::Document::parse(answer->body);
    const std::string error = body ? body->root()["error"].text() : std::string();
    if (!is_printable(error) || problem.fault == Fault::rate_limited || answer->status >= 500) {
        return std::unexpected(std::move(problem));
    }
    constexpr std::array<std::string_view, 4> for_now{"authorization_pending", "slow_down", "temporarily_unavailable",
                                                      "server_error"};
    problem.fault = std::ranges::find(for_now, error) != for_now.end() ? Fault::transient : Fault::refused;
    problem.detail = fmt::format("{}: HTTP {} {}", what, answer->status, error);
    problem.code = error;
    return std::unexpected(std::move(problem));
}

Problem of_no_use(std::string_view what) {
    return {.fault = Fault::refused, .detail = fmt::format("{}: the answer is of no use", what)};
}

std::optional<std::chrono::seconds> seconds_of(net::Value value) {
    const auto number = value.number();
    if (!number || *number < 0) return std::nullopt;
    return std::chrono::seconds(std::min(*number, longest));
}

}  // namespace

net::HttpRequest provider_request(const std::string& homeserver) {
    return {.url = homeserver + "/_matrix/client/v1/auth_metadata", .max_answer = max_answer};
}

std::expected<Provider, Problem> read_provider(const Answer& answer) {
    const auto document = read_reply("auth_metadata", answer);
    if (!document) return std::unexpected(document.error());
    const auto root = document->root();
    Provider provider{root["registration_endpoint"].text(), root["device_authorization_endpoint"].text(),
                      root["token_endpoint"].text()};
    if (provider.token.empty()) return std::unexpected(of_no_use("auth_metadata"));
    return provider;
}

net::HttpRequest register_request(const Provider& provider, const std::string& name) {
    const json client{{"client_name", name},
                      {"client_uri", client_uri},
                      {"application_type", "native"},
                      {"token_endpoint_auth_method", "none"},
                      {"grant_types", {by_device, "refresh_token"}},
                      {"response_types", json::array()}};
    return post(provider.registration, "application/json", client.dump(-1, ' ', false, json::error_handler_t::replace));
}

std::expected<std::string, Problem> read_client(const Answer& answer) {
    const auto document = answer_of("registration", answer);
    if (!document) return std::unexpected(document.error());
    std::string client = document->root()["client_id"].text();
    if (client.empty()) return std::unexpected(of_no_use("registration"));
    return client;
}

net::HttpRequest grant_request(const Provider& provider, const std::string& client, std::string_view device) {
    const auto scope = fmt::format("urn:matrix:client:api:* urn:matrix:client:device:{}", device);
    return form(provider.device, {{"client_id", client}, {"scope", scope}});
}

std::expected<Grant, Problem> read_grant(const Answer& answer) {
    const auto document = answer_of("device", answer);
    if (!document) return std::unexpected(document.error());
    const auto root = document->root();
    Grant grant{.secret = root["device_code"].text(),
                .code = root["user_code"].text(),
                .link = root["verification_uri_complete"].text()};
    if (grant.link.empty()) grant.link = root["verification_uri"].text();
    grant.every = seconds_of(root["interval"]).value_or(grant.every);
    grant.lasts = seconds_of(root["expires_in"]).value_or(grant.lasts);
    if (grant.secret.empty() || !is_printable(grant.code) || !is_printable(grant.link))
        return std::unexpected(of_no_use("device"));
    return grant;
}

net::HttpRequest tokens_request(const Provider& provider, const std::string& client, const Grant& grant) {
    return form(provider.token, {{"grant_type", by_device}, {"device_code", grant.secret}, {"client_id", client}});
}

net::HttpRequest refresh_request(const Provider& provider, const std::string& client, const std::string& refresh) {
    return form(provider.token, {{"grant_type", "refresh_token"}, {"refresh_token", refresh}, {"client_id", client}});
}

std::expected<Tokens, Problem> read_tokens(const Answer& answer, chat::Instant now) {
    const auto document = answer_of("token", answer);
    if (!document) return std::unexpected(document.error());
    const auto root = document->root();
    Tokens tokens{root["access_token"].text(), root["refresh_token"].text()};
    if (tokens.token.empty()) return std::unexpected(Problem{.detail = "token: there is none in the answer"});
    if (const auto lasts = seconds_of(root["expires_in"])) tokens.until = now + *lasts;
    return tokens;
}

}  // namespace goodturn::matrix
