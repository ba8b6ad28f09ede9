/// Who may have the page: path, Host and Origin, a line each. What stands before this, Beast's parser and websocket, is
/// Boost's own; adapters/net only sets its limits, which its tests hold.
#include "adapters/web/site.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

namespace goodturn::fuzz {
namespace {

/// "localhost:8080", "[::1]"
bool is_this_machine(std::string_view host) {
    constexpr std::array names{std::string_view("127.0.0.1"), std::string_view("localhost"), std::string_view("[::1]")};
    return std::ranges::any_of(names, [&](std::string_view name) {
        return host.starts_with(name) && (host.size() == name.size() || host[name.size()] == ':');
    });
}

}  // namespace

void run(std::string_view input) {
    spdlog::set_level(spdlog::level::off);
    const web::Site site("secret");
    net::Request request;
    request.path = take_line(input);
    request.host = take_line(input);
    request.origin = take_line(input);
    const bool may = is_this_machine(request.host) && request.path.starts_with("/t/secret") &&
                     (request.origin.empty() || request.origin == "http://" + request.host);

    const auto page = site.get(request);
    check(may || page.status == 403 || page.status == 404, "a stranger gets nothing");
    check(page.body.find("secret") == std::string::npos, "the token is not told");
    const bool socket = !site.refuse_socket(request).has_value();
    check(!socket || (may && request.path == "/t/secret/socket"), "a stranger gets no socket");
}

}  // namespace goodturn::fuzz
