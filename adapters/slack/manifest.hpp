#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The app as it is made in Slack: docs.slack.dev/reference/app-manifest
namespace goodturn::slack {

/// Something the app asks for, and what the bot does with it.
struct Asked {
    std::string_view name;
    std::string_view reason;
};
/// Of the bot's token. All of them are needed.
[[nodiscard]] std::span<const Asked> scopes();
/// Those that this list of Slack's lacks, each with its reason; empty: none.
[[nodiscard]] std::string missing_scopes(const std::string& granted);
inline constexpr std::string_view where_scopes =
    "under Scopes on the app's page OAuth & Permissions, then press Reinstall to Workspace there";
/// Of the Events API.
[[nodiscard]] std::span<const Asked> events();

struct SlashCommand {
    std::string command;  ///< "/goodturn", at most 32 characters
    std::string description;
    std::string hint;  ///< what may follow
};

/// As YAML, with the reasons in comments, to be pasted into "Create New App", "From a manifest". Slack cuts nothing, it
/// refuses: `name` is made to fit.
[[nodiscard]] std::string manifest(const std::string& name, std::span<const SlashCommand> commands);

}  // namespace goodturn::slack
