#include "core/gratitude/common.hpp"
#include "core/gratitude/log.hpp"
#include "core/gratitude/round.hpp"
#include "core/gratitude/round_store.hpp"
#include "core/gratitude/texts.hpp"

/// The answer to a round that asks who helped: by its button, or typed under it.
namespace goodturn::gratitude {

using namespace engine;

namespace {

/// Notes who helped and shows them in the round that asked.
void note_names(Turn& turn, Round round, std::vector<PersonId> people, std::string_view what) {
    if (!note_and_answer(turn, std::move(people), what)) return;
    fill_up(turn, round);
    turn.refresh("round", round.id);
}

}  // namespace

void press_name_somebody(Turn& turn, const Press& press) {
    turn.ask("round.names", press.args);
}

std::optional<chat::Form> build_names_form(Turn& turn, const std::string& args) {
    const auto round = find_round(turn, ids_from(args).first);
    if (!round || round->ended) {
        turn.answer(texts::gone_from_here);
        return std::nullopt;
    }
    chat::Field who;
    who.name = "who";
    who.label = fill_plain(texts::field_names);
    auto what = words_field("what", fill_plain(texts::field_what_with));
    what.required = false;
    return chat::Form{.token = {},
                      .title = fill_plain(texts::name_somebody),
                      .fields = {std::move(who), std::move(what)},
                      .submit = fill_plain(texts::note_it)};
}

FieldErrors submit_names_form(Turn& turn, const std::string& args, Values& values) {
    auto round = find_round(turn, ids_from(args).first);
    if (!round) return {{"who", texts::gone_from_here}};
    Scanner who(values["who"]);
    const auto found = who.people(turn.directory());
    if (!found || found->empty() || !who.at_end()) return {{"who", texts::field_nobody}};
    auto people = persons(*found);
    if (const auto why = not_noted(turn, people)) return {{"who", *why}};
    note_names(turn, *round, std::move(people), written_out(values["what"]));
    return {};
}

bool take_names(Turn& turn, const Line& line) {
    const auto round = latest_round(turn);
    const bool asks = round && round->shown && !round->ended && items_of(turn, round->id).empty() &&
                      turn.now() - round->at < std::chrono::days(7);
    if (!asks) return false;
    Scanner words(line);
    const auto found = words.people(turn.directory());
    if (!found || found->empty()) return false;
    auto people = persons(*found);
    words.take("for") || words.take("with");
    note_names(turn, *round, std::move(people), without_lead(words.rest()));
    return true;
}

}  // namespace goodturn::gratitude
