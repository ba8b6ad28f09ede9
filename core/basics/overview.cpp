#include "core/basics/change.hpp"
#include "core/basics/texts.hpp"
#include "core/basics/verbs.hpp"

namespace goodturn::basics {

namespace {

/// What is coming, and how everything is set.
chat::Message page_of(Turn& turn) {
    chat::Message page{{engine::paragraph(texts::overview_title)}};
    for (const auto* practice : turn.practices()) {
        if (practice->overview == nullptr) continue;
        for (auto& block : practice->overview(turn)) page.blocks.push_back(std::move(block));
    }
    page.blocks.emplace_back(engine::paragraph(texts::overview_settings));
    page.blocks.emplace_back(all_settings(turn));
    return page;
}

}  // namespace

void home(Turn& turn, Call& /*call*/) {
    auto page = page_of(turn);
    ask_zone_if_unknown(turn, page);
    turn.answer(std::move(page));
}

std::optional<chat::Message> render_overview(Turn& turn, std::int64_t /*id*/) {
    auto page = page_of(turn);
    const bool quiet = turn.me().stopped || paused_until(turn);
    page.blocks.emplace_back(chat::Buttons{{quiet ? engine::button(texts::resume_button, "", "", "resume")
                                                  : engine::button(texts::pause_week_button, "", "", "pause week"),
                                            engine::button(texts::help_button, "", "", "help"),
                                            engine::button(texts::how_private, "", "", "privacy")}});
    page.blocks.emplace_back(engine::note(texts::overview_how));
    return page;
}

}  // namespace goodturn::basics
