#include "bot/matrix_options.hpp"

#include <stdexcept>
#include <utility>

namespace goodturn::bot {

matrix::MatrixOptions matrix_options(const config::Config& config) {
    const auto& account = config.matrix;
    matrix::MatrixOptions options{.login = {.homeserver = account.homeserver,
                                            .user = account.user_id,
                                            .password = account.password,
                                            .token = account.access_token,
                                            .session_file = account.session_file,
                                            .name = config.bot.display_name},
                                  .servers = {account.servers.begin(), account.servers.end()}};
    auto proxy = net::proxy_from_environment(config.proxy.https, config.proxy.except);
    if (!proxy) throw std::runtime_error(proxy.error());
    options.proxy = std::move(*proxy);
    return options;
}

}  // namespace goodturn::bot
