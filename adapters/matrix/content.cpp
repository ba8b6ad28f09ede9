#include "adapters/matrix/content.hpp"

#include <nlohmann/json.hpp>

namespace goodturn::matrix {
namespace {

using nlohmann::json;

std::string text(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json message(const Part& part) {
    json mentions = json::object();
    if (!part.mentions.empty()) mentions["user_ids"] = part.mentions;
    return {{"msgtype", "m.notice"},
            {"body", part.body},
            {"format", "org.matrix.custom.html"},
            {"formatted_body", part.html},
            {"m.mentions", std::move(mentions)}};
}

}  // namespace

std::string notice(const Part& part, std::string_view thread) {
    json content = message(part);
    if (!thread.empty()) {
        content["m.relates_to"] = {{"rel_type", "m.thread"},
                                   {"event_id", thread},
                                   {"is_falling_back", true},
                                   {"m.in_reply_to", {{"event_id", thread}}}};
    }
    return text(content);
}

std::string edit(const Part& part, std::string_view target) {
    return text({{"msgtype", "m.notice"},
                 {"body", "* " + part.body},
                 {"m.mentions", json::object()},
                 {"m.new_content", message(part)},
                 {"m.relates_to", {{"rel_type", "m.replace"}, {"event_id", target}}}});
}

std::string reaction(std::string_view target, std::string_view emoji) {
    return text({{"m.relates_to", {{"rel_type", "m.annotation"}, {"event_id", target}, {"key", emoji}}}});
}

std::string private_room(const chat::AccountId& person) {
    json invited = json::array();
    if (!person.empty()) invited.push_back(person.value);
    // Not the trusted one: whom that invites has as much power as the bot, and their invite could not be taken back.
    return text({{"preset", "private_chat"},
                 {"is_direct", true},
                 {"invite", std::move(invited)},
                 {"power_level_content_override", {{"invite", 100}}},
                 {"initial_state", json::array({{{"type", "m.room.history_visibility"},
                                                 {"state_key", ""},
                                                 {"content", {{"history_visibility", "invited"}}}}})}});
}

std::string without_invites(net::Value levels) {
    json all = json::object();
    for (const auto& [name, level] : levels.members()) {
        if (const auto number = level.number()) all[name] = *number;
        for (const auto& [what, its_level] : level.members()) {
            if (const auto number = its_level.number()) all[name][what] = *number;
        }
    }
    all["invite"] = 100;
    return text(all);
}

std::string kicking(const chat::AccountId& person, std::string_view reason) {
    return text({{"user_id", person.value}, {"reason", reason}});
}

std::string because(std::string_view reason) {
    return text({{"reason", reason}});
}

}  // namespace goodturn::matrix
