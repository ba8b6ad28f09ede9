#include "adapters/slack/route.hpp"

#include <nlohmann/json.hpp>

namespace goodturn::slack {
namespace {

/// Slack says 30 minutes (docs.slack.dev/interactivity/handling-user-interaction).
constexpr auto response_url_lives = std::chrono::minutes(29);

}  // namespace

Route route_to(const std::string& envelope, const Wait& wait, chat::Instant now) {
    return {.envelope = envelope,
            .response_url = wait.response_url,
            .until = now + response_url_lives,
            .thread = wait.thread,
            .line = {},
            .ephemeral = wait.ephemeral};
}

chat::Instant came(const Route& route) {
    return route.until - response_url_lives;
}

bool takes_response(const Route& route, chat::Instant now) {
    return !route.response_url.empty() && now <= route.until;
}

std::string to_text(const Route& route) {
    nlohmann::json json{{"envelope", route.envelope}, {"until", route.until.time_since_epoch().count()}};
    if (!route.response_url.empty()) json["url"] = route.response_url;
    if (!route.thread.empty()) json["thread"] = route.thread;
    if (!route.line.empty()) json["line"] = route.line;
    if (route.ephemeral) json["ephemeral"] = true;
    return dumped(json);
}

std::optional<Route> route_from(const std::string& text) {
    const auto document = Document::parse(text);
    if (!document || !document->root().is_object()) return std::nullopt;
    const Value root = document->root();
    return Route{.envelope = root["envelope"].text(),
                 .response_url = root["url"].text(),
                 .until = chat::Instant(std::chrono::milliseconds(root["until"].number().value_or(0))),
                 .thread = root["thread"].text(),
                 .line = root["line"].text(),
                 .ephemeral = root["ephemeral"].flag()};
}

}  // namespace goodturn::slack
