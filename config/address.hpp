#pragma once

#include <string>

namespace goodturn::config {

/// An address as numbers, of this machine only.
[[nodiscard]] bool is_loopback(const std::string& text);

/// What method names can be put behind: https, or http to this machine. Nothing passes that the client refuses.
[[nodiscard]] bool is_api_url(const std::string& text);

}  // namespace goodturn::config
