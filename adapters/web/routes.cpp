#include "adapters/web/routes.hpp"

#include <fmt/format.h>

#include <charconv>

namespace goodturn::web {

std::string cursor_of(const std::string& generation, std::int64_t seq) {
    return fmt::format("{}:{}", generation, seq);
}

std::optional<std::int64_t> position(const std::optional<std::string>& cursor, const std::string& generation) {
    if (!cursor || !cursor->starts_with(generation + ":")) return std::nullopt;
    const char* begin = cursor->data() + generation.size() + 1;
    const char* end = cursor->data() + cursor->size();
    std::int64_t seq = 0;
    const auto [stopped, error] = std::from_chars(begin, end, seq);
    return error == std::errc() && stopped == end ? std::optional(seq) : std::nullopt;
}

std::string route_of(const Waiter& waiter, std::string_view account) {
    return fmt::format("{}/{}/{}", waiter.session, account, waiter.command);
}

std::optional<std::pair<Browsers::Session, std::string>> parse_route(const std::string& route) {
    const auto slash = route.find('/');
    const auto second = slash == std::string::npos ? slash : route.find('/', slash + 1);
    Browsers::Session session = 0;
    if (second == std::string::npos) return std::nullopt;
    if (std::from_chars(route.data(), route.data() + slash, session).ec != std::errc()) return std::nullopt;
    return std::pair(session, route.substr(slash + 1, second - slash - 1));
}

}  // namespace goodturn::web
