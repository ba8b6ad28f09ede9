#include "core/engine/pruning.hpp"

#include "core/engine/happening.hpp"
#include "core/engine/instants.hpp"
#include "core/schedule/zone.hpp"

namespace goodturn::engine {
namespace {

constexpr auto every = std::chrono::hours(1);
constexpr std::int64_t at_once = 1000;
constexpr auto keep_keys = std::chrono::days(30);
constexpr auto keep_short = std::chrono::hours(1);
constexpr auto keep_passings = std::chrono::days(30);  ///< who wrote to somebody is known to them by name
constexpr auto keep_nudges = std::chrono::days(1200);  ///< six ignored rounds, at half of quarterly
constexpr auto keep_views = std::chrono::days(400);    ///< longer than what they show

/// The rows of each table that are past `$1`, at most `$2` of them.
constexpr std::string_view old_deliveries =
    R"sql(DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE state = 'done' AND done_at < $1 LIMIT $2))sql";
constexpr std::string_view old_refusals =
    R"sql(DELETE FROM refusal WHERE id IN (SELECT id FROM refusal WHERE at < $1 LIMIT $2))sql";
constexpr std::string_view old_dialogs =
    R"sql(DELETE FROM dialog WHERE id IN (SELECT id FROM dialog WHERE expires < $1 LIMIT $2))sql";
constexpr std::string_view old_undos =
    R"sql(DELETE FROM undo WHERE at < $1 AND id IN (SELECT id FROM undo ORDER BY id LIMIT $2))sql";
constexpr std::string_view old_ways =
    R"sql(DELETE FROM way WHERE at < $1 AND id IN (SELECT id FROM way ORDER BY id LIMIT $2))sql";
constexpr std::string_view old_passings =
    R"sql(DELETE FROM passing WHERE id IN (SELECT id FROM passing WHERE day < $1 LIMIT $2))sql";
constexpr std::string_view old_received =
    R"sql(DELETE FROM received WHERE id IN (SELECT id FROM received WHERE day < $1 LIMIT $2))sql";
constexpr std::string_view old_nudges =
    R"sql(DELETE FROM nudge WHERE id IN (SELECT id FROM nudge WHERE at < $1 LIMIT $2))sql";
constexpr std::string_view old_views =
    R"sql(DELETE FROM view WHERE id IN (SELECT id FROM view WHERE created < $1 LIMIT $2))sql";

/// Keys lie in the order of their hashes, in which no day is found. One part of them is looked through at a time; as
/// there is one more than a day has hours, each has its turn also where the bot runs for one hour a day.
bool prune_keys(Machinery& m, chat::Instant now) {
    constexpr std::int64_t parts = 25;
    constexpr std::int64_t size = (store::Seal::largest_number + 1) / parts + 1;
    const std::int64_t part = now.time_since_epoch() / every % parts;
    return m.db.run(
               R"sql(DELETE FROM dedupe
                     WHERE id IN (SELECT id FROM dedupe WHERE id >= $3 AND id < $4 AND day < $1 LIMIT $2))sql",
               {millis(now - keep_keys) / 86'400'000, at_once, part * size, (part + 1) * size}) == at_once;
}

}  // namespace

bool prune(Machinery& m, chat::Instant now) {
    const auto last = m.db.integer(R"sql(SELECT value FROM meta WHERE name = 'pruned')sql");
    if (last && instant(*last) + every > now) return false;
    bool more = false;
    const auto drop = [&](std::string_view sql, store::Value before) {
        more = m.db.run(sql, {before, at_once}) == at_once || more;
    };
    const auto day_of = [](chat::Instant at) { return schedule::iso(schedule::to_local("UTC", at).day); };
    const std::string day_before = day_of(now - std::chrono::days(3));
    const std::string month_before = day_of(now - keep_passings);
    more = prune_keys(m, now);
    drop(old_deliveries, millis(now - keep_keys));
    drop(old_refusals, millis(now - keep_short));
    drop(old_dialogs, millis(now));
    drop(old_undos, millis(now - keep_short));
    drop(old_ways, millis(now - keep_short));
    drop(old_passings, std::string_view(month_before));
    drop(old_received, std::string_view(day_before));
    drop(old_nudges, millis(now - keep_nudges));
    drop(old_views, millis(now - keep_views));
    for (const Practice* practice : m.registry.practices()) {
        if (practice->prune == nullptr) continue;
        m.guarded("pruning", [&] {
            Happening turn(m, Space{}, PersonId{}, now);
            more = practice->prune(turn) || more;
        });
    }
    if (more) return true;
    m.db.run(
        R"sql(INSERT INTO meta (id, name, value) VALUES ($1, 'pruned', $2)
              ON CONFLICT (name) DO UPDATE SET value = excluded.value)sql",
        {m.db.new_id(), millis(now)});
    return false;
}

}  // namespace goodturn::engine
