#pragma once

#include "adapters/web/browsers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// The strings that the engine keeps or carries for the page without looking into them.
namespace goodturn::web {

/// "<generation>:<seq>", so that a cursor into a log that is gone is recognised.
[[nodiscard]] std::string cursor_of(const std::string& generation, std::int64_t seq);
/// Where a cursor of this generation stands; nullopt for any other.
[[nodiscard]] std::optional<std::int64_t> position(const std::optional<std::string>& cursor,
                                                   const std::string& generation);

/// A tab that waits for `done`.
struct Waiter {
    Browsers::Session session = 0;
    std::string command;
    std::string form_of;  ///< the person whose form was sent; empty for other commands
};

/// A tab and its acting person, as the route of a waiting answer.
[[nodiscard]] std::string route_of(const Waiter& waiter, std::string_view account);
[[nodiscard]] std::optional<std::pair<Browsers::Session, std::string>> parse_route(const std::string& route);

}  // namespace goodturn::web
