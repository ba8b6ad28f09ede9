#pragma once

#include "adapters/slack/decode.hpp"

#include <optional>
#include <string>

namespace goodturn::slack {

/// Where an answer to an envelope can go. The store keeps it with the answer until that was given, so it is of use
/// after a restart too, for as long as Slack takes it. A secret: whoever has it can answer in the bot's place.
struct Route {
    std::string envelope;
    std::string response_url{};  ///< empty: none
    chat::Instant until{};       ///< how long Slack takes the response_url
    std::string thread{};        ///< the ts of its first message; empty: not in a thread
    std::string line{};          ///< tells the same line of the same person in the same place; empty: no line
    bool ephemeral = false;      ///< the message whose button was pressed: only through here can it be changed
};

/// `now`: when the envelope arrived.
[[nodiscard]] Route route_to(const std::string& envelope, const Wait& wait, chat::Instant now);
[[nodiscard]] chat::Instant came(const Route& route);  ///< the envelope
/// Slack takes an answer at the response_url yet.
[[nodiscard]] bool takes_response(const Route& route, chat::Instant now);
[[nodiscard]] std::string to_text(const Route& route);
/// nullopt for what to_text did not make.
[[nodiscard]] std::optional<Route> route_from(const std::string& text);

}  // namespace goodturn::slack
