#include "core/engine/kinds.hpp"

#include "core/engine/instants.hpp"

#include <algorithm>

namespace goodturn::engine {
namespace {

using schedule::Day;

constexpr std::int64_t deliveries_a_day = 3;
constexpr std::int64_t nudges_a_week = 2;
constexpr std::int64_t passed_on_a_day = 10;
constexpr int answer_within_days = 5;
constexpr int ignored_to_slow_down = 3;
constexpr int ignored_to_stop = 6;

// What `nudge.skipped` says. What may have arrived counts as sent, but whether it was ignored is not known.
constexpr std::int64_t sent_one = 0;
constexpr std::int64_t skipped = 1;
constexpr std::int64_t may_have_arrived = 2;

constexpr Ruling send{};
constexpr Ruling drop{.verdict = Ruling::Verdict::drop};
Ruling hold(chat::Instant until) {
    return {.verdict = Ruling::Verdict::hold, .until = until};
}

Day monday_of(Day day) {
    const auto weekday = std::chrono::weekday(std::chrono::sys_days(day.time_since_epoch())).iso_encoding();
    return day - std::chrono::days(weekday - 1);
}

}  // namespace

chat::Instant Kinds::earliest(Kind kind, PersonId id, chat::Instant from) {
    if (kind == Kind::answer) return from;
    const Person person = people_.get(id);
    if (person.paused_until) from = std::max(from, *person.paused_until);
    return schedule::next_within(person.hours, options_.holidays, person.zone, from).value_or(from);
}

Ruling Kinds::rule(const Delivery& delivery, chat::Instant now, bool clock_fell_back) {
    if (delivery.not_after && now > *delivery.not_after) return drop;
    if (delivery.kind == Kind::answer || delivery.to.eyes == Eyes::everybody) return send;
    // A change to a message that is already there disturbs nobody.
    if (delivery.intent != "post") return send;

    const Person person = people_.get(delivery.to.person);
    // To a guest, what they asked for themselves is no nudge.
    if (person.is_bot || person.gone || person.foreign || (!person.reachable && delivery.kind != Kind::dated))
        return drop;
    // Nobody knows what hour it is, nor on what day the last ones went.
    if (clock_fell_back) return hold(now + std::chrono::minutes(10));
    if (delivery.kind == Kind::delivery && blocked(person.id, std::nullopt)) return drop;
    if (delivery.kind == Kind::nudge && !delivery.not_after) {
        // Without a last moment of its own a nudge is for the working day it was due: holding it moves that, but not
        // trying in vain.
        const auto meant_for = earliest(Kind::nudge, person.id, delivery.tries_since.value_or(delivery.due));
        const auto day = [&](chat::Instant at) { return schedule::to_local(person.zone, at).day; };
        if (day(meant_for) < day(now)) return drop;
    }
    const chat::Instant free = earliest(delivery.kind, person.id, now);
    if (free > now) return hold(free);
    if (delivery.kind == Kind::nudge) return rule_nudge(person, delivery, now);
    if (delivery.kind == Kind::delivery) {
        const auto today = schedule::to_local(person.zone, now).day;
        const std::string day = schedule::iso(today);
        const auto so_far = db_.integer(R"sql(SELECT messages FROM received WHERE person_id = $1 AND day = $2)sql",
                                        {raw(person.id), day});
        if (so_far.value_or(0) + maybe_arrived(delivery) >= deliveries_a_day) {
            const auto tomorrow = schedule::to_instant(person.zone, {today + std::chrono::days(1), {}});
            return hold(earliest(delivery.kind, person.id, tomorrow));
        }
    }
    return send;
}

Ruling Kinds::rule_nudge(const Person& person, const Delivery& delivery, chat::Instant now) {
    if (person.stopped) return drop;
    const Day today = schedule::to_local(person.zone, now).day;
    const auto count_since = [&](Day day) {
        const auto since = schedule::to_instant(person.zone, {day, {}});
        return db_
            .integer(R"sql(SELECT count(*) FROM nudge WHERE person_id = $1 AND at >= $2 AND skipped <> $3)sql",
                     {raw(person.id), millis(since), skipped})
            .value_or(0);
    };
    const Day monday = monday_of(today);
    const std::int64_t maybe = maybe_arrived(delivery);
    if (count_since(today) + maybe > 0 || count_since(monday) + maybe >= nudges_a_week) {
        const auto day = schedule::next_working_day(person.hours, options_.holidays, today);
        const bool free_this_week = day && monday_of(*day) == monday && count_since(monday) + maybe < nudges_a_week;
        if (!free_this_week) return drop;
        return hold(schedule::to_instant(person.zone, {*day, person.hours.from}));
    }

    const int ignored = ignored_in_row(person, now);
    if (ignored >= ignored_to_stop) {
        people_.set_stopped(person.id, true);
        // Whoever resumes begins anew.
        db_.run(R"sql(UPDATE nudge SET answered = 1 WHERE person_id = $1 AND answered = 0)sql", {raw(person.id)});
        return {.verdict = Ruling::Verdict::drop, .gone_quiet = true};
    }
    if (ignored >= ignored_to_slow_down) {
        // Half as often: every other one is only written down.
        const auto last_skipped =
            db_.integer(R"sql(SELECT skipped FROM nudge WHERE person_id = $1 ORDER BY at DESC, id DESC LIMIT 1)sql",
                        {raw(person.id)});
        if (last_skipped.value_or(sent_one) != skipped) {
            add_nudge(person.id, skipped, now);
            return drop;
        }
    }
    return send;
}

std::int64_t Kinds::maybe_arrived(const Delivery& delivery) {
    return db_
        .integer(
            R"sql(SELECT count(*) FROM delivery LEFT JOIN view ON view.id = delivery.view_id
                  WHERE delivery.person_id = $1 AND delivery.state <> 'done'
                    AND (delivery.kind <> 0 OR delivery.view_id IS NOT NULL) AND delivery.attempt > 0
                    AND COALESCE(delivery.outcome, 'not yet') = 'not yet' AND delivery.intent = 'post'
                    AND view.remote_id IS NULL
                    AND COALESCE(view.kind, delivery.kind) = $2 AND delivery.id <> $3)sql",
            {raw(delivery.to.person), static_cast<std::int64_t>(delivery.kind), delivery.id})
        .value_or(0);
}

