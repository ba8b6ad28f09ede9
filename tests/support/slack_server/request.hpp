#pragma once

#include "tests/support/slack_server/state.hpp"

#include <string>
#include <string_view>

namespace goodturn::slack_server {

/// One HTTP request, of those that are no websocket.
struct Asked {
    std::string method{};  ///< of the Web API, or Faults::response_url; empty: nothing that is here
    std::string authorization{};
    std::string response_url{};  ///< its last part
    json args;
    bool readable = true;  ///< false: no form and no JSON
};

[[nodiscard]] Asked asked(std::string_view target, std::string_view authorization, std::string_view content_type,
                          const std::string& body);
/// A form's field, or what stands in a query.
[[nodiscard]] json form(std::string_view text);

struct Answer {
    unsigned status = 200;
    std::string type = "application/json; charset=utf-8";
    std::string body{};
    std::vector<std::pair<std::string, std::string>> headers{};
};
/// Does what is asked for.
[[nodiscard]] Answer answer(State& state, const Asked& asked);

}  // namespace goodturn::slack_server
