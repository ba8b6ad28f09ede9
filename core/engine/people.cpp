#include "core/engine/people.hpp"

#include "core/engine/instants.hpp"
#include "core/engine/line.hpp"
#include "core/engine/text.hpp"
#include "core/engine/texts.hpp"

#include <map>
#include <ranges>
#include <stdexcept>
#include <utility>

namespace goodturn::engine {
namespace {

constexpr std::size_t most_kept = 1000;

/// More than a person can choose from.
constexpr std::int64_t most_offered = 50;

std::string first_word(std::string_view name) {
    return std::string(name.substr(0, name.find(' ')));
}

}  // namespace

void People::forget() {
    persons_.clear();
    accounts_.clear();
}

void People::update(PersonId person, std::string_view sql, std::initializer_list<store::Value> values) {
    persons_.erase(raw(person));
    db_.run(sql, values);
}

PersonId People::on_sight(std::int64_t space, const chat::AccountId& account, std::string_view label) {
    if (label == account.value) label = {};
    const auto known = find(space, account);
    const PersonId person = known ? *known : add(space, account, label);
    if (!label.empty()) call(person, space, account, label);
    return person;
}

std::optional<PersonId> People::find(std::int64_t space, const chat::AccountId& account) {
    if (const auto known = accounts_.find({space, account.value}); known != accounts_.end()) return known->second;
    const auto person = db_.integer(R"sql(SELECT person_id FROM account WHERE space_id = $1 AND remote_id = $2)sql",
                                    {space, account.value});
    if (!person) return std::nullopt;
    return keep(space, account, PersonId{*person});
}

PersonId People::keep(std::int64_t space, const chat::AccountId& account, PersonId person) {
    if (accounts_.size() >= most_kept) accounts_.clear();
    accounts_.insert_or_assign({space, account.value}, person);
    return person;
}

void People::label(std::int64_t space, std::vector<chat::Named>& mentions) {
    for (auto& who : mentions) {
        if (!who.label.empty()) continue;
        if (const auto person = find(space, who.account)) who.label = get(*person).label();
    }
}

void People::call(PersonId person, std::int64_t space, const chat::AccountId& account, std::string_view label) {
    if (get(person).named) return;
    const std::string name = shortened(tidy(label), 80);
    if (name.empty()) return;
    const std::string given = first_word(name);
    update(person, R"sql(UPDATE person SET name = $2, given = $3 WHERE id = $1)sql", {raw(person), name, given});
    set_keys(space, account, name, given, {});
}

void People::set_keys(std::int64_t space, const chat::AccountId& account, std::string_view name, std::string_view given,
                      store::Value mark) {
    const std::string name_key = folded(name);
    const std::string given_key = folded(given);
    const auto row = db_.integer(
        R"sql(UPDATE account SET name_key = $3, given_key = $4, mark = COALESCE($5, account.mark)
              WHERE space_id = $1 AND remote_id = $2 RETURNING id)sql",
        {space, account.value, name_key, given_key, mark});
    db_.run(R"sql(UPDATE member SET name_key = $2, given_key = $3 WHERE account_id = $1)sql",
            {store::maybe(row), name_key, given_key});
}

std::string People::name(PersonId id) {
    const Person person = get(id);
    return person.named ? person.name : fill_plain(texts::somebody);
}

PersonId People::add(std::int64_t space, const chat::AccountId& account, std::string_view label) {
    const std::string name = label.empty() ? account.value : shortened(tidy(label), 80);
    const std::string given = first_word(name);
    const std::int64_t person = db_.new_id();
    db_.run(
        R"sql(INSERT INTO person (id, name, given, zone, zone_known, zone_chosen, hours, reachable, is_bot, greeted,
                                  stopped, paused_until, date_order, home_space_id)
              VALUES ($1, $2, $3, 'UTC', 0, 0, NULL, 1, 0, 0, 0, NULL, 0, $4))sql",
        {person, name, given, space});
    const std::string name_key = folded(name);
    const std::string given_key = folded(given);
    db_.run(
        R"sql(INSERT INTO account (id, space_id, remote_id, person_id, name_key, given_key)
              VALUES ($1, $2, $3, $4, $5, $6))sql",
        {db_.new_id(), space, account.value, person, name_key, given_key});
    return keep(space, account, PersonId{person});
}

