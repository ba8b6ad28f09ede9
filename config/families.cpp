#include "config/families.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>

namespace goodturn::config {
namespace {

/// "slack_acme_bot_token" → "slack.acme", for the setting slack.bot_token; empty: names no further section.
std::string section_in(std::string_view credential, const Setting& setting) {
    const std::string before = fmt::format("{}_", setting.section);
    const std::string after = fmt::format("_{}", setting.key);
    if (credential.size() <= before.size() + after.size() || !credential.starts_with(before) ||
        !credential.ends_with(after))
        return {};
    credential.remove_prefix(before.size());
    const auto name = credential.substr(0, credential.size() - after.size());
    return is_section_name(name) ? fmt::format("{}.{}", setting.section, name) : std::string();
}

std::string section_in_variable(const std::string& variable, const Setting& setting) {
    std::string text = variable;
    constexpr std::string_view by_file = "_FILE";
    if (setting.secret && text.ends_with(by_file)) text.resize(text.size() - by_file.size());
    std::string credential = text.substr(std::min(text.size(), std::string_view("GOODTURN_").size()));
    for (char& c : credential) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    std::string section = section_in(credential, setting);
    return !section.empty() && environment_name(in_section(setting, section)) == text ? section : std::string();
}

}  // namespace

bool is_section_name(std::string_view name) {
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    return !name.empty() && name.size() <= 20 && letter(name.front()) &&
           std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

std::string family_of(std::string_view section, std::span<const Setting> settings) {
    const std::string_view first = section.substr(0, section.find('.'));
    const bool is_family = std::ranges::any_of(
        settings, [&](const Setting& setting) { return setting.field_in != nullptr && setting.section == first; });
    return is_family && first.size() < section.size() ? std::string(first) : std::string();
}

std::map<std::string, std::string, std::less<>> sections_named(const Sources& sources,
                                                               const std::vector<Entry>& entries,
                                                               std::span<const Setting> settings) {
    std::map<std::string, std::string, std::less<>> named;
    const std::string file = sources.file.value_or("").string();
    for (const Entry& entry : entries) {
        const std::string family = family_of(entry.section, settings);
        if (entry.kind == Entry::Kind::section && !family.empty() &&
            is_section_name(std::string_view(entry.section).substr(family.size() + 1)))
            named.emplace(entry.section, fmt::format("{}, line {}", file, entry.line));
    }
    std::vector<std::filesystem::path> credentials;
    const auto folder = sources.environment.find("CREDENTIALS_DIRECTORY");
    std::error_code ignored;
    if (folder != sources.environment.end())
        for (const auto& credential : std::filesystem::directory_iterator(folder->second, ignored))
            credentials.push_back(credential.path());
    for (const Setting& setting : settings) {
        if (setting.field_in == nullptr) continue;
        for (const auto& [name, value] : sources.environment) {
            const std::string section = value.empty() ? std::string() : section_in_variable(name, setting);
            if (!section.empty()) named.emplace(section, name);
        }
        for (const auto& path : credentials) {
            const std::string section = section_in(path.filename().string(), setting);
            if (!section.empty()) named.emplace(section, path.string());
        }
    }
    return named;
}

}  // namespace goodturn::config
