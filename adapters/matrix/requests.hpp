#pragma once

#include "adapters/matrix/api.hpp"
#include "adapters/matrix/decode.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

/// The calls that the adapter makes. Pure.
namespace goodturn::matrix {

/// Waits for news up to half a minute, if it may. Without a token: what is now, which may take minutes.
[[nodiscard]] Call sync_call(const std::optional<std::string>& since, bool may_wait);
/// A page of what lies between `from` and `until`, backwards.
[[nodiscard]] Call messages_call(const std::string& room, const std::string& from, const std::string& until);
[[nodiscard]] Call event_call(const Target& target);

[[nodiscard]] Call send_call(const std::string& room, std::string_view type, const std::string& transaction,
                             std::string content);
[[nodiscard]] Call redact_call(const std::string& room, const std::string& event, const std::string& transaction);
/// With nobody: for the bot alone.
[[nodiscard]] Call create_room_call(const chat::AccountId& person);
[[nodiscard]] Call direct_of_call(const chat::AccountId& bot);                    ///< m.direct
[[nodiscard]] Call direct_call(const chat::AccountId& bot, std::string content);  ///< the same, to be set
/// Who has joined or is invited.
[[nodiscard]] Call members_call(const std::string& room);
[[nodiscard]] Call join_call(const std::string& room, const chat::AccountId& inviter);
/// Also declines an invite.
[[nodiscard]] Call leave_call(const std::string& room, std::string_view reason);
/// It does not come back, at a first sync neither.
[[nodiscard]] Call forget_call(const std::string& room);
/// Takes an invite back.
[[nodiscard]] Call kick_call(const std::string& room, const chat::AccountId& person, std::string_view reason);
/// State without a key.
[[nodiscard]] Call state_call(const std::string& room, std::string_view type);
[[nodiscard]] Call set_state_call(const std::string& room, std::string_view type, std::string content);
[[nodiscard]] Call name_call(const chat::AccountId& account);  ///< its display name
[[nodiscard]] Call set_name_call(const chat::AccountId& account, std::string_view name);
/// 0: it writes no more.
[[nodiscard]] Call typing_call(const std::string& room, const chat::AccountId& bot,
                               std::chrono::milliseconds shown_for);
[[nodiscard]] Call receipt_call(const std::string& room, const std::string& event);

}  // namespace goodturn::matrix
