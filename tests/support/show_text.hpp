#pragma once

#include "core/chat/form.hpp"
#include "core/chat/message.hpp"

#include <string>

namespace goodturn::support {

/// A message as tests read it, a line a block: *bold*, `code`, “quoted”, @mention, <link>, > quote, - list item,
/// "1. item", (small print), [Button], {Menu: option | option}.
[[nodiscard]] std::string to_text(const chat::Message& message);
[[nodiscard]] std::string to_text(const chat::Spans& spans);

}  // namespace goodturn::support
