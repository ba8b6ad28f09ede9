#include "core/engine/engine.hpp"

#include "core/engine/instants.hpp"
#include "core/engine/interpret.hpp"
#include "core/engine/machinery.hpp"
#include "core/engine/pruning.hpp"
#include "core/engine/schema.hpp"
#include "core/engine/sending.hpp"
#include "core/engine/texts.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace goodturn::engine {
namespace {

constexpr std::int64_t alarms_at_once = 256;
/// Less is how servers keep the time, and makes no wait much longer.
constexpr auto set_back = std::chrono::seconds(10);
/// Servers that keep local time are set back by an hour each autumn; nobody needs to be told of that.
constexpr auto tell_of = std::chrono::hours(1);
constexpr auto write_newest_every = std::chrono::minutes(1);
/// A running bot steps every hour: beyond that the machine slept, or its clock was set.
constexpr auto was_away = std::chrono::hours(2);

/// What a database keeps of its key.
std::int64_t key_mark(const store::Seal& seal) {
    return seal.number("key check");
}

std::optional<std::int64_t> kept_key_mark(store::Database& db) {
    return db.integer(R"sql(SELECT value FROM meta WHERE name = 'key')sql");
}

std::optional<chat::Instant> newest_of(store::Database& db) {
    const auto newest = db.integer(R"sql(SELECT value FROM meta WHERE name = 'newest')sql");
    if (!newest) return std::nullopt;
    return instant(*newest);
}

std::int64_t day_number(chat::Instant now) {
    return millis(now) / 86'400'000;
}

}  // namespace

struct Engine::Impl {
    Impl(store::Database& db, const store::Seal& seal, Options options, std::span<const Practice* const> practices)
        : m(db, seal, std::move(options), practices) {
        std::vector<store::Migration> migrations(schema().begin(), schema().end());
        for (const Practice* practice : practices) {
            migrations.insert(migrations.end(), practice->migrations.begin(), practice->migrations.end());
        }
        db.migrate(migrations);
        check_key();
    }

    void check_key();
    void replan_if_changed(chat::Instant now);

    Handled handle_item(const Intake& item, chat::Instant now, const Show& show);
    void handle_event(const Intake& item, chat::Instant now, std::optional<std::int64_t>& answer);
    bool known(const Intake& item);
    void remember(const Intake& item, chat::Instant now, std::optional<std::int64_t> answer);
    void fire_alarms(chat::Instant now, bool& more);
    void watch_clock(chat::Instant now);
    [[nodiscard]] bool fell_far(chat::Instant now) const { return m.newest && *m.newest > now + tell_of; }
    Step step(std::span<const Intake> items, std::span<const Outcome> outcomes, chat::Instant now, Slots slots,
              const Show& show);
    std::optional<PersonId> person(const chat::SpaceId& space, const chat::AccountId& account);

    Machinery m;
    bool committed = false;  ///< the last step, so that what it read is still true
    // Of the steps that were committed.
    bool told_clock = false;            ///< the operator knows that the clock fell back
    std::optional<chat::Instant> last;  ///< what the clock said
};

bool is_key_of(store::Database& db, const store::Seal& seal) {
    return kept_key_mark(db) == key_mark(seal);
}

Engine::Engine(store::Database& db, const store::Seal& seal, Options options,
               std::span<const Practice* const> practices)
    : impl_(std::make_unique<Impl>(db, seal, std::move(options), practices)) {}
Engine::~Engine() = default;

void Engine::recover(chat::Instant now) {
    impl_->m.forget();
    impl_->m.started = now;
    store::Database::Transaction transaction(impl_->m.db);
    impl_->m.outbox.recover(now);
    impl_->replan_if_changed(now);
    transaction.commit();
}

/// Under another key everything sealed would be lost and every repeated event new, so a database is tied to its first.
void Engine::Impl::check_key() {
    const std::int64_t mark = key_mark(m.seal);
    const auto known = kept_key_mark(m.db);
    if (known == mark) return;
    if (known)
        throw std::runtime_error("the key file does not belong to this database: bring back the one it was made with");
    store::Database::Transaction transaction(m.db);
    m.db.run(R"sql(INSERT INTO meta (id, name, value) VALUES ($1, 'key', $2))sql", {m.db.new_id(), mark});
    transaction.commit();
}

/// Planned instants hang on the zone data and on the operator's settings; either may be new at a start.
void Engine::Impl::replan_if_changed(chat::Instant now) {
    std::string basis = schedule::zone_data_version() + schedule::to_text(m.options.default_hours);
    for (const auto day : m.options.holidays) basis += schedule::iso(day);
    const std::int64_t mark = m.seal.number(basis);
    if (m.db.integer(R"sql(SELECT value FROM meta WHERE name = 'plan')sql") == mark) return;
    m.alarms.replan_all(now);
    m.db.run(
        R"sql(INSERT INTO meta (id, name, value) VALUES ($1, 'plan', $2)
              ON CONFLICT (name) DO UPDATE SET value = excluded.value)sql",
        {m.db.new_id(), mark});
}

