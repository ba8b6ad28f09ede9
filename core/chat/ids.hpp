#pragma once

#include <chrono>
#include <compare>
#include <string>

namespace goodturn::chat {

/// UTC, in milliseconds. Every instant in events, messages and the store has this type.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// An identifier that only the adapter that made it may look into. The store keeps it, so its format is a commitment.
template <class Tag>
struct Id {
    std::string value;
    auto operator<=>(const Id&) const = default;
    [[nodiscard]] bool empty() const { return value.empty(); }
};

using SpaceId = Id<struct SpaceTag>;                ///< one workspace, homeserver or page
using AccountId = Id<struct AccountTag>;            ///< somebody within a space
using ConversationId = Id<struct ConversationTag>;  ///< a channel, room or direct chat within a space
using MessageId = Id<struct MessageTag>;            ///< a message; unique within its space

}  // namespace goodturn::chat
