#include "adapters/slack/manifest.hpp"

#include "adapters/slack/shortcuts.hpp"
#include "core/engine/line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <array>
#include <set>
#include <sstream>

namespace goodturn::slack {
namespace {

constexpr auto scope_table = std::to_array<Asked>({
    {"app_mentions:read", "is told when a line begins with its name"},
    {"channels:history", "looks whether what it posted in a public channel arrived, before it posts it again"},
    {"channels:read", "knows who is in its public channels, and when it is invited or removed"},
    {"chat:write", "writes, and changes what it wrote"},
    {"commands", "has a slash command, and shortcuts in the menus"},
    {"dnd:read", "keeps what nobody waits for until people are out of do-not-disturb"},
    {"groups:history", "looks whether what it posted in a private channel arrived, before it posts it again"},
    {"groups:read", "knows who is in its private channels, and when it is invited or removed"},
    {"im:history", "reads what people write to it, in its own chats with them only"},
    {"im:read", "recognises its own chats with people"},
    {"im:write", "opens its chat with somebody who is thanked for the first time"},
    {"reactions:read", "sees reactions: to its own messages, and 🙏 of people who turned that on"},
    {"users:read", "knows names and time zones, and who is a guest, a bot or has left"},
});

constexpr auto event_table = std::to_array<Asked>({
    {"app_home_opened", "shows the Home tab, and greets who opens its chat for the first time"},
    {"app_mention", "answers lines that begin with its name"},
    {"app_uninstalled", "stops for this workspace"},
    {"member_joined_channel", "says one line where it is invited, and keeps up with who can be named there"},
    {"member_left_channel", "keeps up with who can be named there"},
    {"message.im", "answers in its own chats"},
    {"reaction_added", "sees 🙏 of people who turned that on, and reactions to its own messages"},
    {"reaction_removed", "takes back what a reaction did"},
    {"team_join", "knows new people's time zone"},
    {"tokens_revoked", "stops for this workspace"},
    {"user_change", "follows a changed name or time zone, and people who leave"},
});

constexpr std::size_t longest_app_name = 35;
constexpr std::size_t longest_bot_name = 80;

/// Every JSON string is a YAML string.
std::string scalar(std::string_view text) {
    return nlohmann::json(text).dump();
}

/// The bot's user may have a-z, 0-9, "-", "_" and "." in its name.
std::string bot_name(const std::string& name) {
    std::string plain;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z') {
            plain += static_cast<char>(c - 'A' + 'a');
        } else if (c == ' ') {
            plain += '-';
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.') {
            plain += c;
        }
    }
    return plain.empty() ? "goodturn" : plain.substr(0, longest_bot_name);
}

std::string listed(std::span<const Asked> all, std::size_t indent) {
    std::string lines;
    for (const auto& [name, reason] : all) lines += fmt::format("{:{}}- {:<22}  # {}\n", "", indent, name, reason);
    return lines;
}

}  // namespace

std::span<const Asked> scopes() {
    return scope_table;
}
std::string missing_scopes(const std::string& granted) {
    std::set<std::string, std::less<>> have;
    std::istringstream list(granted);
    for (std::string scope; std::getline(list, scope, ',');) {
        scope.erase(0, scope.find_first_not_of(' '));
        have.insert(scope);
    }
    std::vector<std::string> missing;
    for (const Asked& scope : scopes())
        if (!have.contains(scope.name)) missing.push_back(fmt::format("{} (it {})", scope.name, scope.reason));
    return fmt::format("{}", fmt::join(missing, ", "));
}

std::span<const Asked> events() {
    return event_table;
}

std::string manifest(const std::string& name, std::span<const SlashCommand> commands) {
    std::string slash_commands;
    for (const auto& [command, description, hint] : commands)
        slash_commands +=
            fmt::format("    - command: {}\n      description: {}\n      usage_hint: {}\n      should_escape: true\n",
                        scalar(command), scalar(description), scalar(hint));
    std::string menus;
    for (const Shortcut& shortcut : shortcuts)
        menus += fmt::format("    - name: {}\n      type: {}\n      callback_id: {}\n      description: {}\n",
                             scalar(shortcut.name), shortcut.on_message ? "message" : "global", scalar(shortcut.id),
                             scalar(shortcut.description));
    return fmt::format(
        R"(# The app for Slack. At https://api.slack.com/apps: Create New App, From a manifest, YAML, and paste this.
display_information:
  name: {app_name}
  description: "Helps people thank those who helped them. Nobody in your team sees what you note."
features:
  app_home:
    home_tab_enabled: true
    messages_tab_enabled: true
    messages_tab_read_only_enabled: false
  bot_user:
    display_name: {bot_name}
    always_online: true
  slash_commands:
{slash_commands}  shortcuts:
{menus}oauth_config:
  scopes:
    bot:  # the bot …
{scopes}settings:
  event_subscriptions:
    bot_events:  # the bot …
{events}  interactivity:
    is_enabled: true
  org_deploy_enabled: false
  socket_mode_enabled: true
  token_rotation_enabled: false
)",
        fmt::arg("app_name", scalar(engine::shortened(name, longest_app_name))),
        fmt::arg("bot_name", scalar(bot_name(name))), fmt::arg("slash_commands", slash_commands),
        fmt::arg("menus", menus), fmt::arg("scopes", listed(scopes(), 6)), fmt::arg("events", listed(events(), 6)));
}

}  // namespace goodturn::slack
