#pragma once

#include <cstddef>

namespace goodturn::chat {

/// What a space can show, and whom one may write to there. The engine bridges what it can't, so practices never ask.
struct Capabilities {
    bool buttons = true;
    bool forms = true;
    bool ephemeral = true;          ///< a message in a conversation that one person sees
    std::size_t max_text = 10'000;  ///< code points in one message
    /// One may write to another with whom they share no conversation, as in a company. Otherwise whoever has an account
    /// anywhere could be written to.
    bool strangers = true;
    bool operator==(const Capabilities&) const = default;
};

}  // namespace goodturn::chat
