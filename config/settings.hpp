#pragma once

#include "config/config.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace goodturn::config {

/// Where a value goes. The alternative is the setting's type.
using Field = std::variant<std::string*, bool*, int*, std::uint16_t*, std::filesystem::path*, schedule::Hours*,
                           schedule::Holidays*, std::vector<std::string>*>;

/// One line of the table.
struct Setting {
    std::string_view section;
    std::string_view key;
    std::string_view standard;  ///< the default, written as in the environment
    std::string_view description;
    Field (*field)(Config&) = nullptr;
    /// Instead of `field` where a section may have more beside it, [section.<name>]: each has these settings.
    Field (*field_in)(Config&, const std::string& section) = nullptr;
    const char* allowed = nullptr;               ///< texts only: what fits, after "Allowed: "
    bool (*fits)(const std::string&) = nullptr;  ///< texts only; of a list, each
    /// What a text that does not fit seems to be, in sentences; may be null. Never tells a secret.
    std::string (*seems)(const std::string&) = nullptr;
    int low = 0;  ///< numbers only
    int high = 0;
    bool secret = false;            ///< never shown; may also come from GOODTURN_…_FILE or a systemd credential
    std::string_view usual_name{};  ///< a variable that other programs read too; all names of ours win over it
};

struct Section {
    std::string_view name;
    std::string_view description;
    /// Of those in force; null: there is one, and always.
    std::vector<std::string> (*names)(const Config&) = nullptr;
};

[[nodiscard]] std::span<const Setting> settings();
[[nodiscard]] std::span<const Section> sections();

/// "web.port"
[[nodiscard]] std::string path_of(const Setting& setting);
/// The same setting of [slack.acme] instead of [slack]. Must not outlive `section`.
[[nodiscard]] Setting in_section(const Setting& setting, std::string_view section);
/// "GOODTURN_WEB_PORT", "GOODTURN_SLACK_ACME_BOT_TOKEN"
[[nodiscard]] std::string environment_name(const Setting& setting);
/// "slack_bot_token": what a systemd credential is called.
[[nodiscard]] std::string credential_name(const Setting& setting);
[[nodiscard]] Field field_of(const Setting& setting, Config& config);
/// "a whole number from 0 to 65535"
[[nodiscard]] std::string allowed(const Setting& setting);

/// Every field at its default.
[[nodiscard]] Config defaults(std::span<const Setting> settings);
/// Reads `text` into the setting's field; lists are separated by commas. False: not allowed, nothing changed.
[[nodiscard]] bool assign(const Setting& setting, Config& config, const std::string& text);
/// The value as a TOML file has it; a secret that was given as "(secret)".
[[nodiscard]] std::string to_toml(const Setting& setting, const Config& config);

}  // namespace goodturn::config