/// A repeat that brings a new route takes over the answer while it waits.
bool Engine::Impl::known(const Intake& item) {
    for (const auto& key : item.keys) {
        auto row = m.db.query(R"sql(SELECT delivery_id FROM dedupe WHERE id = $1)sql", {m.seal.number(key)});
        if (!row.next()) continue;
        if (const auto answer = row.maybe_integer(0); answer && !item.event.route.empty()) {
            m.db.run(R"sql(UPDATE delivery SET route = $2 WHERE id = $1 AND state = 'waiting')sql",
                     {*answer, item.event.route});
        }
        return true;
    }
    return false;
}

void Engine::Impl::remember(const Intake& item, chat::Instant now, std::optional<std::int64_t> answer) {
    for (const auto& key : item.keys) {
        m.db.run(R"sql(INSERT INTO dedupe (id, day, delivery_id) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING)sql",
                 {m.seal.number(key), day_number(m.time(now)), store::maybe(answer)});
    }
}

void Engine::Impl::handle_event(const Intake& item, chat::Instant now, std::optional<std::int64_t>& answer) {
    if (!from_person(item.event)) {
        learn(m, item.event, now);
        return;
    }
    const auto space = m.space(item.event.space);
    if (!space) throw std::logic_error("an event from a space that was never described");
    if (item.event.actor == space->bot) return;
    const PersonId actor = m.people.on_sight(space->id, item.event.actor, {});
    Happening turn(m, *space, actor, item.event, now);
    handle(turn);
    answer = turn.first_answer();
}

Handled Engine::Impl::handle_item(const Intake& item, chat::Instant now, const Show& show) {
    if (item.cursor) {
        m.db.run(
            R"sql(INSERT INTO cursor (id, name, value) VALUES ($1, $2, $3)
                  ON CONFLICT (name) DO UPDATE SET value = excluded.value)sql",
            {m.db.new_id(), item.cursor->name, item.cursor->value});
    }
    if (known(item)) return Handled::duplicate;
    std::optional<std::int64_t> answer;
    const std::string what = item.keys.empty() ? "event" : "event " + item.keys.front();
    const bool well = m.guarded(what, [&] { handle_event(item, now, answer); });
    if (!well) {
        answer.reset();
        m.guarded(what + ": saying so", [&] {
            const auto space = m.space(item.event.space);
            if (!space || !from_person(item.event)) return;
            Happening turn(m, *space, m.people.on_sight(space->id, item.event.actor, {}), item.event, now);
            turn.answer(texts::broken);
            answer = turn.first_answer();
        });
    }
    // A form that opens or is refused is volatile: nothing shows it to who never saw it but the same once more.
    if (m.volatiles.empty()) remember(item, now, answer);
    for (auto& shown : std::exchange(m.volatiles, {})) show(std::move(shown));
    return well ? Handled::done : Handled::failed;
}

void Engine::Impl::fire_alarms(chat::Instant now, bool& more) {
    const auto due = m.alarms.take_due(now, alarms_at_once);
    more = more || due.size() == static_cast<std::size_t>(alarms_at_once);
    for (const auto& alarm : due) {
        m.guarded("alarm " + alarm.name, [&] {
            const AlarmDef* def = m.registry.alarm(alarm.name);
            if (def == nullptr) throw std::logic_error("no such alarm");
            Happening turn(m, m.space(m.people.get(alarm.person).home_space), alarm.person, now);
            def->fire(turn, alarm.fired);
            turn.refresh_overview();
        });
    }
}

/// Writes the newest instant this store has seen, by which a clock that fell back is noticed (kinds.cpp).
void Engine::Impl::watch_clock(chat::Instant now) {
    if (fell_far(now) && !told_clock) {
        m.log.push_back("the clock is behind what it was: what nobody asked for waits until it is " +
                        schedule::iso(schedule::to_local("UTC", m.newest.value_or(now)).day) + " again");
    }
    // What was to be tried again, or to wait, until an instant of the clock before.
    if (const auto before = last ? last : m.newest; before && now + set_back < *before) m.outbox.clock_set_back(now);
    if (m.newest && *m.newest + write_newest_every > now) return;
    m.db.run(
        R"sql(INSERT INTO meta (id, name, value) VALUES ($1, 'newest', $2)
              ON CONFLICT (name) DO UPDATE SET value = excluded.value)sql",
        {m.db.new_id(), millis(now)});
}

/// A savepoint keeps a copy of every page that changes within it, and hardly anything ever throws. So a step goes
/// without them, and only if something threw it is undone and done again with them.
Step Engine::step(std::span<const Intake> items, std::span<const Outcome> outcomes, chat::Instant now, Slots slots,
                  const Show& show) {
    auto& m = impl_->m;
    m.limiter.keep();
    std::size_t shown = 0;
    try {
        m.unguarded = true;
        return impl_->step(items, outcomes, now, slots, [&](Volatile what) {
            ++shown;
            show(std::move(what));
        });
    } catch (const Machinery::StartOver&) {
        m.limiter.give_back();
        m.unguarded = false;
        return impl_->step(items, outcomes, now, slots, [&](Volatile what) {
            if (shown == 0) return show(std::move(what));
            --shown;  // it was shown before
        });
    }
}

