#include "core/engine/schema.hpp"

#include "core/engine/tables.hpp"

#include <array>

namespace goodturn::engine {
namespace {

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
