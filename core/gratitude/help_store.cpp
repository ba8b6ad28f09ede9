#include "core/gratitude/help_store.hpp"

#include "core/gratitude/common.hpp"

#include <algorithm>

namespace goodturn::gratitude {

using namespace engine;

namespace {

void add_help(Turn& turn, const Noted& note, std::string_view link) {
    const auto what = sealed(turn, note.what, help_what);
    const auto sealed_link = sealed(turn, link, help_link);
    for (std::int64_t id = note.id; const auto helper : note.people) {
        turn.db().run(
            R"sql(INSERT INTO help (id, note_id, owner_id, helper_id, at, what, link, dropped)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, 0))sql",
            {id, note.id, raw(turn.actor()), raw(helper), millis(note.at), what, sealed_link});
        id = turn.db().new_id();
    }
}

void add_given(Turn& turn, const Noted& note) {
    const auto what = sealed(turn, note.what, given_what);
    for (const auto helped : note.people) {
        turn.db().run(
            R"sql(INSERT INTO help_given (id, note_id, owner_id, helped_id, at, what)
                  VALUES ($1, $2, $3, $4, $5, $6))sql",
            {turn.db().new_id(), note.id, raw(turn.actor()), raw(helped), millis(note.at), what});
    }
}

std::optional<Noted> read(Turn& turn, store::Rows rows, std::int64_t note, bool given) {
    std::optional<Noted> found;
    while (rows.next()) {
        if (!found) {
            found = {
                note, given, instant(rows.integer(2)), {}, opened(turn, rows.text(1), given ? given_what : help_what)};
        }
        found->people.push_back(PersonId{rows.integer(0)});
    }
    return found;
}

}  // namespace

Noted note_help(Turn& turn, const std::vector<PersonId>& helpers, std::string_view what, std::string_view link) {
    Noted note{turn.db().new_id(), false, turn.at(), helpers, std::string(what)};
    add_help(turn, note, link);
    return note;
}

Noted note_given(Turn& turn, const std::vector<PersonId>& helped, std::string_view what) {
    Noted note{turn.db().new_id(), true, turn.at(), helped, std::string(what)};
    add_given(turn, note);
    return note;
}

std::optional<Noted> noted(Turn& turn, std::int64_t note) {
    const auto me = raw(turn.actor());
    auto help = read(turn,
                     turn.db().query(
                         R"sql(SELECT helper_id, what, at FROM help
                               WHERE note_id = $1 AND owner_id = $2 AND removed_at IS NULL ORDER BY id)sql",
                         {note, me}),
                     note, false);
    if (help) return help;
    return read(
        turn,
        turn.db().query(
            R"sql(SELECT helped_id, what, at FROM help_given WHERE note_id = $1 AND owner_id = $2 ORDER BY id)sql",
            {note, me}),
        note, true);
}

std::int64_t keep_together(Turn& turn, const Noted& first, const Noted& last) {
    const auto id = turn.db().new_id();
    turn.db().run(
        R"sql(INSERT INTO help_list (id, owner_id, first_note, last_note, at) VALUES ($1, $2, $3, $4, $5))sql",
        {id, raw(turn.actor()), first.id, last.id, millis(turn.now())});
    return id;
}

std::vector<std::int64_t> noted_together(Turn& turn, std::int64_t list) {
    auto rows = turn.db().query(
        R"sql(SELECT note_id FROM help JOIN help_list ON note_id BETWEEN first_note AND last_note
              WHERE help_list.id = $1 AND help_list.owner_id = $2 AND help.owner_id = $2 AND removed_at IS NULL
              UNION
              SELECT note_id FROM help_given JOIN help_list ON note_id BETWEEN first_note AND last_note
              WHERE help_list.id = $1 AND help_list.owner_id = $2 AND help_given.owner_id = $2)sql",
        {list, raw(turn.actor())});
    std::vector<std::int64_t> notes;
    while (rows.next()) notes.push_back(rows.integer(0));
    return notes;
}

std::optional<Noted> swap_direction(Turn& turn, std::int64_t note) {
    auto found = noted(turn, note);
    if (!found) return std::nullopt;
    forget_note(turn, note);
    found->given = !found->given;
    if (found->given) {
        add_given(turn, *found);
    } else {
        add_help(turn, *found, {});
    }
    return found;
}

void forget_note(Turn& turn, std::int64_t note) {
    const auto me = raw(turn.actor());
    turn.db().run(R"sql(DELETE FROM help WHERE note_id = $1 AND owner_id = $2)sql", {note, me});
    turn.db().run(R"sql(DELETE FROM help_given WHERE note_id = $1 AND owner_id = $2)sql", {note, me});
}

