#include "bot/matrix_options.hpp"

#include "bot/names.hpp"
#include "config/origins.hpp"

#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace goodturn::bot {

std::vector<config::Problem> take_account(config::Config& config) {
    if (!config.matrix.user_id.empty()) return {};
    const auto& file = config.matrix.session_file;
    const auto session = matrix::read_session(file);
    std::error_code ignored;
    if (!session && std::filesystem::exists(file, ignored)) {
        return {{.setting = "matrix.session_file",
                 .origin = file.string(),
                 .value = {},
                 .message = "It holds no login that can be read: `goodturn matrix login` makes it anew."}};
    }
    if (!session) return {};
    config.matrix.homeserver = session->homeserver;
    config.matrix.user_id = session->user;
    config::Origins given{{"matrix.user_id", file.string()}};
    if (!config.bot.operator_name.empty()) given.emplace("bot.operator_name", "");
    if (!config.bot.privacy_contact.empty()) given.emplace("bot.privacy_contact", "");
    return config::problems_with_operator(given);
}

matrix::MatrixOptions matrix_options(const config::Config& config) {
    const auto& account = config.matrix;
    matrix::MatrixOptions options{.login = {.homeserver = account.homeserver,
                                            .user = account.user_id,
                                            .password = account.password,
                                            .token = account.access_token,
                                            .session_file = account.session_file,
                                            .name = config.bot.display_name},
                                  .servers = {account.servers.begin(), account.servers.end()},
                                  .names = names_of(config)};
    for (const auto& id : account.ignore) options.ignored.insert({id});
    // The same server, whoever wrote it.
    while (options.login.homeserver.ends_with('/')) options.login.homeserver.pop_back();
    auto proxy = net::proxy_from_environment(config.proxy.https, config.proxy.except);
    if (!proxy) throw std::runtime_error(proxy.error());
    options.proxy = std::move(*proxy);
    return options;
}

}  // namespace goodturn::bot
