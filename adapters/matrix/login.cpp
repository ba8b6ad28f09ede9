#include "adapters/matrix/login.hpp"

#include "adapters/matrix/ids.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace goodturn::matrix {
namespace {

using nlohmann::json;
using Result = std::expected<void, Problem>;

constexpr std::string_view own_device = "GOODTURN";

Problem for_operator(std::string detail) {
    return {.fault = Fault::refused, .detail = std::move(detail)};
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

/// Whose token it is: with a wrong id of its own a bot answers itself.
boost::asio::awaitable<Session> by_token(Api& api, const Login& login, std::string token) {
    api.set_token(token);
    const auto reply = co_await api.call({.name = "whoami", .path = "account/whoami"});
    if (!reply) co_return std::unexpected(reply.error());
    const auto root = reply->root();
    const std::string user = root["user_id"].text();
    std::string device = root["device_id"].text();
    if (device.empty()) co_return co_await as_service(api, login, std::move(token));
    const bool named = login.user.starts_with('@');
    if (named ? user != login.user : local_part(user) != login.user) {
        co_return std::unexpected(for_operator(fmt::format("the token is {}'s, and not {}'s", user, login.user)));
    }
    co_return Stored{login.homeserver, user, std::move(device), std::move(token)};
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

std::optional<Stored> stored_for(const Login& login) {
    auto stored = read_session(login.session_file);
    if (stored && (stored->homeserver != login.homeserver || stored->user != login.user)) stored.reset();
    return stored;
}

}  // namespace

std::optional<Stored> read_session(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    const auto document = net::Document::parse(text.str());
    if (!document) return std::nullopt;
    const auto root = document->root();
    Stored session{root["homeserver"].text(), root["user_id"].text(), root["device_id"].text(),
                   root["access_token"].text()};
    if (session.user.empty() || session.token.empty()) return std::nullopt;
    return session;
}

void write_session(const std::filesystem::path& file, const Stored& session) {
    const std::string text = json{
        {"homeserver", session.homeserver},
        {"user_id", session.user},
        {"device_id", session.device},
        {"access_token",
         session.token}}.dump();
    const std::string fresh = file.string() + ".new";
    const int out = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = out >= 0 && ::fchmod(out, 0600) == 0 &&
                         ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                         ::fsync(out) == 0;
    const int why = errno;
    if (out >= 0) ::close(out);
    if (!written || ::rename(fresh.c_str(), file.c_str()) != 0) {
        throw std::runtime_error(fmt::format("the session can't be kept in {}: {}", file.string(),
                                             std::generic_category().message(written ? errno : why)));
    }
}

boost::asio::awaitable<Result> enter(Api& api, const Login& login) {
    if (!login.token.empty()) {
        const auto session = co_await by_token(api, login, login.token);
        co_return session ? Result() : std::unexpected(session.error());
    }
    const auto stored = stored_for(login);
    std::string device = stored ? stored->device : std::string();
    if (stored) {
        const auto session = co_await by_token(api, login, stored->token);
        if (session) co_return Result();
        if (session.error().fault != Fault::token) co_return std::unexpected(session.error());
        if (!session.error().soft) device.clear();
    }
    if (login.password.empty()) {
        co_return std::unexpected(for_operator(
            "there is no token that works: `goodturn matrix login`, or give a password or an access_token"));
    }
    const auto session = co_await by_password(api, login, device);
    if (!session) co_return std::unexpected(session.error());
    write_session(login.session_file, *session);
    co_return Result();
}

boost::asio::awaitable<std::expected<Stored, Problem>> fresh_session(std::shared_ptr<Api> api, Login login) {
    if (!login.token.empty()) co_return co_await by_token(*api, login, login.token);
    const auto stored = stored_for(login);
    co_return co_await by_password(*api, login, stored ? stored->device : std::string());
}

}  // namespace goodturn::matrix
