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
    const char* const api = std::getenv("GOODTURN_SLACK_API_URL");
    const char* const token = std::getenv("GOODTURN_SLACK_APP_TOKEN");
    client.send({.method = "POST",
                 .url = std::string(api) + "apps.connections.open",
                 .headers = {{"Authorization", std::string("Bearer ") + token},
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
