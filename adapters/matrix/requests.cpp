#include "adapters/matrix/requests.hpp"

#include "adapters/matrix/content.hpp"
#include "adapters/matrix/ids.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace goodturn::matrix {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr auto poll_for = 30s;
constexpr auto poll_patience = 60s;
constexpr auto first_patience = 10min;
constexpr std::size_t max_sync = 512U * 1024U * 1024U;

const json& state_types() {
    static const json types{"m.room.member",       "m.room.name",      "m.room.canonical_alias",   "m.room.encryption",
                            "m.room.power_levels", "m.room.tombstone", "m.room.history_visibility"};
    return types;
}

const json& timeline_types() {
    static const json types = [] {
        json all = state_types();
        for (const char* const type : {"m.room.message", "m.room.encrypted", "m.reaction", "m.room.redaction"}) {
            all.push_back(type);
        }
        return all;
    }();
    return types;
}

/// Members are not loaded lazily: who is in a room decides what is private.
std::string filter(int limit, const json& types) {
    const json none{{"types", json::array()}};
    return json{{"presence", none},
                {"account_data", {{"types", {"m.direct", "m.ignored_user_list"}}}},
                {"room",
                 {{"timeline", {{"limit", limit}, {"types", types}}},
                  {"state", {{"types", state_types()}}},
                  {"ephemeral", none},
                  {"account_data", none}}}}
        .dump();
}

std::string in_room(const std::string& room) {
    return "rooms/" + escaped(room) + "/";
}

}  // namespace

Call sync_call(const std::optional<std::string>& since, bool may_wait) {
    const auto wait = since && may_wait ? std::chrono::milliseconds(poll_for) : 0ms;
    std::string path = fmt::format("sync?set_presence=offline&timeout={}&filter={}", wait.count(),
                                   escaped(since ? filter(50, timeline_types()) : filter(1, state_types())));
    if (since) path += "&since=" + escaped(*since);
    return {.name = "sync",
            .path = std::move(path),
            .deadline = since ? std::chrono::milliseconds(poll_patience) : std::chrono::milliseconds(first_patience),
            .max_answer = max_sync};
}

Call messages_call(const std::string& room, const std::string& from, const std::string& until) {
    const std::string wanted = json{{"types", timeline_types()}}.dump();
    return {.name = "messages",
            .path = fmt::format("{}messages?dir=b&limit=100&from={}&to={}&filter={}", in_room(room), escaped(from),
                                escaped(until), escaped(wanted))};
}

Call event_call(const Target& target) {
    return {.name = "event", .path = in_room(target.room) + "event/" + escaped(target.event)};
}

Call send_call(const std::string& room, std::string_view type, const std::string& transaction, std::string content) {
    return {.name = "send",
            .method = "PUT",
            .path = fmt::format("{}send/{}/{}", in_room(room), escaped(type), escaped(transaction)),
            .body = std::move(content)};
}

Call redact_call(const std::string& room, const std::string& event, const std::string& transaction) {
    return {.name = "redact",
            .method = "PUT",
            .path = fmt::format("{}redact/{}/{}", in_room(room), escaped(event), escaped(transaction)),
            .body = "{}"};
}

Call create_room_call(const chat::AccountId& person) {
    return {
        .name = "createRoom", .method = "POST", .path = "createRoom", .body = private_room(person), .own_limit = true};
}

Call direct_of_call(const chat::AccountId& bot) {
    return {.name = "m.direct", .path = fmt::format("user/{}/account_data/m.direct", escaped(bot.value))};
}

Call direct_call(const chat::AccountId& bot, std::string content) {
    auto call = direct_of_call(bot);
    call.method = "PUT";
    call.body = std::move(content);
    return call;
}

Call members_call(const std::string& room) {
    return {.name = "members", .path = in_room(room) + "members?not_membership=leave"};
}

Call join_call(const std::string& room, const chat::AccountId& inviter) {
    return {.name = "join",
            .method = "POST",
            .path = fmt::format("join/{0}?via={1}&server_name={1}", escaped(room), escaped(server_of(inviter.value))),
            .body = "{}"};
}

Call leave_call(const std::string& room, std::string_view reason) {
    return {.name = "leave", .method = "POST", .path = in_room(room) + "leave", .body = because(reason)};
}

Call forget_call(const std::string& room) {
    return {.name = "forget", .method = "POST", .path = in_room(room) + "forget", .body = "{}"};
}

Call kick_call(const std::string& room, const chat::AccountId& person, std::string_view reason) {
    return {.name = "kick", .method = "POST", .path = in_room(room) + "kick", .body = kicking(person, reason)};
}

Call state_call(const std::string& room, std::string_view type) {
    return {.name = "state", .path = fmt::format("{}state/{}/", in_room(room), escaped(type))};
}

Call set_state_call(const std::string& room, std::string_view type, std::string content) {
    auto call = state_call(room, type);
    call.method = "PUT";
    call.body = std::move(content);
    return call;
}

Call name_call(const chat::AccountId& account) {
    return {.name = "profile", .path = fmt::format("profile/{}/displayname", escaped(account.value))};
}

Call set_name_call(const chat::AccountId& account, std::string_view name) {
    auto call = name_call(account);
    call.method = "PUT";
    call.body = json{{"displayname", name}}.dump(-1, ' ', false, json::error_handler_t::replace);
    return call;
}

Call typing_call(const std::string& room, const chat::AccountId& bot, std::chrono::milliseconds shown_for) {
    json body{{"typing", shown_for.count() > 0}};
    if (shown_for.count() > 0) body["timeout"] = shown_for.count();
    return {.name = "typing",
            .method = "PUT",
            .path = fmt::format("{}typing/{}", in_room(room), escaped(bot.value)),
            .body = body.dump()};
}

Call receipt_call(const std::string& room, const std::string& event) {
    return {.name = "receipt",
            .method = "POST",
            .path = fmt::format("{}receipt/m.read/{}", in_room(room), escaped(event)),
            .body = "{}"};
}

}  // namespace goodturn::matrix
