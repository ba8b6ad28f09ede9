#pragma once

#include "adapters/net/client.hpp"
#include "core/chat/ids.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace goodturn::matrix {

/// How far the server's clock is ahead of ours, by its answer; nullopt: that does not tell.
[[nodiscard]] std::optional<std::chrono::seconds> ahead_by(const net::HttpResponse& answer, chat::Instant now);

/// A sentence for the operator; empty: they agree, as far as an answer's way lets that be seen.
[[nodiscard]] std::string about_clocks(std::optional<std::chrono::seconds> ahead);

}  // namespace goodturn::matrix
