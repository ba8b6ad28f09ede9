#include "core/engine/schema.hpp"

#include <array>

namespace goodturn::engine {
namespace {

// Who and where. `hold_until`: the platform asked to wait. A person's `home_space_id` is the space they used last.
constexpr std::string_view people_sql = R"sql(
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
constexpr std::string_view intake_sql = R"sql(
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
constexpr std::string_view outbox_sql = R"sql(
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
constexpr std::string_view later_sql = R"sql(
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

// `held`: it was due, and the rules of its kind put it off. `first_try`: when it was handed out first.
constexpr std::string_view held_sql = R"sql(
ALTER TABLE delivery ADD COLUMN held BIGINT NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN first_try BIGINT;
)sql";

// A delivery changes its state twice within a second, and few have a view: an index holds only what is looked for.
constexpr std::string_view lean_sql = R"sql(
DROP INDEX delivery_person;
CREATE INDEX delivery_person ON delivery (person_id);
CREATE INDEX delivery_person_waiting ON delivery (person_id, due) WHERE state = 'waiting';
DROP INDEX delivery_view;
CREATE INDEX delivery_view ON delivery (view_id) WHERE view_id IS NOT NULL;
DROP INDEX action_view;
CREATE INDEX action_view ON action (view_id) WHERE view_id IS NOT NULL;
)sql";

// `asked`: when the person asked for this answer, for one that comes late.
constexpr std::string_view asked_sql = R"sql(
ALTER TABLE delivery ADD COLUMN asked BIGINT;
)sql";

// What is under way for a person may arrive, begun or waiting. An action belongs to a view or to a delivery.
constexpr std::string_view open_sql = R"sql(
DROP INDEX delivery_person_waiting;
CREATE INDEX delivery_person_open ON delivery (person_id, due) WHERE state <> 'done';
DROP INDEX action_delivery;
CREATE INDEX action_delivery ON action (delivery_id) WHERE delivery_id IS NOT NULL;
)sql";

// What waits in a space that has to wait is not looked at.
constexpr std::string_view spaces_sql = R"sql(
DROP INDEX delivery_waiting;
CREATE INDEX delivery_waiting ON delivery (space_id, kind, due, id) WHERE state = 'waiting';
)sql";

// A typed name is looked up among the members of a conversation: how many others bear it doesn't matter.
constexpr std::string_view names_sql = R"sql(
ALTER TABLE member ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN given_key TEXT NOT NULL DEFAULT '';
UPDATE member SET name_key = (SELECT name_key FROM account WHERE account.id = member.account_id),
                  given_key = (SELECT given_key FROM account WHERE account.id = member.account_id);
CREATE INDEX member_name ON member (conversation_id, name_key);
CREATE INDEX member_given ON member (conversation_id, given_key);
DROP INDEX account_name;
DROP INDEX account_given;
)sql";

// What a view's buttons do is kept as long as the view, and is not looked at when old ones are deleted. A person who
// goes takes theirs along.
constexpr std::string_view buttons_sql = R"sql(
DROP INDEX action_created;
CREATE INDEX action_created ON action (created) WHERE view_id IS NULL;
DROP INDEX action_word;
CREATE INDEX action_word ON action (person_id, open, word, created);
)sql";

constexpr std::string_view overview_sql = R"sql(
ALTER TABLE person ADD COLUMN overview_opened BIGINT NOT NULL DEFAULT 0;
)sql";

// Each index is a page more to write and to wait for in every command, so there is none that does without. An answer is
// never looked for among what waits for a view, is due again, or was put off. Buttons go with their message, and undos
// are pruned in the order of their ids, which is that of time.
constexpr std::string_view answers_sql = R"sql(
DROP INDEX delivery_one_waiting;
CREATE UNIQUE INDEX delivery_one_waiting ON delivery (view_id) WHERE state = 'waiting' AND view_id IS NOT NULL;
DROP INDEX delivery_retry;
CREATE INDEX delivery_retry ON delivery (due, id) WHERE state = 'begun' AND in_flight = 0;
DROP INDEX delivery_person_open;
CREATE INDEX delivery_person_open ON delivery (person_id, due)
    WHERE state <> 'done' AND (kind <> 0 OR view_id IS NOT NULL);
