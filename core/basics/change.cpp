#include "core/basics/change.hpp"

#include "core/basics/texts.hpp"
#include "core/basics/verbs.hpp"
#include "core/engine/instants.hpp"

#include <algorithm>
#include <chrono>
#include <sstream>
#include <utility>
#include <vector>

namespace goodturn::basics {

using engine::fill;
using engine::Turn;

constexpr store::Migration change_schema{"basics 1", R"sql(
CREATE TABLE basics_change (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    setting BIGINT NOT NULL,
    was TEXT NOT NULL,
    became TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX basics_change_person ON basics_change (person_id);
CREATE INDEX basics_change_at ON basics_change (at);
)sql"};

namespace {

/// A little more than undo reaches back.
constexpr std::chrono::hours kept_for{1};

std::string read_quiet(Turn& turn) {
    const auto me = turn.me();
    return std::string(me.stopped ? "stopped " : "open ") +
           std::to_string(me.paused_until ? engine::millis(*me.paused_until) : 0);
}

void write_quiet(Turn& turn, const std::string& text) {
    std::istringstream words(text);
    std::string state;
    std::int64_t until = 0;
    words >> state >> until;
    turn.people().set_stopped(turn.actor(), state == "stopped");
    turn.people().set_paused(turn.actor(), until == 0 ? std::nullopt : std::optional(engine::instant(until)));
}

/// Person ids with a space behind each; 0 stands for everybody.
std::string read_blocked(Turn& turn) {
    std::string text;
    for (const auto& sender : turn.blocked()) text += std::to_string(sender ? engine::raw(*sender) : 0) + ' ';
    return text;
}

std::vector<std::optional<engine::PersonId>> senders(const std::string& text) {
    std::vector<std::optional<engine::PersonId>> all;
    std::istringstream words(text);
    for (std::int64_t id = 0; words >> id;) {
        all.push_back(id == 0 ? std::nullopt : std::optional(engine::PersonId{id}));
    }
    return all;
}

void write_blocked(Turn& turn, const std::string& text) {
    const auto now = turn.blocked();
    const auto wanted = senders(text);
    for (const auto& sender : now) {
        if (std::ranges::find(wanted, sender) == wanted.end()) turn.unblock(sender);
    }
    for (const auto& sender : wanted) {
        if (std::ranges::find(now, sender) == now.end()) turn.block(sender);
    }
}

/// The actor's setting as one text, which write() takes back. Empty: a zone that nobody knows.
std::string read(Turn& turn, Setting setting) {
    switch (setting) {
        case Setting::zone: {
            const auto me = turn.me();
            return me.zone_known ? me.zone : std::string();
        }
        case Setting::hours:
            return schedule::to_text(turn.me().hours);
        case Setting::quiet:
            return read_quiet(turn);
        case Setting::blocked:
            return read_blocked(turn);
    }
    std::unreachable();
}

void write(Turn& turn, Setting setting, const std::string& text) {
    switch (setting) {
        case Setting::zone:
            turn.people().set_zone(turn.actor(), text);
            return turn.replan();
        case Setting::hours:
            turn.people().set_hours(turn.actor(), schedule::read_hours(text, {}).value_or(schedule::Hours{}));
            return turn.replan();
        case Setting::quiet:
            return write_quiet(turn, text);
        case Setting::blocked:
            return write_blocked(turn, text);
    }
}

chat::Spans quiet_back(Turn& turn) {
    if (turn.me().stopped) return fill(texts::back_to_stopped);
    if (auto until = paused_until(turn)) return fill(texts::back_to_paused, {{"when", quiet_until(turn, *until)}});
    return fill(texts::back_to_none);
}

chat::Spans back(Turn& turn, Setting setting) {
    switch (setting) {
        case Setting::zone:
            return fill(texts::zone_back, {{"zone", turn.me().zone}});
        case Setting::hours:
            return fill(texts::hours_back, {{"hours", hours_text(turn)}});
        case Setting::quiet:
            return quiet_back(turn);
        case Setting::blocked:
            return fill(texts::blocked_back, {{"p", turn.prefix()}});
    }
    std::unreachable();
}

}  // namespace

Change::Change(Turn& turn, Setting setting) : turn_(turn), setting_(setting), before_(read(turn, setting)) {}

void Change::answer(chat::Message message) {
    const std::string after = read(turn_, setting_);
    const bool nothing_to_go_back_to = setting_ == Setting::zone && before_.empty();
    if (after != before_ && !nothing_to_go_back_to) {
        const std::int64_t id = turn_.db().new_id();
        turn_.db().run(
            R"sql(INSERT INTO basics_change (id, person_id, setting, was, became, at)
                  VALUES ($1, $2, $3, $4, $5, $6))sql",
            {id, engine::raw(turn_.actor()), static_cast<std::int64_t>(setting_), before_, after,
             engine::millis(turn_.now())});
        message.blocks.emplace_back(chat::Buttons{{turn_.undoable("change", id)}});
    }
    turn_.answer(std::move(message));
}

std::optional<chat::Spans> undo_change(Turn& turn, std::int64_t id) {
    std::optional<Setting> setting;
    std::string before;
    std::string after;
    {
        auto row =
            turn.db().query(R"sql(SELECT setting, was, became FROM basics_change WHERE id = $1 AND person_id = $2)sql",
                            {id, engine::raw(turn.actor())});
        if (row.next()) {
            setting = static_cast<Setting>(row.integer(0));
            before = row.text(1);
            after = row.text(2);
        }
    }
    if (!setting || read(turn, *setting) != after) {
        turn.refuse(texts::changed_since, {{"p", turn.prefix()}});
        return std::nullopt;
    }
    write(turn, *setting, before);
    return back(turn, *setting);
}

bool prune_changes(Turn& turn) {
    constexpr std::int64_t at_once = 500;
    return turn.db().run(
               R"sql(DELETE FROM basics_change WHERE id IN
                     (SELECT old.id FROM basics_change old WHERE old.at < $1 ORDER BY old.at LIMIT $2))sql",
               {engine::millis(turn.now() - kept_for), at_once}) == at_once;
}

std::optional<chat::Instant> paused_until(Turn& turn) {
    const auto until = turn.me().paused_until;
    return until && *until > turn.now() ? until : std::nullopt;
}

std::string quiet_until(Turn& turn, chat::Instant until) {
    const schedule::Local local = schedule::to_local(turn.me().zone, until);
    return local.time == schedule::Minutes{0} ? turn.day(local.day) : turn.when(until);
}

}  // namespace goodturn::basics
