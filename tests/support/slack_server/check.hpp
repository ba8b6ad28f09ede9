#pragma once

#include "tests/support/slack_server/world.hpp"

#include <deque>
#include <optional>
#include <string>

/// Looks at what an app wants to show.
namespace goodturn::slack_server {

/// An answer with ok false. `more` is merged into it.
struct ApiError {
    std::string error;
    json more = json::object();
};

/// Findings of the stricter rules that our own messages follow, "<method>: <what>".
using Problems = std::deque<std::string>;

/// What chat.postMessage and its like refuse, or chat.update if it is `edited`; nullopt: they take it. Texts above
/// 40,000 characters are cut.
[[nodiscard]] std::optional<ApiError> refused(Message& message, bool edited);
[[nodiscard]] std::optional<ApiError> refused(const json& view);

void note_problems(Problems& problems, const std::string& method, const Message& message, bool edited);
void note_problems(Problems& problems, const std::string& method, const json& view);

}  // namespace goodturn::slack_server
