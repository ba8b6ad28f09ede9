#include "adapters/slack/decode.hpp"

#include "adapters/slack/accounts.hpp"
#include "adapters/slack/decoding.hpp"
#include "adapters/slack/ids.hpp"
#include "adapters/slack/words.hpp"

#include <utility>

namespace goodturn::slack {

std::string called(std::string_view kind, std::string_view name) {
    constexpr std::size_t longest = 80;
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:/-";
    const bool fine = !name.empty() && name.size() <= longest && name.find_first_not_of(letters) == name.npos;
    return std::string(kind) + (fine ? " " + std::string(name) : " without a name");
}

void leave_out(Decoded& decoded, std::string_view kind, std::string_view without) {
    decoded.news.emplace_back(Unknown{std::string(kind) + " without " + std::string(without)});
}

chat::AccountId person_of(const Context& context, Value id) {
    const std::string account = id.text();
    if (!is_id(account) || account == context.workspace.bot.value || account == slackbot) return {};
    return {account};
}

std::string channel_of(Value id) {
    std::string channel = id.text();
    return is_id(channel) ? channel : std::string();
}

chat::Place place_of(const Context& context, const std::string& channel, Value name) {
    const std::string called = name.text();
    const bool private_name = called.empty() || called == "directmessage" || called == "privategroup";
    const bool group_chat = called.starts_with("mpdm-");
    const bool direct = context.workspace.own_chats.contains({channel});
    const bool closed = !direct && (channel.starts_with('D') || group_chat);
    const bool joined = context.workspace.joined.contains({channel});
    const bool known = !channel.empty() && !direct && !closed && (joined || context.workspace.all_joined_known);
    return {.conversation = {channel},
            .thread = {},
            .direct = direct,
            .closed = closed,
            .name = private_name || group_chat ? std::string() : "#" + called,
            .joined = known ? std::optional(joined) : std::nullopt};
}

chat::Instant instant_or_now(const Context& context, Value ts) {
    return instant_of(ts.text()).value_or(context.now);
}

std::string key(const Context& context, std::string_view kind, std::string_view name) {
    return context.workspace.space.value + "/" + std::string(kind) + "/" + std::string(name);
}

std::string envelope_key(const chat::SpaceId& space, std::string_view envelope) {
    return space.value + "/envelope/" + std::string(envelope);
}

std::vector<std::string> interaction_keys(const Context& context, std::string_view trigger) {
    std::vector<std::string> keys{envelope_key(context.workspace.space, context.envelope.id)};
    if (!trigger.empty()) keys.push_back(key(context, "trigger", trigger));
    return keys;
}

std::string thread_around(const std::string& message, std::string thread) {
    return thread == message ? std::string() : std::move(thread);
}

chat::Event event_by(const Context& context, const chat::AccountId& actor, chat::Instant at) {
    return {.space = context.workspace.space, .actor = actor, .place = {}, .at = at, .route = {}, .what = {}};
}

/// https://docs.slack.dev/interactivity/implementing-slash-commands: no instant, no thread, and of the place only an
/// id.
void decode_command(const Context& context, Decoded& decoded) {
    const Value payload = context.envelope.payload();
    decoded.wait = {.waiting = Waiting::command,
                    .response_url = payload["response_url"].text(),
                    .trigger = payload["trigger_id"].text(),
                    .channel = channel_of(payload["channel_id"]),
                    .thread = {},
                    .message = {},
                    .view = {}};
    const auto actor = person_of(context, payload["user_id"]);
    if (actor.empty()) return leave_out(decoded, "a command", "a person");

    const auto verb = context.workspace.verbs.find(payload["command"].text());
    chat::Words words;
    if (verb != context.workspace.verbs.end()) append(words, verb->second + " ");
    append(words, words_of(payload["text"].text()));

    auto event = event_by(context, actor, context.now);
    event.place = place_of(context, decoded.wait.channel, payload["channel_name"]);
    event.what = chat::Typed{.words = std::move(words), .message = {}, .addressed = true};
    decoded.items.push_back({interaction_keys(context, decoded.wait.trigger), std::move(event), {}});
}

bool concerns(const Envelope& envelope, const Workspace& workspace) {
    const Value payload = envelope.payload();
    const auto installs = payload["authorizations"].items();
    const Value install = installs.empty() ? Value() : installs.front();
    const Value team = payload["team"];
    for (const auto& [id, enterprise] :
         {std::pair(install["team_id"].text(), install["enterprise_id"].text()),
          std::pair(team["id"].text(), team["enterprise_id"].text()),
          std::pair(payload["team_id"].text(), payload["enterprise_id"].text()),
          std::pair(payload["user"]["team_id"].text(), payload["enterprise"]["id"].text())}) {
        if (id.empty() && enterprise.empty()) continue;
        return id == workspace.team || (!enterprise.empty() && enterprise == workspace.enterprise);
    }
    return true;
}

Decoded decode(const Envelope& envelope, const Workspace& workspace, chat::Instant now) {
    const Context context{envelope, workspace, now};
    Decoded decoded;
    if (envelope.type == "events_api") {
        decode_event(context, decoded);
    } else if (envelope.type == "slash_commands") {
        decode_command(context, decoded);
    } else if (envelope.type == "interactive") {
        decode_interaction(context, decoded);
    } else {
        decoded.news.emplace_back(Unknown{called("envelope", envelope.type)});
    }
    return decoded;
}

}  // namespace goodturn::slack
