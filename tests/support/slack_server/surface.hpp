#pragma once

#include "tests/support/slack_server/world.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Blocks as a client shows them: what can be pressed, chosen and filled in.
namespace goodturn::slack_server {

/// Whoever gets blocks without block_ids and action_ids gets them from Slack.
void give_ids(World& world, json& blocks);

struct Control {
    std::string block_id;
    json element;
    json option = nullptr;  ///< the one that is meant, of a menu
};

/// The button with this label.
[[nodiscard]] std::optional<Control> button_of(const json& blocks, std::string_view label);
/// The menu that has this option.
[[nodiscard]] std::optional<Control> menu_of(const json& blocks, std::string_view option);

/// What is said of a control that somebody used.
[[nodiscard]] json action_of(const Control& control, const std::string& action_ts);

/// The values of a form's inputs before anybody touched them; those of `before` stay where block_id and action_id do.
[[nodiscard]] json values_of(const json& blocks, const json& before);
/// Fills in an input, named by its block_id or its label: a text, an option by what it shows, a person by handle.
/// Throws std::out_of_range if there is none.
void fill_in(World& world, View& view, const std::string& input, const std::string& value);
/// What the client itself says before it sends a form: block_id and complaint.
[[nodiscard]] std::map<std::string, std::string> complaints(const View& view);
[[nodiscard]] bool is_input(const json& blocks, const std::string& block_id);

/// "text" of a text object; empty if it is none.
[[nodiscard]] std::string label_of(const json& parent, const char* name);

}  // namespace goodturn::slack_server
