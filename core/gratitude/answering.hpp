#pragma once

#include "core/engine/turn.hpp"
#include "core/gratitude/thanks_store.hpp"

#include <optional>
#include <vector>

/// What somebody types after a thank-you has reached them may be their answer to it.
namespace goodturn::gratitude {

/// Words typed within a day of a letter may be its answer: asks before anything is passed on. False: no such letter
/// (from `sender`, if given).
bool offer_to_answer(engine::Turn& turn, const engine::Line& line, std::optional<engine::PersonId> sender = {});
/// The question itself, as long as nobody said yes or no.
[[nodiscard]] chat::Message answer_question(engine::Turn& turn, const Thanks& answer, const std::vector<Copy>& copies);

}  // namespace goodturn::gratitude
