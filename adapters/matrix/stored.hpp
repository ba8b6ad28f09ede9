#pragma once

#include "core/chat/ids.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace goodturn::matrix {

/// What a login led to: servers allow few of them, and what was sent is known again only under the same device.
struct Stored {
    std::string homeserver;  ///< its URL
    std::string user;
    std::string device;
    std::string token;
    std::string refresh{};                 ///< of OAuth: gets the next token; empty: the token stays good
    std::string client{};                  ///< of OAuth: who we are to the server that gives tokens
    std::optional<chat::Instant> until{};  ///< the token's end, where the server tells
    bool operator==(const Stored&) const = default;
};

/// nullopt: there is none, or it can't be read.
[[nodiscard]] std::optional<Stored> read_session(const std::filesystem::path& file);
/// For its owner's eyes only, whole or not at all. Throws std::runtime_error with a sentence.
void write_session(const std::filesystem::path& file, const Stored& session);

}  // namespace goodturn::matrix
