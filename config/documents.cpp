#include "config/documents.hpp"

#include "config/settings.hpp"

#include <fmt/format.h>

#include <sstream>

namespace goodturn::config {
namespace {

constexpr std::string_view example_head =
    R"(# Goodturn's settings. Everything has a default: the bot starts without this file.
# Copy it, take the '#' from the lines you change, and start with `goodturn run --config FILE`.
# `goodturn check --config FILE` tells everything that is wrong with it.
# Every setting can also be given in the environment, which wins: the name stands beside each.
)";

constexpr std::string_view reference_head = R"(# Settings

Made by `goodturn config --reference`; the settings live in one table, `config/settings.cpp`.

Goodturn starts without any setting. Give a file with `goodturn run --config FILE` or in `$GOODTURN_CONFIG`; begin with
[goodturn.example.toml](goodturn.example.toml). A variable in the environment wins over the file. `goodturn check` tells
everything that is wrong at once, `goodturn config` prints what is in force.

`HTTPS_PROXY` and `NO_PROXY` in the environment, in capitals or small letters, are heeded for all connections to other
machines. The proxy has to be an http:// one such as `http://proxy.example:3128`.
)";

constexpr std::string_view secret_note =
    "- A secret may also come from the file that `{}_FILE` names, or from the systemd credential `{}`.\n";
constexpr std::string_view usual_name_note =
    "- `{}` in the environment is understood as well; each of these wins over it.\n";

/// Breaks at spaces, so that no line is longer than 120 characters.
std::string comment(const std::string& text) {
    std::istringstream words(text);
    std::string lines;
    std::string line = "#";
    for (std::string word; words >> word;) {
        if (line.size() + 1 + word.size() > 120) {
            lines += line + "\n";
            line = "#";
        }
        line += " " + word;
    }
    return lines + line + "\n";
}

template <class Each>
void for_each_setting(const Section& section, Each each) {
    for (const Setting& setting : settings())
        if (setting.section == section.name) each(setting);
}

}  // namespace

std::string example_file() {
    const Config standard = defaults(settings());
    std::string text(example_head);
    for (const Section& section : sections()) {
        text += "\n" + comment(std::string(section.description)) + fmt::format("[{}]\n", section.name);
        for_each_setting(section, [&](const Setting& setting) {
            text += "\n" + comment(std::string(setting.description));
            text += comment(fmt::format("Allowed: {}. Environment: {}", allowed(setting), environment_name(setting)));
            text += fmt::format("#{} = {}\n", setting.key, to_toml(setting, standard));
        });
    }
    return text;
}

std::string reference_page() {
    const Config standard = defaults(settings());
    std::string text(reference_head);
    for (const Section& section : sections()) {
        text += fmt::format("\n## [{}]\n\n{}\n", section.name, section.description);
        for_each_setting(section, [&](const Setting& setting) {
            text += fmt::format("\n### {}\n\n{}\n\n", path_of(setting), setting.description);
            text += fmt::format("- Default: `{}`\n- Allowed: {}\n- Environment: `{}`\n", to_toml(setting, standard),
                                allowed(setting), environment_name(setting));
            if (setting.secret) text += fmt::format(secret_note, environment_name(setting), credential_name(setting));
            if (!setting.usual_name.empty()) text += fmt::format(usual_name_note, setting.usual_name);
        });
    }
    return text;
}

std::string effective(const Config& config) {
    std::string text;
    for (const Section& section : sections()) {
        const auto names = section.names ? section.names(config) : std::vector{std::string(section.name)};
        for (const std::string& name : names) {
            text += fmt::format("{}[{}]\n", text.empty() ? "" : "\n", name);
            for_each_setting(section, [&](const Setting& setting) {
                text += fmt::format("{}{} = {}\n", setting.secret ? "#" : "", setting.key,
                                    to_toml(in_section(setting, name), config));
            });
        }
    }
    return text;
}

}  // namespace goodturn::config
