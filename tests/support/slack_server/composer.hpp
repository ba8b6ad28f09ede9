#pragma once

#include "tests/support/slack_server/world.hpp"

#include <string>
#include <string_view>

/// What Slack's clients make of what people type.
namespace goodturn::slack_server {

struct Composed {
    std::string text;  ///< escaped, with <@U…>, <#C…|name> and <https://…>
    json blocks;       ///< the same as rich_text
};

/// "@ben", "#release-4" and links become what they are in Slack; "@nobody" stays.
[[nodiscard]] Composed composed(World& world, std::string_view typed);

/// What stands behind a command: raw, but for mentions, channels and links where the app asked for that.
[[nodiscard]] std::string command_text(World& world, std::string_view typed, bool should_escape);

[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace goodturn::slack_server