Step Engine::Impl::step(std::span<const Intake> items, std::span<const Outcome> outcomes, chat::Instant now,
                        Slots slots, const Show& show) {
    m.volatiles.clear();
    m.log.clear();
    m.composed.clear();
    if (!std::exchange(committed, false)) m.forget();
    Step step;
    store::Database::Transaction transaction(m.db);
    m.newest = newest_of(m.db);
    if (last && now > *last + was_away) m.started = now;
    for (const auto& item : items) step.handled.push_back(handle_item(item, now, show));
    for (const auto& outcome : outcomes) finish_sending(m, outcome, now);
    bool more = false;
    fire_alarms(now, more);
    more = prune(m, now) || more;
    watch_clock(now);
    auto sent = begin_sending(m, now, slots);
    more = more || sent.more;

    step.outgoing = std::move(sent.outgoing);
    step.next = m.outbox.next_due(now);
    if (const auto alarm = m.alarms.next_due(); alarm && (!step.next || *alarm < *step.next)) step.next = alarm;
    if (more) step.next = now;
    transaction.commit();
    committed = true;
    step.log = std::move(m.log);
    told_clock = fell_far(now) || (told_clock && m.clock_fell_back(now));
    last = now;
    return step;
}

std::optional<PersonId> Engine::Impl::person(const chat::SpaceId& space, const chat::AccountId& account) {
    const auto id = m.db.integer(
        R"sql(SELECT account.person_id FROM account JOIN space ON space.id = account.space_id
              WHERE space.remote_id = $1 AND account.remote_id = $2)sql",
        {space.value, account.value});
    if (!id) return std::nullopt;
    return PersonId{*id};
}

std::optional<chat::Instant> Engine::next_nudge(const chat::SpaceId& space, const chat::AccountId& account) {
    auto& m = impl_->m;
    const auto person = impl_->person(space, account);
    if (!person) return std::nullopt;
    auto next = m.alarms.next_due(*person);
    const auto waiting = m.db.integer(
        R"sql(SELECT due FROM delivery
              WHERE person_id = $1 AND state <> 'done' AND kind <> 0 AND in_flight = 0 ORDER BY due LIMIT 1)sql",
        {raw(*person)});
    if (waiting && (!next || instant(*waiting) < *next)) next = instant(*waiting);
    return next;
}

std::string Engine::zone(const chat::SpaceId& space, const chat::AccountId& account) {
    impl_->m.forget();
    const auto person = impl_->person(space, account);
    return person ? impl_->m.people.get(*person).zone : "UTC";
}

std::optional<chat::Instant> Engine::newest() {
    return newest_of(impl_->m.db);
}

std::optional<std::string> Engine::cursor(std::string_view name) {
    auto row = impl_->m.db.query(R"sql(SELECT value FROM cursor WHERE name = $1)sql", {name});
    if (!row.next()) return std::nullopt;
    return row.text(0);
}

std::vector<KnownAccount> Engine::accounts() {
    return impl_->m.people.accounts();
}

void Engine::erase(const chat::SpaceId& remote) {
    auto& m = impl_->m;
    m.forget();
    const auto space = m.space(remote);
    if (!space) return;
    store::Database::Transaction transaction(m.db);
    // Everything hangs on its person; what belongs to no person hangs on the space.
    m.db.run(R"sql(DELETE FROM person WHERE home_space_id = $1)sql", {space->id});
    m.db.run(R"sql(DELETE FROM view WHERE space_id = $1)sql", {space->id});
    m.db.run(
        R"sql(DELETE FROM delivery
              WHERE space_id = $1 AND person_id IN (SELECT person_id FROM account WHERE space_id = $1))sql",
        {space->id});
    m.db.run(R"sql(DELETE FROM account WHERE space_id = $1)sql", {space->id});
    m.db.run(R"sql(DELETE FROM conversation WHERE space_id = $1)sql", {space->id});
    m.db.run(R"sql(DELETE FROM space WHERE id = $1)sql", {space->id});
    m.db.run(R"sql(DELETE FROM cursor WHERE name = $1)sql", {remote.value});
    // With nobody left to nudge twice, the clock may start anywhere.
    if (!m.db.integer(R"sql(SELECT id FROM space LIMIT 1)sql")) {
        m.db.run(R"sql(DELETE FROM meta WHERE name = 'newest')sql");
    }
    // They don't tell their space; the others only lose minutes in which a refused line could be mended.
    m.db.run(R"sql(DELETE FROM refusal)sql");
    transaction.commit();
    m.forget();
}

}  // namespace goodturn::engine
