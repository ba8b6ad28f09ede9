#pragma once

#include "core/store/database.hpp"
#include "tests/support/show_text.hpp"
#include "tests/support/test_bot.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What a step hands out, for tests that say themselves what becomes of it.
namespace goodturn {

inline std::int64_t count(support::TestBot& bot, std::string_view sql) {
    return bot.db().integer(sql).value_or(0);
}

inline chat::Event typed(const support::TestBot& bot, std::string_view who, std::string_view text) {
    const std::string name(who);
    return {.space = {"test"},
            .actor = {name},
            .place = {{"dm:" + name}, {}, true},
            .at = bot.now(),
            .route = {},
            .what = chat::Typed{.words = bot.words(text), .message = {"typed"}}};
}

/// Takes an event and hands out what can be sent, without sending it.
inline std::vector<chat::Outgoing> begun_by(support::TestBot& bot, const std::string& key, const chat::Event& event) {
    const engine::Intake item{{key}, event, {}};
    return bot.engine().step(std::span(&item, 1), {}, bot.now(), 16).outgoing;
}

inline engine::Outcome arrived(const chat::Outgoing& out, const std::string& message) {
    return {out.delivery, chat::Receipt{{"dm:ana"}, {message}}};
}

inline std::string text_of(const chat::Outgoing& out) {
    if (const auto* post = std::get_if<chat::Post>(&out.intent)) return "post " + support::to_text(post->message);
    if (const auto* edit = std::get_if<chat::Edit>(&out.intent)) {
        return "edit " + edit->target.value + " " + support::to_text(edit->message);
    }
    const auto* removed = std::get_if<chat::Delete>(&out.intent);
    return removed == nullptr ? "react" : "delete " + removed->target.value;
}

}  // namespace goodturn
