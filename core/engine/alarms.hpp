#pragma once

#include "core/engine/people.hpp"
#include "core/engine/turn.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Scheduled things: a row with an instant, and a rule in the person's zone if it comes again.
namespace goodturn::engine {

struct DueAlarm {
    PersonId person{};
    std::string name;
    Fired fired;
};

class Alarms {
public:
    Alarms(store::Database& db, People& people, const Options& options) : db_(db), people_(people), options_(options) {}

    void repeat(PersonId person, std::string_view name, std::int64_t subject, const schedule::Rule& rule,
                chat::Instant now);
    void once(PersonId person, std::string_view name, std::int64_t subject, chat::Instant when);
    void cancel(PersonId person, std::string_view name, std::int64_t subject);
    [[nodiscard]] std::optional<chat::Instant> next(PersonId person, std::string_view name, std::int64_t subject);
    /// The person's zone, hours or days changed. Dates that have fired do not come again; what is due fires first.
    void replan(PersonId person, chat::Instant now);
    /// The same for everybody: zone data, default hours or holidays are not what they were.
    void replan_all(chat::Instant now);

    /// Takes what is due, at most `limit`. A rule's row moves on to its next date after now, so that an outage over
    /// several dates fires once, for the newest of them; a single one is deleted.
    [[nodiscard]] std::vector<DueAlarm> take_due(chat::Instant now, std::int64_t limit);
    [[nodiscard]] std::optional<chat::Instant> next_due();
    /// The person's next repeating one.
    [[nodiscard]] std::optional<chat::Instant> next_due(PersonId person);

private:
    /// Puts the row on its next date. `planned_for`: a date that was already promised, so it still counts today even
    /// if its time has passed by the clock of a new zone.
    void plan(std::int64_t row, PersonId person, std::string_view name, std::int64_t subject,
              const schedule::Rule& rule, chat::Instant now, std::optional<schedule::Day> planned_for);

    store::Database& db_;
    People& people_;
    const Options& options_;
};

}  // namespace goodturn::engine
