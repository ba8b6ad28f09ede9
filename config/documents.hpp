#pragma once

#include "config/config.hpp"

#include <string>

/// What operators read, written from the table. Tests hold the committed copies to it.
namespace goodturn::config {

/// config/goodturn.example.toml
[[nodiscard]] std::string example_file();
/// config/REFERENCE.md
[[nodiscard]] std::string reference_page();
/// Every setting as it is in force, as a TOML file; of secrets it tells in comments that they are there.
[[nodiscard]] std::string effective(const Config& config);

}  // namespace goodturn::config
