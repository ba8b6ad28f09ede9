#include "core/engine/turn.hpp"

#include "core/engine/texts.hpp"

#include <array>
#include <cstdio>

namespace goodturn::engine {
namespace {

// Names of days and months are part of the language, like the texts.
constexpr std::array<std::string_view, 7> weekdays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string clock_time(schedule::Minutes time) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%d:%02d", static_cast<int>(time.count() / 60),
                  static_cast<int>(time.count() % 60));
    return text.data();
}

}  // namespace

void Turn::answer(const Text& text, Args args) {
    answer(message(text, args));
}
void Turn::refuse(const Text& text, Args args) {
    refuse(message(text, args));
}

void Turn::problem(const Line& line, const PersonProblem& problem) {
    if (problem.candidates.empty()) {
        refuse(texts::nobody_called, {{"name", problem.typed}});
        return;
    }
    std::vector<std::pair<std::string, Line>> lines;
    for (const auto& candidate : problem.candidates) {
        if (const auto account = account_here(candidate.person)) {
            lines.emplace_back(candidate.name,
                               with_mention(line, problem.begin, problem.end, {*account, candidate.name}));
        }
    }
    ask_which(texts::which_person, {{"name", problem.typed}}, lines);
}

chat::Span Turn::or_mention(const Person& who, chat::Span name) {
    return who.named ? std::move(name) : mention(who.id);
}

chat::Span Turn::bold(PersonId person) {
    const Person who = people().get(person);
    return or_mention(who, chat::Bold{who.name});
}

schedule::Local Turn::local_now() {
    return schedule::to_local(me().zone, now());
}

std::string Turn::day(schedule::Day day) {
    const std::chrono::year_month_day date(day);
    const std::chrono::weekday weekday(std::chrono::sys_days(day.time_since_epoch()));
    std::string text(weekdays[weekday.iso_encoding() - 1]);
    text += ' ' + std::to_string(static_cast<unsigned>(date.day())) + ' ';
    text += months[static_cast<unsigned>(date.month()) - 1];
    if (date.year() != std::chrono::year_month_day(local_now().day).year()) {
        text += ' ' + std::to_string(static_cast<int>(date.year()));
    }
    return text;
}

std::string Turn::when(chat::Instant instant) {
    const std::string zone = me().zone;
    const auto local = schedule::to_local(zone, instant);
    if (!me().zone_known) return day(local.day);
    return fill_plain(texts::when,
                      {{"day", day(local.day)}, {"time", clock_time(local.time)}, {"city", schedule::city(zone)}});
}

chat::Paragraph paragraph(const Text& text, Args args) {
    return {fill(text, args)};
}
chat::Note note(const Text& text, Args args) {
    return {fill(text, args)};
}
chat::Message message(const Text& text, Args args) {
    return {{paragraph(text, args)}};
}

chat::Button button(const Text& label, std::string_view word, std::string_view emoji, std::string_view action,
                    std::string args, chat::ButtonStyle style) {
    return {.label = fill_plain(label),
            .word = std::string(word),
            .emoji = std::string(emoji),
            .style = style,
            .action = std::string(action),
            .args = std::move(args),
            .id = {}};
}

}  // namespace goodturn::engine
