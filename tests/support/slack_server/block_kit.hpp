#pragma once

#include "adapters/slack/render.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

/// Slack's own rules, written down from its reference and not from our code: what is wrong with a payload, in words.
namespace goodturn::slack::block_kit {

/// Of a message that is posted, or edited in place (chat.update).
[[nodiscard]] std::vector<std::string> problems(const Part& part, bool edited = false);
[[nodiscard]] std::vector<std::string> view_problems(const std::string& view);

/// Only what Slack itself would refuse; those above hold stricter rules of ours too.
[[nodiscard]] std::vector<std::string> refusals(const nlohmann::json& blocks);
[[nodiscard]] std::vector<std::string> view_refusals(const nlohmann::json& view);
/// Code points of all texts in a message's blocks.
[[nodiscard]] std::size_t length_of_texts(const nlohmann::json& blocks);

/// What people read in it, markup and entities undone.
[[nodiscard]] std::string seen(const nlohmann::json& blocks);
[[nodiscard]] std::string seen(const std::string& blocks);

}  // namespace goodturn::slack::block_kit
