#pragma once

#include "config/settings.hpp"
#include "config/toml.hpp"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Sections that may have more beside them: [slack], [slack.acme].
namespace goodturn::config {

/// "acme": in a variable and a file's name it can't be taken for anything else.
[[nodiscard]] bool is_section_name(std::string_view name);

/// The family that "slack.acme" would belong to, whatever the name; empty: none.
[[nodiscard]] std::string family_of(std::string_view section, std::span<const Setting> settings);

/// "slack.acme" → where. A section is there as soon as the file, a variable or a credential names it.
[[nodiscard]] std::map<std::string, std::string, std::less<>> sections_named(const Sources& sources,
                                                                             const std::vector<Entry>& entries,
                                                                             std::span<const Setting> settings);

}  // namespace goodturn::config
