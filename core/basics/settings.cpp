#include "core/basics/change.hpp"
#include "core/basics/texts.hpp"
#include "core/basics/verbs.hpp"

#include <algorithm>

namespace goodturn::basics {

using engine::fill;
using engine::fill_plain;

namespace {

chat::Spans zone_value(Turn& turn) {
    const auto me = turn.me();
    return fill(me.zone_known ? texts::zone_line : texts::zone_line_unknown,
                {{"p", turn.prefix()}, {"zone", me.zone}, {"time", clock(turn)}});
}

chat::Spans hours_value(Turn& turn) {
    return fill(texts::hours_line, {{"p", turn.prefix()}, {"hours", hours_text(turn)}});
}

chat::Spans quiet_value(Turn& turn) {
    if (turn.me().stopped) return fill(texts::quiet_stopped, {{"p", turn.prefix()}});
    if (auto until = paused_until(turn)) {
        return fill(texts::quiet_paused, {{"p", turn.prefix()}, {"when", quiet_until(turn, *until)}});
    }
    return fill(texts::quiet_none, {{"p", turn.prefix()}});
}

chat::Spans blocked_value(Turn& turn) {
    std::vector<std::string> names;
    for (const auto& sender : turn.blocked()) {
        if (!sender) return fill(texts::blocked_all, {{"p", turn.prefix()}});
        names.push_back(turn.people().name(*sender));
    }
    if (names.empty()) return fill(texts::blocked_none, {{"p", turn.prefix()}});
    return fill(texts::blocked_some, {{"p", turn.prefix()}, {"who", engine::list_of(names)}, {"first", names.front()}});
}

}  // namespace

chat::Fields all_settings(Turn& turn) {
    chat::Fields all{{
        {fill_plain(texts::zone_label), zone_value(turn)},
        {fill_plain(texts::hours_label), hours_value(turn)},
        {fill_plain(texts::quiet_label), quiet_value(turn)},
        {fill_plain(texts::blocked_label), blocked_value(turn)},
    }};
    for (const auto* practice : turn.practices()) {
        if (practice->settings == nullptr) continue;
        for (auto& line : practice->settings(turn)) all.fields.emplace_back(line.label, line.value);
    }
    return all;
}

void settings(Turn& turn, Call& /*call*/) {
    chat::Message answer{{all_settings(turn)}};
    ask_zone_if_unknown(turn, answer);
    turn.answer(std::move(answer));
}

}  // namespace goodturn::basics
