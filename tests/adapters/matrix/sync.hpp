#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// Answers of /sync and what is in them, as Synapse writes them.
namespace goodturn::matrix {

inline const std::string bot = "@goodturn:example.org";
inline const std::string ana = "@ana:example.org";
inline const std::string bo = "@bo:example.org";
inline const std::string room = "!room:example.org";
inline constexpr std::int64_t at = 1'801'130'400'000;

inline nlohmann::json event(const std::string& id, const std::string& sender, const std::string& type,
                            nlohmann::json content) {
    return {{"event_id", id},         {"sender", sender},
            {"type", type},           {"content", std::move(content)},
            {"origin_server_ts", at}, {"unsigned", {{"membership", "join"}}}};
}
inline nlohmann::json text(const std::string& id, const std::string& sender, const std::string& body) {
    return event(id, sender, "m.room.message", {{"msgtype", "m.text"}, {"body", body}});
}
inline nlohmann::json reaction(const std::string& id, const std::string& sender, const std::string& target,
                               const std::string& emoji) {
    return event(id, sender, "m.reaction",
                 {{"m.relates_to", {{"rel_type", "m.annotation"}, {"event_id", target}, {"key", emoji}}}});
}
inline nlohmann::json state(const std::string& id, const std::string& sender, const std::string& type,
                            nlohmann::json content, const std::string& key = "") {
    auto made = event(id, sender, type, std::move(content));
    made["state_key"] = key;
    return made;
}
inline nlohmann::json member(const std::string& id, const std::string& who, const std::string& membership,
                             const std::string& sender = {}) {
    return state(id, sender.empty() ? who : sender, "m.room.member", {{"membership", membership}}, who);
}

/// A room that the account has joined, with what was said in it.
inline nlohmann::json joined(const std::vector<nlohmann::json>& timeline,
                             const std::vector<nlohmann::json>& before = {}, const std::string& id = room) {
    return {{"next_batch", "s2"},
            {"rooms", {{"join", {{id, {{"state", {{"events", before}}}, {"timeline", {{"events", timeline}}}}}}}}}};
}

/// The room has these people and the bot, and is meant for Ana alone.
inline nlohmann::json direct_account_data() {
    return {{"events", {{{"type", "m.direct"}, {"content", {{ana, {room}}}}}}}};
}

}  // namespace goodturn::matrix
