#include "bot/run.hpp"

#include "bot/cli.hpp"
#include "bot/house.hpp"
#include "bot/lock.hpp"
#include "bot/names.hpp"
#include "bot/practices.hpp"
#include "bot/retry.hpp"
#include "core/store/database.hpp"
#include "core/store/file.hpp"
#include "core/store/sealed.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <ctime>
#include <exception>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace goodturn::bot {
namespace {

/// Where there are accounts the page would only be in the way: its people are not those of the workspace.
Doors doors_of(const config::Config& config, const RunOptions& options) {
    if (options.try_out) return {.page = true};
    Doors doors{.slack = !config.slack.empty(), .matrix = !config.matrix.user_id.empty()};
    doors.page = config.web.enabled && !doors.slack && !doors.matrix;
    return doors;
}

engine::Options engine_options(const config::Config& config, bool page) {
    engine::Options options;
    options.names = names_of(config);
    if (!config.bot.operator_name.empty()) options.operator_name = config.bot.operator_name;
    options.privacy_contact = config.bot.privacy_contact;
    options.default_hours = config.schedule.hours;
    options.holidays = config.schedule.holidays;
    constexpr double days_a_month = 30.44;
    options.keep_help = std::chrono::days(static_cast<int>(std::ceil(config.keep.help_months * days_a_month)));
    options.keep_undelivered = std::chrono::days(config.keep.undelivered_days);
    // The page is for trying out: what is due at nine comes at nine.
    options.spread = std::chrono::minutes(page ? 0 : config.schedule.spread_minutes);
    return options;
}

Lock taken(const std::filesystem::path& database) {
    auto lock = Lock::take(database);
    if (!lock) throw std::runtime_error(fmt::format("another goodturn is running on {}", database.string()));
    return std::move(*lock);
}

/// Of the two files neither is made anew beside the other. The database, still empty, is made first: a start that ends
/// between the two has written nothing.
store::Seal key_of(const config::Config::Store& files) {
    const bool has_database = std::filesystem::exists(files.path);
    const bool has_key = std::filesystem::exists(files.key_file);
    if (is_written(files.path) && !has_key) {
        throw std::runtime_error(fmt::format(
            "the key {} of the database {} is missing: bring it back from your backup. Nothing was changed.",
            files.key_file.string(), files.path.string()));
    }
    if (!has_database && has_key) throw std::runtime_error(missing_database(files) + " Nothing was changed.");
    if (!has_database) store::make_private(files.path);
    return store::Seal::from_file(files.key_file);
}

/// A started bot with all its files.
struct Running {
    Running(const config::Config& config, const RunOptions& options)
        : lock(taken(config.store.path)),
          seal(key_of(config.store)),
          database({.path = config.store.path}),
          engine(database, seal, engine_options(config, doors_of(config, options).page), practices()),
          house(config, engine, doors_of(config, options)) {
        house.start(options.clock);
    }

    Lock lock;
    store::Seal seal;
    store::Database database;
    engine::Engine engine;
    House house;
};

/// True: the bot was told to stop. No other thread may run, for the signal would be its.
bool stopped_within(std::chrono::seconds pause) {
    sigset_t stops;
    sigset_t before;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stops, &before);
    const timespec time{.tv_sec = pause.count(), .tv_nsec = 0};
    const bool stopped = sigtimedwait(&stops, nullptr, &time) > 0;
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return stopped;
}

/// A start has to write: on a full disk it waits for space, as the running bot does. Null: it was told to stop.
std::unique_ptr<Running> started(const config::Config& config, const RunOptions& options) {
    for (bool waited = false;; waited = true) {
        try {
            auto running = std::make_unique<Running>(config, options);
            if (waited) log_works_again();
            return running;
        } catch (const store::Error& error) {
            if (error.kind() != store::Error::Kind::full) throw;
            if (!waited) log_failing(error.what());
        }
        if (stopped_within(retry_after)) return nullptr;
    }
}

/// A clean stop leaves one file, if there is space for it.
void warn_of_wal(const std::filesystem::path& database) {
    const std::string wal = database.string() + "-wal";
    std::error_code ignored;
    if (!std::filesystem::exists(wal, ignored)) return;
    spdlog::warn("{} could not be folded into the database, as on a full disk: the two belong together", wal);
}

}  // namespace

bool is_written(const std::filesystem::path& database) {
    return std::filesystem::exists(database) && !std::filesystem::is_empty(database);
}

std::string missing_database(const config::Config::Store& files) {
    return fmt::format(
        "The database {} is missing, though its key {} is there: bring it back from your backup. To begin with an "
        "empty one, move the key away.",
        files.path.string(), files.key_file.string());
}

std::string problem_with_store(const std::filesystem::path& database) {
    std::error_code ignored;
    if (std::filesystem::is_directory(database, ignored)) {
        return database.string() + " is a folder: store.path is the database's own file, such as " +
               (database / "goodturn.db").string();
    }
    const auto folder = database.parent_path();
    std::error_code problem;
    const auto found = std::filesystem::status(folder, problem).type();
    if (folder.empty() || found == std::filesystem::file_type::directory) return {};
    if (problem && found != std::filesystem::file_type::not_found) {
        return fmt::format("the folder {} can't be reached: {}", folder.string(), problem.message());
    }
    return "there is no folder " + folder.string() + " for the database: make it, or change store.path";
}

int run(const config::Config& config, const RunOptions& options) {
    const auto doors = doors_of(config, options);
    if (!doors.page && !doors.slack && !doors.matrix) {
        spdlog::critical("nothing to run: no account is configured, and web.enabled is false");
        return exit_settings;
    }
    if (options.clock && !doors.page) {
        spdlog::critical("--clock is for the try-out page: with accounts, the clock is the computer's. Add --try.");
        return exit_usage;
    }
    if (const auto problem = problem_with_store(config.store.path); !problem.empty()) {
        spdlog::critical("{}", problem);
        return exit_failed;
    }
    // A limit on the size of files fails a write, as a full disk does, and kills nobody.
    std::signal(SIGXFSZ, SIG_IGN);
    try {
        spdlog::info("goodturn {} with SQLite {} on {}", GOODTURN_VERSION, store::Database::library_version(),
                     std::filesystem::absolute(config.store.path).string());
        for (const auto& warning : config.warnings) spdlog::warn("{}", warning);
        auto running = started(config, options);
        const int exit_code = running ? running->house.run() : exit_done;
        running.reset();
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
