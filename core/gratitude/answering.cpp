#include "core/gratitude/answering.hpp"

#include "core/gratitude/common.hpp"
#include "core/gratitude/texts.hpp"

#include <algorithm>
#include <utility>

namespace goodturn::gratitude {

using namespace engine;

namespace {

struct Letter {
    std::int64_t copy = 0;
    PersonId sender{};
};

/// What reached the actor in the last day and was not answered yet: the newest of each sender, newest first.
std::vector<Letter> unanswered(Turn& turn) {
    auto rows = turn.db().query(
        R"sql(SELECT id, sender_id FROM thanks_copy AS letter
              WHERE recipient_id = $1 AND delivered_at >= $2 AND state = 'delivered' AND answers_id IS NULL
                AND letter_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM thanks_copy AS reply JOIN thanks ON thanks.id = reply.thanks_id
                                WHERE reply.answers_id = letter.id AND thanks.state = 'sent')
              ORDER BY delivered_at DESC LIMIT 10)sql",
        {raw(turn.actor()), millis(turn.now() - std::chrono::hours(24))});
    std::vector<Letter> letters;
    while (rows.next()) {
        const PersonId sender{rows.integer(1)};
        if (std::ranges::find(letters, sender, &Letter::sender) == letters.end()) {
            letters.push_back({rows.integer(0), sender});
        }
    }
    return letters;
}

}  // namespace

bool offer_to_answer(Turn& turn, const Line& line, std::optional<PersonId> from) {
    auto letters = unanswered(turn);
    if (from) std::erase_if(letters, [&](const Letter& letter) { return letter.sender != *from; });
    if (letters.empty()) return false;
    auto words = written_out(line);
    if (length(words) > max_words) {
        turn.refuse(texts::too_long, {{"max", static_cast<std::int64_t>(max_words)}});
        return true;
    }
    // Only the newest words wait for a yes.
    turn.db().run(R"sql(DELETE FROM thanks WHERE sender_id = $1 AND state = 'draft' AND answer = 1)sql",
                  {raw(turn.actor())});
    Thanks answer{.sender = turn.actor(),
                  .answer = true,
                  .place = Place::privately,
                  .why = std::move(words),
                  .channel = {},
                  .item = {},
                  .at = turn.now()};
    add(turn, answer, {});
    for (const auto& letter : letters) {
        Copy copy{.thanks = answer.id,
                  .sender = turn.actor(),
                  .recipient = letter.sender,
                  .letter = {},
                  .answers = letter.copy,
                  .at = turn.now(),
                  .delivered_at = {}};
        add(turn, copy);
    }
    turn.show("thanks.sent", answer.id, turn.actor(), Kind::answer);
    return true;
}

chat::Message answer_question(Turn& turn, const Thanks& thanks, const std::vector<Copy>& copies) {
    const bool one = copies.size() == 1;
    const auto given = [&](const Copy& copy) { return turn.people().get(copy.recipient).given; };
    chat::Message question =
        one ? message(texts::pass_that_to, {{"who", given(copies.front())}}) : message(texts::pass_that_on);
    question.blocks.emplace_back(chat::Quote{thanks.why});
    chat::Buttons buttons;
    for (const auto& copy : copies) {
        const auto ids = std::to_string(thanks.id) + " " + std::to_string(copy.id);
        buttons.buttons.push_back(
            one ? button(texts::pass_on, "yes", "✅", "thanks.pass on", ids, chat::ButtonStyle::primary)
                : named_button(texts::pass_on_to, {{"who", given(copy)}}, "", "", "thanks.pass on", ids));
    }
    buttons.buttons.push_back(button(texts::no, "no", "❌", "thanks.cancel", std::to_string(thanks.id)));
    question.blocks.emplace_back(std::move(buttons));
    return question;
}

}  // namespace goodturn::gratitude
