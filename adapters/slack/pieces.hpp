#pragma once

#include "adapters/slack/render.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// The blocks that a message becomes, before they are shared out among parts.
namespace goodturn::slack {

enum class Bond {
    none,
    fits,    ///< with the block before, if everything that belongs together fits into one part
    always,  ///< with the block before: buttons below their words
};

struct Piece {
    std::string block;     ///< JSON
    std::size_t size = 0;  ///< code points of its texts
    std::string said;      ///< the same as plain text
    Bond bond = Bond::none;
};

/// In order; none is longer than `max` and some signs of markup. A long block becomes several.
[[nodiscard]] std::vector<Piece> pieces_of(const chat::Message& message, const Look& look, std::size_t max);

}  // namespace goodturn::slack
