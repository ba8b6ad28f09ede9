#pragma once

#include <string_view>

/// The engine's first migrations. schema.cpp has what was changed since.
namespace goodturn::engine {

// Who and where. `hold_until`: the platform asked to wait. A person's `home_space_id` is the space they used last.
inline constexpr std::string_view people_sql = R"sql(
CREATE TABLE space (
    id BIGINT PRIMARY KEY,
    remote_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    bot_account TEXT NOT NULL,
    buttons BIGINT NOT NULL,
    forms BIGINT NOT NULL,
    ephemeral BIGINT NOT NULL,
    max_text BIGINT NOT NULL,
    hold_until BIGINT NOT NULL
);
CREATE TABLE person (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    given TEXT NOT NULL,
    zone TEXT NOT NULL,
    zone_known BIGINT NOT NULL,
    zone_chosen BIGINT NOT NULL,
    hours TEXT,
    reachable BIGINT NOT NULL,
    is_bot BIGINT NOT NULL,
    greeted BIGINT NOT NULL,
    stopped BIGINT NOT NULL,
    paused_until BIGINT,
    date_order BIGINT NOT NULL,
    home_space_id BIGINT NOT NULL REFERENCES space(id)
);
CREATE INDEX person_home ON person (home_space_id);
CREATE TABLE account (
    id BIGINT PRIMARY KEY,
    space_id BIGINT NOT NULL REFERENCES space(id),
    remote_id TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    name_key TEXT NOT NULL,
    given_key TEXT NOT NULL,
    UNIQUE (space_id, remote_id)
);
CREATE INDEX account_person ON account (person_id, space_id);
CREATE INDEX account_name ON account (space_id, name_key);
CREATE INDEX account_given ON account (space_id, given_key);
CREATE TABLE conversation (
    id BIGINT PRIMARY KEY,
    space_id BIGINT NOT NULL REFERENCES space(id),
    remote_id TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (space_id, remote_id)
);
CREATE TABLE member (
    id BIGINT PRIMARY KEY,
    conversation_id BIGINT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    UNIQUE (conversation_id, account_id)
);
CREATE INDEX member_account ON member (account_id, conversation_id);
)sql";

// What came in. Keys are hashed; `delivery_id` is the answer, so that a repeat can take over its waiting route.
inline constexpr std::string_view intake_sql = R"sql(
CREATE TABLE dedupe (
    id BIGINT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    day BIGINT NOT NULL,
    delivery_id BIGINT
);
CREATE INDEX dedupe_day ON dedupe (day);
CREATE TABLE cursor (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL
);
CREATE TABLE meta (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    value BIGINT NOT NULL
);
CREATE TABLE refusal (
    id BIGINT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    at BIGINT NOT NULL
);
CREATE INDEX refusal_at ON refusal (at);
)sql";

