#pragma once

namespace goodturn::bench {

/// The least that a bot could do: acknowledges every command with a word, keeps nothing. Until SIGTERM ends it.
[[noreturn]] void acknowledge_only();

}  // namespace goodturn::bench
