#include "bot/cli.hpp"

#include "adapters/net/url.hpp"
#include "bot/check.hpp"
#include "bot/log.hpp"
#include "bot/matrix_login.hpp"
#include "bot/matrix_options.hpp"
#include "bot/run.hpp"
#include "bot/slack_commands.hpp"
#include "config/documents.hpp"
#include "core/store/database.hpp"

#include <CLI/CLI.hpp>
#include <date/date.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <sstream>

namespace goodturn::bot {
namespace {

using Environment = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view footer =
    "Exit codes: 0 done, 1 something broke, an account is not as it should be, or the store is damaged, 2 wrong "
    "command line, "
    "3 wrong settings.\n"
    "Settings come from the file and from GOODTURN_<SECTION>_<KEY> in the environment: `goodturn config --reference`.";

constexpr const char* proxy_allowed =
    "Allowed: an http:// proxy such as http://proxy.example:3128; what goes through it is encrypted all the same.";

std::optional<chat::Instant> read_instant(const std::string& text) {
    std::istringstream in(text);
    chat::Instant at;
    in >> date::parse("%FT%TZ", at);
    if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
    // Before its beginning everything is due at once, and nothing is sent; long after it no zone has rules.
    if (at < chat::Instant{} || at >= date::sys_days{date::year{2100} / 1 / 1}) return std::nullopt;
    return at;
}

/// What can be typed, and, once parsed, what was.
struct CommandLine {
    CLI::App app{"Goodturn helps people at work to thank those who helped them.", "goodturn"};
    CLI::App* run = app.add_subcommand("run", "Start the bot");
    CLI::App* check =
        app.add_subcommand("check", "Check the settings, the accounts, and, while no bot runs, the whole database");
    CLI::App* test = app.add_subcommand("send-test", "Write to somebody, to see that it arrives");
    CLI::App* config = app.add_subcommand("config", "Print the settings in force, without secrets");
    CLI::App* slack =
        app.add_subcommand("slack", "Set up Slack: `goodturn slack manifest` prints the app to make there");
    CLI::App* manifest = slack->add_subcommand("manifest", "Print the app's manifest, with a reason for every right");
    CLI::App* matrix = app.add_subcommand("matrix", "Set up Matrix: `goodturn matrix login` asks for the account");
    CLI::App* login = matrix->add_subcommand("login", "Log in to the bot's account, and keep what that leads to");
    CLI::App* help = app.add_subcommand("help", "Print this");
    CLI::App* version = app.add_subcommand("version", "Print the version");

    std::string config_file;
    RunOptions options;
    bool example = false;
    bool reference = false;
    bool verbs = false;
    std::string person;

    CommandLine() {
        app.footer(std::string(footer));
        app.require_subcommand(1);
        slack->require_subcommand(1);
        matrix->require_subcommand(1);
        for (CLI::App* const command : {run, check, test, config, manifest, login})
            command->add_option("--config", config_file, "The file of settings; else $GOODTURN_CONFIG, else none")
                ->type_name("FILE");
        run->add_flag("--try", options.try_out, "Only the try-out page, whatever accounts are configured");
        run->add_option_function<std::string>(
               "--clock", [this](const std::string& text) { set_clock(text); },
               "The page's clock starts at this instant in UTC, such as 2027-01-29T08:59:50Z")
            ->type_name("INSTANT");
        manifest->add_flag("--commands", verbs,
                           "With a slash command for each verb that may have one, such as /thanks");
        test->add_option("person", person,
                         "Who: a member ID of Slack such as U012AB3CD, from the menu ⋮ of a profile, or a "
                         "Matrix id such as @ana:example.org")
            ->type_name("USER")
            ->required();
        config->add_flag("--example", example, "Print an example file instead");
        config->add_flag("--reference", reference, "Print the reference of all settings instead");
    }

