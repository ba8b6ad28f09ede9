#include "config/settings.hpp"
#include "config/toml.hpp"
#include "core/engine/line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

namespace goodturn::config {
namespace {

constexpr std::string_view own_prefix = "GOODTURN_";
/// Read by the command line, before there are settings.
constexpr std::string_view config_variable = "GOODTURN_CONFIG";

std::expected<std::string, std::string> read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    // A folder opens but can't be read; an empty file sets failbit on `text` alone.
    if (in && in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
    if (!in.is_open() || in.bad()) return std::unexpected(std::generic_category().message(errno));
    return text.str();
}

/// The name in `names` that was probably meant; empty if none is near.
std::string nearest(std::string_view name, const std::vector<std::string>& names) {
    std::string best;
    std::size_t least = std::max<std::size_t>(2, name.size() / 3) + 1;
    for (const std::string& candidate : names) {
        const std::size_t away = engine::distance(name, candidate);
        if (away >= least) continue;
        least = away;
        best = candidate;
    }
    return best;
}

std::string no_such(std::string_view what, std::string_view hint) {
    if (hint.empty()) return fmt::format("There is no such {}.", what);
    return fmt::format("There is no such {}. Did you mean {}?", what, hint);
}

/// Reads one set of sources once, noting everything that is wrong.
class Loader {
public:
    Loader(const Sources& sources, std::span<const Setting> settings)
        : sources_(sources), settings_(settings), config_(defaults(settings)) {}

    std::expected<Config, std::vector<Problem>> load() {
        if (sources_.file) read_config_file(*sources_.file);
        for (const Setting& setting : settings_) read_environment(setting);
        find_unknown_variables();
        if (!problems_.empty()) return std::unexpected(std::move(problems_));
        place_files();
        return std::move(config_);
    }

private:
    void read_config_file(const std::filesystem::path& path) {
        const auto text = read_file(path);
        if (!text) {
            problems_.push_back({"", path.string(), "", fmt::format("This file can't be read: {}.", text.error())});
            return;
        }
        const auto entries = read_toml(*text);
        if (!entries) {
            const SyntaxError& error = entries.error();
            problems_.push_back({"", fmt::format("{}, line {}, column {}", path.string(), error.line, error.column), "",
                                 "This is not TOML: " + error.message + "."});
            return;
        }
        for (const Entry& entry : *entries) take(entry, fmt::format("{}, line {}", path.string(), entry.line));
    }

    void take(const Entry& entry, const std::string& origin) {
        if (entry.kind == Entry::Kind::section) {
            if (!has_section(entry.section))
                problems_.push_back({fmt::format("[{}]", entry.section), origin, "",
                                     no_such("section", nearest_section(entry.section))});
            return;
        }
        if (!entry.section.empty() && !has_section(entry.section)) return;
        const auto setting = std::ranges::find_if(settings_, [&](const Setting& candidate) {
            return candidate.section == entry.section && candidate.key == entry.key;
        });
        if (setting == settings_.end()) {
            const std::string name = entry.section.empty() ? entry.key : entry.section + "." + entry.key;
            problems_.push_back({name, origin, "", no_such("setting", nearest_setting(name, entry.key))});
            return;
        }
        if (entry.kind != kind_of(*setting)) return refuse(*setting, origin, entry.shown);
        set(*setting, origin, entry.value, entry.shown);
    }

    void read_environment(const Setting& setting) {
        const std::string name = environment_name(setting);
        if (const auto* const value = variable(name)) return set(setting, name, *value, quoted(*value));
        if (!setting.secret) return;
        if (const auto* const path = variable(name + "_FILE")) return set_from_file(setting, name + "_FILE", *path);
        const auto* const credentials = variable("CREDENTIALS_DIRECTORY");
        if (credentials == nullptr) return;
        const auto path = std::filesystem::path(*credentials) / fmt::format("{}_{}", setting.section, setting.key);
        std::error_code ignored;
        if (std::filesystem::exists(path, ignored)) set_from_file(setting, path.string(), path);
    }

    void set_from_file(const Setting& setting, const std::string& origin, const std::filesystem::path& path) {
        auto text = read_file(path);
        if (!text) {
            problems_.push_back(
                {path_of(setting), origin, "", fmt::format("{} can't be read: {}.", path.string(), text.error())});
            return;
        }
        text->erase(text->find_last_not_of("\r\n") + 1);
        set(setting, origin, *text, "");
    }

