#include "config/slack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>
#include <string_view>

namespace goodturn::config {
namespace {

constexpr std::string_view bot_prefix = "xoxb-";
constexpr std::string_view app_prefix = "xapp-";

constexpr std::string_view where_bot_token =
    "The right one is on the app's page OAuth & Permissions, as Bot User OAuth Token, once the app is installed.";
constexpr std::string_view where_app_token =
    "The right one is made on the app's page Basic Information under App-Level Tokens, with the scope "
    "connections:write.";

struct Kind {
    std::string_view prefix;
    std::string_view name;
};
constexpr auto kinds = std::to_array<Kind>({
    {bot_prefix, "a bot token (xoxb-…), which belongs into bot_token"},
    {app_prefix, "an app-level token (xapp-…), which belongs into app_token"},
    {"xoxp-", "a user token (xoxp-…), with which the bot would act as you"},
    {"xoxe.",
     "a token that expires (xoxe.…): the app has token rotation switched on, which can't be undone, so make a new app "
     "from `goodturn slack manifest`"},
    {"xoxe-", "a refresh token (xoxe-…)"},
    {"xoxa-", "a workspace token (xoxa-…), which Slack has given up"},
    {"xoxc-", "a token of a browser's session (xoxc-…)"},
    {"xoxd-", "a cookie of a browser's session (xoxd-…)"},
    {"xoxs-", "a token of a browser's session (xoxs-…)"},
    {"https:", "an address"},
});

/// Nothing that would break a header.
bool is_token(const std::string& text, std::string_view prefix) {
    return text.size() > prefix.size() && text.starts_with(prefix) && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                      c == '_' || c == '.';
           });
}

std::string seems(const std::string& text, std::string_view wanted, std::string_view where) {
    const auto* const kind = std::ranges::find_if(kinds, [&](const Kind& k) { return text.starts_with(k.prefix); });
    std::string found = "What stands here begins like no token of Slack.";
    if (text.starts_with(wanted)) {
        found = "What stands here begins like one, but is empty behind that or has blanks or other signs in it.";
    } else if (kind != kinds.end()) {
        found = fmt::format("What stands here is {}.", kind->name);
    }
    return fmt::format("{} {}", found, where);
}

}  // namespace

bool is_bot_token(const std::string& text) {
    return text.empty() || is_token(text, bot_prefix);
}
bool is_app_token(const std::string& text) {
    return text.empty() || is_token(text, app_prefix);
}
bool is_member_id(const std::string& text) {
    return text.size() > 1 && (text.front() == 'U' || text.front() == 'W') &&
           std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}
std::string seems_for_bot_token(const std::string& text) {
    return seems(text, bot_prefix, where_bot_token);
}
std::string seems_for_app_token(const std::string& text) {
    return seems(text, app_prefix, where_app_token);
}

std::vector<std::string> slack_sections(const Config& config) {
    const auto sections = std::views::keys(config.slack);
    return {sections.begin(), sections.end()};
}

std::vector<Problem> problems_with_slack(const Config& config, const Origins& origins) {
    std::vector<Problem> problems;
    std::map<std::string, std::string> bots;  // token → setting
    for (const auto& [section, workspace] : config.slack) {
        const std::string bot = section + ".bot_token";
        const std::string app = section + ".app_token";
        const auto bot_given = origins.find(bot);
        const auto app_given = origins.find(app);
        const bool has_bot = bot_given != origins.end();
        const bool has_app = app_given != origins.end();
        const auto named = origins.find(section);
        if (has_bot && !has_app) {
            problems.push_back(
                {bot, bot_given->second, "", fmt::format("{} is missing beside it. {}", app, where_app_token)});
        } else if (has_app && !has_bot) {
            problems.push_back(
                {app, app_given->second, "", fmt::format("{} is missing beside it. {}", bot, where_bot_token)});
        } else if (!has_bot && named != origins.end()) {
            problems.push_back({fmt::format("[{}]", section), named->second, "",
                                "This workspace has neither bot_token nor app_token."});
        }
        if (workspace.bot_token.empty()) continue;
        const auto [first, is_new] = bots.emplace(workspace.bot_token, bot);
        if (!is_new)
            problems.push_back(
                {bot, bot_given->second, "",
                 fmt::format("This is {} once more: each workspace has a bot token of its own.", first->second)});
    }
    return problems;
}

void tidy_slack(Config& config) {
    std::erase_if(config.slack, [](const auto& entry) { return entry.second.bot_token.empty(); });
    for (auto& [section, workspace] : config.slack)
        if (!workspace.api_url.ends_with('/')) workspace.api_url += '/';
}

}  // namespace goodturn::config
