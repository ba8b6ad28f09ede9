#include "core/basics/texts.hpp"
#include "core/basics/verbs.hpp"

namespace goodturn::basics {

using engine::message;

void smile(Turn& turn) {
    turn.answer(texts::smile);
}

void never_mind(Turn& turn) {
    if (turn.drop_question()) return turn.answer(texts::dropped);
    auto offer = message(texts::nothing_to_drop);
    offer.blocks.emplace_back(chat::Buttons{{engine::button(texts::undo_button, "undo", "↩️", "undo")}});
    turn.answer(std::move(offer));
}

void answer_to_nothing(Turn& turn) {
    turn.answer(texts::nothing_asked, {{"p", turn.prefix()}});
}

}  // namespace goodturn::basics
