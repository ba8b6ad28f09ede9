#include "core/engine/outbox.hpp"

#include "core/engine/instants.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace goodturn::engine {

std::string_view eyes_name(Eyes eyes) {
    switch (eyes) {
        case Eyes::direct:
            return "direct";
        case Eyes::only_person:
            return "person";
        case Eyes::everybody:
            return "all";
        case Eyes::overview:
            return "overview";
    }
    return "";
}

Eyes eyes_from(std::string_view name) {
    for (const Eyes eyes : {Eyes::direct, Eyes::only_person, Eyes::overview}) {
        if (name == eyes_name(eyes)) return eyes;
    }
    return Eyes::everybody;
}

namespace {

/// What keeps its order: a conversation, what one person alone sees of it, their chat with the bot, their overview.
std::string lane_of(const Destination& to) {
    const std::string space = std::to_string(to.space);
    if (to.eyes == Eyes::direct) return space + "/p" + std::to_string(raw(to.person));
    if (to.eyes == Eyes::overview) return space + "/o" + std::to_string(raw(to.person));
    const std::string conversation = space + "/c" + to.conversation;
    if (to.eyes == Eyes::only_person) return conversation + "/p" + std::to_string(raw(to.person));
    return conversation;
}

/// When it may go first.
chat::Instant due_of(const NewDelivery& delivery, chat::Instant now) {
    // Answers that may go at once go in the order in which they were given, also while the clock is set back.
    if (delivery.kind == Kind::answer) return delivery.due > now ? delivery.due : chat::Instant{};
    // The others keep an instant that is past: a nudge is for that day.
    return delivery.due == chat::Instant{} ? now : delivery.due;
}

Delivery read(const store::Rows& row) {
    Delivery delivery;
    delivery.id = row.integer(0);
    delivery.to = {.space = row.integer(1),
                   .person = PersonId{row.integer(2)},
                   .eyes = eyes_from(row.text(3)),
                   .conversation = row.text(4),
                   .thread = row.text(5)};
    delivery.kind = static_cast<Kind>(row.integer(6));
    delivery.intent = row.text(7);
    delivery.target = row.text(8);
    delivery.route = row.text(9);
    delivery.view = row.maybe_integer(10);
    delivery.payload = row.null(11) ? std::string() : row.text(11);
    delivery.attempt = static_cast<int>(row.integer(12));
    if (auto first = row.maybe_integer(13)) delivery.first_try = instant(*first);
    delivery.due = instant(row.integer(14));
    if (auto after = row.maybe_integer(15)) delivery.not_after = instant(*after);
    delivery.lane = row.text(16);
    if (auto asked = row.maybe_integer(17)) delivery.asked = instant(*asked);
    delivery.counted = row.text(18) == "unknown";
    if (auto since = row.maybe_integer(19)) delivery.tries_since = instant(*since);
    return delivery;
}

constexpr std::array kinds{Kind::answer, Kind::delivery, Kind::dated, Kind::nudge};  // the most urgent first

}  // namespace

std::vector<std::int64_t> Outbox::free_spaces(chat::Instant now) {
    std::vector<std::int64_t> spaces;
    auto row = db_.query(R"sql(SELECT id FROM space WHERE hold_until <= $1 ORDER BY id)sql", {millis(now)});
    while (row.next()) spaces.push_back(row.integer(0));
    return spaces;
}

/// What a space does not use is not lent to another: what takes it may keep it for long.
std::vector<Outbox::Allowance> Outbox::allowances(chat::Instant now, std::size_t unasked) {
    std::vector<Allowance> free;
    std::size_t spaces = 0;
    auto row = db_.query(
        R"sql(SELECT id, hold_until, (SELECT count(*) FROM delivery
                                      WHERE space_id = space.id AND in_flight = 1 AND kind <> 0)
              FROM space ORDER BY id)sql");
    for (; row.next(); ++spaces) {
        if (instant(row.integer(1)) <= now) free.push_back({row.integer(0), static_cast<std::size_t>(row.integer(2))});
    }
    const std::size_t part = std::max<std::size_t>(1, unasked / std::max<std::size_t>(1, spaces));
    for (auto& [space, left] : free) left = part - std::min(part, left);
    return free;
}

