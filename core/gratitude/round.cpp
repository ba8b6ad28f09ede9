#include "core/gratitude/round.hpp"

#include "core/gratitude/common.hpp"
#include "core/gratitude/help_store.hpp"
#include "core/gratitude/log.hpp"
#include "core/gratitude/passing.hpp"
#include "core/gratitude/round_store.hpp"
#include "core/gratitude/settings.hpp"
#include "core/gratitude/texts.hpp"

#include <algorithm>
#include <array>

namespace goodturn::gratitude {

using namespace engine;
using chat::Spans;

namespace {

using State = Item::State;

constexpr std::string_view view = "round";
constexpr int working_days_open = 5;
constexpr int empty_until_quarterly = 2;

/// The end of the fifth working day after `day`: later the round is skipped.
chat::Instant last_moment(Turn& turn, schedule::Day day) {
    const auto me = turn.me();
    for (int i = 0; i < working_days_open; ++i) {
        day = schedule::next_working_day(me.hours, turn.options().holidays, day).value_or(day);
    }
    // `to` may be midnight at the end of the day, which is no time of that day.
    return schedule::to_instant(me.zone, {day, me.hours.from}) + (me.hours.to - me.hours.from);
}

void begin_round(Turn& turn, bool asked, Kind kind, Timing timing) {
    const auto before = latest_round(turn);
    // One that asked who helped stays open: it was not answered.
    if (before && !before->ended && !items_of(turn, before->id).empty()) {
        end_round(turn, before->id);
        turn.refresh(view, before->id);
    }
    turn.show(view, start_round(turn, asked).id, turn.actor(), kind, timing);
}

/// What came of a sent item; nullopt: its thank-you is no longer kept.
std::optional<Spans> where_it_is(Turn& turn, const Item& item) {
    const auto thanks = find_thanks(turn, item.thanks.value_or(0));
    const auto copies = thanks ? copies_of(turn, thanks->id) : std::vector<Copy>();
    if (!thanks || copies.empty()) return std::nullopt;
    return status(turn, *thanks, copies.front());
}

/// The item behind a button while it is open. nullopt: its message or the answer says what happened to it.
std::optional<Item> open_item(Turn& turn, const Press& press) {
    auto item = find_item(turn, ids_from(press.args).first);
    const auto round = item ? find_round(turn, item->round) : std::nullopt;
    if (!round) {
        turn.answer(texts::gone_from_here);
        return std::nullopt;
    }
    if (item->state == State::open && !round->ended) return item;
    if (press.on_message) {
        turn.refresh(view, round->id);
        return std::nullopt;
    }
    const auto who = turn.people().name(item->helper);
    switch (item->state) {
        case State::open:
            turn.answer(says(fill(texts::round_over, {{"state", round_state(turn)}})));
            break;
        case State::sent:
            turn.answer(says(where_it_is(turn, *item).value_or(fill(texts::thanked_already, {{"who", who}}))));
            break;
        case State::myself:
            turn.answer(texts::said_already, {{"who", who}});
            break;
        case State::thanked:
            turn.answer(texts::thanked_already, {{"who", who}});
            break;
        case State::dropped:
            turn.answer(texts::dropped_already, {{"who", who}});
            break;
    }
    return std::nullopt;
}

chat::Item open_lines(Turn& turn, const Item& item) {
    const auto id = std::to_string(item.id);
    chat::Item shown{
        .number = static_cast<int>(item.number), .text = {turn.bold(item.helper)}, .quote = item.why, .buttons = {}};
    if (item.why.empty()) {
        shown.buttons.push_back(button(texts::write_it, "edit", "✏️", "round.edit", id));
    } else {
        shown.buttons.push_back(button(texts::send, "send", "✅", "round.send", id, chat::ButtonStyle::primary));
        shown.buttons.push_back(button(texts::edit, "edit", "✏️", "round.edit", id));
    }
    shown.buttons.push_back(button(texts::say_it_myself, "myself", "💬", "round.myself", id));
    shown.buttons.push_back(
        named_button(texts::not_them, {{"who", turn.people().get(item.helper).given}}, "skip", "➖", "round.not", id));
    return shown;
}

/// Where a sent or settled item is.
chat::Item settled_lines(Turn& turn, const Item& item) {
    chat::Item shown{.number = static_cast<int>(item.number), .text = {}, .quote = {}, .buttons = {}};
    const bool from_here = item.thanks && item.state != State::thanked;
    const auto thanks = from_here ? find_thanks(turn, *item.thanks) : std::nullopt;
    const auto copies = thanks ? copies_of(turn, thanks->id) : std::vector<Copy>();
    if (!thanks || copies.empty()) {
        shown.text = fill(texts::thanked_elsewhere, {{"who", turn.bold(item.helper)}});
        return shown;
    }
    const auto& copy = copies.front();
    shown.text = status(turn, *thanks, copy);
    if (copy.state == Copy::State::myself || copy.state == Copy::State::returned) shown.quote = thanks->why;
    if (copy.state == Copy::State::held || copy.state == Copy::State::waiting) {
        shown.buttons.push_back(button(texts::undo, "undo", "↩️", "thanks.unsend", std::to_string(thanks->id)));
    }
    return shown;
}

chat::Message empty_round(Turn& turn, const Round& round) {
    chat::Message asks = message(round.asked ? texts::who_helped : texts::somebody_come_to_mind);
    if (round.ended) return says(fill(texts::round_over, {{"state", round_state(turn)}}));
    const bool last_time =
        !round.asked && settings_of(turn).every == 1 && empty_in_a_row(turn, round.id) + 1 >= empty_until_quarterly;
    if (last_time) asks.blocks.emplace_back(note(texts::quarterly_next));
    const auto id = std::to_string(round.id);
    asks.blocks.emplace_back(chat::Buttons{{button(texts::name_somebody, "name", "📝", "round.names", id),
                                            button(texts::not_this_month, "not this month", "➖", "round.end", id)}});
    return asks;
}

}  // namespace

void round_command(Turn& turn, Call& call) {
    auto& words = call.words;
    if (words.at_end()) {
        if (anybody_to_thank(turn)) return begin_round(turn, true, Kind::answer, {});
        if (log_size(turn) == 0) return begin_round(turn, true, Kind::answer, {});
        return turn.answer(says(round_state(turn), {note_button(turn)}));
    }
    auto settings = settings_of(turn);
    settings.round = words.take("off") ? Settings::Round::off : Settings::Round::on;
    constexpr std::array<std::string_view, 3> often{"monthly", "every month", "more"};
    constexpr std::array<std::string_view, 3> seldom{"quarterly", "every quarter", "fewer"};
    words.take("on");
    if (words.take_any(often)) settings.every = 1;
    if (words.take_any(seldom)) settings.every = Settings::quarterly;
    words.take("at");
    if (const auto time = words.rest(); !time.empty()) {
        const auto read = read_time(time);
        if (!read || settings.round == Settings::Round::off) {
            return turn.refuse(texts::round_how, {{"prefix", turn.prefix()}});
        }
        settings.time = *read;
    }
    if (settings.round == Settings::Round::on && !turn.me().reachable) return turn.refuse(texts::round_not_for_guests);
    const auto undo = change(turn, settings);
    turn.answer(says(round_state(turn), {undo}));
    if (settings.round == Settings::Round::on && log_size(turn) == 0) begin_round(turn, true, Kind::answer, {});
}

void fire_round(Turn& turn, const Fired& fired) {
    auto settings = settings_of(turn);
    const auto not_after = last_moment(turn, fired.day);
    if (settings.round != Settings::Round::on || turn.now() > not_after) return;
    if (settings.every == 1 && !anybody_to_thank(turn) && empty_in_a_row(turn) >= empty_until_quarterly) {
        settings.every = Settings::quarterly;
        return keep(turn, settings);
    }
    begin_round(turn, false, Kind::nudge, {.not_before = fired.due, .not_after = not_after});
}

std::optional<chat::Message> render_round(Turn& turn, std::int64_t id) {
    const auto round = find_round(turn, id);
    if (!round) return std::nullopt;
    auto items = items_of(turn, id);
    if (items.empty()) return empty_round(turn, *round);
    std::erase_if(items, [](const Item& item) { return item.state == State::dropped; });
    if (items.empty()) return says(fill(texts::nobody_else, {{"state", round_state(turn)}}));

    const bool ask = !round->ended && std::ranges::find(items, State::open, &Item::state) != items.end();
    constexpr std::array<const Text*, 3> titles{&texts::round_one, &texts::round_two, &texts::round_three};
    const auto& title = ask ? *titles.at(std::min(items.size(), titles.size()) - 1) : texts::round_done;
    const auto since = turn.day(schedule::to_local(turn.me().zone, round->since).day);
    const bool untouched = std::ranges::all_of(items, [](const Item& item) { return item.state == State::open; });
    if (!ask && untouched) return says(fill(texts::round_over, {{"state", round_state(turn)}}));
    chat::Message shown = message(title, {{"since", since}});
    for (const auto& item : items) {
        if (item.state != State::open) shown.blocks.emplace_back(settled_lines(turn, item));
        if (item.state == State::open && ask) shown.blocks.emplace_back(open_lines(turn, item));
    }
    if (!ask) {
        shown.blocks.emplace_back(note(texts::round_over, {{"state", round_state(turn)}}));
        return shown;
    }
    chat::Buttons buttons;
    buttons.buttons.push_back(button(texts::not_this_month, "not this month", "", "round.end", std::to_string(id)));
    if (settings_of(turn).every == 1) buttons.buttons.push_back(button(texts::fewer, "fewer", "", "round.fewer"));
    shown.blocks.emplace_back(std::move(buttons));
    return shown;
}

void round_shown(Turn& turn, std::int64_t round, const Shown&) {
    set_shown(turn, round);
}

void press_item_send(Turn& turn, const Press& press) {
    auto item = open_item(turn, press);
    if (!item) return;
    if (item->why.empty()) return turn.ask("round.item", press.args);
    Thanks thanks{.sender = turn.actor(), .why = item->why, .channel = {}, .item = item->id, .at = turn.now()};
    add(turn, thanks, {item->helper});
    item->state = State::sent;
    item->thanks = thanks.id;
    save(turn, *item);
    if (auto problem = send(turn, thanks, Place::privately)) {
        erase_thanks(turn, thanks.id);
        reopen_item(turn, item->id);
        return turn.answer(std::move(*problem));
    }
    turn.refresh(view, item->round);
}

void press_item_edit(Turn& turn, const Press& press) {
    auto item = open_item(turn, press);
    if (!item) return;
    if (press.text.empty()) return turn.ask("round.item", press.args);
    if (length(press.text) > max_words) {
        return turn.refuse(texts::too_long, {{"max", static_cast<std::int64_t>(max_words)}});
    }
    item->why = press.text;
    save(turn, *item);
    turn.refresh(view, item->round);
}

void press_item_myself(Turn& turn, const Press& press) {
    auto item = open_item(turn, press);
    if (!item) return;
    Thanks thanks{.sender = turn.actor(),
                  .state = Thanks::State::sent,
                  .place = Place::myself,
                  .why = item->why,
                  .channel = {},
                  .item = item->id,
                  .at = turn.now()};
    add(turn, thanks, {});
    Copy copy{.thanks = thanks.id,
              .sender = turn.actor(),
              .recipient = item->helper,
              .state = Copy::State::myself,
              .letter = {},
              .answers = {},
              .at = turn.now(),
              .delivered_at = {}};
    add(turn, copy);
    item->state = State::myself;
    item->thanks = thanks.id;
    save(turn, *item);
    turn.undoable("round.myself", item->id);
    turn.refresh(view, item->round);
}

void press_item_not(Turn& turn, const Press& press) {
    auto item = open_item(turn, press);
    if (!item) return;
    drop_helps(turn, item->helper);
    item->state = State::dropped;
    save(turn, *item);
    if (auto round = find_round(turn, item->round)) fill_up(turn, *round);
    turn.undoable("round.not", item->id);
    turn.refresh(view, item->round);
}

void press_not_this_month(Turn& turn, const Press& press) {
    const auto round = find_round(turn, ids_from(press.args).first);
    if (!round || round->ended) return turn.answer(says(fill(texts::round_over, {{"state", round_state(turn)}})));
    end_round(turn, round->id);
    turn.refresh(view, round->id);
}

std::optional<Spans> undo_item_not(Turn& turn, std::int64_t id) {
    auto item = find_item(turn, id);
    if (!item || item->state != State::dropped) {
        turn.answer(texts::gone_from_here);
        return std::nullopt;
    }
    undrop_helps(turn, item->helper);
    reopen_item(turn, id);
    return fill(texts::back_in_round, {{"who", turn.bold(item->helper)}});
}

std::optional<Spans> undo_item_myself(Turn& turn, std::int64_t id) {
    auto item = find_item(turn, id);
    if (!item || item->state != State::myself) {
        turn.answer(texts::gone_from_here);
        return std::nullopt;
    }
    erase_thanks(turn, item->thanks.value_or(0));
    reopen_item(turn, id);
    return fill(texts::back_in_round, {{"who", turn.bold(item->helper)}});
}

std::optional<chat::Form> build_item_form(Turn& turn, const std::string& args) {
    const auto item = find_item(turn, ids_from(args).first);
    const auto round = item ? find_round(turn, item->round) : std::nullopt;
    if (!round || round->ended || item->state != State::open) {
        turn.answer(round ? texts::edited_too_late : texts::gone_from_here);
        return std::nullopt;
    }
    const auto label = fill_plain(texts::field_why_who, {{"who", turn.people().name(item->helper)}});
    return chat::Form{.token = {},
                      .title = fill_plain(item->why.empty() ? texts::write_it : texts::edit),
                      .fields = {words_field("why", label, item->why)},
                      .submit = fill_plain(texts::save)};
}

FieldErrors submit_item_form(Turn& turn, const std::string& args, Values& values) {
    press_item_edit(turn, {.args = args, .choice = {}, .text = written_out(values["why"])});
    return {};
}

void thanked(Turn& turn, PersonId person, std::int64_t thanks) {
    const auto round = latest_round(turn);
    if (!round) return;
    for (auto& item : items_of(turn, round->id)) {
        if (item.helper != person || item.state != State::open) continue;
        item.state = State::thanked;
        item.thanks = thanks;
        save(turn, item);
        turn.refresh(view, round->id);
    }
}

void reopen_thanked(Turn& turn, std::int64_t thanks) {
    for (const auto& item : items_thanked_by(turn, thanks)) reopen_item(turn, item.id);
}

void reopen_item(Turn& turn, std::int64_t id) {
    auto item = find_item(turn, id);
    if (!item) return;
    item->state = State::open;
    item->thanks.reset();
    save(turn, *item);
    turn.refresh(view, item->round);
}

void leave_rounds(Turn& turn, PersonId helper) {
    std::vector<std::int64_t> rounds;
    {
        auto row = turn.db().query(
            R"sql(UPDATE round_item SET state = 'dropped', why = '' WHERE helper_id = $1 AND state = 'open'
                  RETURNING round_id)sql",
            {raw(helper)});
        while (row.next()) rounds.push_back(row.integer(0));
    }
    for (const auto round : rounds) turn.refresh(view, round);
}

void refresh_round_of(Turn& turn, std::int64_t item) {
    const auto round = turn.db().integer(R"sql(SELECT round_id FROM round_item WHERE id = $1)sql", {item});
    if (round) turn.refresh(view, *round);
}

}  // namespace goodturn::gratitude
