#include "core/basics/change.hpp"
#include "core/basics/texts.hpp"
#include "core/basics/verbs.hpp"
#include "core/engine/line.hpp"

#include <algorithm>

namespace goodturn::basics {

using engine::message;
using engine::PersonId;

namespace {

constexpr std::size_t longest_name = 40;  ///< that is said back

/// Whose messages are meant: empty for everybody. nullopt: unreadable, and answered.
std::optional<std::vector<PersonId>> read_senders(Turn& turn, Call& call, std::string_view verb) {
    std::vector<PersonId> senders;
    if (call.words.at_end()) return senders;
    const bool from = call.words.take("from");
    const auto begin = call.words.position();
    const auto found = call.words.people(turn.directory());
    if (!found) {
        turn.problem(call.words.line(), found.error());
        return std::nullopt;
    }
    if (found->empty() && from && !call.words.at_end()) {
        const std::string name = engine::shortened(call.words.rest(), longest_name);
        turn.problem(call.words.line(),
                     {.typed = name, .candidates = {}, .begin = begin, .end = call.words.position()});
        return std::nullopt;
    }
    if (found->empty() || !call.words.at_end()) {
        turn.refuse(texts::from_whom, {{"p", turn.prefix()}, {"verb", std::string(verb)}});
        return std::nullopt;
    }
    senders.reserve(found->size());
    for (const auto& who : *found) senders.push_back(who.person);
    if (std::ranges::find(senders, turn.actor()) != senders.end()) {
        turn.refuse(texts::from_yourself);
        return std::nullopt;
    }
    return senders;
}

std::vector<std::string> names(Turn& turn, const std::vector<PersonId>& people) {
    std::vector<std::string> all;
    all.reserve(people.size());
    for (const PersonId person : people) all.push_back(turn.people().name(person));
    return all;
}

bool is_blocked(Turn& turn, std::optional<PersonId> sender) {
    const auto all = turn.blocked();
    return std::ranges::find(all, sender) != all.end();
}

chat::Message about(Turn& turn, const engine::Text& text, const std::vector<PersonId>& senders) {
    const auto who = names(turn, senders);
    return message(text, {{"p", turn.prefix()},
                          {"who", engine::list_of(who)},
                          {"n", static_cast<std::int64_t>(who.size())},
                          {"first", who.front()}});
}

void no_more_from_anybody(Turn& turn) {
    if (is_blocked(turn, std::nullopt)) return turn.answer(texts::already_blocked);
    Change change(turn, Setting::blocked);
    turn.block(std::nullopt);
    change.answer(message(texts::blocked_everybody, {{"p", turn.prefix()}}));
}

void more_from_everybody(Turn& turn) {
    if (!is_blocked(turn, std::nullopt)) return turn.answer(texts::not_blocked, {{"p", turn.prefix()}});
    Change change(turn, Setting::blocked);
    turn.unblock(std::nullopt);
    change.answer(message(texts::unblocked_everybody));
}

}  // namespace

void no_more(Turn& turn, Call& call) {
    const auto senders = read_senders(turn, call, "no more");
    if (!senders) return;
    if (senders->empty()) return no_more_from_anybody(turn);
    if (std::ranges::all_of(*senders, [&](PersonId sender) { return is_blocked(turn, sender); })) {
        return turn.answer(texts::already_blocked);
    }
    Change change(turn, Setting::blocked);
    for (const PersonId sender : *senders) {
        if (!is_blocked(turn, sender)) turn.block(sender);
    }
    change.answer(about(turn, texts::blocked_person, *senders));
}

void more(Turn& turn, Call& call) {
    const auto senders = read_senders(turn, call, "more");
    if (!senders) return;
    if (senders->empty()) return more_from_everybody(turn);
    if (is_blocked(turn, std::nullopt)) return turn.answer(texts::everybody_blocked, {{"p", turn.prefix()}});
    if (std::ranges::none_of(*senders, [&](PersonId sender) { return is_blocked(turn, sender); })) {
        return turn.answer(texts::not_blocked, {{"p", turn.prefix()}});
    }
    Change change(turn, Setting::blocked);
    for (const PersonId sender : *senders) turn.unblock(sender);
    change.answer(about(turn, texts::unblocked_person, *senders));
}

}  // namespace goodturn::basics
