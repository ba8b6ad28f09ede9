#pragma once

#include "core/chat/message.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Labels, and what can be chosen, of messages and modals.
namespace goodturn::slack {

/// For a plain_text object: on one line, clean, at most `max` code points with "…", never blank.
[[nodiscard]] std::string label(std::string_view text, std::size_t max);

/// In order, in lists of at most `max` options and `max_texts` code points in labels and values. An option whose value
/// is empty or longer than 150 characters could not come back: Slack would refuse the whole message, so it is left out.
[[nodiscard]] std::vector<std::vector<chat::Option>> option_lists(const std::vector<chat::Option>& options,
                                                                  std::size_t max, std::size_t max_texts);

}  // namespace goodturn::slack
