#include "config/settings.hpp"

#include "config/address.hpp"
#include "config/matrix.hpp"
#include "config/slack.hpp"
#include "core/engine/line.hpp"

#include <algorithm>
#include <array>

namespace goodturn::config {
namespace {

/// One tidy line: nothing that could break a message or a log.
bool is_line(const std::string& text, std::size_t most) {
    return engine::tidy(text) == text && !text.contains('\n') && engine::length(text) <= most;
}
bool is_name(const std::string& text) {
    return !text.empty() && is_line(text, 40);
}
bool is_contact(const std::string& text) {
    return is_line(text, 200);
}

/// Slack takes 32 characters for a command, none of them a capital.
bool is_command(const std::string& text) {
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    return !text.empty() && text.size() <= 32 && letter(text.front()) && std::ranges::all_of(text, [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

bool is_level(const std::string& text) {
    static constexpr std::array<std::string_view, 6> levels{"trace", "debug", "info", "warn", "error", "critical"};
    return std::ranges::find(levels, text) != levels.end();
}
bool is_format(const std::string& text) {
    return text == "text" || text == "json";
}

constexpr const char* command_allowed = "1 to 32 of a-z, 0-9, \"-\" and \"_\", beginning with a letter";

constexpr std::array table{
    Setting{.section = "bot",
            .key = "display_name",
            .standard = "Goodturn",
            .description = "What the bot is called where it speaks of itself.",
            .field = [](Config& c) -> Field { return &c.bot.display_name; },
            .allowed = "one line of 1 to 40 characters",
            .fits = is_name},
    Setting{.section = "bot",
            .key = "command",
            .standard = "goodturn",
            .description = "The root command: people type /goodturn, or !goodturn where there are no slash commands.",
            .field = [](Config& c) -> Field { return &c.bot.command; },
            .allowed = command_allowed,
            .fits = is_command},
    Setting{.section = "bot",
            .key = "prefix",
            .standard = "gt",
            .description = "The short form of the command: !gt.",
            .field = [](Config& c) -> Field { return &c.bot.prefix; },
            .allowed = command_allowed,
            .fits = is_command},
    Setting{.section = "bot",
            .key = "operator_name",
            .standard = "",
            .description = "Who runs this bot. People read it in `privacy` and below the first thank-you they get.",
            .field = [](Config& c) -> Field { return &c.bot.operator_name; },
            .allowed = "one line of at most 200 characters",
            .fits = is_contact},
    Setting{.section = "bot",
            .key = "privacy_contact",
            .standard = "",
            .description = "Whom to write to about privacy: an e-mail address or a link.",
            .field = [](Config& c) -> Field { return &c.bot.privacy_contact; },
            .allowed = "one line of at most 200 characters",
            .fits = is_contact},
    Setting{.section = "store",
            .key = "path",
            .standard = "",
            .description = "The database. Empty: goodturn.db in $STATE_DIRECTORY, which systemd sets, else in the "
                           "working directory.",
            .field = [](Config& c) -> Field { return &c.store.path; }},
    Setting{.section = "store",
            .key = "key_file",
            .standard = "",
            .description = "The key that seals private texts, made at the first start. Empty: beside the database, "
                           "with .key after its name.",
            .field = [](Config& c) -> Field { return &c.store.key_file; }},
    Setting{.section = "web",
            .key = "enabled",
            .standard = "true",
            .description = "Whether the try-out page is there.",
            .field = [](Config& c) -> Field { return &c.web.enabled; }},
    Setting{.section = "web",
            .key = "address",
            .standard = "127.0.0.1",
            .description = "Where the page listens. From another machine, use an ssh tunnel.",
            .field = [](Config& c) -> Field { return &c.web.address; },
            .allowed = "a loopback address such as 127.0.0.1 or ::1, for the page asks nobody who they are",
            .fits = is_loopback},
    Setting{.section = "web",
            .key = "port",
            .standard = "8080",
            .description = "The page's port. 0: any that is free.",
            .field = [](Config& c) -> Field { return &c.web.port; },
            .low = 0,
            .high = 65535},
    Setting{.section = "slack",
            .key = "bot_token",
            .standard = "",
            .description = "The bot's token in this workspace: the Bot User OAuth Token on the app's page OAuth & "
                           "Permissions.",
            .field_in = [](Config& c, const std::string& section) -> Field { return &c.slack[section].bot_token; },
            .allowed = "a bot token, which begins with xoxb-",
            .fits = is_bot_token,
            .seems = seems_for_bot_token,
            .secret = true,
            .usual_name = "SLACK_BOT_TOKEN"},
    Setting{.section = "slack",
            .key = "app_token",
            .standard = "",
            .description = "The app's token for its connection: an app-level token with the scope connections:write, "
                           "made on the app's page Basic Information. Workspaces with the same one share a connection.",
            .field_in = [](Config& c, const std::string& section) -> Field { return &c.slack[section].app_token; },
            .allowed = "an app-level token, which begins with xapp-",
            .fits = is_app_token,
            .seems = seems_for_app_token,
            .secret = true,
            .usual_name = "SLACK_APP_TOKEN"},
    Setting{.section = "slack",
            .key = "api_url",
            .standard = "https://slack.com/api/",
            .description = "Where Slack's Web API is. GovSlack: \"https://slack-gov.com/api/\".",
            .field_in = [](Config& c, const std::string& section) -> Field { return &c.slack[section].api_url; },
            .allowed = "a URL that begins with https://, or with http:// and a loopback address, and has neither "
                       "name, password, query nor fragment",
            .fits = is_api_url},
    Setting{.section = "slack",
            .key = "operators",
            .standard = "",
            .description =
                "Member IDs of those who look after the bot, the first of whom `goodturn check` shows a Home "
                "tab. A member ID stands in the menu ⋮ of somebody's profile.",
            .field_in = [](Config& c, const std::string& section) -> Field { return &c.slack[section].operators; },
            .allowed = "member IDs such as \"U012AB3CD\"",
            .fits = is_member_id},
    Setting{.section = "matrix",
            .key = "homeserver",
            .standard = "",
            .description = "Where the account's server is. Where it is not at the address of its name, the file "
                           "/.well-known/matrix/client there tells.",
            .field = [](Config& c) -> Field { return &c.matrix.homeserver; },
            .allowed = "a URL that begins with https://, or with http:// and a loopback address, and has neither "
                       "name, password, query nor fragment",
            .fits = is_homeserver},
    Setting{.section = "matrix",
            .key = "user_id",
            .standard = "",
            .description = "Who the bot is: the id of an account of its own, such as \"@goodturn:example.org\".",
            .field = [](Config& c) -> Field { return &c.matrix.user_id; },
            .allowed = "a user id such as \"@goodturn:example.org\"",
            .fits = is_user_id},
    Setting{.section = "matrix",
            .key = "password",
            .standard = "",
            .description = "The account's password. It is used once; what it leads to is kept beside the database, "
                           "with .matrix after its name.",
            .field = [](Config& c) -> Field { return &c.matrix.password; },
            .allowed = "one line",
            .fits = is_password,
            .secret = true},
    Setting{.section = "matrix",
            .key = "access_token",
            .standard = "",
            .description = "Instead of the password: an access token that no other program uses.",
            .field = [](Config& c) -> Field { return &c.matrix.access_token; },
            .allowed = "a token without blanks",
            .fits = is_access_token,
            .secret = true},
    Setting{.section = "matrix",
            .key = "servers",
            .standard = "",
            .description = "Further servers whose people may invite the bot; those of its own always may.",
            .field = [](Config& c) -> Field { return &c.matrix.servers; },
            .allowed = "names of servers such as \"example.org\"",
            .fits = is_server_name},
    Setting{.section = "matrix",
            .key = "ignore",
            .standard = "",
            .description = "Accounts that are never answered, such as other bots: their ids. So are those that the "
                           "bot's account ignores on its server.",
            .field = [](Config& c) -> Field { return &c.matrix.ignore; },
            .allowed = "user ids such as \"@bot:example.org\"",
            .fits = [](const std::string& text) { return !text.empty() && is_user_id(text); }},
    Setting{.section = "schedule",
            .key = "hours",
            .standard = "mon-fri 9:00-17:00",
            .description =
                "When people may be written to, until they say otherwise, in their own time zone. A company: "
                "\"mon-fri 9:00-17:00\"; a community: \"mon-sun 18:00-22:00\".",
            .field = [](Config& c) -> Field { return &c.schedule.hours; }},
    Setting{.section = "schedule",
            .key = "holidays",
            .standard = "",
            .description = "Days on which nobody is written to.",
            .field = [](Config& c) -> Field { return &c.schedule.holidays; }},
    Setting{.section = "schedule",
            .key = "spread_minutes",
            .standard = "10",
            .description = "What the bot sends by itself goes out up to this much later than planned, so that not "
                           "everybody hears from it in the same second. The try-out page always is on time.",
            .field = [](Config& c) -> Field { return &c.schedule.spread_minutes; },
            .low = 0,
            .high = 60},
    Setting{.section = "keep",
            .key = "help_months",
            .standard = "13",
            .description = "Months after which a noted help and its thanks are deleted.",
            .field = [](Config& c) -> Field { return &c.keep.help_months; },
            .low = 1,
            .high = 120},
    Setting{.section = "keep",
            .key = "undelivered_days",
            .standard = "7",
            .description = "Days after which a text that could not be delivered is deleted.",
            .field = [](Config& c) -> Field { return &c.keep.undelivered_days; },
            .low = 1,
            .high = 90},
    Setting{.section = "log",
            .key = "level",
            .standard = "info",
            .description = "The least important lines that are written.",
            .field = [](Config& c) -> Field { return &c.log.level; },
            .allowed = "trace, debug, info, warn, error or critical",
            .fits = is_level},
    Setting{.section = "log",
            .key = "format",
            .standard = "text",
            .description = "One line an event, for people (text) or for machines (json).",
            .field = [](Config& c) -> Field { return &c.log.format; },
            .allowed = "text or json",
            .fits = is_format},
};

constexpr std::array section_table{
    Section{"bot", "What the bot is called and who answers for it."},
    Section{"store", "Where everything is kept. A backup needs both files."},
    Section{"web", "The try-out page: a small chat in the browser, with the real bot in it."},
    Section{"slack",
            "A workspace of Slack, connected as soon as both tokens are given. Each further one has a section "
            "[slack.<name>] with the same settings, and variables such as GOODTURN_SLACK_<NAME>_BOT_TOKEN; a name is "
            "up to 20 of a-z, 0-9 and \"_\" and begins with a letter. Keep tokens out of a file that others can read.",
            slack_sections},
    Section{"matrix",
            "An account of Matrix. `goodturn matrix login` asks for it; without that, give homeserver, user_id and one "
            "of password and access_token, and keep these two out of a file that others can read."},
    Section{"schedule", "When the bot may write by itself. People set their own hours; these are the default."},
    Section{"keep", "How long things are kept."},
    Section{"log", "What is written to standard error. Private words never are."},
};

}  // namespace

std::span<const Setting> settings() {
    return table;
}
std::span<const Section> sections() {
    return section_table;
}

}  // namespace goodturn::config
