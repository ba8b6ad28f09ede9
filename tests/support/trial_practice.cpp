#include "tests/support/trial_practice.hpp"

#include "bot/practices.hpp"
#include "core/engine/instants.hpp"
#include "core/engine/turn.hpp"

#include <array>
#include <charconv>
#include <stdexcept>

namespace goodturn::support {
namespace {

using namespace engine;

constexpr store::Migration tables{"trial 1", R"sql(
CREATE TABLE trial_note (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    number BIGINT NOT NULL
);
CREATE INDEX trial_note_person ON trial_note (person_id);
CREATE TABLE trial_trace (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    text TEXT NOT NULL
);
CREATE INDEX trial_trace_person ON trial_trace (person_id);
)sql"};

constexpr Text said{"{text}"};
constexpr Text for_tests{"for tests"};

struct Note {
    std::string text;
    std::int64_t number = 0;
};

std::int64_t make_note(Turn& turn, PersonId person, const std::string& text) {
    const std::int64_t id = turn.db().new_id();
    turn.db().run(R"sql(INSERT INTO trial_note (id, person_id, text, number) VALUES ($1, $2, $3, 0))sql",
                  {id, raw(person), text});
    return id;
}

Note note_of(Turn& turn, std::int64_t id) {
    auto row = turn.db().query(R"sql(SELECT text, number FROM trial_note WHERE id = $1)sql", {id});
    return row.next() ? Note{row.text(0), row.integer(1)} : Note{};
}

void trace(Turn& turn, const std::string& text) {
    turn.db().run(R"sql(INSERT INTO trial_trace (id, person_id, text) VALUES ($1, $2, $3))sql",
                  {turn.db().new_id(), raw(turn.actor()), text});
}

std::int64_t number_of(const std::string& text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// "in 30m": after `word`.
std::optional<std::chrono::minutes> minutes_after(Scanner& words, std::string_view word) {
    if (!words.take(word)) return std::nullopt;
    const std::string number = words.peek();
    words.take(number);
    return std::chrono::minutes(number_of(number));
}

void show_note(Turn& turn, Call& call, Kind kind) {
    const auto in = minutes_after(call.words, "in");
    const auto within = minutes_after(call.words, "for");
    Timing timing;
    if (in) timing.not_before = turn.now() + *in;
    if (within) timing.not_after = turn.now() + *within;
    turn.show("trial.note", make_note(turn, turn.actor(), call.words.rest()), turn.actor(), kind, timing);
}

void nudge(Turn& turn, Call& call) {
    show_note(turn, call, Kind::nudge);
}
void dated(Turn& turn, Call& call) {
    show_note(turn, call, Kind::dated);
}
std::int64_t newest_note(Turn& turn) {
    return turn.db()
        .integer(R"sql(SELECT id FROM trial_note WHERE person_id = $1 ORDER BY id DESC LIMIT 1)sql",
                 {raw(turn.actor())})
        .value_or(0);
}
void now(Turn& turn, Call& /*call*/) {
    turn.show("trial.note", newest_note(turn), turn.actor(), Kind::answer);
}
void unsay(Turn& turn, Call& /*call*/) {
    turn.take_back("trial.note", newest_note(turn));
}

void deliver(Turn& turn, Call& call) {
    const auto person = call.words.person(turn.directory());
    if (!person || !*person) return turn.refuse(said, {{"text", std::string("whom?")}});
    const PersonId recipient = (*person)->person;
    switch (turn.may_pass(recipient)) {
        case Turn::Passing::allowed:
            turn.passed(recipient);
            turn.show("trial.note", make_note(turn, recipient, call.words.rest()), recipient, Kind::delivery);
            return;
        case Turn::Passing::not_possible:
            return turn.answer(said, {{"text", std::string("not possible")}});
        case Turn::Passing::one_a_day:
            return turn.answer(said, {{"text", std::string("one a day")}});
        case Turn::Passing::ten_a_day:
            return turn.answer(said, {{"text", std::string("ten a day")}});
    }
}

void boom(Turn& turn, Call& call) {
    const std::string where = call.words.rest();
    if (where == "press") {
        constexpr Text label{"Boom"};
        chat::Message message = engine::message(said, {{"text", std::string("press it")}});
        message.blocks.emplace_back(chat::Buttons{{button(label, "bang", "", "trial.boom")}});
        return turn.answer(std::move(message));
    }
    if (where == "fire") return turn.once("trial.boom", 1, turn.now() + std::chrono::minutes(1));
    if (where.empty()) throw std::runtime_error("made to fail");
    turn.show("trial.note", make_note(turn, turn.actor(), "boom " + where), turn.actor(), Kind::answer);
}

void throw_if(const Note& note, std::string_view where) {
    if (note.text == "boom " + std::string(where)) throw std::runtime_error("made to fail");
}

std::optional<chat::Message> render_note(Turn& turn, std::int64_t id) {
    const Note note = note_of(turn, id);
    throw_if(note, "render");
    return message(said, {{"text", note.text}});
}
void note_shown(Turn& turn, std::int64_t id, const Shown& /*shown*/) {
    const Note note = note_of(turn, id);
    throw_if(note, "shown");
    trace(turn, "shown " + note.text);
}
void note_waits(Turn& turn, std::int64_t id) {
    const auto note = note_of(turn, id);
    trace(turn, (turn.awaits_reader("trial.note", id) ? "waits " : "does not wait ") + note.text);
}

void note_unreachable(Turn& turn, std::int64_t id) {
    const Note note = note_of(turn, id);
    throw_if(note, "unreachable");
    trace(turn, "unreachable " + note.text);
}

void every(Turn& turn, Call& call) {
    turn.repeat("trial.tick", 1, schedule::rule_from_text(call.words.rest()).value_or(schedule::Rule{}));
}
void remind(Turn& turn, Call& call) {
    turn.repeat("trial.remind", 1, schedule::rule_from_text(call.words.rest()).value_or(schedule::Rule{}));
}
void once(Turn& turn, Call& call) {
    const auto in = number_of(call.words.peek());
    turn.once("trial.bell", in, turn.now() + std::chrono::minutes(in));
}
void tick(Turn& turn, const Fired& fired) {
    turn.answer(said, {{"text", "tick " + schedule::iso(fired.day)}});
}
void reminder(Turn& turn, const Fired& fired) {
    const std::int64_t note = make_note(turn, turn.actor(), "reminder " + schedule::iso(fired.day));
    turn.show("trial.note", note, turn.actor(), Kind::nudge, {.not_before = fired.due, .not_after = {}});
}
void bell(Turn& turn, const Fired& fired) {
    turn.answer(said, {{"text", "bell " + std::to_string(fired.id)}});
}
void boom_fired(Turn& /*turn*/, const Fired& /*fired*/) {
    throw std::runtime_error("made to fail");
}

void form(Turn& turn, Call& call) {
    turn.ask("trial.form", call.words.rest());
}
std::optional<chat::Form> build_form(Turn& /*turn*/, const std::string& /*args*/) {
    return chat::Form{
        .token = {},
        .title = "Trial",
        .fields =
            {{.name = "title", .label = "What is it called?", .initial = {}, .options = {}, .max = 20},
             {.name = "friend", .label = "Who helps?", .kind = chat::FieldKind::person, .initial = {}, .options = {}},
             {.name = "colour",
              .label = "Which colour?",
              .kind = chat::FieldKind::choice,
              .initial = {},
              .options = {{"r", "Red"}, {"g", "Green"}}},
             {.name = "more",
              .label = "Anything else?",
              .kind = chat::FieldKind::paragraph,
              .initial = {},
              .options = {},
              .required = false}},
        .submit = "Save"};
}
FieldErrors submit_form(Turn& turn, const std::string& args, Values& values) {
    if (args == "boom") throw std::runtime_error("made to fail");
    if (values["title"].text == "taken") {
        static constexpr Text taken{"That name is taken."};
        return {{"title", taken}};
    }
    const std::string text = values["title"].text + " / " + written_out(values["friend"]) + " / " +
                             values["colour"].text + " / " + values["more"].text;
    turn.answer(said, {{"text", text}});
    return {};
}

void menu(Turn& turn, Call& call) {
    constexpr Text label{"Fruit"};
    chat::Message message = engine::message(said, {{"text", std::string("choose")}});
    message.blocks.emplace_back(
        chat::Menu{button(label, call.words.rest(), "🍎", "trial.say", "menu"), {{"a", "Apple"}, {"p", "Pear"}}});
    turn.answer(std::move(message));
}
void list(Turn& turn, Call& call) {
    const int items = call.words.take("long") ? 3 : 2;
    const std::string name = call.words.rest();
    constexpr Text send{"Send"};
    constexpr Text edit{"Edit"};
    constexpr Text later{"Later"};
    chat::Message message;
    for (int number = 1; number <= items; ++number) {
        const std::string id = name + std::to_string(number);
        message.blocks.emplace_back(chat::Item{number,
                                               {chat::Plain{"item " + id}},
                                               {},
                                               {button(send, "send", "✅", "trial.done", "send " + id),
                                                button(edit, "edit", "", "trial.edit", "edit " + id)}});
    }
    message.blocks.emplace_back(chat::Buttons{{button(later, "later", "➖", "trial.done", "later " + name)}});
    turn.answer(std::move(message));
}
void press_say(Turn& turn, const Press& press) {
    turn.answer(said, {{"text", "pressed " + press.args + " " + press.choice + press.text}});
}
void press_done(Turn& turn, const Press& press) {
    turn.replace(message(said, {{"text", "done " + press.args}}));
}
void press_boom(Turn& /*turn*/, const Press& /*press*/) {
    throw std::runtime_error("made to fail");
}

void count(Turn& turn, Call& call) {
    const bool here = call.words.take("here");
    const std::int64_t id = make_note(turn, turn.actor(), "counter");
    const auto channel = turn.channel();
    if (here && channel) {
        turn.show("trial.count", id, *channel, Kind::answer);
    } else {
        turn.show("trial.count", id, turn.actor(), Kind::answer);
    }
}
void add(Turn& turn, std::int64_t id, std::int64_t by) {
    turn.db().run(R"sql(UPDATE trial_note SET number = trial_note.number + $2 WHERE id = $1)sql", {id, by});
    turn.refresh("trial.count", id);
}
void press_up(Turn& turn, const Press& press) {
    const std::int64_t id = number_of(press.args);
    add(turn, id, 1);
    turn.undoable("trial.up", id);
}
std::optional<chat::Spans> undo_up(Turn& turn, std::int64_t id) {
    add(turn, id, -1);
    return fill(said, {{"text", "back to " + std::to_string(note_of(turn, id).number)}});
}
std::optional<chat::Message> render_count(Turn& turn, std::int64_t id) {
    constexpr Text up{"Up"};
    const Note note = note_of(turn, id);
    chat::Message message = engine::message(said, {{"text", "count " + std::to_string(note.number)}});
    if (note.number < 3) {
        message.blocks.emplace_back(chat::Buttons{{button(up, "up", "👍", "trial.up", std::to_string(id))}});
    }
    return message;
}
void count_reacted(Turn& turn, std::int64_t /*id*/, const chat::Reacted& reacted) {
    trace(turn, (reacted.added ? "added " : "removed ") + reacted.emoji);
}

void chat_only(Turn& turn, Call& call) {
    turn.answer_in_chat(message(said, {{"text", call.words.rest()}}));
}

const std::array commands = std::to_array<Command>({
    {.verb = "boom", .aliases = {}, .arguments = "", .topic = "trial", .run = boom, .help = for_tests},
    {.verb = "nudge", .aliases = {}, .arguments = "", .topic = "trial", .run = nudge, .help = for_tests},
    {.verb = "dated", .aliases = {}, .arguments = "", .topic = "trial", .run = dated, .help = for_tests},
    {.verb = "now", .aliases = {}, .arguments = "", .topic = "trial", .run = now, .help = for_tests},
    {.verb = "unsay", .aliases = {}, .arguments = "", .topic = "trial", .run = unsay, .help = for_tests},
    {.verb = "deliver", .aliases = {}, .arguments = "", .topic = "trial", .run = deliver, .help = for_tests},
    {.verb = "every", .aliases = {}, .arguments = "", .topic = "trial", .run = every, .help = for_tests},
    {.verb = "remind", .aliases = {}, .arguments = "", .topic = "trial", .run = remind, .help = for_tests},
    {.verb = "once", .aliases = {}, .arguments = "", .topic = "trial", .run = once, .help = for_tests},
    {.verb = "form", .aliases = {}, .arguments = "", .topic = "trial", .run = form, .help = for_tests},
    {.verb = "menu", .aliases = {}, .arguments = "", .topic = "trial", .run = menu, .help = for_tests},
    {.verb = "list", .aliases = {}, .arguments = "", .topic = "trial", .run = list, .help = for_tests},
    {.verb = "count",
     .aliases = {},
     .arguments = "",
     .topic = "trial",
     .sharing = Sharing::shared,
     .run = count,
     .help = for_tests},
    {.verb = "chat", .aliases = {}, .arguments = "", .topic = "trial", .run = chat_only, .help = for_tests},
});
constexpr std::array actions = std::to_array<ActionDef>({
    {"trial.boom", press_boom},
    {"trial.say", press_say},
    {"trial.edit", press_say, true},
    {"trial.done", press_done},
    {"trial.up", press_up},
});
constexpr std::array forms = std::to_array<FormDef>({{"trial.form", build_form, submit_form}});
constexpr std::array views = std::to_array<ViewDef>({
    {"trial.note", render_note, note_shown, note_unreachable, nullptr, note_waits},
    {"trial.count", render_count, nullptr, nullptr, count_reacted},
});
constexpr std::array alarms = std::to_array<AlarmDef>(
    {{"trial.tick", tick}, {"trial.remind", reminder}, {"trial.bell", bell}, {"trial.boom", boom_fired}});
constexpr std::array undos = std::to_array<UndoDef>({{"trial.up", undo_up}});

}  // namespace

const Practice trial{
    .name = "trial",
    .migrations = std::span(&tables, 1),
    .commands = commands,
    .actions = actions,
    .forms = forms,
    .views = views,
    .alarms = alarms,
    .undos = undos,
    .phrases = {},
};

std::span<const Practice* const> with_trial() {
    static const std::vector<const Practice*> all = [] {
        std::vector<const Practice*> practices(bot::practices().begin(), bot::practices().end());
        practices.push_back(&trial);
        return practices;
    }();
    return all;
}

std::vector<std::string> trial_traces(store::Database& db) {
    std::vector<std::string> all;
    auto row = db.query(R"sql(SELECT text FROM trial_trace ORDER BY id)sql");
    while (row.next()) all.push_back(row.text(0));
    return all;
}

}  // namespace goodturn::support
