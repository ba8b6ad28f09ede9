#include "core/gratitude/settings.hpp"

#include "core/gratitude/common.hpp"
#include "core/gratitude/log.hpp"
#include "core/gratitude/passing.hpp"
#include "core/gratitude/texts.hpp"

#include <set>
#include <utility>

namespace goodturn::gratitude {

using namespace engine;
using chat::Spans;

namespace {

using Round = Settings::Round;

constexpr std::string_view alarm = "round";

constexpr std::int64_t shown_on_their_way = 10;

constexpr std::string_view name_of(Round round) {
    switch (round) {
        case Round::on:
            return "on";
        case Round::off:
            return "off";
        case Round::unset:
            break;
    }
    return "unset";
}
Round round_named(std::string_view name) {
    if (name == "on") return Round::on;
    return name == "off" ? Round::off : Round::unset;
}

/// Columns round, minute, every, since, reactions from 0 on.
Settings read(const store::Rows& row) {
    return {.round = round_named(row.text(0)),
            .time = schedule::Minutes(row.integer(1)),
            .every = static_cast<unsigned>(row.integer(2)),
            .since = instant(row.integer(3)),
            .reactions = row.flag(4)};
}

/// What change() kept under this id; nullopt: no longer there, and answered so.
std::optional<Settings> settings_before(Turn& turn, std::int64_t id) {
    auto row = turn.db().query(
        R"sql(SELECT round, minute, every, since, reactions FROM thanker_before WHERE id = $1 AND person_id = $2)sql",
        {id, raw(turn.actor())});
    if (row.next()) return read(row);
    turn.answer(texts::gone_from_here);
    return std::nullopt;
}

/// Nothing was told of them yet, and none comes to guests.
bool may_be_guest(Turn& turn) {
    return turn.me().learned == chat::Instant{};
}

/// When the next round comes; nullopt: while the person wants quiet, or may be a guest, nobody knows.
std::optional<chat::Instant> next_round(Turn& turn) {
    const auto next = turn.next(alarm, 0);
    const auto me = turn.me();
    const bool quiet =
        me.stopped || !me.reachable || may_be_guest(turn) || (me.paused_until && next && *me.paused_until > *next);
    return quiet ? std::nullopt : next;
}

}  // namespace

Settings settings_of(Turn& turn) {
    auto row = turn.db().query(
        R"sql(SELECT round, minute, every, since, reactions, told FROM thanker WHERE person_id = $1)sql",
        {raw(turn.actor())});
    if (!row.next()) return {};
    auto settings = read(row);
    settings.told = row.integer(5);
    return settings;
}

void keep(Turn& turn, const Settings& settings) {
    const auto me = raw(turn.actor());
    turn.db().run(
        R"sql(INSERT INTO thanker (id, person_id, round, minute, every, since, reactions, told)
              VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
              ON CONFLICT (person_id) DO UPDATE SET round = excluded.round, minute = excluded.minute,
                  every = excluded.every, since = excluded.since, reactions = excluded.reactions)sql",
        {turn.db().new_id(), me, name_of(settings.round), settings.time.count(), std::int64_t{settings.every},
         millis(settings.since), std::int64_t{settings.reactions}});
    if (settings.round == Round::on) {
        turn.repeat(alarm, 0,
                    {.kind = schedule::Rule::Kind::last_friday, .time = settings.time, .every = settings.every});
    } else {
        turn.cancel(alarm, 0);
    }
}

chat::Button change(Turn& turn, const Settings& settings) {
    const auto before = settings_of(turn);
    const auto id = turn.db().new_id();
    turn.db().run(
        R"sql(INSERT INTO thanker_before (id, person_id, round, minute, every, since, reactions, at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql",
        {id, raw(turn.actor()), name_of(before.round), before.time.count(), std::int64_t{before.every},
         millis(before.since), std::int64_t{before.reactions}, millis(turn.now())});
    auto after = settings;
    if (after.round == Round::on && before.round != Round::on) {
        after.since = turn.now();
        turn.planned();
    }
    keep(turn, after);
    if (after.reactions != before.reactions) return turn.undoable("reactions", id);
    turn.db().run(R"sql(UPDATE help_mark SET round = 0 WHERE owner_id = $1 AND round = 1)sql", {raw(turn.actor())});
    return turn.undoable("round.settings", id);
}

void count_told(Turn& turn, int more) {
    turn.db().run(R"sql(UPDATE thanker SET told = thanker.told + $2 WHERE person_id = $1)sql",
                  {raw(turn.actor()), std::int64_t{more}});
}

