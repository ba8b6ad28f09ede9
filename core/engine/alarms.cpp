#include "core/engine/alarms.hpp"

#include "core/engine/instants.hpp"

#include <algorithm>

namespace goodturn::engine {
namespace {

using schedule::Day;

constexpr auto one_day = std::chrono::days(1);

}  // namespace

void Alarms::plan(std::int64_t row, PersonId id, std::string_view name, std::int64_t subject,
                  const schedule::Rule& rule, chat::Instant now, std::optional<Day> planned_for) {
    const Person person = people_.get(id);
    const Day today = schedule::to_local(person.zone, now).day;
    Day after = today - one_day;
    {
        auto fired = db_.query(R"sql(SELECT day FROM fired WHERE person_id = $1 AND name = $2 AND subject = $3)sql",
                               {raw(id), name, subject});
        if (fired.next()) after = std::max(after, schedule::day_from_iso(fired.text(0)).value_or(after));
    }
    const auto following = [&](Day day) {
        return schedule::next(rule, person.zone, person.hours, options_.holidays, day);
    };
    const auto due_at = [&](const schedule::Occurrence& occurrence) {
        return occurrence.at + schedule::spread(raw(id), occurrence.day, options_.spread);
    };
    auto occurrence = following(after);
    if (occurrence && due_at(*occurrence) <= now && planned_for != occurrence->day)
        occurrence = following(occurrence->day);
    if (!occurrence) {
        // A rule that never matches: nothing to wait for.
        db_.run(R"sql(DELETE FROM alarm WHERE id = $1)sql", {row});
        return;
    }
    const std::string day = schedule::iso(occurrence->day);
    db_.run(R"sql(UPDATE alarm SET due = $2, day = $3 WHERE id = $1)sql", {row, millis(due_at(*occurrence)), day});
}

void Alarms::repeat(PersonId id, std::string_view name, std::int64_t subject, const schedule::Rule& rule,
                    chat::Instant now) {
    const std::string text = schedule::to_text(rule);
    const auto row = db_.integer(
        R"sql(INSERT INTO alarm (id, name, person_id, subject, rule, day, due) VALUES ($1, $2, $3, $4, $5, '', 0)
              ON CONFLICT (person_id, name, subject) DO UPDATE SET rule = excluded.rule RETURNING id)sql",
        {db_.new_id(), name, raw(id), subject, text});
    if (row) plan(*row, id, name, subject, rule, now, std::nullopt);
}

void Alarms::once(PersonId id, std::string_view name, std::int64_t subject, chat::Instant when) {
    const std::string day = schedule::iso(schedule::to_local(people_.get(id).zone, when).day);
    db_.run(
        R"sql(INSERT INTO alarm (id, name, person_id, subject, rule, day, due) VALUES ($1, $2, $3, $4, NULL, $5, $6)
              ON CONFLICT (person_id, name, subject)
              DO UPDATE SET rule = NULL, day = excluded.day, due = excluded.due)sql",
        {db_.new_id(), name, raw(id), subject, day, millis(when)});
}

void Alarms::cancel(PersonId id, std::string_view name, std::int64_t subject) {
    db_.run(R"sql(DELETE FROM alarm WHERE person_id = $1 AND name = $2 AND subject = $3)sql", {raw(id), name, subject});
}

std::optional<chat::Instant> Alarms::next(PersonId id, std::string_view name, std::int64_t subject) {
    const auto due = db_.integer(R"sql(SELECT due FROM alarm WHERE person_id = $1 AND name = $2 AND subject = $3)sql",
                                 {raw(id), name, subject});
    if (!due) return std::nullopt;
    return instant(*due);
}

void Alarms::replan(PersonId id, chat::Instant now) {
    struct Row {
        std::int64_t id;
        schedule::Rule rule;
        std::string name;
        std::int64_t subject;
        std::optional<Day> day;
    };
    std::vector<Row> found;
    {
        auto rows = db_.query(
            R"sql(SELECT id, rule, name, subject, day FROM alarm
                  WHERE person_id = $1 AND rule IS NOT NULL AND due > $2)sql",
            {raw(id), millis(now)});
        while (rows.next()) {
            if (auto rule = schedule::rule_from_text(rows.text(1))) {
                found.push_back(
                    {rows.integer(0), *rule, rows.text(2), rows.integer(3), schedule::day_from_iso(rows.text(4))});
            }
        }
    }
    for (const auto& row : found) plan(row.id, id, row.name, row.subject, row.rule, now, row.day);
}

void Alarms::replan_all(chat::Instant now) {
    std::optional<std::int64_t> person = 0;
    while ((person = db_.integer(R"sql(SELECT person_id FROM alarm WHERE person_id > $1 ORDER BY person_id LIMIT 1)sql",
                                 {*person}))) {
        replan(PersonId{*person}, now);
    }
}

std::vector<DueAlarm> Alarms::take_due(chat::Instant now, std::int64_t limit) {
    struct Row {
        std::int64_t id;
        DueAlarm alarm;
        std::optional<schedule::Rule> rule;
    };
    std::vector<Row> rows;
    {
        auto row = db_.query(
            R"sql(SELECT id, person_id, name, subject, day, due, rule FROM alarm WHERE due <= $1
                  ORDER BY due, id LIMIT $2)sql",
            {millis(now), limit});
        while (row.next()) {
            const Day day = schedule::day_from_iso(row.text(4)).value_or(Day{});
            rows.push_back({row.integer(0),
                            {PersonId{row.integer(1)}, row.text(2), {row.integer(3), day, instant(row.integer(5))}},
                            row.null(6) ? std::nullopt : schedule::rule_from_text(row.text(6))});
        }
    }
    std::vector<DueAlarm> due;
    for (auto& row : rows) {
        if (!row.rule) {
            db_.run(R"sql(DELETE FROM alarm WHERE id = $1)sql", {row.id});
            due.push_back(std::move(row.alarm));
            continue;
        }
        const Person person = people_.get(row.alarm.person);
        auto& fired = row.alarm.fired;
        auto next = schedule::next(*row.rule, person.zone, person.hours, options_.holidays, fired.day);
        while (next && next->at + schedule::spread(raw(person.id), next->day, options_.spread) <= now) {
            fired.day = next->day;
            fired.due = next->at;
            next = schedule::next(*row.rule, person.zone, person.hours, options_.holidays, next->day);
        }
        const std::string day = schedule::iso(fired.day);
        db_.run(
            R"sql(INSERT INTO fired (id, person_id, name, subject, day) VALUES ($1, $2, $3, $4, $5)
                  ON CONFLICT (person_id, name, subject) DO UPDATE SET day = excluded.day)sql",
            {db_.new_id(), raw(person.id), row.alarm.name, fired.id, day});
        plan(row.id, person.id, row.alarm.name, fired.id, *row.rule, now, std::nullopt);
        due.push_back(std::move(row.alarm));
    }
    return due;
}

std::optional<chat::Instant> Alarms::next_due() {
    const auto due = db_.integer(R"sql(SELECT due FROM alarm ORDER BY due LIMIT 1)sql");
    if (!due) return std::nullopt;
    return instant(*due);
}

std::optional<chat::Instant> Alarms::next_due(PersonId person) {
    const auto due = db_.integer(
        R"sql(SELECT due FROM alarm WHERE person_id = $1 AND rule IS NOT NULL ORDER BY due LIMIT 1)sql", {raw(person)});
    if (!due) return std::nullopt;
    return instant(*due);
}

}  // namespace goodturn::engine
