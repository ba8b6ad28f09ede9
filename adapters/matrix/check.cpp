#include "adapters/matrix/check.hpp"

#include "adapters/matrix/new_chats.hpp"
#include "adapters/matrix/server_clock.hpp"

#include <boost/asio/co_spawn.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;

bool takes_passwords(net::Value root) {
    return std::ranges::any_of(root["flows"].items(),
                               [](net::Value flow) { return flow["type"].text() == "m.login.password"; });
}

Finding about_password(net::Value flows) {
    if (takes_passwords(flows)) return {true, "The server takes passwords: the first start logs in."};
    return {false, "The server takes no passwords: `goodturn matrix login`, or give an access_token."};
}

Finding about_wait(const Login& login, const Problem& problem) {
    const auto wait = std::chrono::ceil<std::chrono::seconds>(problem.retry_after);
    return {false,
            fmt::format("{} wants to be asked nothing for {} s: try again then.", login.homeserver, wait.count())};
}

Finding about_token(const std::expected<Stored, Problem>& session, const Login& login) {
    if (session) return {true, fmt::format("The server takes the token: the bot is {}.", session->user)};
    const auto& problem = session.error();
    switch (problem.fault) {
        case Fault::token:
            return {false,
                    fmt::format("The server does not take the token ({}): `goodturn matrix login` gets a new one, or "
                                "give an access_token or the password.",
                                problem.detail)};
        case Fault::ended:
            return {false, fmt::format("It can't go on: {}.", problem.detail)};
        case Fault::rate_limited:
            return about_wait(login, problem);
        case Fault::transient:
            return {false, fmt::format("Whether the server takes the token could not be seen now ({}): try again in a "
                                       "while.",
                                       problem.detail)};
        default:
            return {false, fmt::format("It can't go on: {}. Mend user_id or access_token.", problem.detail)};
    }
}

asio::awaitable<Finding> about_new_chats(std::shared_ptr<Api> api) {
    const auto encrypted = co_await makes_encrypted(api);
    if (encrypted && !*encrypted) co_return Finding{true, "New chats can be made, and are not encrypted."};
    if (encrypted) co_return Finding{false, fmt::format("Nobody can be answered in private: {}.", made_encrypted)};
    if (encrypted.error().fault == Fault::forbidden) {
        co_return Finding{false,
                          "The account may not make rooms: it can answer in private only where people open a chat "
                          "with it. Whoever runs the server can allow it."};
    }
    co_return Finding{true,
                      fmt::format("What new chats are like could not be seen now ({}).", encrypted.error().detail)};
}

asio::awaitable<Findings> findings(std::shared_ptr<Api> api, Login login) {
    const auto flows = co_await api->call({.name = "login", .path = "login"});
    if (!flows && flows.error().fault == Fault::rate_limited) {
        co_return Findings{about_wait(login, flows.error())};
    }
    // A server with OAuth need not have this.
    const bool answers = flows || flows.error().fault == Fault::missing;
    if (!answers) {
        co_return Findings{{false, fmt::format("{} does not answer as a homeserver does ({}). Is it the account's?",
                                               login.homeserver, flows.error().detail)}};
    }
    Findings all{{true, fmt::format("{} answers.", login.homeserver)}};
    if (auto clocks = about_clocks(api->ahead()); !clocks.empty()) all.push_back({false, std::move(clocks)});
    const auto stored = stored_for(login);
    const auto known_flows = flows ? flows->root() : net::Value();
    if (login.token.empty() && !stored) {
        all.push_back(about_password(known_flows));
        co_return all;
    }
    if (login.token.empty()) {
        speak_as(*api, login, *stored);
    } else {
        api->set_token(login.token);
    }
    const auto session = co_await whose_token(*api, login, login.token.empty() ? stored->token : login.token);
    const bool dead = !session && (session.error().fault == Fault::token || session.error().fault == Fault::ended);
    all.push_back(dead && login.token.empty() && !login.password.empty() ? about_password(known_flows)
                                                                         : about_token(session, login));
    if (session) all.push_back(co_await about_new_chats(api));
    co_return all;
}

}  // namespace

void check(const asio::any_io_executor& loop, const std::shared_ptr<net::Tls>& tls, const net::Proxy& proxy,
           const Login& login, std::function<chat::Instant()> now, std::function<void(const Findings&)> done) {
    auto api = std::make_shared<Api>(loop, std::make_unique<net::Client>(loop, tls, net::ClientOptions{.proxy = proxy}),
                                     login.homeserver, std::move(now), [](const Problem&) {});
    asio::co_spawn(loop, findings(std::move(api), login),
                   [done = std::move(done)](const std::exception_ptr& thrown, const Findings& found) {
                       if (thrown) std::rethrow_exception(thrown);
                       done(found);
                   });
}

}  // namespace goodturn::matrix