// What goes out. A delivery waits until `due`, is begun (handed out, or between two tries), is done. One begun delivery
// a lane keeps the order within a conversation. The payload is sealed, and erased when the delivery is done.
inline constexpr std::string_view outbox_sql = R"sql(
CREATE TABLE view (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    subject BIGINT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    space_id BIGINT NOT NULL REFERENCES space(id),
    audience TEXT NOT NULL,
    conversation TEXT NOT NULL,
    thread TEXT NOT NULL,
    kind BIGINT NOT NULL,
    remote_id TEXT,
    retracted BIGINT NOT NULL,
    created BIGINT NOT NULL,
    UNIQUE (name, subject)
);
CREATE INDEX view_created ON view (created);
CREATE INDEX view_remote ON view (space_id, remote_id);
CREATE INDEX view_person ON view (person_id);
CREATE TABLE delivery (
    id BIGINT PRIMARY KEY,
    space_id BIGINT NOT NULL REFERENCES space(id),
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    kind BIGINT NOT NULL,
    intent TEXT NOT NULL,
    audience TEXT NOT NULL,
    conversation TEXT NOT NULL,
    thread TEXT NOT NULL,
    target TEXT NOT NULL,
    lane TEXT NOT NULL,
    route TEXT NOT NULL,
    view_id BIGINT REFERENCES view(id) ON DELETE CASCADE,
    payload TEXT,
    state TEXT NOT NULL,
    in_flight BIGINT NOT NULL,
    outcome TEXT,
    attempt BIGINT NOT NULL,
    created BIGINT NOT NULL,
    due BIGINT NOT NULL,
    not_after BIGINT,
    done_at BIGINT,
    remote_id TEXT
);
CREATE INDEX delivery_waiting ON delivery (kind, due, id) WHERE state = 'waiting';
CREATE INDEX delivery_retry ON delivery (in_flight, due, id) WHERE state = 'begun';
CREATE INDEX delivery_begun ON delivery (lane) WHERE state = 'begun';
CREATE INDEX delivery_done ON delivery (done_at) WHERE state = 'done';
CREATE INDEX delivery_person ON delivery (person_id, state, due);
CREATE INDEX delivery_remote ON delivery (space_id, remote_id);
CREATE INDEX delivery_view ON delivery (view_id);
CREATE UNIQUE INDEX delivery_one_waiting ON delivery (view_id) WHERE state = 'waiting';
CREATE TABLE action (
    id BIGINT PRIMARY KEY,
    person_id BIGINT REFERENCES person(id) ON DELETE CASCADE,
    view_id BIGINT REFERENCES view(id) ON DELETE CASCADE,
    delivery_id BIGINT REFERENCES delivery(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    args TEXT NOT NULL,
    args_key TEXT NOT NULL,
    item BIGINT NOT NULL,
    word TEXT NOT NULL,
    emoji TEXT NOT NULL,
    open BIGINT NOT NULL,
    created BIGINT NOT NULL
);
CREATE INDEX action_word ON action (person_id, word, created) WHERE open = 1;
CREATE INDEX action_view ON action (view_id);
CREATE INDEX action_delivery ON action (delivery_id);
CREATE INDEX action_created ON action (created);
)sql";

// What happens later or can be taken back, and what was sent to whom how often. `fired` keeps the newest local date of
// each repeating alarm: that date never comes again, whatever zone or rule follows.
inline constexpr std::string_view later_sql = R"sql(
CREATE TABLE alarm (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    subject BIGINT NOT NULL,
    rule TEXT,
    day TEXT NOT NULL,
    due BIGINT NOT NULL,
    UNIQUE (person_id, name, subject)
);
CREATE INDEX alarm_due ON alarm (due, id);
CREATE TABLE fired (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    subject BIGINT NOT NULL,
    day TEXT NOT NULL,
    UNIQUE (person_id, name, subject)
);
CREATE TABLE dialog (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL UNIQUE REFERENCES person(id) ON DELETE CASCADE,
    form TEXT NOT NULL,
    args TEXT NOT NULL,
    field BIGINT NOT NULL,
    answers TEXT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX dialog_expires ON dialog (expires);
CREATE TABLE undo (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    subject BIGINT NOT NULL,
    at BIGINT NOT NULL,
    used BIGINT NOT NULL
);
CREATE INDEX undo_person ON undo (person_id, used, at);
CREATE INDEX undo_at ON undo (at);
CREATE TABLE nudge (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    skipped BIGINT NOT NULL
);
CREATE INDEX nudge_person ON nudge (person_id, at);
CREATE INDEX nudge_at ON nudge (at);
CREATE TABLE passing (
    id BIGINT PRIMARY KEY,
    sender_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    recipient_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    UNIQUE (sender_id, day, recipient_id)
);
CREATE INDEX passing_recipient ON passing (recipient_id);
CREATE INDEX passing_day ON passing (day);
CREATE TABLE received (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    messages BIGINT NOT NULL,
    UNIQUE (person_id, day)
);
CREATE INDEX received_day ON received (day);
CREATE TABLE blocked (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    sender_id BIGINT REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX blocked_person ON blocked (person_id);
CREATE INDEX blocked_sender ON blocked (sender_id);
)sql";

}  // namespace goodturn::engine
