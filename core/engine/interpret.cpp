#include "core/engine/interpret.hpp"

#include "core/chat/json.hpp"
#include "core/engine/dialogs.hpp"
#include "core/engine/instants.hpp"
#include "core/engine/reading.hpp"
#include "core/engine/texts.hpp"

#include <variant>

namespace goodturn::engine {
namespace {

constexpr std::size_t longest_line = 10'000;
constexpr auto edit_within = std::chrono::minutes(5);
constexpr auto tell_too_old_again = std::chrono::hours(1);

/// False: the person sends faster than anybody types; nothing is done.
bool within_rate(Happening& turn) {
    switch (turn.machinery().limiter.take(turn.actor(), turn.raw_now())) {
        case Limiter::Verdict::allowed:
            return true;
        case Limiter::Verdict::tell:
            turn.answer(texts::too_many);
            return false;
        case Limiter::Verdict::ignore:
            return false;
    }
    return false;
}

/// The person is here: nudges count as answered, and this is where they are written to.
void heard_from(Happening& turn) {
    turn.machinery().kinds.heard_from(turn.actor(), turn.now());
    turn.people().used(turn.actor(), turn.where().id);
}

/// Who speaks to the bot for the first time hears what it is. A reaction is not speaking.
void greet_newcomer(Happening& turn) {
    if (turn.direct() && !turn.me().greeted) turn.greet();
}

/// Once: from then on the line is what it was mended to be.
bool take_refusal(Happening& turn) {
    const std::string key = turn.refusal_key();
    return turn.db().run(R"sql(DELETE FROM refusal WHERE key = $1 AND at >= $2)sql",
                         {key, millis(turn.now() - edit_within)}) > 0;
}

/// Once for all that they wrote while nobody listened.
void say_too_old(Happening& turn) {
    if (turn.now() - turn.me().told_too_old < tell_too_old_again) return;
    turn.people().set_told_too_old(turn.actor(), turn.now());
    turn.answer(texts::too_old, {{"when", turn.when(turn.now() - Happening::too_old_after)}});
}

void handle_typed(Happening& turn, const chat::Typed& typed) {
    const auto& m = turn.machinery();
    Line line = tidy(typed.words);
    bool called = typed.addressed;
    if (!typed.addressed) {
        auto stripped =
            addressed_to_bot(line, turn.direct(), turn.where().bot, m.options.names, m.registry.shortcuts());
        if (!stripped) return;
        called = stripped->text != line.text;
        line = std::move(*stripped);
    }
    if (typed.edited && !take_refusal(turn)) return;
    if (!within_rate(turn)) return;
    heard_from(turn);
    greet_newcomer(turn);
    if (length(line.text) > longest_line) {
        turn.refuse(texts::too_long, {{"max", static_cast<std::int64_t>(longest_line)}});
    } else if (turn.too_old()) {
        say_too_old(turn);
    } else {
        turn.people().label(turn.where().id, line.mentions);
        read_line(turn, line, called);
    }
}

void press(Happening& turn, const Action& action, std::string_view choice, bool on_message) {
    if (action.person && *action.person != turn.actor()) {
        turn.answer(texts::not_yours);
    } else if (action.name == run_line) {
        run_chosen_line(turn, action, on_message);
    } else {
        turn.press(action, choice, {}, on_message);
    }
}

void handle_pressed(Happening& turn, const chat::Pressed& pressed) {
    if (!within_rate(turn)) return;
    heard_from(turn);
    greet_newcomer(turn);
    const auto action = turn.machinery().actions.by_id(pressed.button);
    if (!action) {
        turn.answer(texts::old_button, {{"prefix", turn.prefix()}});
        return;
    }
    press(turn, *action, pressed.choice, true);
}

struct OwnMessage {
    std::optional<std::int64_t> view;
    std::optional<std::int64_t> delivery;
    const ViewDef* def = nullptr;
    std::int64_t subject = 0;
};

/// The message as one of the bot's; nullopt: somebody else's.
std::optional<OwnMessage> own_message(Happening& turn, const chat::MessageId& message) {
    auto& m = turn.machinery();
    {
        auto row = m.db.query(R"sql(SELECT id, name, subject FROM view WHERE space_id = $1 AND remote_id = $2)sql",
                              {turn.where().id, message.value});
        if (row.next()) return OwnMessage{row.integer(0), {}, m.registry.view(row.text(1)), row.integer(2)};
    }
    // An edited message has a delivery for each time; the newest is what it shows.
    const auto delivery =
        m.db.integer(R"sql(SELECT id FROM delivery WHERE space_id = $1 AND remote_id = $2 ORDER BY id DESC LIMIT 1)sql",
                     {turn.where().id, message.value});
    if (delivery) return OwnMessage{{}, delivery, nullptr, 0};
    return std::nullopt;
}

void handle_reacted(Happening& turn, const chat::Reacted& reacted) {
    const auto own = own_message(turn, reacted.message);
    if (!own) {
        // Whatever a practice makes of it, nobody is told that they react too fast.
        if (turn.machinery().limiter.take(turn.actor(), turn.raw_now()) != Limiter::Verdict::allowed) return;
        for (const Practice* practice : turn.practices()) {
            if (practice->reacted != nullptr) practice->reacted(turn, reacted);
        }
        return;
    }
    if (!within_rate(turn)) return;
    heard_from(turn);
    if (reacted.added) {
        const auto action = turn.machinery().actions.by_emoji(turn.actor(), own->view, own->delivery, reacted.emoji);
        if (action) {
            press(turn, *action, {}, true);
            return;
        }
    }
    if (own->def != nullptr && own->def->reacted != nullptr) own->def->reacted(turn, own->subject, reacted);
}

void handle_invited(Happening& turn) {
    const auto here = turn.channel();
    if (!here) return;
    const Person me = turn.me();
    turn.say(
        {.space = turn.where().id, .person = turn.actor(), .eyes = Eyes::everybody, .conversation = here->conversation},
        message(texts::invited, {{"who", turn.or_mention(me, chat::Plain{me.given})}}));
}

void tell_practices(Machinery& m, const Space& space, PersonId about, chat::Instant now,
                    void (*Practice::*moment)(Turn&)) {
    for (const Practice* practice : m.registry.practices()) {
        if (practice->*moment == nullptr) continue;
        m.guarded("what turned out about an account", [&] {
            Happening turn(m, space, about, now);
            (practice->*moment)(turn);
        });
    }
}

/// What was put off by the rules of a person's hours and quiet is asked about again when these change.
void reconsider_if_changed(Machinery& m, const Person& before, chat::Instant clock) {
    const Person after = m.people.get(before.id);
    if (after.zone == before.zone && after.hours == before.hours && after.paused_until == before.paused_until &&
        after.stopped == before.stopped && after.reachable == before.reachable) {
        return;
    }
    m.outbox.reconsider(before.id, clock);
}

}  // namespace

bool from_person(const chat::Event& event) {
    return !std::holds_alternative<chat::SpaceSeen>(event.what) &&
           !std::holds_alternative<chat::AccountSeen>(event.what) &&
           !std::holds_alternative<chat::AccountsSame>(event.what) &&
           !std::holds_alternative<chat::ConversationSeen>(event.what) &&
           !std::holds_alternative<chat::ConversationsSeen>(event.what);
}

void handle(Happening& turn) {
    const Person before = turn.me();
    const auto& what = turn.event()->what;
    chat::Place place = turn.event()->place;
    if (std::holds_alternative<chat::Invited>(what)) place.joined = true;
    turn.people().learn(turn.where().id, place);
    if (const auto* typed = std::get_if<chat::Typed>(&what)) {
        handle_typed(turn, *typed);
    } else if (const auto* pressed = std::get_if<chat::Pressed>(&what)) {
        handle_pressed(turn, *pressed);
    } else if (const auto* submitted = std::get_if<chat::Submitted>(&what)) {
        if (!within_rate(turn)) return;
        heard_from(turn);
        greet_newcomer(turn);
        submit_form(turn, *submitted);
    } else if (const auto* reacted = std::get_if<chat::Reacted>(&what)) {
        handle_reacted(turn, *reacted);
    } else if (std::holds_alternative<chat::Opened>(what)) {
        greet_newcomer(turn);
    } else if (std::holds_alternative<chat::OverviewOpened>(what)) {
        turn.open_overview();
        return;
    } else if (std::holds_alternative<chat::Invited>(what)) {
        handle_invited(turn);
    }
    turn.greet_if_due();
    turn.refresh_overview();
    reconsider_if_changed(turn.machinery(), before, turn.now());
}

void learn(Machinery& m, const chat::Event& event, chat::Instant now) {
    if (const auto* seen = std::get_if<chat::SpaceSeen>(&event.what)) {
        m.forget();
        // It is there: what it had asked for before it went, or its adapter while it was away, is over.
        m.db.run(
            R"sql(INSERT INTO space (id, remote_id, name, bot_account, buttons, forms, ephemeral, max_text, strangers,
                                     hold_until)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)
                  ON CONFLICT (remote_id) DO UPDATE SET name = excluded.name, bot_account = excluded.bot_account,
                      buttons = excluded.buttons, forms = excluded.forms, ephemeral = excluded.ephemeral,
                      max_text = excluded.max_text, strangers = excluded.strangers, hold_until = 0)sql",
            {m.db.new_id(), event.space.value, seen->name, seen->bot.value, seen->can.buttons, seen->can.forms,
             seen->can.ephemeral, static_cast<std::int64_t>(seen->can.max_text), seen->can.strangers});
        return;
    }
    const auto space = m.space(event.space);
    if (!space) return;
    if (const auto* account = std::get_if<chat::AccountSeen>(&event.what)) {
        const PersonId person = m.people.on_sight(space->id, account->account, {});
        const Person before = m.people.get(person);
        m.people.learn(space->id, *account, event.at);
        if (m.people.get(person).zone != before.zone) m.alarms.replan(person, now);
        if (!before.named && m.people.get(person).named) tell_practices(m, *space, person, now, &Practice::is_named);
        if (account->bot && !before.is_bot) tell_practices(m, *space, person, now, &Practice::not_a_person);
        if (account->gone && !before.gone) tell_practices(m, *space, person, now, &Practice::has_left);
        if (account->foreign && !before.foreign) tell_practices(m, *space, person, now, &Practice::is_foreign);
        reconsider_if_changed(m, before, now);
    } else if (const auto* same = std::get_if<chat::AccountsSame>(&event.what)) {
        m.people.learn(space->id, *same, event.at);
    } else if (const auto* conversation = std::get_if<chat::ConversationSeen>(&event.what)) {
        m.people.learn(space->id, *conversation);
    } else if (const auto* all = std::get_if<chat::ConversationsSeen>(&event.what)) {
        m.people.learn(space->id, *all);
    }
}

}  // namespace goodturn::engine
