#pragma once

#include "adapters/matrix/render.hpp"
#include "adapters/net/json.hpp"
#include "core/chat/ids.hpp"

#include <string>
#include <string_view>

/// The contents of what the account sends, as JSON. Client-server API, "Instant messaging", "Event relationships".
namespace goodturn::matrix {

/// An m.notice, which other bots don't answer. `thread`: its first event; empty: outside threads.
[[nodiscard]] std::string notice(const Part& part, std::string_view thread);
/// An edit of the event `target`. Notifies nobody.
[[nodiscard]] std::string edit(const Part& part, std::string_view target);
[[nodiscard]] std::string reaction(std::string_view target, std::string_view emoji);

/// A room for this person, if any, and the bot. Whoever else may come later reads nothing of what was said before; the
/// preset alone would show all of it.
[[nodiscard]] std::string private_room(const chat::AccountId& person);

/// Power levels with which nobody below 100 invites others.
[[nodiscard]] std::string without_invites(net::Value levels);

/// {"user_id":"…","reason":"…"}
[[nodiscard]] std::string kicking(const chat::AccountId& person, std::string_view reason);

/// {"reason":"…"}
[[nodiscard]] std::string because(std::string_view reason);

}  // namespace goodturn::matrix
