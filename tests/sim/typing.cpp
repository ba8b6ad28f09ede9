#include "tests/sim/people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace goodturn::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::array commands{"help",
                              "help all",
                              "log",
                              "settings",
                              "privacy",
                              "why",
                              "why @",
                              "round",
                              "round on",
                              "round 8:30",
                              "round quarterly",
                              "reactions on",
                              "reactions off",
                              "hours",
                              "hours mon-fri 8:00-16:00",
                              "hours sat sun 10-18",
                              "hours mon-thu 9-17",
                              "pause until fri",
                              "pause",
                              "pause until next week",
                              "resume",
                              "stop",
                              "resume",
                              "no more from @",
                              "more from @",
                              "no more",
                              "more",
                              "round off",
                              "round on",
                              "thanks",
                              "hi",
                              "ok",
                              "never mind",
                              "yes",
                              "no"};

constexpr std::array nonsense{"what is the weather",
                              "/../../etc/passwd",
                              "helpd @ me",
                              "@ @ @",
                              "“smart” – quotes… and *bold* _under_ `code`",
                              "<script>alert(1)</script> <!channel> @here",
                              "\xff\xfe not utf-8 \xc3",
                              "🙏🙏🙏",
                              "\u202e right to left",
                              "pause until 99/99",
                              "helped",
                              "send 99",
                              "edit 1",
                              "3/4",
                              "'; DROP TABLE help; --"};

void add_code(std::vector<std::string>& all, const chat::Spans& spans) {
    for (const auto& span : spans) {
        if (const auto* code = std::get_if<chat::Code>(&span)) all.push_back(code->text);
    }
}

/// What a message without buttons says can be typed.
std::vector<std::string> typed_words(const chat::Message& message) {
    std::vector<std::string> all;
    for (const auto& block : message.blocks) {
        if (const auto* note = std::get_if<chat::Note>(&block)) add_code(all, note->text);
        if (const auto* paragraph = std::get_if<chat::Paragraph>(&block)) add_code(all, paragraph->text);
    }
    return all;
}

}  // namespace

std::string People::in_sight(const Person& person) const {
    std::string all;
    for (const auto* posted : platform_.seen_by(*person.member, 40)) all += posted->text + '\n';
    return all;
}

std::string People::type(Person& person, std::string_view text, const Member& whom, bool in_channel) {
    const std::string id = fmt::format("t{}", ++counter_);
    if (!in_channel) person.last_message = id;
    trace_.say(timeline_.now(),
               fmt::format("{} types{}: {} ({})", person.member->id(), in_channel ? " to all" : "", text, whom.id()));
    std::string line(text);
    if (in_channel) line = (in_buttons(person) ? "/goodturn " : "!gt ") + line;
    return event(person, !in_channel,
                 chat::Typed{.words = words(line, whom), .message = {id}, .addressed = false, .edited = false},
                 {whom.id()});
}

void People::note_help(Person& person) {
    const Member& whom = anybody(person);
    const std::string word = told_.new_word(person.member->id(), {whom.id()});
    const std::string line = dice_.chance(0.3) ? "helped @ for " + word : "@ helped me with " + word + " and more";
    const std::string key = type(person, line, whom, dice_.chance(0.1));
    if (&whom != person.member) told_.will_be_noted(key, word);
}

void People::thank(Person& person, const Member& whom) {
    const std::string word = told_.new_word(person.member->id(), {whom.id()});
    const bool here = dice_.chance(0.2);
    if (here) told_.agreed(person.member->id(), word, true);
    type(person, (here ? "thanks @ here for " : "thanks @ for ") + word, whom, here || dice_.chance(0.2));
    if (dice_.chance(0.6)) send_later(person);
    if (dice_.chance(0.3)) repent_later(person);
    if (dice_.chance(0.2)) {
        fall_out_later(*std::ranges::find(people_, &whom, [](const Person& other) { return other.member; }),
                       *person.member);
    }
}

void People::type_undo(Person& person) {
    told_.touched_newest(person.member->id(), type(person, "undo", *person.member));
    told_.repented(person.member->id(), {});
}

void People::type_command(Person& person) {
    const std::string_view line = dice_.pick(commands);
    if (lets_leave(line)) return type_word(person, std::string(line));
    type(person, line, anybody(person), dice_.chance(0.1));
}

/// In a space without buttons: what a message says can be typed.
void People::type_a_word(Person& person) {
    const auto messages = platform_.seen_by(*person.member, 8);
    if (messages.empty()) return type_command(person);
    const Posted posted = *dice_.pick(messages);
    const auto all = typed_words(posted.message);
    if (all.empty()) return;
    type_word(person, all[dice_.below(all.size())]);
}

void People::type_word(Person& person, std::string line) {
    const auto& id = person.member->id();
    // A word means the newest message that has it, so it may mean any that is in sight.
    const std::string all_texts = in_sight(person);
    told_.touched(all_texts);
    if (lets_leave(line)) told_.agreed(id, all_texts, line.starts_with("post") || line.starts_with("here"));
    if (line.starts_with("edit")) line += " " + told_.new_word(id, told_.named_in(all_texts));
    // The message it means may not even have appeared yet.
    if (!lets_leave(line)) told_.repented(id, all_texts);
    told_.touched_newest(id, type(person, line, anybody(person)));
}

/// Free words: the answer to a form's question, to a thank-you, or to nothing.
void People::answer_in_words(Person& person) {
    std::set<std::string> named = told_.named_in(in_sight(person));
    const Member& whom = anybody(person);
    named.insert(whom.id());
    const std::string word = told_.new_word(person.member->id(), std::move(named));
    type(person, dice_.chance(0.5) ? word + " happy to help" : "@ " + word, whom);
}

void People::type_nonsense(Person& person) {
    const std::string seen = in_sight(person);
    told_.touched(seen);
    const std::string key = type(person, dice_.pick(nonsense), anybody(person));
    told_.touched_newest(person.member->id(), key);
    // Of "edit 1" comes a form about whomever something in sight is about.
    person.asked[key].merge(told_.named_in(seen));
}

/// Through the trial practice: what the two real ones seldom do.
void People::try_engine(Person& person) {
    constexpr std::array lines{"remind daily 9:30",
                               "remind daily 2:30",
                               "remind weekly tue 10:00",
                               "remind daily 23:45",
                               "every daily 0:15",
                               "once 30m",
                               "nudge in 60m note #",
                               "nudge note #",
                               "nudge for 20m note #",
                               "nudge for 600m note #",
                               "dated for 20m note #",
                               "nudge note #",
                               "dated note #",
                               "dated in 300m note #",
                               "dated note #",
                               "now",
                               "unsay",
                               "count",
                               "count here",
                               "form",
                               "menu pick",
                               "menu",
                               "list some",
                               "list long some",
                               "deliver @ hello",
                               "chat hello"};
    std::string line = dice_.pick(lines);
    const bool note = line.ends_with('#');
    if (note) line += std::to_string(++counter_);
    type(person, line, anybody(person), line.starts_with("count here") || dice_.chance(0.1));
    if (!note || dice_.chance(0.6)) return;
    timeline_.after(dice_.between(1s, dice_.chance(0.5) ? 1min : 20h), [this, &person] {
        if (!silent_) type(person, "unsay", *person.member);
    });
}

}  // namespace goodturn::sim