    void set_clock(const std::string& text) {
        options.clock = read_instant(text);
        if (!options.clock)
            throw CLI::ValidationError("--clock", "\"" + text +
                                                      "\" is not an instant. Write it in UTC, such as "
                                                      "2027-01-29T08:59:50Z.");
    }
};

/// The settings, or nothing after telling everything that is wrong with them.
std::optional<config::Config> load(const std::string& file, const Environment& environment, std::ostream& err) {
    config::Sources sources{.file = std::nullopt, .environment = environment};
    const auto variable = environment.find("GOODTURN_CONFIG");
    if (!file.empty()) {
        sources.file = file;
    } else if (variable != environment.end()) {
        sources.file = variable->second;
    }
    auto loaded = config::load(sources);
    if (loaded) return std::move(*loaded);
    for (const config::Problem& problem : loaded.error()) err << config::to_text(problem) << '\n';
    return std::nullopt;
}

/// Without an account nothing goes through a proxy, but for a login.
std::vector<config::Problem> problems_with_proxy(const config::Config& config, bool login) {
    const bool has_account = !config.slack.empty() || !config.matrix.user_id.empty();
    if (!(has_account || login) || net::proxy_from_environment(config.proxy.https, config.proxy.except)) return {};
    return {{.setting = {}, .origin = config.proxy.variable, .value = {}, .message = proxy_allowed}};
}

/// Of a command that has commands of its own or wants to know more, or of none at all.
std::string what_is_missing(const CommandLine& line, const std::vector<std::string>& arguments) {
    if (line.slack->parsed())
        return "Which command of slack? `goodturn slack manifest` prints the app to make there.\n";
    if (line.matrix->parsed()) return "Which command of matrix? `goodturn matrix login` asks for the account.\n";
    if (line.test->parsed())
        return "Write to whom? `goodturn send-test @you:example.org`, or with a member ID of Slack: `goodturn "
               "send-test "
               "U012AB3CD`.\n";
    const bool named = !arguments.empty() && !arguments.front().starts_with('-');
    return (named ? fmt::format("\"{}\" is no command: ", arguments.front()) : std::string("Which command? ")) +
           "`goodturn help` lists them, `goodturn run` starts the bot.\n";
}

}  // namespace

int main(const std::vector<std::string>& arguments, const Environment& environment, std::istream& in, std::ostream& out,
         std::ostream& err) try {
    CommandLine line;
    const std::string help = line.app.help();  // parsed, it would be the help of the subcommand
    try {
        line.app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::RequiredError&) {
        err << what_is_missing(line, arguments);
        return exit_usage;
    } catch (const CLI::ParseError& error) {
        return line.app.exit(error, out, err) == exit_done ? exit_done : exit_usage;
    }
    if (line.help->parsed()) {
        out << help;
        return exit_done;
    }
    if (line.version->parsed()) {
        out << fmt::format("goodturn {}\nSQLite {}\n", GOODTURN_VERSION, store::Database::library_version());
        return exit_done;
    }
    if (line.example || line.reference) {
        out << (line.example ? config::example_file() : config::reference_page());
        return exit_done;
    }
    auto config = load(line.config_file, environment, err);
    if (!config) return exit_settings;
    if (line.config->parsed()) {
        out << config::effective(*config);
        return exit_done;
    }
    if (line.manifest->parsed()) {
        out << slack_manifest(config->bot, line.verbs);
        return exit_done;
    }
    const bool login = line.login->parsed();
    auto problems = login ? std::vector<config::Problem>() : take_account(*config);
    std::ranges::move(problems_with_proxy(*config, login), std::back_inserter(problems));
    if (!problems.empty()) {
        for (const config::Problem& problem : problems) err << config::to_text(problem) << '\n';
        return exit_settings;
    }
    if (login) return matrix_login(*config, in, out, err);
    if (line.check->parsed()) return check(*config, out, err);
    if (line.test->parsed()) return send_test(*config, line.person, out, err);
    set_up_log(config->log, err);
    return run(*config, line.options);
} catch (const std::exception& error) {
    err << "goodturn: " << error.what() << '\n';
    return exit_failed;
}

int main(int argc, char** argv) {
    Environment environment;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view pair = *entry;
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos) environment.emplace(pair.substr(0, equals), pair.substr(equals + 1));
    }
    return main(std::vector<std::string>(argv + 1, argv + argc), environment, std::cin, std::cout, std::cerr);
}

}  // namespace goodturn::bot
