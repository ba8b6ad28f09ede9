#include "bot/check.hpp"

#include "adapters/matrix/check.hpp"
#include "adapters/matrix/ids.hpp"
#include "adapters/matrix/send_test.hpp"
#include "adapters/slack/check.hpp"
#include "bot/cli.hpp"
#include "bot/clock.hpp"
#include "bot/lock.hpp"
#include "bot/matrix_options.hpp"
#include "bot/run.hpp"
#include "bot/slack_commands.hpp"
#include "bot/status.hpp"
#include "bot/waiting.hpp"
#include "config/slack.hpp"
#include "core/engine/engine.hpp"
#include "core/store/database.hpp"
#include "core/store/sealed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace goodturn::bot {
namespace {

constexpr std::string_view no_workspace = "No workspace of Slack is configured here.";
constexpr std::string_view no_account =
    "No account is configured here yet: `goodturn matrix login` asks for one of Matrix, `goodturn slack manifest` is "
    "the way to one of Slack.";
constexpr std::string_view where_settings =
    "If there is one, a file of settings has to be named, with --config. What a service gets as credentials only it "
    "can see: name their folder as CREDENTIALS_DIRECTORY.";
constexpr std::string_view no_database =
    "There is no database yet: no bot has run on it, and the first start makes it. If one has run, this is not its "
    "database: name that as store.path in the settings, or as GOODTURN_STORE_PATH.\n";

/// Empty: it is sound.
std::string problem_with_database(const config::Config::Store& files) {
    const std::string path = files.path.string();
    const std::string key = files.key_file.string();
    if (!std::filesystem::exists(files.key_file)) {
        return fmt::format("The key {} is missing. Without it nobody can read the private texts in {}.", key, path);
    }
    const auto seal = store::Seal::from_file(files.key_file);
    store::Database database({.path = files.path});
    if (const std::string problem = database.integrity_problem(); !problem.empty()) {
        return fmt::format("{} is damaged: {}", path, problem);
    }
    if (engine::is_key_of(database, seal)) return {};
    return fmt::format("The key {} is not the one that {} was made with: bring that one back.", key, path);
}

/// Tells them.
bool all_well(const auto& findings, std::string_view section, std::ostream& out, std::ostream& err) {
    for (const auto& finding : findings) {
        (finding.well ? out : err) << fmt::format("[{}] {}\n", section, finding.text);
    }
    return std::ranges::all_of(findings, [](const auto& finding) { return finding.well; });
}

/// Of a running bot `ask_running` has told. `alone`: no other process renews the session.
bool check_matrix(const config::Config& config, bool alone, std::ostream& out, std::ostream& err) {
    auto options = matrix_options(config);
    options.login.renew = alone;
    Waiting line(options.proxy);
    const auto findings = line.answer<matrix::Findings>([&](auto done) {
        matrix::check(
            line.loop(), line.tls(), options.proxy, options.login, [] { return Clock().now(); }, std::move(done));
    });
    if (findings) return all_well(*findings, "matrix", out, err);
    err << "[matrix] The server did not answer within a minute.\n";
    return false;
}

bool check_slack(const config::Config& config, slack::Connecting connect, std::ostream& out, std::ostream& err) {
    const auto options = slack_options(config);
    bool well = true;
    for (const auto& installation : options.installations) {
        const auto& operators = config.slack.at(installation.name).operators;
        Waiting line(options.proxy);
        const auto findings = line.answer<slack::Findings>([&](auto done) {
            slack::check(line.loop(), line.client(), line.tls(),
                         {.installation = installation,
                          .command = "/" + config.bot.command,
                          .operator_id = operators.empty() ? std::string() : operators.front(),
                          .connect = connect,
                          .proxy = options.proxy},
                         std::move(done));
        });
        if (!findings) err << fmt::format("[{}] Slack did not answer within a minute.\n", installation.name);
        well = findings && all_well(*findings, installation.name, out, err) && well;
    }
    return well;
}

/// Something is there that a bot could work on, or did.
bool is_begun(const config::Config& config) {
    const auto& store = config.store;
    return std::ranges::any_of(std::array{store.path, store.key_file, config.matrix.session_file},
                               [](const std::filesystem::path& file) { return std::filesystem::exists(file); });
}

/// Held to the end, for what is asked may renew a session, which only one may do; nullopt: a bot runs, or there is
/// nothing yet that one could work on.
std::optional<Lock> lock_of(const config::Config& config) {
    return is_begun(config) ? Lock::take(config.store.path) : std::nullopt;
}

/// `lock`: what lock_of() gave.
bool bot_runs(const config::Config& config, const std::optional<Lock>& lock) {
    return !lock && is_begun(config);
}

/// False: it does not answer, or says that not all is well.
bool tell_of_running(const std::filesystem::path& database, std::ostream& out, std::ostream& err) {
    out << fmt::format("A bot is running on {}: stop it to have the database checked.\n", database.string());
    const auto said = ask_running(database);
    if (!said) err << "It does not answer: its log tells more.\n";
    if (said) (said->well ? out : err) << said->text;
    return said && said->well;
}

}  // namespace

