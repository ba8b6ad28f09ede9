#include "adapters/slack/render.hpp"

#include "adapters/slack/pieces.hpp"
#include "adapters/slack/text.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace goodturn::slack {
namespace {

struct Limits {
    std::size_t texts;  ///< code points in the blocks of a part
    /// Words and the buttons below them are two blocks that stay together.
    [[nodiscard]] std::size_t of_block() const { return std::min<std::size_t>(3000, texts / 2 - 50); }
};
constexpr std::size_t max_fallback = 3000;
constexpr std::size_t max_blocks = 45;
constexpr Limits posted{7000};
constexpr Limits edited{3800};

using Group = std::span<const Piece>;

std::size_t size_of(Group group) {
    std::size_t size = 0;
    for (const auto& piece : group) size += piece.size;
    return size;
}

/// Runs of pieces that bonds stronger than `weakest` hold together.
std::vector<Group> groups(Group pieces, Bond weakest) {
    std::vector<Group> all;
    std::size_t from = 0;
    for (std::size_t at = 1; at <= pieces.size(); ++at) {
        if (at < pieces.size() && pieces[at].bond > weakest) continue;
        all.push_back(pieces.subspan(from, at - from));
        from = at;
    }
    return all;
}

Part part_of(Group pieces) {
    Part part;
    std::string said;
    for (const auto& piece : pieces) {
        part.blocks += (part.blocks.empty() ? "[" : ",") + piece.block;
        if (!is_blank(piece.said)) said += (said.empty() ? "" : "\n") + piece.said;
    }
    part.blocks += "]";
    part.text = written(shortened(said.empty() ? "…" : said, max_fallback, Markup::entities), Markup::entities);
    return part;
}

std::vector<Part> shared_out(Group pieces, Limits limits) {
    std::vector<Part> parts;
    std::size_t from = 0;
    std::size_t to = 0;
    const auto fits = [&](Group group) {
        const auto all = pieces.subspan(from, to - from + group.size());
        return size_of(all) <= limits.texts && all.size() <= max_blocks;
    };
    const auto flush = [&] {
        if (from < to) parts.push_back(part_of(pieces.subspan(from, to - from)));
        from = to;
    };
    const auto add = [&](Group group) {
        if (!fits(group)) flush();
        to += group.size();
    };
    for (const auto group : groups(pieces, Bond::none)) {
        const bool whole = fits(group) || (from < to && size_of(group) <= limits.texts && group.size() <= max_blocks);
        if (whole) {
            add(group);
        } else {
            for (const auto inseparable : groups(group, Bond::fits)) add(inseparable);
        }
    }
    flush();
    return parts;
}

std::vector<Part> within(Limits limits, const chat::Message& message, const Look& look) {
    return shared_out(pieces_of(message, look, limits.of_block()), limits);
}

}  // namespace

std::vector<Part> parts_of(const chat::Message& message, const Look& look) {
    auto parts = within(posted, message, look);
    return parts.size() == 1 ? parts : within(edited, message, look);
}

Part part_saying(std::string_view text) {
    return parts_of({{chat::Paragraph{{chat::Plain{std::string(text)}}}}}, {}).front();
}

Live live_of(const chat::Message& message, const Look& look) {
    auto parts = within(edited, message, look);
    Live live{.part = std::move(parts.front()), .rest = {}};
    live.rest.assign(std::make_move_iterator(parts.begin() + 1), std::make_move_iterator(parts.end()));
    return live;
}

}  // namespace goodturn::slack