void People::learn(std::int64_t space, const chat::AccountSeen& seen, chat::Instant at) {
    const PersonId person = on_sight(space, seen.account, {});
    const std::string name = shortened(tidy(seen.name), 80);
    const std::string given = seen.given.empty() ? first_word(name) : shortened(tidy(seen.given), 80);
    const bool named = !name.empty();
    const bool zone = schedule::is_zone(seen.zone);
    update(person,
           R"sql(UPDATE person SET is_bot = $4, reachable = $5, gone = $8, outside = $9,
                     name = CASE WHEN $11 = 1 THEN $2 ELSE person.name END,
                     given = CASE WHEN $11 = 1 THEN $3 ELSE person.given END,
                     learned = CASE WHEN $11 = 1 THEN $10 ELSE person.learned END,
                     zone = CASE WHEN person.zone_chosen = 0 AND $6 = 1 THEN $7 ELSE person.zone END,
                     zone_known = CASE WHEN $6 = 1 THEN 1 ELSE person.zone_known END
              WHERE id = $1)sql",
           {raw(person), name, given, seen.bot, !(seen.bot || seen.guest || seen.gone || seen.foreign), zone, seen.zone,
            seen.gone, seen.foreign, millis(at), named});
    if (named) set_keys(space, seen.account, name, given, seen.mark);
}

void People::learn(std::int64_t space, const chat::AccountsSame& same, chat::Instant at) {
    for (const auto& account : same.accounts) {
        const PersonId person = on_sight(space, account, {});
        update(person, R"sql(UPDATE person SET learned = $2 WHERE id = $1)sql", {raw(person), millis(at)});
    }
}

std::vector<KnownAccount> People::accounts() {
    std::vector<std::pair<std::int64_t, chat::SpaceId>> spaces;
    {
        auto row = db_.query(R"sql(SELECT id, remote_id FROM space ORDER BY id)sql");
        while (row.next()) spaces.emplace_back(row.integer(0), chat::SpaceId{row.text(1)});
    }
    std::vector<KnownAccount> all;
    for (const auto& [id, space] : spaces) {
        auto row = db_.query(
            R"sql(SELECT account.remote_id, account.mark, person.learned
                  FROM account JOIN person ON person.id = account.person_id
                  WHERE account.space_id = $1 AND (account.mark <> 0 OR person.learned = 0)
                  ORDER BY account.remote_id)sql",
            {id});
        while (row.next()) {
            all.push_back({space, chat::AccountId{row.text(0)}, row.integer(1), instant(row.integer(2))});
        }
    }
    return all;
}

void People::learn(std::int64_t space, const chat::ConversationSeen& seen) {
    const auto conversation = db_.integer(
        R"sql(INSERT INTO conversation (id, space_id, remote_id, name, joined) VALUES ($1, $2, $3, $4, $5)
              ON CONFLICT (space_id, remote_id) DO UPDATE SET
                  name = CASE excluded.name WHEN '' THEN conversation.name ELSE excluded.name END,
                  joined = excluded.joined
              RETURNING id)sql",
        {db_.new_id(), space, seen.conversation.value, seen.name, seen.joined});
    // It is told again at every start, so only what is different is written.
    std::map<std::string, std::int64_t> before;
    {
        auto row = db_.query(
            R"sql(SELECT account.remote_id, member.id FROM member JOIN account ON account.id = member.account_id
                  WHERE member.conversation_id = $1)sql",
            {store::maybe(conversation)});
        while (row.next()) before.emplace(row.text(0), row.integer(1));
    }
    for (const auto& account : seen.members) {
        if (before.erase(account.value) > 0) continue;
        on_sight(space, account, {});
        db_.run(
            R"sql(INSERT INTO member (id, conversation_id, account_id, name_key, given_key)
                  SELECT $1, $2, account.id, account.name_key, account.given_key
                  FROM account WHERE account.space_id = $3 AND account.remote_id = $4
                  ON CONFLICT (conversation_id, account_id) DO NOTHING)sql",
            {db_.new_id(), store::maybe(conversation), space, account.value});
    }
    for (const auto& [left, member] : before) db_.run(R"sql(DELETE FROM member WHERE id = $1)sql", {member});
}

void People::learn(std::int64_t space, const chat::ConversationsSeen& seen) {
    std::vector<chat::ConversationId> left;
    {
        auto row = db_.query(R"sql(SELECT remote_id FROM conversation WHERE space_id = $1 AND joined = 1)sql", {space});
        while (row.next()) {
            if (chat::ConversationId id{row.text(0)}; !seen.joined.contains(id)) left.push_back(std::move(id));
        }
    }
    for (auto& one : left) {
        learn(space,
              chat::ConversationSeen{
                  .conversation = std::move(one), .name = {}, .direct_with = {}, .members = {}, .joined = false});
    }
}