/// Whether what came at `at` can still be answered.
bool Kinds::in_time(const Person& person, chat::Instant at, chat::Instant now) const {
    const auto day = [&](chat::Instant instant) { return schedule::to_local(person.zone, instant).day; };
    return schedule::working_days_between(person.hours, options_.holidays, day(at), day(now)) <= answer_within_days;
}

int Kinds::ignored_in_row(const Person& person, chat::Instant now) {
    auto row = db_.query(
        R"sql(SELECT at, answered FROM nudge WHERE person_id = $1 AND skipped = $2 ORDER BY at DESC, id DESC LIMIT 20)sql",
        {raw(person.id), sent_one});
    int ignored = 0;
    while (row.next() && !row.flag(1)) {
        if (!in_time(person, instant(row.integer(0)), now)) ++ignored;
    }
    return ignored;
}

void Kinds::sent(Kind kind, PersonId person, chat::Instant at, bool surely) {
    if (kind == Kind::nudge) {
        add_nudge(person, surely ? sent_one : may_have_arrived, at);
    } else if (kind == Kind::delivery) {
        const std::string day = schedule::iso(schedule::to_local(people_.get(person).zone, at).day);
        db_.run(
            R"sql(INSERT INTO received (id, person_id, day, messages) VALUES ($1, $2, $3, 1)
                  ON CONFLICT (person_id, day) DO UPDATE SET messages = received.messages + 1)sql",
            {db_.new_id(), raw(person), day});
    }
}

void Kinds::add_nudge(PersonId person, std::int64_t skipped_as, chat::Instant at) {
    db_.run(R"sql(INSERT INTO nudge (id, person_id, at, answered, skipped) VALUES ($1, $2, $3, 0, $4))sql",
            {db_.new_id(), raw(person), millis(at), skipped_as});
}

void Kinds::heard_from(PersonId id, chat::Instant now) {
    const Person person = people_.get(id);
    auto row =
        db_.query(R"sql(SELECT id, at, answered FROM nudge WHERE person_id = $1 ORDER BY at DESC, id DESC LIMIT 20)sql",
                  {raw(id)});
    while (row.next() && !row.flag(2) && in_time(person, instant(row.integer(1)), now)) {
        db_.run(R"sql(UPDATE nudge SET answered = 1 WHERE id = $1)sql", {row.integer(0)});
    }
}