std::optional<std::int64_t> Outbox::add(const NewDelivery& delivery, chat::Instant now) {
    if (delivery.view && delivery.intent == "post") {
        if (const auto revived = revive(delivery, now)) return revived;
    }
    const std::int64_t id = delivery.id != 0 ? delivery.id : db_.new_id();
    const std::string lane = lane_of(delivery.to);
    return db_.integer(
        R"sql(INSERT INTO delivery (id, space_id, person_id, kind, intent, audience, conversation, thread, target, lane,
                                    route, view_id, payload, state, in_flight, attempt, created, due, not_after,
                                    asked)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'waiting', 0, 0, $14, $15, $16, $17)
              ON CONFLICT (view_id) WHERE state = 'waiting' AND view_id IS NOT NULL
              DO UPDATE SET kind = excluded.kind, route = excluded.route, due = excluded.due,
                            not_after = excluded.not_after
              WHERE excluded.kind < delivery.kind RETURNING id)sql",
        {id, delivery.to.space, raw(delivery.to.person), static_cast<std::int64_t>(delivery.kind), delivery.intent,
         eyes_name(delivery.to.eyes), delivery.to.conversation, delivery.to.thread, delivery.target, lane,
         delivery.route, store::maybe(delivery.view),
         delivery.payload.empty() ? store::Value() : store::Value(delivery.payload), millis(now),
         millis(due_of(delivery, now)), maybe_millis(delivery.not_after), maybe_millis(delivery.asked)});
}

std::optional<std::int64_t> Outbox::revive(const NewDelivery& delivery, chat::Instant now) {
    return db_.integer(
        R"sql(UPDATE delivery SET state = 'waiting', kind = $2, route = $3, due = $4, not_after = $5,
                     tries_since = NULL, held = 0
              WHERE id = (SELECT id FROM delivery
                          WHERE view_id = $1 AND outcome = 'unknown' AND state = 'done' ORDER BY id LIMIT 1)
                AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.view_id = $1 AND d.state <> 'done')
              RETURNING id)sql",
        {store::maybe(delivery.view), static_cast<std::int64_t>(delivery.kind), delivery.route,
         millis(due_of(delivery, now)), maybe_millis(delivery.not_after)});
}

Outbox::Begun Outbox::begin(chat::Instant now, chat::Instant time, Slots slots,
                            const std::function<bool(Delivery&)>& decide) {
    Begun begun;
    std::set<std::string> lanes;
    const auto start = [&](Delivery delivery) {
        ++delivery.attempt;
        --slots.all;
        db_.run(
            R"sql(UPDATE delivery SET state = 'begun', in_flight = 1, held = 0, attempt = $2,
                         first_try = COALESCE(delivery.first_try, $3), tries_since = COALESCE(delivery.tries_since, $3)
              WHERE id = $1)sql",
            {delivery.id, delivery.attempt, millis(time)});
        begun.deliveries.push_back(std::move(delivery));
    };

    std::vector<Delivery> candidates;
    {
        auto rows = db_.query(
            R"sql(SELECT d.id, d.space_id, d.person_id, d.audience, d.conversation, d.thread, d.kind, d.intent, d.target,
                         d.route, d.view_id, d.payload, d.attempt, d.first_try, d.due, d.not_after, d.lane, d.asked,
                         d.outcome, d.tries_since
                  FROM delivery d JOIN space ON space.id = d.space_id
                  WHERE d.state = 'begun' AND d.in_flight = 0 AND d.due <= $1 AND space.hold_until <= $1
                  ORDER BY d.due, d.id LIMIT $2)sql",
            {millis(now), static_cast<std::int64_t>(slots.all)});
        while (rows.next()) candidates.push_back(read(rows));
    }
    for (auto& delivery : candidates) start(std::move(delivery));

    // Space by space: in one that the platform asked to wait, any number may be due.
    auto spaces = allowances(now, slots.unasked);
    for (const Kind kind : kinds) {
        for (std::size_t n = 0; n < spaces.size() && slots.all > 0; ++n) {
            // The last spaces get what the first did not want.
            auto& [space, unasked] = spaces[n];
            std::size_t share = (slots.all + spaces.size() - n - 1) / (spaces.size() - n);
            if (kind != Kind::answer) share = std::min(share, unasked);
            if (share == 0) continue;
            candidates.clear();
            auto rows = db_.query(
                R"sql(SELECT d.id, d.space_id, d.person_id, d.audience, d.conversation, d.thread, d.kind, d.intent,
                             d.target, d.route, d.view_id, d.payload, d.attempt, d.first_try, d.due, d.not_after, d.lane,
                             d.asked, d.outcome, d.tries_since
                      FROM delivery d
                      WHERE d.state = 'waiting' AND d.space_id = $1 AND d.kind = $2 AND d.due <= $3
                        AND NOT EXISTS (SELECT 1 FROM delivery b WHERE b.lane = d.lane AND b.state = 'begun')
                      ORDER BY d.due, d.id LIMIT $4)sql",
                {space, static_cast<std::int64_t>(kind), millis(now), static_cast<std::int64_t>(share)});
            while (rows.next()) candidates.push_back(read(rows));
            begun.more = begun.more || candidates.size() == share;
            for (auto& delivery : candidates) {
                if (!lanes.contains(delivery.lane) && decide(delivery)) {
                    lanes.insert(delivery.lane);
                    if (kind != Kind::answer) --unasked;
                    start(std::move(delivery));
                }
            }
        }
    }
    return begun;
}