void People::learn(std::int64_t space, const chat::Place& place) {
    if (place.name.empty() && !place.joined) return;
    {
        auto known = db_.query(R"sql(SELECT name, joined FROM conversation WHERE space_id = $1 AND remote_id = $2)sql",
                               {space, place.conversation.value});
        const bool row = known.next();
        const bool same_name = place.name.empty() || (row && known.text(0) == place.name);
        const bool same_place = !place.joined || *place.joined == (!row || known.flag(1));
        if (same_name && same_place) return;
    }
    db_.run(
        R"sql(INSERT INTO conversation (id, space_id, remote_id, name, joined) VALUES ($1, $2, $3, $4, $5)
              ON CONFLICT (space_id, remote_id) DO UPDATE SET
                  name = CASE excluded.name WHEN '' THEN conversation.name ELSE excluded.name END,
                  joined = CASE WHEN $6 = 1 THEN excluded.joined ELSE conversation.joined END)sql",
        {db_.new_id(), space, place.conversation.value, place.name, place.joined.value_or(true),
         place.joined.has_value()});
}

bool People::joined(std::int64_t space, const chat::ConversationId& conversation) {
    return db_.integer(R"sql(SELECT joined FROM conversation WHERE space_id = $1 AND remote_id = $2)sql",
                       {space, conversation.value})
               .value_or(1) != 0;
}

Person People::get(PersonId id) {
    if (const auto known = persons_.find(raw(id)); known != persons_.end()) return known->second;
    if (persons_.size() >= most_kept) persons_.clear();
    return persons_.emplace(raw(id), read(id)).first->second;
}

Person People::read(PersonId id) {
    auto row = db_.query(
        R"sql(SELECT name, given, zone, zone_known, hours, reachable, is_bot, greeted, stopped, paused_until, date_order,
                     home_space_id, overview_opened, gone, outside, learned, told_too_old
              FROM person WHERE id = $1)sql",
        {raw(id)});
    if (!row.next()) throw std::logic_error("no person " + std::to_string(raw(id)));
    Person person{.id = id, .name = row.text(0), .given = row.text(1), .zone = row.text(2), .hours = default_hours_};
    person.zone_known = row.flag(3);
    if (!row.null(4)) person.hours = schedule::read_hours(row.text(4), default_hours_).value_or(default_hours_);
    person.reachable = row.flag(5);
    person.is_bot = row.flag(6);
    person.greeted = row.flag(7);
    person.stopped = row.flag(8);
    if (auto until = row.maybe_integer(9)) person.paused_until = chat::Instant(std::chrono::milliseconds(*until));
    person.date_order = static_cast<DateOrder>(row.integer(10));
    person.home_space = row.integer(11);
    person.overview_opened = instant(row.integer(12));
    person.gone = row.flag(13);
    person.foreign = row.flag(14);
    person.learned = instant(row.integer(15));
    person.told_too_old = instant(row.integer(16));
    person.named =
        person.learned != chat::Instant{} ||
        !db_.integer(R"sql(SELECT 1 FROM account WHERE person_id = $1 AND remote_id = $2)sql", {raw(id), person.name});
    if (!person.named) person.given = fill_plain(texts::somebody);
    return person;
}

std::optional<chat::AccountId> People::account(PersonId person, std::int64_t space) {
    auto row =
        db_.query(R"sql(SELECT remote_id FROM account WHERE person_id = $1 AND space_id = $2 ORDER BY id LIMIT 1)sql",
                  {raw(person), space});
    if (!row.next()) return std::nullopt;
    return chat::AccountId{row.text(0)};
}

std::int64_t People::account_row(PersonId person, std::int64_t space) {
    return db_
        .integer(R"sql(SELECT id FROM account WHERE person_id = $1 AND space_id = $2 ORDER BY id LIMIT 1)sql",
                 {raw(person), space})
        .value_or(0);
}

void People::set_overview_opened(PersonId person, chat::Instant at) {
    update(person, R"sql(UPDATE person SET overview_opened = $2 WHERE id = $1)sql", {raw(person), millis(at)});
}

void People::used(PersonId person, std::int64_t space) {
    if (get(person).home_space == space) return;
    update(person, R"sql(UPDATE person SET home_space_id = $2 WHERE id = $1)sql", {raw(person), space});
}

void People::set_zone(PersonId person, std::string_view zone) {
    update(person, R"sql(UPDATE person SET zone = $2, zone_known = 1, zone_chosen = 1 WHERE id = $1)sql",
           {raw(person), zone});
}

