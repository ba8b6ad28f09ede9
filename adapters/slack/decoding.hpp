#pragma once

#include "adapters/slack/decode.hpp"

/// What the parts of decode share.
namespace goodturn::slack {

struct Context {
    const Envelope& envelope;
    const Workspace& workspace;
    chat::Instant now;
};

/// Somebody who can do things: a well-formed account, not the bot, not Slackbot. Else empty.
[[nodiscard]] chat::AccountId person_of(const Context& context, Value id);
/// Something is missing without which it can't be understood: a line for the log.
void leave_out(Decoded& decoded, std::string_view kind, std::string_view without);
/// A well-formed channel, else empty.
[[nodiscard]] std::string channel_of(Value id);
/// Of a command or an interaction. `name` says only of public channels what they are called, of others what they are.
[[nodiscard]] chat::Place place_of(const Context& context, const std::string& channel, Value name);
[[nodiscard]] chat::Instant instant_or_now(const Context& context, Value ts);
[[nodiscard]] std::string key(const Context& context, std::string_view kind, std::string_view name);
/// Of what is never repeated.
[[nodiscard]] std::vector<std::string> interaction_keys(const Context& context, std::string_view trigger);
/// The thread that a message stands in; outside threads empty. A thread's first message stands in the channel, though
/// Slack gives it its own thread once it has replies.
[[nodiscard]] std::string thread_around(const std::string& message, std::string thread);

[[nodiscard]] chat::Event event_by(const Context& context, const chat::AccountId& actor, chat::Instant at);

void decode_event(const Context& context, Decoded& decoded);
void decode_command(const Context& context, Decoded& decoded);
void decode_interaction(const Context& context, Decoded& decoded);

}  // namespace goodturn::slack
