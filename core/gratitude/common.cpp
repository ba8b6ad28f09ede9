#include "core/gratitude/common.hpp"

#include "core/gratitude/texts.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace goodturn::gratitude {

using namespace engine;

chat::Button named_button(const Text& label, Args args, std::string_view word, std::string_view emoji,
                          std::string_view action, std::string ids, chat::ButtonStyle style) {
    chat::Button named;
    named.label = fill_plain(label, args);
    named.word = word;
    named.emoji = emoji;
    named.style = style;
    named.action = action;
    named.args = std::move(ids);
    return named;
}

chat::Field person_field(std::string label) {
    chat::Field field;
    field.name = "who";
    field.label = std::move(label);
    field.kind = chat::FieldKind::person;
    return field;
}

chat::Field words_field(std::string name, std::string label, std::string initial) {
    chat::Field field;
    field.name = std::move(name);
    field.label = std::move(label);
    field.kind = chat::FieldKind::paragraph;
    field.initial = std::move(initial);
    field.max = max_words;
    return field;
}

std::vector<PersonId> persons(const std::vector<FoundPerson>& found) {
    std::vector<PersonId> people;
    people.reserve(found.size());
    for (const auto& one : found) people.push_back(one.person);
    return people;
}

std::vector<PersonId> each_once(std::vector<PersonId> people) {
    std::ranges::sort(people);
    const auto twice = std::ranges::unique(people);
    people.erase(twice.begin(), twice.end());
    return people;
}

chat::Spans names_of(Turn& turn, const std::vector<PersonId>& people) {
    chat::Spans names;
    for (const auto who : people) {
        const auto person = turn.people().get(who);
        names.push_back(turn.or_mention(person, chat::Plain{person.name}));
    }
    return listed(names);
}

chat::Span write_to(Turn& turn, PersonId person) {
    const auto who = turn.people().get(person);
    const auto account = turn.account_here(person);
    if (!account) return turn.bold(person);
    return chat::WriteTo{*account, fill_plain(texts::write_to, {{"who", who.given}})};
}

std::optional<Text> not_these(Turn& turn, const std::vector<PersonId>& people) {
    if (std::ranges::find(people, turn.actor()) != people.end()) return texts::not_yourself;
    if (std::ranges::any_of(people, [&](PersonId who) { return who == turn.bot() || turn.people().get(who).is_bot; })) {
        return texts::not_a_bot;
    }
    return std::nullopt;
}

std::string without_lead(std::string_view words) {
    constexpr std::array<std::string_view, 11> leads{" ", "\n", ",", ":", ";", "!", ".", "-", "–", "—", "…"};
    for (bool more = true; more;) {
        more = false;
        for (const auto lead : leads) {
            if (!words.starts_with(lead)) continue;
            words.remove_prefix(lead.size());
            more = true;
        }
    }
    return std::string(words);
}

Ids ids_from(std::string_view args) {
    const auto number = [](std::string_view text) {
        std::int64_t id = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
        return error == std::errc() && end == text.data() + text.size() ? id : 0;
    };
    const auto space = args.find(' ');
    if (space == std::string_view::npos) return {number(args), 0};
    return {number(args.substr(0, space)), number(args.substr(space + 1))};
}

}  // namespace goodturn::gratitude
