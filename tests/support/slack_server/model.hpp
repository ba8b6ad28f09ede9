#pragma once

#include "tests/support/slack_server/clock.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// What Slack knows. Names of members are Slack's own where it has one.
namespace goodturn::slack_server {

using nlohmann::json;

struct User {
    std::string id{};    ///< U…
    std::string team{};  ///< T…
    std::string name{};  ///< the handle
    std::string real_name{};
    std::string tz = "Europe/Berlin";
    int tz_offset = 3600;  ///< seconds
    bool is_bot = false;
    bool deleted = false;
    bool is_restricted = false;        ///< a guest
    bool is_ultra_restricted = false;  ///< a guest of one channel
    Instant dnd_from{};                ///< do-not-disturb, by its schedule or a snooze
    Instant dnd_until{};
};

struct Message {
    std::string ts{};
    std::string user{};
    std::string text{};
    json blocks = nullptr;
    json metadata = nullptr;
    std::string thread_ts{};  ///< of its parent, or its own once it has replies
    std::string subtype{};
    std::string bot_id{};  ///< if an app wrote it
    std::string app_id{};
    std::string edited{};                                      ///< when, as a ts
    std::map<std::string, std::set<std::string>> reactions{};  ///< emoji: who
    std::string only_for{};                                    ///< ephemeral: whom it is shown to
};

/// The subtype of what stands in the place of a deleted message as long as there are replies to it.
inline constexpr std::string_view tombstone = "tombstone";

enum class Kind { channel, group, im, mpim };

struct Channel {
    std::string id{};  ///< C…, G… or D…
    std::string team{};
    std::string name{};
    Kind kind = Kind::channel;
    std::set<std::string> members{};
    bool is_archived = false;
    bool is_ext_shared = false;
    std::map<std::string, Message> messages{};    ///< by ts
    std::map<std::string, Message> ephemerals{};  ///< by ts
};

/// A modal or a Home tab.
struct View {
    std::string id{};  ///< V…
    std::string hash{};
    std::string user{};
    std::string team{};
    std::string app{};
    json content{};                               ///< as the app gave it, with block_ids
    json values = json::object();                 ///< block_id, action_id: what the person has entered so far
    std::map<std::string, std::string> errors{};  ///< block_id: what stands at the field
};

struct App {
    std::string id{};     ///< A…
    std::string token{};  ///< xapp-…
    std::string name = "Goodturn";
    std::set<std::string> commands{"/goodturn"};
    bool should_escape = true;  ///< in what people type behind a command, mentions become <@U…>
    bool home_tab_enabled = true;
    bool socket_mode_enabled = true;
    std::set<std::string> events{"app_home_opened",  "app_mention",           "message.im",          "reaction_added",
                                 "reaction_removed", "member_joined_channel", "member_left_channel", "user_change",
                                 "team_join",        "app_uninstalled",       "tokens_revoked"};
};

/// An app in a workspace.
struct Install {
    std::string app{};
    std::string team{};
    std::string token{};  ///< xoxb-…
    std::string user{};   ///< U…, the bot
    std::string bot_id{};
    std::set<std::string> scopes{};
    bool active = true;
};

struct Workspace {
    std::string id{};  ///< T…
    std::string domain{};
};

/// Something that Slack told a person by itself.
struct Failure {
    std::string user{};
    std::string what{};   ///< "/goodturn helped", a button's label, "submit", "shortcut …"
    std::string error{};  ///< "operation_timeout", "dispatch_failed", "trouble connecting"
};

}  // namespace goodturn::slack_server