Spans round_state(Turn& turn) {
    const auto settings = settings_of(turn);
    if (settings.round != Round::on) return fill(texts::round_is_off, {{"prefix", turn.prefix()}});
    if (!turn.me().reachable) return fill(texts::round_not_for_guests);
    if (may_be_guest(turn)) return fill(texts::round_is_on_for_members);
    const auto next = next_round(turn);
    if (!next) return fill(texts::round_is_on_undated);
    return fill(settings.every == 1 ? texts::round_is_on : texts::round_is_on_quarterly, {{"when", turn.when(*next)}});
}

std::optional<chat::Note> first_help(Turn& turn) {
    auto settings = settings_of(turn);
    if (settings.round != Round::unset || !turn.me().reachable) return std::nullopt;
    // Not an undo of its own: `undo` then takes back the help, which is what the person did.
    settings.round = Round::on;
    settings.since = turn.now();
    keep(turn, settings);
    turn.planned();
    if (may_be_guest(turn)) return note(texts::first_help_for_members);
    const auto next = next_round(turn);
    if (!next) return note(texts::first_help_undated);
    return note(texts::first_help, {{"when", turn.when(*next)}});
}

chat::Button no_thanks_button() {
    return button(texts::no_thanks, "no round", "🔕", "round.off");
}

void press_round_off(Turn& turn, const Press&) {
    auto settings = settings_of(turn);
    if (settings.round == Round::off) return turn.answer(says(round_state(turn)));
    settings.round = Round::off;
    const auto undo = change(turn, settings);
    turn.answer(says(round_state(turn), {undo}));
}

void press_fewer(Turn& turn, const Press&) {
    auto settings = settings_of(turn);
    if (settings.every == Settings::quarterly) return turn.answer(says(round_state(turn)));
    settings.every = Settings::quarterly;
    const auto undo = change(turn, settings);
    turn.answer(says(round_state(turn), {undo}));
}

void reactions_command(Turn& turn, Call& call) {
    auto settings = settings_of(turn);
    if (call.words.at_end())
        return turn.answer(settings.reactions ? texts::reactions_are_on : texts::reactions_are_off);
    const bool on = call.words.take("on");
    if ((!on && !call.words.take("off")) || !call.words.at_end()) return turn.refuse(texts::reactions_how);
    settings.reactions = on;
    const auto undo = change(turn, settings);
    turn.answer(says(fill(on ? texts::reactions_are_on : texts::reactions_are_off), {undo}));
}

std::optional<Spans> undo_round(Turn& turn, std::int64_t id) {
    const auto before = settings_before(turn, id);
    if (!before) return std::nullopt;
    auto settings = *before;
    settings.reactions = settings_of(turn).reactions;
    keep(turn, settings);
    return round_state(turn);
}

std::optional<Spans> undo_reactions(Turn& turn, std::int64_t id) {
    const auto before = settings_before(turn, id);
    if (!before) return std::nullopt;
    auto settings = settings_of(turn);
    settings.reactions = before->reactions;
    keep(turn, settings);
    return fill(settings.reactions ? texts::reactions_are_on : texts::reactions_are_off);
}

std::vector<chat::Block> overview(Turn& turn) {
    std::vector<chat::Block> blocks{chat::Paragraph{round_state(turn)}};
    std::set<std::int64_t> posts;
    for (const auto& copy : on_their_way(turn, shown_on_their_way)) {
        const auto thanks = find_thanks(turn, copy.thanks);
        if (!thanks || (thanks->place == Place::here && !posts.insert(thanks->id).second)) continue;
        blocks.emplace_back(chat::Paragraph{status(turn, *thanks, copy)});
    }
    blocks.emplace_back(chat::Buttons{{note_button(turn), button(texts::show_log, "", "", "help.log", "1")}});
    return blocks;
}

std::vector<SettingLine> setting_lines(Turn& turn) {
    const auto settings = settings_of(turn);
    const auto next = settings.round == Round::on ? next_round(turn) : std::nullopt;
    const auto when = next ? turn.when(*next) : std::string();
    const auto& round = settings.round != Round::on ? texts::round_line_off
                        : !turn.me().reachable      ? texts::round_line_guest
                        : !next                     ? texts::round_line_undated
                        : settings.every == 1       ? texts::round_line
                                                    : texts::round_line_quarterly;
    return {
        {fill_plain(texts::setting_round), fill(round, {{"prefix", turn.prefix()}, {"when", when}})},
        {fill_plain(texts::setting_reactions),
         fill(settings.reactions ? texts::reactions_line_on : texts::reactions_line_off, {{"prefix", turn.prefix()}})}};
}

}  // namespace goodturn::gratitude
