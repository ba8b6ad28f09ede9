#pragma once

#include "core/store/database.hpp"

#include <array>

namespace goodturn::gratitude {

// help: one row a helper; people noted in one line share `note_id`. `dropped`: said "not Bo" in a round. `removed_at`:
// gone for its owner, kept a day for undo. help_given: the other direction, contact rather than help.
// mark: the newest 🙏 a person set or took off a message (a keyed hash), so that late news changes nothing.
constexpr std::string_view log_sql = R"sql(
CREATE TABLE help (
    id BIGINT PRIMARY KEY,
    note_id BIGINT NOT NULL,
    owner_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    helper_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    link TEXT NOT NULL,
    dropped BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE INDEX help_owner ON help (owner_id, at, id);
CREATE INDEX help_note ON help (note_id);
CREATE INDEX help_helper ON help (helper_id);
CREATE INDEX help_at ON help (at);
CREATE INDEX help_removed ON help (removed_at) WHERE removed_at IS NOT NULL;
CREATE TABLE help_given (
    id BIGINT PRIMARY KEY,
    note_id BIGINT NOT NULL,
    owner_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    helped_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    what TEXT NOT NULL
);
CREATE INDEX help_given_owner ON help_given (owner_id);
CREATE INDEX help_given_note ON help_given (note_id);
CREATE INDEX help_given_helped ON help_given (helped_id);
CREATE INDEX help_given_at ON help_given (at);
CREATE TABLE help_words_before (
    id BIGINT PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    note_id BIGINT NOT NULL,
    what TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX help_words_before_owner ON help_words_before (owner_id);
CREATE INDEX help_words_before_at ON help_words_before (at);
CREATE TABLE help_mark (
    id BIGINT PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    message TEXT NOT NULL,
    at BIGINT NOT NULL,
    help_id BIGINT,
    UNIQUE (owner_id, message)
);
CREATE INDEX help_mark_at ON help_mark (at);
)sql";

// thanks: what one person wrote, with `head` and `tail` the words that were read as an option. thanks_copy: one a
// recipient, `at` its sending; `answers_id` is the copy that an answer passed back belongs to. letter: one message to a
// recipient, with all the copies that were waiting for it.
constexpr std::string_view thanks_sql = R"sql(
CREATE TABLE thanks (
    id BIGINT PRIMARY KEY,
    sender_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    answer BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'taken back', 'dropped')),
    place TEXT NOT NULL CHECK (place IN ('', 'privately', 'here', 'myself')),
    why TEXT NOT NULL,
    head TEXT NOT NULL,
    tail TEXT NOT NULL,
    space TEXT NOT NULL,
    conversation TEXT NOT NULL,
    thread TEXT NOT NULL,
    item_id BIGINT,
    at BIGINT NOT NULL
);
CREATE INDEX thanks_sender ON thanks (sender_id, state);
CREATE INDEX thanks_at ON thanks (state, at);
CREATE TABLE letter (
    id BIGINT PRIMARY KEY,
    recipient_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    first BIGINT NOT NULL,
    shown_at BIGINT
);
CREATE INDEX letter_recipient ON letter (recipient_id, shown_at);
CREATE INDEX letter_shown ON letter (shown_at);
CREATE TABLE thanks_copy (
    id BIGINT PRIMARY KEY,
    thanks_id BIGINT NOT NULL REFERENCES thanks(id) ON DELETE CASCADE,
    sender_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    recipient_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('draft', 'held', 'waiting', 'delivered', 'returned', 'taken back', 'myself')),
    letter_id BIGINT REFERENCES letter(id) ON DELETE SET NULL,
    answers_id BIGINT,
    at BIGINT NOT NULL,
    delivered_at BIGINT,
    reaction TEXT NOT NULL,
    reaction_at BIGINT NOT NULL
);
CREATE INDEX thanks_copy_thanks ON thanks_copy (thanks_id);
CREATE INDEX thanks_copy_pair ON thanks_copy (sender_id, recipient_id, at);
CREATE INDEX thanks_copy_recipient ON thanks_copy (recipient_id, delivered_at);
CREATE INDEX thanks_copy_letter ON thanks_copy (letter_id);
CREATE INDEX thanks_copy_answers ON thanks_copy (answers_id);
CREATE INDEX thanks_copy_state ON thanks_copy (state, at);
)sql";