int check(const config::Config& config, std::ostream& out, std::ostream& err) {
    const auto path = std::filesystem::absolute(config.store.path);
    out << fmt::format("The settings are fine. The database is {}.\n", path.string());
    for (const auto& warning : config.warnings) err << warning << '\n';
    if (const auto problem = problem_with_store(path); !problem.empty()) {
        err << problem << '\n';
        return exit_failed;
    }
    bool well = true;
    auto connect = slack::Connecting::open;
    const auto lock = lock_of(config);
    if (bot_runs(config, lock)) {
        connect = slack::Connecting::no;
        well = tell_of_running(path, out, err);
    } else if (!is_written(path)) {
        well = std::filesystem::exists(path) || !std::filesystem::exists(config.store.key_file);
        (well ? out : err) << (well ? std::string(no_database) : missing_database(config.store) + "\n");
        connect = slack::Connecting::ask;
    } else {
        const std::string problem = problem_with_database(config.store);
        well = problem.empty();
        (well ? out : err) << (well ? path.string() + " is sound." : problem) << '\n';
    }
    const bool has_matrix = !config.matrix.user_id.empty();
    if (config.slack.empty() && !has_matrix) out << no_account << ' ' << where_settings << '\n';
    if (!config.slack.empty()) well = check_slack(config, connect, out, err) && well;
    if (has_matrix && connect != slack::Connecting::no) well = check_matrix(config, lock.has_value(), out, err) && well;
    return well ? exit_done : exit_failed;
}

namespace {

int send_in_slack(const config::Config& config, const std::string& person, std::ostream& out, std::ostream& err) {
    const auto options = slack_options(config);
    if (options.installations.empty()) err << no_workspace << ' ' << where_settings << '\n';
    for (const auto& installation : options.installations) {
        Waiting line(options.proxy);
        const auto problem =
            line.answer<std::optional<slack::Problem>>([&](auto done) {
                    slack::send_test(line.loop(), line.client(), installation, person, std::move(done));
                })
                .value_or(slack::Problem{.detail = "Slack did not answer within a minute"});
        if (!problem) {
            out << fmt::format("[{}] Written to {}: look for it in Slack.\n", installation.name, person);
            return exit_done;
        }
        err << fmt::format("[{}] Nothing could be written to {}: {}.\n", installation.name, person, problem->detail);
    }
    return exit_failed;
}

int send_in_matrix(const config::Config& config, const std::string& person, std::ostream& out, std::ostream& err) {
    if (config.matrix.user_id.empty()) {
        err << "No account of Matrix is configured here: `goodturn matrix login`, or see [matrix] in the settings.\n";
        return exit_failed;
    }
    if (person == config.matrix.user_id) {
        err << "[matrix] That is the bot itself: name a person, such as yourself.\n";
        return exit_failed;
    }
    const auto options = matrix_options(config);
    matrix::Login login = options.login;
    // One that runs has used the password, and renews the session; a second login would end that.
    const auto lock = lock_of(config);
    if (bot_runs(config, lock)) login.password.clear();
    login.renew = lock.has_value();
    Waiting line(options.proxy);
    const auto tested = line.result(matrix::send_test(line.api(login.homeserver), login, {person}));
    if (!tested) {
        err << fmt::format("[matrix] Nothing could be written to {}: {}.\n", person, tested.error().detail);
        return exit_failed;
    }
    const bool waits = *tested == matrix::Tested::waits;
    out << fmt::format("[matrix] Written to {}{}\n", person,
                       waits ? ", into a chat to which they are invited: it waits there." : ": look for it in Matrix.");
    return exit_done;
}

}  // namespace

int send_test(const config::Config& config, const std::string& person, std::ostream& out, std::ostream& err) {
    if (config::is_member_id(person)) return send_in_slack(config, person, out, err);
    if (matrix::is_user_id(person)) return send_in_matrix(config, person, out, err);
    err << fmt::format(
        "\"{}\" is neither a member ID such as U012AB3CD, which stands in the menu ⋮ of a profile in "
        "Slack, nor a Matrix id such as @ana:example.org.\n",
        person);
    return exit_usage;
}

}  // namespace goodturn::bot