std::optional<Delivery> Outbox::get(std::int64_t id) {
    auto row = db_.query(
        R"sql(SELECT id, space_id, person_id, audience, conversation, thread, kind, intent, target, route, view_id,
                     payload, attempt, first_try, due, not_after, lane, asked, outcome, tries_since
              FROM delivery WHERE id = $1)sql",
        {id});
    if (!row.next()) return std::nullopt;
    return read(row);
}

std::string Outbox::remote_id(std::int64_t id) {
    auto row = db_.query(R"sql(SELECT remote_id FROM delivery WHERE id = $1)sql", {id});
    return row.next() ? row.text(0) : std::string();
}

void Outbox::put_off(std::int64_t id, chat::Instant until) {
    db_.run(R"sql(UPDATE delivery SET due = $2, held = 1 WHERE id = $1)sql", {id, millis(until)});
}

void Outbox::reconsider(PersonId person, chat::Instant now) {
    db_.run(
        R"sql(UPDATE delivery SET due = $2, held = 0
              WHERE person_id = $1 AND state <> 'done' AND kind <> 0 AND due > $2 AND held = 1)sql",
        {raw(person), millis(now)});
}

void Outbox::end(std::int64_t id, std::string_view outcome, chat::Instant now, std::string_view remote_id) {
    db_.run(
        R"sql(UPDATE delivery SET state = 'done', in_flight = 0, outcome = $2, done_at = $3, remote_id = $4,
                     payload = NULL, route = '' WHERE id = $1)sql",
        {id, outcome, millis(now), remote_id.empty() ? store::Value() : store::Value(remote_id)});
}

bool Outbox::keeps_place(const Delivery& delivery) {
    if (delivery.kind != Kind::answer || delivery.intent == "delete") return false;
    return !delivery.view ||
           db_.integer(R"sql(SELECT id FROM view WHERE id = $1 AND remote_id IS NULL AND retracted = 0)sql",
                       {*delivery.view})
               .has_value();
}

void Outbox::retry(const Delivery& delivery, chat::Instant at, bool counts) {
    const bool in_place = keeps_place(delivery);
    Kind kind = delivery.kind;
    auto not_after = delivery.not_after;
    if (!in_place && delivery.view) {
        // This one may have arrived, so it is the one that must go again, under its key. It will show the newest state.
        auto other = db_.query(R"sql(SELECT kind, not_after FROM delivery WHERE view_id = $1 AND state = 'waiting')sql",
                               {*delivery.view});
        if (other.next() && static_cast<Kind>(other.integer(0)) < kind) {
            kind = static_cast<Kind>(other.integer(0));
            const auto last = other.maybe_integer(1);
            not_after = last ? std::optional(instant(*last)) : std::nullopt;
        }
        db_.run(R"sql(DELETE FROM delivery WHERE view_id = $1 AND state = 'waiting')sql", {*delivery.view});
    }
    db_.run(
        R"sql(UPDATE delivery SET state = $2, in_flight = 0, kind = $3, due = $4, not_after = $5, attempt = $6
              WHERE id = $1)sql",
        {delivery.id, in_place ? "begun" : "waiting", static_cast<std::int64_t>(kind), millis(at),
         maybe_millis(not_after), counts ? delivery.attempt : delivery.attempt - 1});
}

void Outbox::put_back(const Delivery& delivery, chat::Instant until) {
    retry(delivery, until, false);
    db_.run(
        R"sql(UPDATE delivery SET due = CASE kind WHEN 0 THEN 0 ELSE due END, held = 1, tries_since = NULL,
                     first_try = CASE attempt WHEN 0 THEN NULL ELSE first_try END
              WHERE id = $1)sql",
        {delivery.id});
}

void Outbox::hold_space(std::int64_t space, chat::Instant until) {
    db_.run(R"sql(UPDATE space SET hold_until = $2 WHERE id = $1 AND hold_until < $2)sql", {space, millis(until)});
}

bool Outbox::await_reader(std::int64_t id) {
    return db_.run(R"sql(UPDATE delivery SET outcome = 'not yet' WHERE id = $1 AND outcome IS NULL)sql", {id}) > 0;
}

bool Outbox::awaits_reader(std::int64_t view) {
    return db_
        .integer(
            R"sql(SELECT id FROM delivery WHERE view_id = $1 AND state <> 'done' AND outcome = 'not yet'
                        LIMIT 1)sql",
            {view})
        .has_value();
}

