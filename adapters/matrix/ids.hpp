#pragma once

#include "core/chat/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What our identifiers look like. The store keeps them, so this is a commitment:
///
///   SpaceId         "matrix/" and the name of the bot's server
///   AccountId       "@ana:example.org", as Matrix gives it
///   ConversationId  "!…", a room's id; since room version 12 there is no server in it
///   MessageId       "<room>/$…", for only within its room an event can be named in a call
///
/// Ids are opaque and compared as they are: old ones have capitals and slashes (spec.matrix.org, appendices).
namespace goodturn::matrix {

[[nodiscard]] bool is_user_id(std::string_view text);
[[nodiscard]] bool is_room_id(std::string_view text);
[[nodiscard]] bool is_event_id(std::string_view text);

/// "example.org" of "@ana:example.org"; everything behind the first colon.
[[nodiscard]] std::string_view server_of(std::string_view user);
/// "ana" of the same.
[[nodiscard]] std::string_view local_part(std::string_view user);

[[nodiscard]] chat::SpaceId space_id(std::string_view bot);

/// Empty if either is not what a server sends.
[[nodiscard]] chat::MessageId message_id(std::string_view room, std::string_view event);
struct MessageName {
    std::string room;
    std::string event;
    bool operator==(const MessageName&) const = default;
};
/// nullopt for what message_id did not make.
[[nodiscard]] std::optional<MessageName> split(const chat::MessageId& message);

/// A part of a path or a query, whatever stands in it.
[[nodiscard]] std::string escaped(std::string_view text);

/// Links that every client opens in itself (spec.matrix.org, appendices, "matrix.to navigation").
[[nodiscard]] std::string link_to(std::string_view user);
[[nodiscard]] std::string link_to(std::string_view room, std::string_view event);
/// Whom such a link, or a "matrix:u/…", leads to; empty: nobody.
[[nodiscard]] chat::AccountId user_in_link(std::string_view url);

/// Where an account left off, as the store keeps it: our mark of this store, and the server's token. A transaction id
/// begins with the mark: the server remembers a day long what was sent under one, and a new store counts from the
/// beginning.
struct SyncCursor {
    std::string mark;   ///< letters and digits
    std::string since;  ///< "next_batch"
    bool operator==(const SyncCursor&) const = default;
};
[[nodiscard]] std::string to_text(const SyncCursor& cursor);
[[nodiscard]] std::optional<SyncCursor> cursor_from(std::string_view text);

/// The same for every attempt: what arrived already is not sent again (client-server API, "Transaction identifiers").
/// A store that was brought back from a backup counts its deliveries from there once more, under the same mark; these
/// begin at another time.
[[nodiscard]] std::string transaction_id(std::string_view mark, std::int64_t delivery, chat::Instant first_attempt,
                                         std::string_view part);
/// Of what is no delivery; `key` says what it is.
[[nodiscard]] std::string transaction_id(std::string_view mark, std::string_view key);

}  // namespace goodturn::matrix
