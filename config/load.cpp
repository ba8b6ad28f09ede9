#include "config/families.hpp"
#include "config/matrix.hpp"
#include "config/settings.hpp"
#include "config/slack.hpp"
#include "config/toml.hpp"
#include "core/engine/line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

namespace goodturn::config {
namespace {

constexpr std::string_view own_prefix = "GOODTURN_";
constexpr std::string_view no_section_name =
    "A name behind the dot is up to 20 of a-z, 0-9 and \"_\", and begins with a letter.";
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

/// Whoever has an account on this machine: each folder above lets them through.
bool everybody_reads(const std::filesystem::path& file) {
    using std::filesystem::perms;
    std::error_code error;
    const auto allows = [&](const std::filesystem::path& what, perms wanted) {
        const auto status = std::filesystem::status(what, error);
        return !error && (status.permissions() & wanted) != perms::none;
    };
    const auto whole = std::filesystem::canonical(file, error);
    if (error || !allows(whole, perms::others_read)) return false;
    auto folder = whole.parent_path();
    while (allows(folder, perms::others_exec) && folder != folder.root_path()) folder = folder.parent_path();
    return folder == folder.root_path();
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
    explicit Loader(const Sources& sources) : sources_(sources) {}

    std::expected<Config, std::vector<Problem>> load() {
        const auto entries = sources_.file ? read_config_file(*sources_.file) : std::vector<Entry>();
        const std::string file = sources_.file.value_or("").string();
        sections_ = sections_named(sources_, entries, settings());
        settings_ = with_sections();
        config_ = defaults(settings_);
        origins_.insert(sections_.begin(), sections_.end());
        for (const Entry& entry : entries) take(entry, fmt::format("{}, line {}", file, entry.line));
        for (const Setting& setting : settings_) read_environment(setting);
        find_unknown_variables();
        place_files();
        std::ranges::move(problems_with_slack(config_, origins_), std::back_inserter(problems_));
        std::error_code ignored;
        const bool logged_in = std::filesystem::exists(config_.matrix.session_file, ignored);
        std::ranges::move(problems_with_matrix(origins_, logged_in), std::back_inserter(problems_));
        std::ranges::move(problems_with_operator(origins_), std::back_inserter(problems_));
        if (!problems_.empty()) return std::unexpected(std::move(problems_));
        tidy_slack(config_);
        read_proxy();
        warn_of_readers();
        return std::move(config_);
    }

private:
    /// The table, and for each further section what it has to say about the first one.
    [[nodiscard]] std::vector<Setting> with_sections() const {
        std::vector<Setting> all(settings().begin(), settings().end());
        for (const auto& [section, origin] : sections_) {
            const std::string family = family_of(section, settings());
            for (const Setting& setting : settings())
                if (setting.section == family) all.push_back(in_section(setting, section));
        }
        return all;
    }

    std::vector<Entry> read_config_file(const std::filesystem::path& path) {
        const auto text = read_file(path);
        if (!text) {
            problems_.push_back({"", path.string(), "", fmt::format("This file can't be read: {}.", text.error())});
            return {};
        }
        auto entries = read_toml(*text);
        if (!entries) {
            const SyntaxError& error = entries.error();
            problems_.push_back({"", fmt::format("{}, line {}, column {}", path.string(), error.line, error.column), "",
                                 "This is not TOML: " + error.message + "."});
            return {};
        }
        return std::move(*entries);
    }

    void take(const Entry& entry, const std::string& origin) {
        if (entry.kind == Entry::Kind::section) {
            if (!has_section(entry.section))
                problems_.push_back({fmt::format("[{}]", entry.section), origin, "",
                                     family_of(entry.section, settings()).empty()
                                         ? no_such("section", nearest_section(entry.section))
                                         : std::string(no_section_name)});
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
        if (setting->secret && !entry.value.empty()) secret_in_file_ = true;
        if (entry.kind != kind_of(*setting)) return refuse(*setting, origin, entry.shown);
        set(*setting, origin, entry.value, entry.shown);
    }

    void read_environment(const Setting& setting) {
        const std::string name = environment_name(setting);
        if (const auto* const value = variable(name)) return set(setting, name, *value, quoted(*value));
        if (!setting.secret) return;
        if (const auto* const path = variable(name + "_FILE")) return set_from_file(setting, name + "_FILE", *path);
        if (const auto* const credentials = variable("CREDENTIALS_DIRECTORY")) {
            const auto path = std::filesystem::path(*credentials) / credential_name(setting);
            std::error_code ignored;
            if (std::filesystem::exists(path, ignored)) return set_from_file(setting, path.string(), path);
        }
        const auto* const usual = setting.usual_name.empty() ? nullptr : variable(setting.usual_name);
        if (usual != nullptr && !usual->empty()) set(setting, std::string(setting.usual_name), *usual, "");
    }

    void set_from_file(const Setting& setting, const std::string& origin, const std::filesystem::path& path) {
        auto text = read_file(path);
        if (text) text->erase(text->find_last_not_of("\r\n") + 1);
        if (text && !text->empty()) return set(setting, origin, *text, "");
        origins_.insert_or_assign(path_of(setting), origin);
        problems_.push_back({path_of(setting), origin, "",
                             text ? fmt::format("{} is empty.", path.string())
                                  : fmt::format("{} can't be read: {}.", path.string(), text.error())});
    }

    void set(const Setting& setting, const std::string& origin, const std::string& value, const std::string& shown) {
        origins_.erase(path_of(setting));
        if (!value.empty()) origins_.emplace(path_of(setting), origin);
        if (!assign(setting, config_, value))
            refuse(setting, origin, shown, setting.seems == nullptr ? "" : " " + setting.seems(value));
    }

    void refuse(const Setting& setting, const std::string& origin, const std::string& shown,
                const std::string& found = {}) {
        problems_.push_back({path_of(setting), origin, setting.secret ? "" : engine::shortened(shown, 60),
                             "Allowed: " + allowed(setting) + "." + found});
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
            if (!name.starts_with(own_prefix) || value.empty() || name == config_variable ||
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
        config_.matrix.session_file = config_.store.path.string() + ".matrix";
    }

    /// Programs disagree on the case, so both are read.
    void read_proxy() {
        const auto text = [&](const char* name) {
            const auto* const found = variable(name);
            return found != nullptr ? *found : std::string();
        };
        const auto either = [&](const char* capitals, const char* small) {
            return text(capitals).empty() ? small : capitals;
        };
        const auto* const https = either("HTTPS_PROXY", "https_proxy");
        config_.proxy = {.https = text(https), .except = text(either("NO_PROXY", "no_proxy")), .variable = https};
    }

    void warn_of_readers() {
        if (!secret_in_file_ || !everybody_reads(*sources_.file)) return;
        config_.warnings.push_back(fmt::format(
            "Everybody on this machine can read the secrets in {0}: chmod o-r {0}. If the bot could not read "
            "it then, give each in a file of its own or as a credential.",
            sources_.file->string()));
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
        names.reserve(settings_.size());
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
        const Field field = field_of(setting, config_);
        if (std::holds_alternative<bool*>(field)) return Entry::Kind::flag;
        if (std::holds_alternative<int*>(field) || std::holds_alternative<std::uint16_t*>(field))
            return Entry::Kind::number;
        if (std::holds_alternative<schedule::Holidays*>(field) ||
            std::holds_alternative<std::vector<std::string>*>(field))
            return Entry::Kind::list;
        return Entry::Kind::text;
    }

    const Sources& sources_;
    std::map<std::string, std::string, std::less<>> sections_;  ///< settings_ names them
    std::vector<Setting> settings_;
    Config config_;
    Origins origins_;
    bool secret_in_file_ = false;
    std::vector<Problem> problems_;
};

}  // namespace

std::string to_text(const Problem& problem) {
    std::string text = problem.setting;
    if (!problem.value.empty()) text += " = " + problem.value;
    if (!problem.origin.empty()) text += text.empty() ? problem.origin : " (" + problem.origin + ")";
    return text + ": " + problem.message;
}

std::expected<Config, std::vector<Problem>> load(const Sources& sources) {
    return Loader(sources).load();
}

}  // namespace goodturn::config