// thanker: what a person chose; no row means that nothing was chosen yet. thanker_before: the same, for undo.
// thank_round: one message of the round; `asked`: the person asked for it; without items it asks who helped.
constexpr std::string_view round_sql = R"sql(
CREATE TABLE thanker (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL UNIQUE REFERENCES person(id) ON DELETE CASCADE,
    round TEXT NOT NULL CHECK (round IN ('unset', 'on', 'off')),
    minute BIGINT NOT NULL,
    every BIGINT NOT NULL,
    since BIGINT NOT NULL,
    reactions BIGINT NOT NULL,
    told BIGINT NOT NULL
);
CREATE TABLE thanker_before (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    round TEXT NOT NULL,
    minute BIGINT NOT NULL,
    every BIGINT NOT NULL,
    since BIGINT NOT NULL,
    reactions BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX thanker_before_person ON thanker_before (person_id);
CREATE INDEX thanker_before_at ON thanker_before (at);
CREATE TABLE thank_round (
    id BIGINT PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    since BIGINT NOT NULL,
    asked BIGINT NOT NULL,
    ended BIGINT NOT NULL
);
CREATE INDEX thank_round_owner ON thank_round (owner_id, id);
CREATE INDEX thank_round_at ON thank_round (at);
CREATE TABLE round_item (
    id BIGINT PRIMARY KEY,
    round_id BIGINT NOT NULL REFERENCES thank_round(id) ON DELETE CASCADE,
    owner_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    helper_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'sent', 'myself', 'thanked', 'dropped')),
    why TEXT NOT NULL,
    thanks_id BIGINT
);
CREATE INDEX round_item_round ON round_item (round_id, number);
CREATE INDEX round_item_owner ON round_item (owner_id);
CREATE INDEX round_item_helper ON round_item (helper_id);
)sql";

// thanks.undo_id: the change that `undo` would take it back by. thank_round.shown_at: when its message arrived.
constexpr std::string_view seen_sql = R"sql(
ALTER TABLE thanks ADD COLUMN undo_id BIGINT;
ALTER TABLE thank_round ADD COLUMN shown_at BIGINT;
)sql";

// letter.left_at: when it was handed out first. Nobody's words join it from then on: its receipt is not theirs.
constexpr std::string_view left_sql = R"sql(
ALTER TABLE letter ADD COLUMN left_at BIGINT;
UPDATE letter SET left_at = shown_at;
DROP INDEX letter_recipient;
CREATE INDEX letter_recipient ON letter (recipient_id, left_at);
)sql";

// thanks.unposted: its post did not arrive, and this is the draft that was made of it.
constexpr std::string_view unposted_sql = R"sql(
ALTER TABLE thanks ADD COLUMN unposted BIGINT NOT NULL DEFAULT 0;
)sql";

// A note's rows are found among its owner's: an index of their own is a page more to write with each.
constexpr std::string_view notes_sql = R"sql(
DROP INDEX help_note;
)sql";

// What a person sent that waits for the other's hours.
constexpr std::string_view open_sql = R"sql(
CREATE INDEX thanks_copy_open ON thanks_copy (sender_id, at) WHERE state = 'waiting';
)sql";

// help_mark.told: the answer that told of the help.
constexpr std::string_view told_sql = R"sql(
ALTER TABLE help_mark ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
)sql";

// help_list: the notes of one message, for undo. Their ids say which they are: what else the owner noted may have the
// same instant.
constexpr std::string_view list_sql = R"sql(
CREATE TABLE help_list (
    id BIGINT PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    first_note BIGINT NOT NULL,
    last_note BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX help_list_owner ON help_list (owner_id);
CREATE INDEX help_list_at ON help_list (at);
)sql";

// help_mark.round: the answer told of the round that came with the help, and they have chosen nothing about it since.
constexpr std::string_view mark_sql = R"sql(
ALTER TABLE help_mark ADD COLUMN round BIGINT NOT NULL DEFAULT 0;
)sql";

inline constexpr std::array<store::Migration, 11> migrations{{
    {"gratitude 1 log", log_sql},
    {"gratitude 2 thanks", thanks_sql},
    {"gratitude 3 round", round_sql},
    {"gratitude 4 seen", seen_sql},
    {"gratitude 5 left", left_sql},
    {"gratitude 6 unposted", unposted_sql},
    {"gratitude 7 notes", notes_sql},
    {"gratitude 8 open", open_sql},
    {"gratitude 9 told", told_sql},
    {"gratitude 10 list", list_sql},
    {"gratitude 11 mark", mark_sql},
}};

}  // namespace goodturn::gratitude
