#include "bot/run.hpp"

#include "bot/cli.hpp"
#include "bot/house.hpp"
#include "bot/lock.hpp"
#include "bot/practices.hpp"
#include "core/store/database.hpp"
#include "core/store/sealed.hpp"

#include <spdlog/spdlog.h>

#include <cmath>
#include <exception>
#include <system_error>

namespace goodturn::bot {
namespace {

engine::Options engine_options(const config::Config& config) {
    engine::Options options;
    options.names.display = config.bot.display_name;
    options.names.command = config.bot.command;
    options.names.prefixes = {config.bot.command, config.bot.prefix};
    options.names.short_prefix = "!" + config.bot.prefix;
    if (!config.bot.operator_name.empty()) options.operator_name = config.bot.operator_name;
    options.privacy_contact = config.bot.privacy_contact;
    options.default_hours = config.schedule.hours;
    options.holidays = config.schedule.holidays;
    constexpr double days_a_month = 30.44;
    options.keep_help = std::chrono::days(static_cast<int>(std::ceil(config.keep.help_months * days_a_month)));
    options.keep_undelivered = std::chrono::days(config.keep.undelivered_days);
    // The page is for trying out: what is due at nine comes at nine.
    options.spread = std::chrono::minutes(0);
    return options;
}

/// Opens the database and closes it again.
int run_on(const config::Config& config, const RunOptions& options, const store::Seal& seal) {
    store::Database database({.path = config.store.path});
    spdlog::info("goodturn {} with SQLite {} on {}", GOODTURN_VERSION, store::Database::library_version(),
                 config.store.path.string());
    engine::Engine engine(database, seal, engine_options(config), practices());
    return House(config, options, engine).run();
}

/// A clean stop leaves one file, if there is space for it.
void warn_of_wal(const std::filesystem::path& database) {
    const std::string wal = database.string() + "-wal";
    std::error_code ignored;
    if (!std::filesystem::exists(wal, ignored)) return;
    spdlog::warn("{} could not be folded into the database, as on a full disk: the two belong together", wal);
}

}  // namespace

std::string problem_with_store(const std::filesystem::path& database) {
    std::error_code ignored;
    if (std::filesystem::is_directory(database, ignored)) {
        return database.string() + " is a folder: store.path is the database's own file, such as " +
               (database / "goodturn.db").string();
    }
    const auto folder = database.parent_path();
    if (folder.empty() || std::filesystem::is_directory(folder, ignored)) return {};
    return "there is no folder " + folder.string() + " for the database: make it, or change store.path";
}

int run(const config::Config& config, const RunOptions& options) {
    if (!config.web.enabled && !options.try_out) {
        spdlog::critical("nothing to run: no account is configured, and web.enabled is false");
        return exit_settings;
    }
    if (const auto problem = problem_with_store(config.store.path); !problem.empty()) {
        spdlog::critical("{}", problem);
        return exit_failed;
    }
    try {
        const auto lock = Lock::take(config.store.path);
        if (!lock) {
            spdlog::critical("another goodturn is running on {}", config.store.path.string());
            return exit_failed;
        }
        if (std::filesystem::exists(config.store.path) && !std::filesystem::exists(config.store.key_file)) {
            spdlog::critical(
                "the key {} of the database {} is missing: bring it back from your backup. Nothing was changed.",
                config.store.key_file.string(), config.store.path.string());
            return exit_failed;
        }
        const auto seal = store::Seal::from_file(config.store.key_file);
        const int exit_code = run_on(config, options, seal);
        warn_of_wal(config.store.path);
        return exit_code;
    } catch (const store::Error& error) {
        const bool corrupt = error.kind() == store::Error::Kind::corrupt;
        spdlog::critical("{}{}", error.what(), corrupt ? ". It was left as it is: bring back a backup of it." : "");
        return exit_failed;
    } catch (const std::exception& error) {
        spdlog::critical("{}", error.what());
        return exit_failed;
    }
}

}  // namespace goodturn::bot
