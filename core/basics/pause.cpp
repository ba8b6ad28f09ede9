#include "core/basics/change.hpp"
#include "core/basics/texts.hpp"
#include "core/basics/verbs.hpp"
#include "core/engine/dates.hpp"
#include "core/engine/line.hpp"

#include <array>

namespace goodturn::basics {

using engine::DateOrder;
using engine::Line;
using engine::message;

namespace {

/// Words behind a date that say how to read it. The buttons that ask "3 April or 4 March?" run lines with these, and
/// the choice is remembered.
constexpr std::array<std::pair<std::string_view, DateOrder>, 2> orders{{
    {" day first", DateOrder::day_first},
    {" month first", DateOrder::month_first},
}};

/// Takes the words off the end of `text`.
std::optional<DateOrder> take_order(std::string& text) {
    for (const auto& [words, order] : orders) {
        if (!text.ends_with(words)) continue;
        text.resize(text.size() - words.size());
        return order;
    }
    return std::nullopt;
}

void ask_how_long(Turn& turn) {
    const auto line = [](std::string_view text) { return Line{.text = std::string(text), .mentions = {}}; };
    turn.ask_which(texts::pause_how_long, {{"p", turn.prefix()}},
                   {{engine::fill_plain(texts::pause_a_week), line("pause for 1 week")},
                    {engine::fill_plain(texts::pause_two_weeks), line("pause for 2 weeks")},
                    {engine::fill_plain(texts::pause_a_month), line("pause for a month")}});
}

void ask_which_day(Turn& turn, const std::string& typed, const std::vector<engine::DateReading>& readings) {
    std::vector<std::pair<std::string, Line>> lines;
    for (std::size_t i = 0; i < readings.size() && i < orders.size(); ++i) {
        lines.emplace_back(turn.day(readings[i].day),
                           Line{.text = "pause " + typed + std::string(orders[i].first), .mentions = {}});
    }
    turn.ask_which(texts::pause_which, {}, lines);
}

/// A pause without a time ends when the day begins; "pause today" lasts until today is over.
chat::Instant end_of_pause(Turn& turn, const engine::DateReading& reading, const schedule::Local& now) {
    schedule::Local until{.day = reading.day, .time = reading.time.value_or(schedule::Minutes{0})};
    if (!reading.time && reading.day == now.day) until.day += std::chrono::days{1};
    return schedule::to_instant(turn.me().zone, until);
}

void pause_until(Turn& turn, chat::Instant until) {
    Change change(turn, Setting::quiet);
    turn.people().set_paused(turn.actor(), until);
    const auto waits_until = turn.earliest(engine::Kind::delivery, turn.actor(), turn.now());
    const bool they_wait = waits_until <= turn.now() + turn.options().keep_undelivered;
    change.answer(message(they_wait ? texts::pause_set : texts::pause_set_long,
                          {{"p", turn.prefix()}, {"when", quiet_until(turn, until)}}));
}

}  // namespace

void pause(Turn& turn, Call& call) {
    if (call.words.at_end()) return ask_how_long(turn);
    const engine::Person me = turn.me();
    call.words.take("for");
    std::string typed = call.words.rest();
    const std::optional<DateOrder> order = take_order(typed);
    const schedule::Local now = schedule::to_local(me.zone, turn.at());
    const auto found = engine::read_date(typed, now, engine::Looking::forward, order.value_or(me.date_order));
    if (!found) return turn.refuse(texts::pause_unreadable, {{"p", turn.prefix()}});
    if (found->readings.size() > 1) return ask_which_day(turn, typed, found->readings);
    if (order) turn.people().set_date_order(turn.actor(), *order);

    const chat::Instant until = end_of_pause(turn, found->readings.front(), now);
    if (until <= turn.now()) return turn.refuse(texts::pause_past, {{"when", quiet_until(turn, until)}});
    pause_until(turn, until);
}

void press_pause_week(Turn& turn, const engine::Press& /*press*/) {
    const schedule::Day today = schedule::to_local(turn.me().zone, turn.at()).day;
    pause_until(turn, schedule::to_instant(turn.me().zone, {today + std::chrono::days(7), {}}));
}

void resume(Turn& turn, Call& /*call*/) {
    press_resume(turn, {});
}

void press_resume(Turn& turn, const engine::Press& /*press*/) {
    if (!turn.me().stopped && !paused_until(turn)) return turn.answer(texts::not_paused);
    Change change(turn, Setting::quiet);
    turn.people().set_stopped(turn.actor(), false);
    turn.people().set_paused(turn.actor(), std::nullopt);
    change.answer(message(texts::resumed));
}

void start(Turn& turn) {
    if (turn.me().stopped) return press_resume(turn, {});
    say_hello(turn);
}

void stop_at_once(Turn& turn) {
    turn.drop_question();
    Change change(turn, Setting::quiet);
    turn.people().set_stopped(turn.actor(), true);
    change.answer(message(texts::stopped, {{"p", turn.prefix()}}));
}

void stop(Turn& turn, Call& /*call*/) {
    stop_at_once(turn);
}

}  // namespace goodturn::basics