bool Outbox::may_be_there(std::int64_t view) {
    return db_
        .integer(
            R"sql(SELECT id FROM delivery
                  WHERE view_id = $1 AND attempt > 0 AND (state <> 'done' OR outcome = 'unknown') LIMIT 1)sql",
            {view})
        .has_value();
}

void Outbox::clock_set_back(chat::Instant now) {
    db_.run(R"sql(UPDATE space SET hold_until = 0 WHERE hold_until > $1)sql", {millis(now)});
    db_.run(R"sql(UPDATE delivery SET due = $1 WHERE state = 'begun' AND in_flight = 0 AND due > $1)sql",
            {millis(now)});
    for (const auto space : free_spaces(now)) {
        for (const Kind kind : kinds) {
            db_.run(
                R"sql(UPDATE delivery SET due = $1
                      WHERE state = 'waiting' AND space_id = $2 AND kind = $3 AND due > $1 AND attempt > 0)sql",
                {millis(now), space, static_cast<std::int64_t>(kind)});
        }
    }
}

void Outbox::take_back(std::int64_t view, chat::Instant now) {
    db_.run(
        R"sql(UPDATE delivery SET state = 'done', outcome = 'dropped', done_at = $2, route = ''
              WHERE view_id = $1 AND state = 'waiting' AND attempt = 0)sql",
        {view, millis(now)});
    db_.run(R"sql(UPDATE delivery SET due = $2 WHERE view_id = $1 AND state = 'begun' AND in_flight = 0)sql",
            {view, millis(now)});
    db_.run(
        R"sql(UPDATE delivery SET state = 'waiting', kind = $2, due = $3, tries_since = NULL, held = 0,
                     not_after = NULL
              WHERE id = (SELECT id FROM delivery
                          WHERE view_id = $1 AND (state = 'waiting' OR outcome = 'unknown')
                          ORDER BY CASE state WHEN 'waiting' THEN 0 ELSE 1 END, id LIMIT 1))sql",
        {view, static_cast<std::int64_t>(Kind::answer), millis(now)});
}

bool Outbox::begun(std::int64_t view) {
    return db_.integer(R"sql(SELECT id FROM delivery WHERE view_id = $1 AND state = 'begun' LIMIT 1)sql", {view})
        .has_value();
}

void Outbox::recover(chat::Instant now) {
    std::vector<Delivery> in_flight;
    {
        auto rows = db_.query(
            R"sql(SELECT id, space_id, person_id, audience, conversation, thread, kind, intent, target, route, view_id,
                         payload, attempt, first_try, due, not_after, lane, asked, outcome, tries_since FROM delivery
                  WHERE state = 'begun' AND in_flight = 1 ORDER BY due, id)sql");
        while (rows.next()) in_flight.push_back(read(rows));
    }
    // The others keep when they were due: a nudge is for that day.
    for (const auto& delivery : in_flight) {
        retry(delivery, delivery.kind == Kind::answer ? now : delivery.due, true);
    }
}

std::optional<chat::Instant> Outbox::next_due(chat::Instant now) {
    std::optional<chat::Instant> next;
    const auto sooner = [&](std::optional<std::int64_t> due) {
        if (due && (!next || instant(*due) < *next)) next = instant(*due);
    };
    // In a space that has to wait, the end of that counts.
    for (const auto space : free_spaces(now)) {
        for (const Kind kind : kinds) {
            sooner(db_.integer(
                R"sql(SELECT due FROM delivery
                      WHERE state = 'waiting' AND space_id = $1 AND kind = $2 AND due > $3 ORDER BY due LIMIT 1)sql",
                {space, static_cast<std::int64_t>(kind), millis(now)}));
        }
    }
    sooner(db_.integer(
        R"sql(SELECT due FROM delivery WHERE state = 'begun' AND in_flight = 0 AND due > $1 ORDER BY due LIMIT 1)sql",
        {millis(now)}));
    sooner(db_.integer(R"sql(SELECT hold_until FROM space WHERE hold_until > $1 ORDER BY hold_until LIMIT 1)sql",
                       {millis(now)}));
    return next;
}

std::chrono::milliseconds backoff(int attempt, std::int64_t delivery) {
    const std::int64_t base = std::min<std::int64_t>(600'000, 1000LL << std::clamp(attempt - 1, 0, 10));
    const auto hash = static_cast<std::uint64_t>(delivery * 31 + attempt) * 0x9E3779B97F4A7C15ULL;
    return std::chrono::milliseconds(base + static_cast<std::int64_t>((hash >> 32U) % 1000U) * base / 2000);
}

}  // namespace goodturn::engine