void People::set_hours(PersonId person, const schedule::Hours& hours) {
    const std::string text = schedule::to_text(hours);
    update(person, R"sql(UPDATE person SET hours = $2 WHERE id = $1)sql", {raw(person), text});
}

void People::set_paused(PersonId person, std::optional<chat::Instant> until) {
    update(person, R"sql(UPDATE person SET paused_until = $2 WHERE id = $1)sql", {raw(person), maybe_millis(until)});
}

void People::set_stopped(PersonId person, bool stopped) {
    update(person, R"sql(UPDATE person SET stopped = $2 WHERE id = $1)sql", {raw(person), stopped});
}

void People::set_greeted(PersonId person) {
    update(person, R"sql(UPDATE person SET greeted = 1 WHERE id = $1)sql", {raw(person)});
}

void People::set_date_order(PersonId person, DateOrder order) {
    update(person, R"sql(UPDATE person SET date_order = $2 WHERE id = $1)sql",
           {raw(person), static_cast<std::int64_t>(order)});
}

void People::set_told_too_old(PersonId person, chat::Instant at) {
    update(person, R"sql(UPDATE person SET told_too_old = $2 WHERE id = $1)sql", {raw(person), millis(at)});
}

bool People::share_conversation(PersonId one, PersonId other) {
    return db_
        .integer(
            R"sql(SELECT 1 FROM account a JOIN member m ON m.account_id = a.id
                      JOIN account b ON b.space_id = a.space_id
                      JOIN member n ON n.conversation_id = m.conversation_id AND n.account_id = b.id
                  WHERE a.person_id = $1 AND b.person_id = $2 LIMIT 1)sql",
            {raw(one), raw(other)})
        .has_value();
}

std::vector<KnownName> People::named_by(std::int64_t space, PersonId writer, std::string_view folded_word) {
    const std::string end = after_all(folded_word);
    std::map<std::pair<std::string, std::int64_t>, KnownName> found;  // in the order of their names
    const auto take = [&](store::Rows row) {
        while (row.next()) {
            found.insert_or_assign(std::pair(row.text(3), row.integer(0)),
                                   KnownName{PersonId{row.integer(0)}, row.text(1), row.text(2)});
        }
    };
    // People may name themselves and get a kind answer, and `no more from ben` works where Ben is seen nowhere else.
    take(db_.query(
        R"sql(SELECT person.id, person.name, person.given, account.name_key
              FROM account JOIN person ON person.id = account.person_id
              WHERE account.space_id = $1 AND person.is_bot = 0
                AND account.person_id IN (SELECT sender_id FROM passing WHERE recipient_id = $4 AND arrived = 1
                                          UNION SELECT sender_id FROM blocked WHERE person_id = $4
                                          UNION SELECT id FROM person WHERE id = $4)
                AND (account.name_key >= $2 AND account.name_key < $3
                     OR account.given_key >= $2 AND account.given_key < $3))sql",
        {space, folded_word, end, raw(writer)}));
    // A conversation at a time, and in each no more than are offered, however many are in it and bear such a name.
    for (const auto conversation : conversations_of(space, writer)) {
        take(db_.query(
            R"sql(SELECT person.id, person.name, person.given, member.name_key
                  FROM member JOIN account ON account.id = member.account_id
                      JOIN person ON person.id = account.person_id
                  WHERE member.conversation_id = $1 AND member.name_key >= $2 AND member.name_key < $3
                    AND person.is_bot = 0
                  ORDER BY member.name_key LIMIT $4)sql",
            {conversation, folded_word, end, most_offered}));
        take(db_.query(
            R"sql(SELECT person.id, person.name, person.given, member.name_key
                  FROM member JOIN account ON account.id = member.account_id
                      JOIN person ON person.id = account.person_id
                  WHERE member.conversation_id = $1 AND member.given_key >= $2 AND member.given_key < $3
                    AND person.is_bot = 0
                  ORDER BY member.given_key LIMIT $4)sql",
            {conversation, folded_word, end, most_offered}));
    }
    std::vector<KnownName> names;
    for (auto& [key, name] : found | std::views::take(most_offered)) names.push_back(std::move(name));
    return names;
}

std::vector<std::int64_t> People::conversations_of(std::int64_t space, PersonId person) {
    std::vector<std::int64_t> conversations;
    auto row = db_.query(
        R"sql(SELECT member.conversation_id FROM account JOIN member ON member.account_id = account.id
              WHERE account.person_id = $1 AND account.space_id = $2)sql",
        {raw(person), space});
    while (row.next()) conversations.push_back(row.integer(0));
    return conversations;
}

}  // namespace goodturn::engine
