#include "tests/support/matrix_server/homeserver.hpp"

#include <date/date.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace goodturn::matrix_server {
namespace {

using net::HttpResponse;
using nlohmann::json;

constexpr std::string_view client_api = "/_matrix/client/v3/";

HttpResponse said(const json& body, unsigned status = 200) {
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = body.dump()};
}
HttpResponse oauth_error(const std::string& error) {
    return said({{"error", error}}, 400);
}
HttpResponse matrix_error(unsigned status, const std::string& code) {
    return said({{"errcode", code}}, status);
}

std::string field(const std::string& form, const std::string& name) {
    const auto at = ("&" + form).find("&" + name + "=");
    if (at == std::string::npos) return {};
    const auto value = at + name.size() + 1;
    return form.substr(value, form.find('&', value) - value);
}

}  // namespace

std::size_t Homeserver::refreshes() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(seen, [](const Asked& one) { return one.body.contains("grant_type=refresh_token"); }));
}

std::vector<std::string> Homeserver::bodies(std::string_view path) const {
    std::vector<std::string> all;
    for (const auto& one : seen) {
        if (one.path == path) all.push_back(one.body);
    }
    return all;
}

std::optional<HttpResponse> Homeserver::answer(const net::HttpRequest& request) {
    const auto begin = request.url.find('/', request.url.find("://") + 3);
    std::string path = request.url.substr(begin);
    const auto end = std::min(path.find('?'), path.size());
    const std::string query = path.substr(std::min(end + 1, path.size()));
    path.resize(end);
    seen.push_back({request.method, path, query, request.body});
    std::string_view authorization;
    for (const auto& [name, value] : request.headers) {
        if (name == "Authorization") authorization = value;
    }
    auto response =
        path.starts_with(client_api) ? client_answer(seen.back(), authorization) : oauth_answer(seen.back());
    if (seen.back().body.contains("grant_type=refresh_token") && response.status == 200 && lost > 0) {
        --lost;
        return std::nullopt;
    }
    response.headers.emplace_back(
        "Date", date::format("%a, %d %b %Y %T GMT", std::chrono::floor<std::chrono::seconds>(now_() + clock_off)));
    return response;
}

HttpResponse Homeserver::oauth_answer(const Asked& asked) {
    if (asked.path == "/_matrix/client/versions") return said({{"versions", {"v1.12"}}});
    if (!oauth) return matrix_error(404, "M_UNRECOGNIZED");
    if (asked.path == "/_matrix/client/v1/auth_metadata") {
        return said({{"issuer", url + "/"},
                     {"registration_endpoint", url + "/register"},
                     {"device_authorization_endpoint", url + "/device"},
                     {"token_endpoint", url + "/token"}});
    }
    if (asked.path == "/register") return said({{"client_id", "client"}}, 201);
    if (asked.path == "/device") {
        device_since_ = now_();
        return said({{"device_code", "secret"},
                     {"user_code", "ABCD-1234"},
                     {"verification_uri", url + "/link"},
                     {"verification_uri_complete", url + "/link?code=ABCD-1234"},
                     {"expires_in", device_lasts.count()},
                     {"interval", interval.count()}});
    }
    if (asked.path == "/token") return token_answer(asked.body);
    return matrix_error(404, "M_UNRECOGNIZED");
}

HttpResponse Homeserver::token_answer(const std::string& form) {
    if (field(form, "client_id") != "client") return oauth_error("invalid_client");
    if (form.contains("grant_type=refresh_token")) return refreshed(field(form, "refresh_token"));
    if (field(form, "device_code") != "secret") return oauth_error("invalid_grant");
    if (now_() >= device_since_ + device_lasts) return oauth_error("expired_token");
    if (device_errors.empty()) return granted();
    const auto error = device_errors.front();
    device_errors.pop_front();
    return error.empty() ? HttpResponse{.status = 502, .headers = {}, .body = "<html>"} : oauth_error(error);
}

Homeserver::Pair Homeserver::fresh() {
    ++numbers_;
    return {"access" + std::to_string(numbers_), "refresh" + std::to_string(numbers_), now_() + token_lasts};
}

HttpResponse Homeserver::granted() {
    current_ = fresh();
    next_.reset();
    return said({{"access_token", current_.access},
                 {"token_type", "Bearer"},
                 {"refresh_token", current_.refresh},
                 {"expires_in", token_lasts.count()}});
}

HttpResponse Homeserver::refreshed(const std::string& refresh) {
    use(next_ && refresh == next_->refresh);
    if (ended || refresh != current_.refresh) return oauth_error("invalid_grant");
    next_ = fresh();
    return said({{"access_token", next_->access},
                 {"token_type", "Bearer"},
                 {"refresh_token", next_->refresh},
                 {"expires_in", token_lasts.count()}});
}

void Homeserver::use(bool next) {
    if (next) current_ = *std::exchange(next_, std::nullopt);
}

std::optional<HttpResponse> Homeserver::service_answer(const Asked& asked, std::string_view call) {
    const std::string name = user.substr(1, user.find(':') - 1);
    if (call == "register") {
        if (!asked.body.contains("\"username\":\"" + name + "\"")) return matrix_error(400, "M_EXCLUSIVE");
        return std::exchange(made_, true) ? matrix_error(400, "M_USER_IN_USE") : said({{"user_id", user}});
    }
    const bool as_user = asked.query.contains("user_id=%40" + name + "%3A");
    if (call == "account/whoami" && !as_user) return said({{"user_id", "@service:example.org"}});
    if (!as_user || !made_) return matrix_error(403, "M_FORBIDDEN");
    return std::nullopt;
}

HttpResponse Homeserver::login_answer(const Asked& asked) {
    if (asked.method == "GET") {
        return said({{"flows", json::array({{{"type", password.empty() ? "m.login.sso" : "m.login.password"}}})}});
    }
    if (password.empty() || !asked.body.contains("\"password\":\"" + password + "\"")) {
        return matrix_error(403, "M_FORBIDDEN");
    }
    current_ = fresh();
    return said({{"user_id", user}, {"device_id", "DEVICE"}, {"access_token", current_.access}});
}

HttpResponse Homeserver::client_answer(const Asked& asked, std::string_view authorization) {
    const std::string_view call = std::string_view(asked.path).substr(client_api.size());
    if (call == "login") return login_answer(asked);
    const auto token = authorization.substr(std::min(authorization.size(), std::string_view("Bearer ").size()));
    if (call == "account/whoami" && instead_of_whoami.status != 0) return instead_of_whoami;
    const bool by_service = !service.empty() && token == service;
    if (auto answer = by_service ? service_answer(asked, call) : std::nullopt) return *answer;
    use(next_ && token == next_->access);
    const bool good = token == current_.access && now_() < current_.until;
    if (ended || !(good || by_service)) return matrix_error(401, "M_UNKNOWN_TOKEN");
    if (call == "account/whoami") return said({{"user_id", user}, {"device_id", "DEVICE"}});
    if (call == "sync") return said({{"next_batch", "s1"}});
    if (call == "createRoom" && !makes_rooms) return matrix_error(403, "M_FORBIDDEN");
    if (call == "createRoom") return said({{"room_id", "!new:example.org"}});
    if (call.contains("/state/m.room.encryption")) {
        return encrypts ? said({{"algorithm", "m.megolm.v1.aes-sha2"}}) : matrix_error(404, "M_NOT_FOUND");
    }
    return said(json::object());
}

}  // namespace goodturn::matrix_server