DROP INDEX delivery_remote;
CREATE INDEX delivery_remote ON delivery (space_id, remote_id) WHERE remote_id IS NOT NULL;
DROP INDEX action_created;
DROP INDEX undo_at;
)sql";

// The id of a key is its hash as a number (Seal::number): the table is its own index. Keys that were kept as text are
// given up, for making them over takes longer than anybody may wait for an answer; a platform repeats an event within
// the hour.
constexpr std::string_view keys_sql = R"sql(
DROP TABLE dedupe;
CREATE TABLE dedupe (
    id BIGINT PRIMARY KEY,
    day BIGINT NOT NULL,
    delivery_id BIGINT
);
)sql";

constexpr std::string_view gone_sql = R"sql(
ALTER TABLE person ADD COLUMN gone BIGINT NOT NULL DEFAULT 0;
)sql";

// `tries_since`: `first_try` of these tries. What was taken back, or is asked for again, is tried anew, and looked for
// since its very first try.
constexpr std::string_view tries_sql = R"sql(
ALTER TABLE delivery ADD COLUMN tries_since BIGINT;
UPDATE delivery SET tries_since = first_try WHERE state <> 'done';
)sql";

// person.outside: of another organisation. `way`: back to where something was answered, by the id of the row that it
// was about, which is older than all that come later.
constexpr std::string_view ways_sql = R"sql(
ALTER TABLE person ADD COLUMN outside BIGINT NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN learned BIGINT NOT NULL DEFAULT 0;
CREATE TABLE way (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    space_id BIGINT NOT NULL,
    conversation TEXT NOT NULL,
    thread TEXT NOT NULL,
    route TEXT NOT NULL,
    at BIGINT NOT NULL
);
)sql";

// Where the bot is not, it can't post.
constexpr std::string_view joined_sql = R"sql(
ALTER TABLE conversation ADD COLUMN joined BIGINT NOT NULL DEFAULT 1;
)sql";

// account.mark: chat::AccountSeen::mark.
constexpr std::string_view marks_sql = R"sql(
ALTER TABLE account ADD COLUMN mark BIGINT NOT NULL DEFAULT 0;
)sql";

// chat::Capabilities::strangers. person.told_too_old: that what they wrote came too late. passing.arrived: the
// recipient has seen something of that sender.
constexpr std::string_view strangers_sql = R"sql(
ALTER TABLE space ADD COLUMN strangers BIGINT NOT NULL DEFAULT 1;
ALTER TABLE person ADD COLUMN told_too_old BIGINT NOT NULL DEFAULT 0;
ALTER TABLE passing ADD COLUMN arrived BIGINT NOT NULL DEFAULT 0;
)sql";

// Few at any time, and no answer among them.
constexpr std::string_view unasked_sql = R"sql(
CREATE INDEX delivery_unasked ON delivery (space_id) WHERE in_flight = 1 AND kind <> 0;
)sql";

constexpr std::array<store::Migration, 21> migrations{{
    {"engine 1 people", people_sql},    {"engine 2 intake", intake_sql},
    {"engine 3 outbox", outbox_sql},    {"engine 4 later", later_sql},
    {"engine 5 held", held_sql},        {"engine 6 lean", lean_sql},
    {"engine 7 asked", asked_sql},      {"engine 8 open", open_sql},
    {"engine 9 spaces", spaces_sql},    {"engine 10 names", names_sql},
    {"engine 11 buttons", buttons_sql}, {"engine 12 overview", overview_sql},
    {"engine 13 answers", answers_sql}, {"engine 14 keys", keys_sql},
    {"engine 15 gone", gone_sql},       {"engine 16 tries", tries_sql},
    {"engine 17 ways", ways_sql},       {"engine 18 joined", joined_sql},
    {"engine 19 marks", marks_sql},     {"engine 20 strangers", strangers_sql},
    {"engine 21 unasked", unasked_sql},
}};

}  // namespace

std::span<const store::Migration> schema() {
    return migrations;
}

}  // namespace goodturn::engine
