#include "config/origins.hpp"

#include <algorithm>
#include <array>
#include <ranges>
#include <string_view>

namespace goodturn::config {
namespace {

/// "slack.acme.bot_token", "matrix.user_id": given for nothing but an account.
bool is_of_account(std::string_view setting) {
    constexpr std::array<std::string_view, 6> keys{".bot_token", ".app_token",      ".homeserver",
                                                   ".user_id",   "matrix.password", ".access_token"};
    return std::ranges::any_of(keys, [&](std::string_view key) { return setting.ends_with(key); });
}

}  // namespace

std::vector<Problem> problems_with_operator(const Origins& origins) {
    std::vector<Problem> problems;
    if (std::ranges::none_of(std::views::keys(origins), is_of_account)) return problems;
    constexpr const char* why = "Once an account is connected this has to be given: people are told it in `privacy`.";
    for (const char* const setting : {"bot.operator_name", "bot.privacy_contact"})
        if (!origins.contains(setting)) problems.push_back({setting, "", "", why});
    return problems;
}

}  // namespace goodturn::config
