#include "core/basics/texts.hpp"
#include "core/basics/verbs.hpp"

#include <charconv>

namespace goodturn::basics {

namespace {

/// nullopt: the UndoDef has answered itself.
std::optional<chat::Message> undone(Turn& turn, std::optional<std::int64_t> which) {
    auto what = turn.undo(which);
    if (!what) return engine::message(texts::nothing_to_undo);
    if (what->empty()) return std::nullopt;
    return chat::Message{{chat::Paragraph{std::move(*what)}}};
}

}  // namespace

void undo(Turn& turn, Call& /*call*/) {
    if (auto answer = undone(turn, std::nullopt)) turn.answer(std::move(*answer));
}

void press_undo(Turn& turn, const engine::Press& press) {
    std::optional<std::int64_t> which;
    if (!press.args.empty()) {
        std::from_chars(press.args.data(), press.args.data() + press.args.size(), which.emplace());
    }
    if (auto answer = undone(turn, which)) turn.replace(std::move(*answer));
}

}  // namespace goodturn::basics