    void set(const Setting& setting, const std::string& origin, const std::string& value, const std::string& shown) {
        if (!assign(setting, config_, value)) refuse(setting, origin, shown);
    }

    void refuse(const Setting& setting, const std::string& origin, const std::string& shown) {
        problems_.push_back({path_of(setting), origin, setting.secret ? "" : engine::shortened(shown, 60),
                             "Allowed: " + allowed(setting) + "."});
    }

    /// A misspelt variable is told like a misspelt key. Others that merely begin like ours are left alone: Kubernetes
    /// sets GOODTURN_SERVICE_HOST and more for a service of that name.
    void find_unknown_variables() {
        std::vector<std::string> names;
        for (const Setting& setting : settings_) {
            names.push_back(environment_name(setting));
            if (setting.secret) names.push_back(names.back() + "_FILE");
        }
        for (const auto& [name, value] : sources_.environment) {
            if (!name.starts_with(own_prefix) || name == config_variable ||
                std::ranges::find(names, name) != names.end())
                continue;
            const std::string hint = nearest_variable(name, names);
            if (!hint.empty()) problems_.push_back({"", name, "", no_such("setting", hint)});
        }
    }

    static std::string nearest_variable(std::string_view name, const std::vector<std::string>& names) {
        std::string hint = nearest(name, names);
        const bool near = engine::distance(name, hint) <= 2;
        const std::string_view section = name.substr(0, name.find('_', own_prefix.size()) + 1);
        const bool ours =
            section.size() > own_prefix.size() &&
            std::ranges::any_of(names, [&](const std::string& other) { return other.starts_with(section); });
        return near || ours ? hint : "";
    }

    void place_files() {
        if (config_.store.path.empty()) {
            const auto* const state = variable("STATE_DIRECTORY");
            // systemd separates several folders by colons; the first one is ours.
            config_.store.path = state ? std::filesystem::path(state->substr(0, state->find(':'))) : "";
            config_.store.path /= "goodturn.db";
        }
        if (config_.store.key_file.empty()) config_.store.key_file = config_.store.path.string() + ".key";
    }

    [[nodiscard]] const std::string* variable(std::string_view name) const {
        const auto found = sources_.environment.find(name);
        return found == sources_.environment.end() ? nullptr : &found->second;
    }
    [[nodiscard]] bool has_section(std::string_view name) const {
        return std::ranges::find(settings_, name, &Setting::section) != settings_.end();
    }
    [[nodiscard]] std::string nearest_section(std::string_view name) const {
        std::vector<std::string> names;
        for (const Setting& setting : settings_) names.emplace_back(setting.section);
        const std::string hint = nearest(name, names);
        return hint.empty() ? hint : "[" + hint + "]";
    }
    /// A right key in a wrong section counts as near.
    [[nodiscard]] std::string nearest_setting(std::string_view name, std::string_view key) const {
        std::vector<std::string> names;
        for (const Setting& setting : settings_) {
            if (setting.key == key) return path_of(setting);
            names.push_back(path_of(setting));
        }
        return nearest(name, names);
    }
    [[nodiscard]] Entry::Kind kind_of(const Setting& setting) {
        const Field field = setting.field(config_);
        if (std::holds_alternative<bool*>(field)) return Entry::Kind::flag;
        if (std::holds_alternative<int*>(field) || std::holds_alternative<std::uint16_t*>(field))
            return Entry::Kind::number;
        if (std::holds_alternative<schedule::Holidays*>(field)) return Entry::Kind::list;
        return Entry::Kind::text;
    }

    const Sources& sources_;
    std::span<const Setting> settings_;
    Config config_;
    std::vector<Problem> problems_;
};

}  // namespace

std::string to_text(const Problem& problem) {
    std::string text = problem.setting;
    if (!problem.value.empty()) text += " = " + problem.value;
    text += text.empty() ? problem.origin : " (" + problem.origin + ")";
    return text + ": " + problem.message;
}

std::expected<Config, std::vector<Problem>> load(const Sources& sources) {
    return load(sources, settings());
}

std::expected<Config, std::vector<Problem>> load(const Sources& sources, std::span<const Setting> settings) {
    return Loader(sources, settings).load();
}

}  // namespace goodturn::config
