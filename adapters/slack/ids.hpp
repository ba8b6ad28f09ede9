#pragma once

#include "core/chat/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What our identifiers look like. The store keeps them, so this is a commitment:
///
///   SpaceId         "slack/" and the organisation's id (E…), or the workspace's (T…) where there is none
///   AccountId       U… or W…, as Slack gives it
///   ConversationId  C…, D… or G…
///   MessageId       "<channel>/<ts>", because a ts names a message only within its channel;
///                   "<channel>/private/<delivery>" for what one person sees, which no call can name
namespace goodturn::slack {

/// Slack's own name for somebody or something: capital letters and digits.
[[nodiscard]] bool is_id(std::string_view text);
/// "1355517523.000005": when a message was written, and its name in its channel.
[[nodiscard]] bool is_ts(std::string_view text);

[[nodiscard]] chat::SpaceId space_id(std::string_view enterprise, std::string_view team);

/// Empty if either is not what Slack sends.
[[nodiscard]] chat::MessageId message_id(std::string_view channel, std::string_view ts);

[[nodiscard]] chat::MessageId private_message_id(std::string_view channel, std::int64_t delivery);
[[nodiscard]] bool is_private(const chat::MessageId& message);

struct MessageName {
    std::string channel;
    std::string ts;
    bool operator==(const MessageName&) const = default;
};
/// nullopt for what message_id did not make.
[[nodiscard]] std::optional<MessageName> split(const chat::MessageId& message);

/// A ts, a date in seconds, or (some events leave out the dot) in milliseconds or microseconds. Cut to milliseconds;
/// nullopt for anything else.
[[nodiscard]] std::optional<chat::Instant> instant_of(std::string_view ts);

}  // namespace goodturn::slack