std::map<PersonId, Lost> forget_person(Turn& turn, PersonId person, chat::Instant since) {
    std::map<PersonId, Lost> owners;
    const auto collect = [&](store::Rows rows, std::string_view purpose) {
        while (rows.next()) {
            auto& newest = owners[PersonId{rows.integer(0)}];
            const auto at = instant(rows.integer(1));
            if (at >= newest.at) newest = {rows.integer(3), at, opened(turn, rows.text(2), purpose)};
        }
    };
    turn.db().run(R"sql(DELETE FROM help WHERE helper_id = $1 AND at >= $2 AND removed_at IS NOT NULL)sql",
                  {raw(person), millis(since)});
    collect(turn.db().query(
                R"sql(DELETE FROM help WHERE helper_id = $1 AND at >= $2 RETURNING owner_id, at, what, note_id)sql",
                {raw(person), millis(since)}),
            help_what);
    collect(turn.db().query(
                R"sql(DELETE FROM help_given WHERE helped_id = $1 AND at >= $2
                      RETURNING owner_id, at, what, note_id)sql",
                {raw(person), millis(since)}),
            given_what);
    return owners;
}

std::optional<std::int64_t> change_words(Turn& turn, std::int64_t note, std::string_view what) {
    const auto found = noted(turn, note);
    if (!found || found->given) return std::nullopt;
    const auto me = raw(turn.actor());
    const auto id = turn.db().new_id();
    turn.db().run(
        R"sql(INSERT INTO help_words_before (id, owner_id, note_id, what, at) VALUES ($1, $2, $3, $4, $5))sql",
        {id, me, note, sealed(turn, found->what, help_what), millis(turn.now())});
    turn.db().run(R"sql(UPDATE help SET what = $3 WHERE note_id = $1 AND owner_id = $2)sql",
                  {note, me, sealed(turn, what, help_what)});
    return id;
}

std::optional<Noted> put_words_back(Turn& turn, std::int64_t before) {
    std::int64_t note = 0;
    std::string what;
    {
        auto row =
            turn.db().query(R"sql(SELECT note_id, what FROM help_words_before WHERE id = $1 AND owner_id = $2)sql",
                            {before, raw(turn.actor())});
        if (!row.next()) return std::nullopt;
        note = row.integer(0);
        what = row.text(1);
    }
    turn.db().run(R"sql(UPDATE help SET what = $3 WHERE note_id = $1 AND owner_id = $2)sql",
                  {note, raw(turn.actor()), what});
    return noted(turn, note);
}

std::optional<PersonId> remove_help(Turn& turn, std::int64_t help) {
    const auto helper = turn.db().integer(
        R"sql(UPDATE help SET removed_at = $3 WHERE id = $1 AND owner_id = $2 AND removed_at IS NULL
              RETURNING helper_id)sql",
        {help, raw(turn.actor()), millis(turn.now())});
    if (!helper) return std::nullopt;
    return PersonId{*helper};
}

std::optional<PersonId> put_back(Turn& turn, std::int64_t help) {
    const auto helper = turn.db().integer(
        R"sql(UPDATE help SET removed_at = NULL WHERE id = $1 AND owner_id = $2 AND removed_at IS NOT NULL
              RETURNING helper_id)sql",
        {help, raw(turn.actor())});
    if (!helper) return std::nullopt;
    return PersonId{*helper};
}

std::vector<LogEntry> log_entries(Turn& turn, std::int64_t skip, std::int64_t count) {
    auto rows = turn.db().query(
        R"sql(SELECT id, note_id, helper_id, at, what, link FROM help
              WHERE owner_id = $1 AND removed_at IS NULL ORDER BY at DESC, id DESC LIMIT $2 OFFSET $3)sql",
        {raw(turn.actor()), count, skip});
    std::vector<LogEntry> entries;
    while (rows.next()) {
        entries.push_back({rows.integer(0), rows.integer(1), PersonId{rows.integer(2)}, instant(rows.integer(3)),
                           opened(turn, rows.text(4), help_what), opened(turn, rows.text(5), help_link)});
    }
    return entries;
}

std::int64_t log_size(Turn& turn) {
    return turn.db()
        .integer(R"sql(SELECT count(*) FROM help WHERE owner_id = $1 AND removed_at IS NULL)sql", {raw(turn.actor())})
        .value_or(0);
}

}  // namespace goodturn::gratitude
