#include "adapters/slack/calls.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string_view>

namespace goodturn::slack {
namespace {

constexpr std::string_view mark_name = "goodturn_delivery";
constexpr const char* page_size = "200";

/// A method that the bot may not reach in time is of no use: a trigger lives for three seconds.
constexpr auto trigger_patience = std::chrono::seconds(2);

std::string quoted(const std::string& text) {
    return dumped(nlohmann::json(text));
}

/// What a message is made of, wherever it goes as JSON.
std::string content_of(const Part& part) {
    return fmt::format(R"("text":{},"blocks":{},"mrkdwn":false,"unfurl_links":false,"unfurl_media":false)",
                       quoted(part.text), part.blocks);
}

std::string ts_of(chat::Instant at) {
    const auto millis = at.time_since_epoch().count();
    return fmt::format("{}.{:03}000", millis / 1000, millis % 1000);
}

/// A reinstalled bot may have another bot_id, and old messages have no app_id.
bool is_ours(Value message, const Workspace& workspace) {
    const auto is = [&](const char* member, const std::string& id) {
        return !id.empty() && message[member].text() == id;
    };
    return is("app_id", workspace.app) || is("bot_id", workspace.bot_id) || is("user", workspace.bot.value);
}

}  // namespace

Call post_call(const Place& place, const Part& part, Mark mark, bool answer) {
    Call call{
        .pace = {.method = "chat.postMessage", .target = place.channel, .answer = answer},
        .fields = {{"channel", place.channel},
                   {"text", part.text},
                   {"blocks", part.blocks},
                   {"mrkdwn", "false"},
                   {"parse", "none"},
                   {"unfurl_links", "false"},
                   {"unfurl_media", "false"},
                   // Text, because Slack's numbers are JavaScript's.
                   {"metadata", fmt::format(R"({{"event_type":"{}","event_payload":{{"delivery":"{}","part":{}}}}})",
                                            mark_name, mark.delivery, mark.part)}}};
    if (!place.thread.empty()) call.fields.emplace_back("thread_ts", place.thread);
    return call;
}

Call read_call(const Place& place, chat::Instant oldest, const std::string& cursor, bool answer) {
    const bool thread = !place.thread.empty();
    Call call{.pace = {.method = thread ? "conversations.replies" : "conversations.history", .answer = answer},
              .fields = {{"channel", place.channel},
                         {"oldest", ts_of(oldest)},
                         {"limit", page_size},
                         {"include_all_metadata", "true"}}};
    if (thread) call.fields.emplace_back("ts", place.thread);
    if (!cursor.empty()) call.fields.emplace_back("cursor", cursor);
    return call;
}

Call update_call(const MessageName& message, const Part& part, bool answer) {
    return {.pace = {.method = "chat.update", .target = message.channel + "/" + message.ts, .answer = answer},
            .fields = {{"channel", message.channel},
                       {"ts", message.ts},
                       {"text", part.text},
                       {"blocks", part.blocks},
                       {"parse", "none"}}};
}

Call delete_call(const MessageName& message, bool answer) {
    return {.pace = {.method = "chat.delete", .answer = answer},
            .fields = {{"channel", message.channel}, {"ts", message.ts}}};
}

Call private_call(const Place& place, const chat::AccountId& account, const Part& part) {
    Call call{.pace = {.method = "chat.postEphemeral", .target = place.channel, .answer = true},
              .fields = {{"channel", place.channel},
                         {"user", account.value},
                         {"text", part.text},
                         {"blocks", part.blocks},
                         {"parse", "none"}}};
    if (!place.thread.empty()) call.fields.emplace_back("thread_ts", place.thread);
    return call;
}

Call open_chat_call(const chat::AccountId& account, bool answer) {
    return {.pace = {.method = "conversations.open", .answer = answer}, .fields = {{"users", account.value}}};
}

Call open_view_call(const std::string& trigger, const std::string& view) {
    return {.pace = {.method = "views.open", .answer = true, .patience = trigger_patience, .urgent = true},
            .fields = {{"trigger_id", trigger}, {"view", view}}};
}

Call publish_call(const chat::AccountId& account, const std::string& view) {
    return {.pace = {.method = "views.publish", .target = account.value, .answer = true},
            .fields = {{"user_id", account.value}, {"view", view}}};
}

std::string response_of(const Part& part, const std::string& thread, bool replace) {
    const std::string in_thread = thread.empty() || replace ? "" : fmt::format(R"(,"thread_ts":{})", quoted(thread));
    return fmt::format(R"({{"response_type":"ephemeral","replace_original":{},{}{}}})", replace, content_of(part),
                       in_thread);
}

std::string ack_of(const std::string& envelope, const std::string& payload) {
    return fmt::format(R"({{"envelope_id":{}{}{}}})", quoted(envelope), payload.empty() ? "" : R"(,"payload":)",
                       payload);
}

std::string command_payload(const Part& part) {
    return fmt::format(R"({{"response_type":"ephemeral",{}}})", content_of(part));
}

std::vector<MarkedMessage> marked_messages(Value page, const Workspace& workspace) {
    std::vector<MarkedMessage> marked;
    for (const auto& message : page["messages"].items()) {
        const Value metadata = message["metadata"];
        const Value payload = metadata["event_payload"];
        const auto delivery = payload["delivery"].number();
        const auto part = payload["part"].number();
        const std::string ts = message["ts"].text();
        if (!is_ours(message, workspace) || metadata["event_type"].text() != mark_name) continue;
        if (!delivery || !part || *part < 0 || !is_ts(ts)) continue;
        marked.push_back({{*delivery, static_cast<std::size_t>(*part)}, ts});
    }
    return marked;
}

}  // namespace goodturn::slack
