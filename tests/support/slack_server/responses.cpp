#include "tests/support/slack_server/interactions.hpp"

#include <utility>

/// Answers to commands, in the acknowledgement or by response_url.
namespace goodturn::slack_server {
namespace {

constexpr int most_uses = 5;

std::string member(const json& body, const char* name) {
    return body.contains(name) && body[name].is_string() ? body[name].get<std::string>() : "";
}

bool flag(const json& body, const char* name) {
    return body.contains(name) && (body[name] == true || body[name] == "true");
}

}  // namespace

std::pair<unsigned, json> Interactions::respond(const std::string& id, const json& body) {
    const auto refusal = [](unsigned status, const std::string& error) {
        return std::pair<unsigned, json>{status, {{"ok", false}, {"error", error}}};
    };
    const auto found = world_.response_urls.find(id);
    if (found == world_.response_urls.end() || found->second.until < world_.clock().now())
        return refusal(404, "expired_url");
    if (found->second.used >= most_uses) return refusal(404, "used_url");
    ++found->second.used;
    if (!body.is_object()) return refusal(400, "invalid_payload");
    if (const auto error = show(found->second, body)) return refusal(400, error->error);
    return {200, {{"ok", true}}};
}

std::optional<ApiError> Interactions::show(const ResponseUrl& url, const json& body) {
    if (!body.is_object()) return ApiError{"invalid_payload"};
    auto* channel = world_.find_channel(url.channel);
    const Install& install = world_.install_in(url.team, url.app);
    const bool was_ephemeral = channel->ephemerals.contains(url.original);
    if (flag(body, "delete_original")) {
        if (was_ephemeral) {
            channel->ephemerals.erase(url.original);
        } else {
            events_.remove(*channel, url.original);
        }
        return std::nullopt;
    }
    Message message{.ts = {},
                    .user = install.user,
                    .text = member(body, "text"),
                    .blocks = body.contains("blocks") ? body["blocks"] : json(),
                    .thread_ts = member(body, "thread_ts"),
                    .subtype = {},
                    .bot_id = install.bot_id,
                    .app_id = install.app,
                    .edited = {},
                    .only_for = {}};
    if (auto error = refused(message, false)) return error;
    note_problems(problems_, "response", message, false);
    give_ids(world_, message.blocks);
    if (!url.original.empty() && !body.contains("replace_original"))
        problems_.push_back("response: replace_original not said");
    if (!url.original.empty() && flag(body, "replace_original")) {
        message.ts = url.original;
        auto& from = was_ephemeral ? channel->ephemerals : channel->messages;
        const auto original = from.find(url.original);
        if (original == from.end()) return ApiError{"message_not_found"};
        message.thread_ts = original->second.thread_ts;
        message.only_for = original->second.only_for;
        if (was_ephemeral) {
            original->second = std::move(message);
        } else {
            message.metadata = original->second.metadata;
            message.reactions = original->second.reactions;
            events_.edit(*channel, url.original, std::move(message));
        }
    } else if (member(body, "response_type") == "in_channel") {
        events_.post(*channel, std::move(message));
    } else {
        message.ts = world_.new_ts();
        message.only_for = url.user;
        channel->ephemerals[message.ts] = std::move(message);
    }
    return std::nullopt;
}

}  // namespace goodturn::slack_server
