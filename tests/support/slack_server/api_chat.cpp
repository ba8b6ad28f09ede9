#include "tests/support/slack_server/api.hpp"
#include "tests/support/slack_server/composer.hpp"
#include "tests/support/slack_server/payload.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace goodturn::slack_server {
namespace {

using Need = Context::Need;

/// By the bot, checked; what is wrong is thrown.
Message written(Context& in, bool edited) {
    const auto& bot = in.bot();
    Message message{.ts = {},
                    .user = bot.user,
                    .text = in.args.text("text"),
                    .blocks = in.args.nested("blocks"),
                    .metadata = in.args.nested("metadata"),
                    .thread_ts = in.args.text("thread_ts"),
                    .subtype = {},
                    .bot_id = bot.bot_id,
                    .app_id = bot.app,
                    .edited = {},
                    .only_for = {}};
    if (auto error = refused(message, edited)) throw std::move(*error);
    const json& metadata = message.metadata;
    if (!metadata.is_null() && (!metadata.is_object() || !metadata.contains("event_type") ||
                                !metadata.contains("event_payload") || !metadata["event_payload"].is_object()))
        throw ApiError{"invalid_metadata_format"};
    note_problems(in.problems, in.method, message, edited);
    give_ids(in.world, message.blocks);
    return message;
}

/// A channel, or a person, whose chat is opened.
Channel& target(Context& in) {
    const auto name = in.args.text("channel");
    if (name.empty()) throw ApiError{"channel_not_found"};
    if (name[0] == 'U' || name[0] == 'W') return in.world.direct({in.user("channel").id, in.bot().user});
    auto& channel = in.channel(in.bot().scopes.contains("chat:write.public") ? Need::sight : Need::membership);
    if (channel.is_archived) throw ApiError{"is_archived"};
    return channel;
}

json post_message(Context& in) {
    auto& channel = target(in);
    // Slack: "Avoid using a reply's ts value; use its parent instead."
    const auto thread = in.args.text("thread_ts");
    const auto parent = channel.messages.find(thread);
    if (parent != channel.messages.end() && !parent->second.thread_ts.empty() && parent->second.thread_ts != thread)
        in.problems.push_back("chat.postMessage: a thread of a reply");
    const auto& kept = in.events.post(channel, written(in, false));
    return {{"channel", channel.id}, {"ts", kept.ts}, {"message", message_json(kept, true)}};
}

json update(Context& in) {
    auto& channel = in.channel(Need::sight);
    auto& kept = in.message(channel, "ts");
    if (kept.user != in.bot().user) throw ApiError{"cant_update_message"};
    auto message = written(in, true);
    message.ts = kept.ts;
    message.thread_ts = kept.thread_ts;
    message.reactions = kept.reactions;
    if (message.metadata.is_null()) message.metadata = kept.metadata;
    in.events.edit(channel, kept.ts, std::move(message));
    return {{"channel", channel.id}, {"ts", kept.ts}, {"text", kept.text}, {"message", message_json(kept, true)}};
}

json remove(Context& in) {
    auto& channel = in.channel(Need::sight);
    const auto& kept = in.message(channel, "ts");
    if (kept.user != in.bot().user) throw ApiError{"cant_delete_message"};
    const std::string ts = kept.ts;
    in.events.remove(channel, ts);
    return {{"channel", channel.id}, {"ts", ts}};
}

json post_ephemeral(Context& in) {
    auto& channel = in.channel(Need::membership);
    const auto& user = in.user("user");
    if (!channel.members.contains(user.id) || user.deleted) throw ApiError{"user_not_in_channel"};
    auto message = written(in, false);
    message.ts = in.world.new_ts();
    message.only_for = user.id;
    const std::string ts = message.ts;
    channel.ephemerals[ts] = std::move(message);
    return {{"message_ts", ts}};
}

json get_permalink(Context& in) {
    auto& channel = in.channel(Need::sight);
    const auto& message = in.message(channel, "message_ts");
    auto digits = message.ts;
    std::erase(digits, '.');
    return {{"channel", channel.id},
            {"permalink", fmt::format("https://{}.slack.com/archives/{}/p{}", in.world.workspace(in.bot().team).domain,
                                      channel.id, digits)}};
}

std::string emoji(Context& in) {
    const auto name = in.args.text("name");
    if (name.empty() || name.contains(':')) throw ApiError{"invalid_name"};
    return name;
}

json react(Context& in, bool add) {
    const auto name = emoji(in);
    auto& channel = in.channel(Need::sight);
    auto& message = in.message(channel, "timestamp");
    const bool there = message.reactions[name].contains(in.bot().user);
    if (add && there) throw ApiError{"already_reacted"};
    if (!add && !there) throw ApiError{"no_reaction"};
    in.events.react(channel, message.ts, in.bot().user, name, add);
    return json::object();
}

}  // namespace

std::vector<MethodEntry> chat_methods() {
    return {{"chat.postMessage", "chat:write", post_message},
            {"chat.update", "chat:write", update},
            {"chat.delete", "chat:write", remove},
            {"chat.postEphemeral", "chat:write", post_ephemeral},
            {"chat.getPermalink", "", get_permalink},
            {"reactions.add", "reactions:write", [](Context& in) { return react(in, true); }},
            {"reactions.remove", "reactions:write", [](Context& in) { return react(in, false); }}};
}

}  // namespace goodturn::slack_server
