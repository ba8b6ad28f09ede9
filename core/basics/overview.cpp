#include "core/basics/change.hpp"
#include "core/basics/texts.hpp"
#include "core/basics/verbs.hpp"

namespace goodturn::basics {

std::optional<chat::Message> render_overview(Turn& turn, std::int64_t /*id*/) {
    chat::Message page{{engine::paragraph(texts::overview_title)}};
    for (const auto* practice : turn.practices()) {
        if (practice->overview == nullptr) continue;
        for (auto& block : practice->overview(turn)) page.blocks.push_back(std::move(block));
    }
    page.blocks.emplace_back(engine::paragraph(texts::overview_settings));
    page.blocks.emplace_back(all_settings(turn));
    const bool quiet = turn.me().stopped || paused_until(turn);
    page.blocks.emplace_back(chat::Buttons{{quiet ? engine::button(texts::resume_button, "", "", "resume")
                                                  : engine::button(texts::pause_week_button, "", "", "pause week"),
                                            engine::button(texts::help_button, "", "", "help"),
                                            engine::button(texts::how_private, "", "", "privacy")}});
    page.blocks.emplace_back(engine::note(texts::overview_how));
    return page;
}

}  // namespace goodturn::basics
