#include "tests/support/slack_server/check.hpp"

#include "core/engine/line.hpp"
#include "tests/support/slack_server/block_kit.hpp"

#include <utility>

namespace goodturn::slack_server {
namespace {

namespace rules = slack::block_kit;

constexpr std::size_t longest_text = 40'000;
constexpr std::size_t longest_edit = 4'000;     ///< what stands in blocks is counted too, to be on the safe side
constexpr std::size_t longest_blocks = 13'200;  ///< observed, not documented (github.com/slackapi/bolt-js issue 2509)
constexpr std::size_t largest_view = 250'000;

ApiError with_messages(std::string error, const std::vector<std::string>& found) {
    json messages = json::array();
    for (const auto& one : found) messages.push_back("[ERROR] " + one);
    return {std::move(error), {{"response_metadata", {{"messages", std::move(messages)}}}}};
}

/// The first characters, as many as `most`.
std::string cut(const std::string& text, std::size_t most) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
        if (begins && count++ == most) return text.substr(0, at);
    }
    return text;
}

}  // namespace

std::optional<ApiError> refused(Message& message, bool edited) {
    const bool has_blocks = message.blocks.is_array() && !message.blocks.empty();
    if (!message.blocks.is_null() && !message.blocks.is_array()) return ApiError{"invalid_blocks_format"};
    if (message.text.empty() && !has_blocks) return ApiError{"no_text"};
    if (edited && engine::length(message.text) > longest_edit) return ApiError{"msg_too_long"};
    if (has_blocks) {
        const auto found = rules::refusals(message.blocks);
        if (!found.empty()) return with_messages("invalid_blocks", found);
        const auto longest = edited ? longest_edit : longest_blocks;
        if (rules::length_of_texts(message.blocks) > longest) return ApiError{"msg_blocks_too_long"};
    }
    message.text = cut(message.text, longest_text);
    return std::nullopt;
}

std::optional<ApiError> refused(const json& view) {
    if (!view.is_object()) return ApiError{"invalid_arguments"};
    if (view.dump().size() > largest_view) return ApiError{"view_too_large"};
    const auto found = rules::view_refusals(view);
    if (!found.empty()) return with_messages("invalid_arguments", found);
    return std::nullopt;
}

void note_problems(Problems& problems, const std::string& method, const Message& message, bool edited) {
    if (!message.blocks.is_array()) {
        problems.push_back(method + ": no blocks");
        return;
    }
    for (const auto& found : rules::problems({message.text, message.blocks.dump()}, edited))
        problems.push_back(method + ": " + found);
}

void note_problems(Problems& problems, const std::string& method, const json& view) {
    for (const auto& found : rules::view_problems(view.dump())) problems.push_back(method + ": " + found);
}

}  // namespace goodturn::slack_server