bool Kinds::is_stranger(PersonId sender, const Person& recipient) {
    if (recipient.greeted) return false;
    if (db_.integer(R"sql(SELECT strangers FROM space WHERE id = $1)sql", {recipient.home_space}) != 0) return false;
    if (people_.share_conversation(sender, recipient.id)) return false;
    // Who wrote to them may be answered.
    return !db_.integer(
        R"sql(SELECT id FROM passing WHERE recipient_id = $1 AND sender_id = $2 AND arrived = 1 LIMIT 1)sql",
        {raw(sender), raw(recipient.id)});
}

Turn::Passing Kinds::may_pass(PersonId sender, PersonId recipient, chat::Instant now) {
    const Person to = people_.get(recipient);
    if (!to.reachable || blocked(recipient, sender) || is_stranger(sender, to)) return Turn::Passing::not_possible;
    const std::string day = schedule::iso(schedule::to_local(people_.get(sender).zone, now).day);
    if (db_.integer(R"sql(SELECT id FROM passing WHERE sender_id = $1 AND day = $2 AND recipient_id = $3)sql",
                    {raw(sender), day, raw(recipient)})) {
        return Turn::Passing::one_a_day;
    }
    const auto today =
        db_.integer(R"sql(SELECT count(*) FROM passing WHERE sender_id = $1 AND day = $2)sql", {raw(sender), day});
    return today.value_or(0) >= passed_on_a_day ? Turn::Passing::ten_a_day : Turn::Passing::allowed;
}

void Kinds::passed(PersonId sender, PersonId recipient, chat::Instant now) {
    const std::string day = schedule::iso(schedule::to_local(people_.get(sender).zone, now).day);
    db_.run(
        R"sql(INSERT INTO passing (id, sender_id, recipient_id, day) VALUES ($1, $2, $3, $4)
              ON CONFLICT (sender_id, day, recipient_id) DO NOTHING)sql",
        {db_.new_id(), raw(sender), raw(recipient), day});
}

void Kinds::unpassed(PersonId sender, PersonId recipient, chat::Instant passed_at) {
    const std::string day = schedule::iso(schedule::to_local(people_.get(sender).zone, passed_at).day);
    db_.run(R"sql(DELETE FROM passing WHERE sender_id = $1 AND day = $2 AND recipient_id = $3)sql",
            {raw(sender), day, raw(recipient)});
}

void Kinds::met(PersonId sender, PersonId recipient) {
    db_.run(R"sql(UPDATE passing SET arrived = 1 WHERE recipient_id = $1 AND sender_id = $2)sql",
            {raw(recipient), raw(sender)});
}

bool Kinds::blocked(PersonId person, std::optional<PersonId> sender) {
    return db_
        .integer(
            R"sql(SELECT id FROM blocked WHERE person_id = $1 AND (sender_id IS NULL OR sender_id = $2) LIMIT 1)sql",
            {raw(person), sender ? store::Value(raw(*sender)) : store::Value()})
        .has_value();
}

void Kinds::block(PersonId person, std::optional<PersonId> sender) {
    unblock(person, sender);
    db_.run(R"sql(INSERT INTO blocked (id, person_id, sender_id) VALUES ($1, $2, $3))sql",
            {db_.new_id(), raw(person), sender ? store::Value(raw(*sender)) : store::Value()});
}

void Kinds::unblock(PersonId person, std::optional<PersonId> sender) {
    db_.run(R"sql(DELETE FROM blocked WHERE person_id = $1 AND sender_id IS NOT DISTINCT FROM $2)sql",
            {raw(person), sender ? store::Value(raw(*sender)) : store::Value()});
}

std::vector<std::optional<PersonId>> Kinds::blocked_by(PersonId person) {
    std::vector<std::optional<PersonId>> all;
    auto row = db_.query(R"sql(SELECT sender_id FROM blocked WHERE person_id = $1 ORDER BY id)sql", {raw(person)});
    while (row.next()) {
        const auto sender = row.maybe_integer(0);
        all.push_back(sender ? std::optional(PersonId{*sender}) : std::nullopt);
    }
    return all;
}

}  // namespace goodturn::engine
