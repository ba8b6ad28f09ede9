#include "tests/bench/slack_load/acknowledging_client.hpp"

#include "adapters/net/client.hpp"
#include "adapters/net/socket_client.hpp"
#include "adapters/net/tls.hpp"

#include <boost/asio/io_context.hpp>

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace goodturn::bench {

void acknowledge_only() {
    boost::asio::io_context loop;
    const auto tls = std::make_shared<net::Tls>();
    net::Client client(loop.get_executor(), tls);
    std::optional<net::SocketClient> socket;
    const std::string prefix = R"({"envelope_id":")";
    const auto take = [&](const std::string& frame) {
        const auto at = frame.find(prefix.substr(1));
        if (at == std::string::npos) return;
        const auto from = at + prefix.size() - 1;
        socket->send(prefix + frame.substr(from, frame.find('"', from) - from) + R"(","payload":{"text":"Noted."}})");
    };
    const auto from_environment = [](const char* name) {
        const char* const value = std::getenv(name);
        return value == nullptr ? std::string() : std::string(value);
    };
    client.send({.method = "POST",
                 .url = from_environment("GOODTURN_SLACK_API_URL") + "apps.connections.open",
                 .headers = {{"Authorization", "Bearer " + from_environment("GOODTURN_SLACK_APP_TOKEN")},
                             {"Content-Type", "application/x-www-form-urlencoded"}}},
                [&](const std::expected<net::HttpResponse, net::HttpError>& answer) {
                    const auto url = nlohmann::json::parse(answer.value().body).at("url").get<std::string>();
                    net::SocketHandlers handlers;
                    handlers.on_text = take;
                    socket.emplace(loop.get_executor(), tls, url, std::move(handlers));
                });
    loop.run();
    std::exit(1);
}

}  // namespace goodturn::bench
