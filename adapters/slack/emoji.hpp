#pragma once

#include <string>
#include <string_view>

namespace goodturn::slack {

/// "pray::skin-tone-3" → 🙏🏼: the common standard emoji by Slack's names, without colons. ":name:" for all others, a
/// workspace's own among them.
[[nodiscard]] std::string emoji_named(std::string_view name);

/// "1f64f-1f3fc" → 🙏🏼; empty for what is no such list of code points.
[[nodiscard]] std::string emoji_of_points(std::string_view hex);

}  // namespace goodturn::slack
