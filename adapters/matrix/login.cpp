#include "adapters/matrix/login.hpp"

#include "adapters/matrix/ids.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <exception>
#include <utility>

namespace goodturn::matrix {
namespace {

using nlohmann::json;
using Result = std::expected<void, Problem>;

constexpr std::string_view own_device = "GOODTURN";

Problem for_operator(std::string detail) {
    return {.fault = Fault::refused, .detail = std::move(detail)};
}

Problem in_words(Problem problem) {
    if (problem.fault == Fault::token) {
        problem.detail = fmt::format("the server does not take the access token ({}): give another one", problem.code);
    }
    return problem;
}

std::string login_body(const Login& login, const std::string& device) {
    json body{{"type", "m.login.password"},
              {"identifier", {{"type", "m.id.user"}, {"user", login.user}}},
              {"password", login.password},
              {"initial_device_display_name", login.name}};
    if (!device.empty()) body["device_id"] = device;
    return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

using Session = std::expected<Stored, Problem>;

/// The token of an application service speaks for any user of its namespace, who need not be there yet, and for no
/// device, without which the server forgets too soon what was sent (application service API, "Client-Server API
/// Extensions").
boost::asio::awaitable<Session> as_service(Api& api, const Login& login, std::string token) {
    const json account{
        {"type", "m.login.application_service"}, {"username", local_part(login.user)}, {"inhibit_login", true}};
    const auto registered =
        co_await api.call({.name = "register", .method = "POST", .path = "register", .body = account.dump()});
    if (!registered && registered.error().code == "M_EXCLUSIVE") {
        co_return std::unexpected(for_operator(
            fmt::format("the token is an application service's, among whose users {} is not", login.user)));
    }
    if (!registered && registered.error().code != "M_USER_IN_USE") co_return std::unexpected(registered.error());
    const json device{{"display_name", login.name}};
    api.set_device(login.user, {});
    const auto made = co_await api.call({.name = "device",
                                         .method = "PUT",
                                         .path = "devices/" + std::string(own_device),
                                         .body = device.dump(-1, ' ', false, json::error_handler_t::replace)});
    if (!made) co_return std::unexpected(made.error());
    api.set_device(login.user, own_device);
    co_return Stored{login.homeserver, login.user, std::string(own_device), std::move(token)};
}

boost::asio::awaitable<Session> by_password(Api& api, const Login& login, std::string device) {
    api.set_token({});
    auto reply =
        co_await api.call({.name = "login", .method = "POST", .path = "login", .body = login_body(login, device)});
    if (!reply && reply.error().fault == Fault::forbidden) {
        co_return std::unexpected(for_operator("the server does not take this user id and password"));
    }
    if (!reply) co_return std::unexpected(reply.error());
    const auto root = reply->root();
    Stored session{login.homeserver, root["user_id"].text(), root["device_id"].text(), root["access_token"].text()};
    const bool named = login.user.starts_with('@');
    if (session.token.empty() || (named ? session.user != login.user : !is_user_id(session.user))) {
        co_return std::unexpected(
            for_operator(fmt::format("the server logged in {} for {}", session.user, login.user)));
    }
    api.set_token(session.token);
    co_return session;
}

/// Where that is impossible, this process goes on with what it has: servers allow few logins.
void keep(Login& login, const Stored& session) try {
    write_session(login.session_file, session);
    login.unkept.reset();
} catch (const std::exception& error) {
    login.unkept = session;
    spdlog::warn("Matrix: {}. The next start logs in by the password again", error.what());
}

}  // namespace

std::optional<Stored> stored_for(const Login& login) {
    auto stored = login.unkept ? login.unkept : read_session(login.session_file);
    if (stored && (stored->homeserver != login.homeserver || stored->user != login.user)) stored.reset();
    return stored;
}

void speak_as(Api& api, const Login& login, const Stored& session) {
    if (session.refresh.empty() || !login.renew) return api.set_token(session.token);
    api.set_session(session, login.session_file);
}

/// With a wrong id of its own a bot answers itself.
boost::asio::awaitable<Session> whose_token(Api& api, const Login& login, std::string token) {
    const auto reply = co_await api.call({.name = "whoami", .path = "account/whoami"});
    if (!reply) co_return std::unexpected(reply.error());
    const auto root = reply->root();
    const std::string user = root["user_id"].text();
    std::string device = root["device_id"].text();
    if (device.empty()) co_return co_await as_service(api, login, std::move(token));
    const bool named = login.user.starts_with('@');
    if (!login.user.empty() && (named ? user != login.user : local_part(user) != login.user)) {
        co_return std::unexpected(for_operator(fmt::format("the token is {}'s, and not {}'s", user, login.user)));
    }
    co_return Stored{login.homeserver, user, std::move(device), std::move(token)};
}

boost::asio::awaitable<Result> enter(Api& api, Login& login) {
    if (!login.token.empty()) {
        api.set_token(login.token);
        const auto session = co_await whose_token(api, login, login.token);
        co_return session ? Result() : std::unexpected(in_words(session.error()));
    }
    const auto stored = stored_for(login);
    std::string device = stored ? stored->device : std::string();
    if (stored) {
        speak_as(api, login, *stored);
        const auto session = co_await whose_token(api, login, stored->token);
        if (session) co_return Result();
        const auto fault = session.error().fault;
        const bool dead = fault == Fault::token || (fault == Fault::ended && !login.password.empty());
        if (!dead) co_return std::unexpected(session.error());
        if (!session.error().soft) device.clear();
    }
    if (login.password.empty()) {
        co_return std::unexpected(for_operator(
            "there is no token that works: `goodturn matrix login`, or give a password or an access_token"));
    }
    const auto session = co_await by_password(api, login, device);
    if (!session) co_return std::unexpected(session.error());
    keep(login, *session);
    co_return Result();
}

boost::asio::awaitable<std::expected<Stored, Problem>> fresh_session(std::shared_ptr<Api> api, Login login) {
    if (!login.token.empty()) {
        api->set_token(login.token);
        auto session = co_await whose_token(*api, login, login.token);
        co_return session ? session : std::unexpected(in_words(session.error()));
    }
    const auto stored = stored_for(login);
    co_return co_await by_password(*api, login, stored ? stored->device : std::string());
}

}  // namespace goodturn::matrix
