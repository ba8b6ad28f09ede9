#include "core/basics/texts.hpp"
#include "core/basics/verbs.hpp"

namespace goodturn::basics {

using engine::fill;
using engine::paragraph;

namespace {

std::vector<chat::Spans> kept_by_all(Turn& turn) {
    std::vector<chat::Spans> all;
    for (const auto* practice : turn.practices()) {
        if (practice->kept == nullptr) continue;
        for (auto& line : practice->kept(turn)) all.push_back(std::move(line));
    }
    return all;
}

}  // namespace

void press_privacy(Turn& turn, const engine::Press& /*press*/) {
    const auto& options = turn.options();
    const auto& runs_it = options.privacy_contact.empty() ? texts::privacy_operator_alone : texts::privacy_operator;
    turn.answer(chat::Message{{
        paragraph(runs_it, {{"operator", options.operator_name}, {"contact", options.privacy_contact}}),
        paragraph(texts::privacy_owners),
        paragraph(texts::privacy_kept),
        chat::List{kept_by_all(turn)},
        paragraph(texts::privacy_others),
    }});
}

void privacy(Turn& turn, Call& /*call*/) {
    press_privacy(turn, {});
}

std::vector<chat::Spans> kept(Turn& turn) {
    std::vector<chat::Spans> all{fill(texts::kept_person)};
    std::vector<std::string> names;
    for (const auto& sender : turn.blocked()) {
        if (sender) names.push_back(turn.people().name(*sender));
    }
    if (!names.empty()) all.push_back(fill(texts::kept_blocked, {{"who", engine::list_of(names)}}));
    return all;
}

void why(Turn& turn, Call& call) {
    std::optional<engine::PersonId> about;
    if (!call.words.at_end()) {
        const auto who = call.words.person(turn.directory());
        if (who && !*who) return turn.problem(call.words.line(), who->error());
        if (!who || !call.words.at_end()) return turn.refuse(texts::why_whom, {{"p", turn.prefix()}});
        about = (*who)->person;
    }
    chat::Message answer;
    for (const auto* practice : turn.practices()) {
        if (practice->why == nullptr) continue;
        if (auto reason = practice->why(turn, about)) answer.blocks.emplace_back(chat::Paragraph{std::move(*reason)});
    }
    if (answer.blocks.empty()) {
        answer = about ? engine::message(texts::why_nothing_about, {{"who", turn.people().name(*about)}})
                       : engine::message(texts::why_nothing);
    }
    turn.answer(std::move(answer));
}

}  // namespace goodturn::basics
