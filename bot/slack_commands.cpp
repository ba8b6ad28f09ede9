#include "bot/slack_commands.hpp"

#include "adapters/slack/manifest.hpp"
#include "bot/practices.hpp"
#include "core/engine/text.hpp"

#include <stdexcept>
#include <utility>

namespace goodturn::bot {
namespace {

/// Help's lines go on behind the verb, Slack's begin.
std::string sentence(std::string text) {
    if (text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

std::vector<const engine::Command*> commands_of_their_own(const config::Config::Bot& bot) {
    std::vector<const engine::Command*> commands;
    for (const auto* const practice : practices())
        for (const engine::Command& command : practice->commands)
            if (command.shortcut && command.verb != bot.command) commands.push_back(&command);
    return commands;
}

}  // namespace

std::vector<std::string> slash_verbs(const config::Config::Bot& bot) {
    std::vector<std::string> verbs;
    for (const auto* const command : commands_of_their_own(bot)) verbs.emplace_back(command->verb);
    return verbs;
}

std::string slack_manifest(const config::Config::Bot& bot, bool verbs) {
    std::vector<slack::SlashCommand> commands{
        {.command = "/" + bot.command,
         .description = "Note who helped you, thank them, and see what is planned",
         .hint = "@ana helped me with … | thanks @ana for … | help"}};
    if (verbs) {
        for (const auto* const command : commands_of_their_own(bot))
            commands.push_back({.command = "/" + std::string(command->verb),
                                .description = sentence(engine::fill_plain(command->help)),
                                .hint = std::string(command->arguments)});
    }
    return slack::manifest(bot.display_name, commands);
}

slack::SlackOptions slack_options(const config::Config& config) {
    slack::SlackOptions options;
    for (const auto& [section, workspace] : config.slack) {
        options.installations.push_back({.name = section,
                                         .bot_token = workspace.bot_token,
                                         .app_token = workspace.app_token,
                                         .api_url = workspace.api_url});
    }
    for (const auto& verb : slash_verbs(config.bot)) options.verbs.emplace("/" + verb, verb);
    auto proxy = net::proxy_from_environment(config.proxy.https, config.proxy.except);
    if (!proxy) throw std::runtime_error(proxy.error());
    options.proxy = std::move(*proxy);
    return options;
}

}  // namespace goodturn::bot
