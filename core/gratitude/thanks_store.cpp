#include "core/gratitude/thanks_store.hpp"

#include "core/gratitude/common.hpp"

#include <algorithm>
#include <array>

namespace goodturn::gratitude {

using namespace engine;

namespace {

/// A letter stays well within what one message can show.
constexpr std::int64_t copies_a_letter = 6;

// Stored names, in the order of the enumerators.
constexpr std::array<std::string_view, 4> places{"", "privately", "here", "myself"};
constexpr std::array<std::string_view, 4> thanks_states{"draft", "sent", "taken back", "dropped"};
constexpr std::array<std::string_view, 7> copy_states{"draft",    "held",       "waiting", "delivered",
                                                      "returned", "taken back", "myself"};

template <class Enum, std::size_t size>
std::string_view name_in(const std::array<std::string_view, size>& names, Enum value) {
    return names.at(static_cast<std::size_t>(value));
}
template <class Enum, std::size_t size>
Enum named_in(const std::array<std::string_view, size>& names, std::string_view name) {
    return static_cast<Enum>(std::ranges::find(names, name) - names.begin());
}

std::optional<Thanks> one_thanks(Turn& turn, store::Rows row) {
    if (!row.next()) return std::nullopt;
    Thanks thanks{.id = row.integer(0),
                  .sender = PersonId{row.integer(1)},
                  .answer = row.flag(2),
                  .state = named_in<Thanks::State>(thanks_states, row.text(3)),
                  .place = named_in<Place>(places, row.text(4)),
                  .why = opened(turn, row.text(5), thanks_why),
                  .head = row.text(6),
                  .tail = row.text(7),
                  .channel = {},
                  .item = row.maybe_integer(11),
                  .undo = row.maybe_integer(13),
                  .unposted = row.flag(14),
                  .at = instant(row.integer(12))};
    if (!row.text(9).empty()) thanks.channel = Channel{row.text(8), row.text(9), row.text(10)};
    return thanks;
}

std::vector<Copy> all_copies(store::Rows rows) {
    std::vector<Copy> copies;
    while (rows.next()) {
        Copy copy{.id = rows.integer(0),
                  .thanks = rows.integer(1),
                  .sender = PersonId{rows.integer(2)},
                  .recipient = PersonId{rows.integer(3)},
                  .state = named_in<Copy::State>(copy_states, rows.text(4)),
                  .letter = rows.maybe_integer(5),
                  .answers = rows.maybe_integer(6),
                  .at = instant(rows.integer(7)),
                  .delivered_at = {},
                  .reaction = rows.text(9),
                  .reaction_at = instant(rows.integer(10))};
        if (const auto at = rows.maybe_integer(8)) copy.delivered_at = instant(*at);
        copies.push_back(std::move(copy));
    }
    return copies;
}

}  // namespace

void add(Turn& turn, Thanks& thanks, const std::vector<PersonId>& recipients) {
    thanks.id = turn.db().new_id();
    turn.db().run(
        R"sql(INSERT INTO thanks (id, sender_id, answer, state, place, why, head, tail, space, conversation, thread,
                                  item_id, at, unposted)
              VALUES ($1, $2, $3, 'draft', '', '', '', '', '', '', '', NULL, 0, $4))sql",
        {thanks.id, raw(thanks.sender), std::int64_t{thanks.answer}, std::int64_t{thanks.unposted}});
    save(turn, thanks);
    for (const auto recipient : recipients) {
        Copy copy{.thanks = thanks.id, .sender = thanks.sender, .recipient = recipient, .at = thanks.at};
        add(turn, copy);
    }
}

void add(Turn& turn, Copy& copy) {
    copy.id = turn.db().new_id();
    turn.db().run(
        R"sql(INSERT INTO thanks_copy (id, thanks_id, sender_id, recipient_id, state, answers_id, at, reaction,
                                       reaction_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0))sql",
        {copy.id, copy.thanks, raw(copy.sender), raw(copy.recipient), name_in(copy_states, copy.state),
         store::maybe(copy.answers), millis(copy.at)});
}

void save(Turn& turn, const Thanks& thanks) {
    const Channel channel = thanks.channel.value_or(Channel{});
    turn.db().run(
        R"sql(UPDATE thanks SET state = $2, place = $3, why = $4, head = $5, tail = $6, space = $7, conversation = $8,
                                thread = $9, item_id = $10, at = $11, undo_id = $12 WHERE id = $1)sql",
        {thanks.id, name_in(thanks_states, thanks.state), name_in(places, thanks.place),
         sealed(turn, thanks.why, thanks_why), thanks.head, thanks.tail, channel.space, channel.conversation,
         channel.thread, store::maybe(thanks.item), millis(thanks.at), store::maybe(thanks.undo)});
}

void save(Turn& turn, const Copy& copy) {
    turn.db().run(
        R"sql(UPDATE thanks_copy SET state = $2, letter_id = $3, at = $4, delivered_at = $5, reaction = $6,
                                     reaction_at = $7 WHERE id = $1)sql",
        {copy.id, name_in(copy_states, copy.state), store::maybe(copy.letter), millis(copy.at),
         maybe_millis(copy.delivered_at), copy.reaction, millis(copy.reaction_at)});
}

void erase_thanks(Turn& turn, std::int64_t id) {
    turn.db().run(R"sql(DELETE FROM thanks WHERE id = $1)sql", {id});
}

void erase_copy(Turn& turn, std::int64_t id) {
    turn.db().run(R"sql(DELETE FROM thanks_copy WHERE id = $1)sql", {id});
}

std::optional<Thanks> find_thanks(Turn& turn, std::int64_t id) {
    return one_thanks(
        turn, turn.db().query(
                  R"sql(SELECT id, sender_id, answer, state, place, why, head, tail, space, conversation, thread,
                               item_id, at, undo_id, unposted FROM thanks WHERE id = $1)sql",
                  {id}));
}

std::optional<Thanks> own_thanks(Turn& turn, std::int64_t id) {
    auto thanks = find_thanks(turn, id);
    if (thanks && thanks->sender != turn.actor()) return std::nullopt;
    return thanks;
}

std::optional<Copy> find_copy(Turn& turn, std::int64_t id) {
    auto found = all_copies(turn.db().query(
        R"sql(SELECT id, thanks_id, sender_id, recipient_id, state, letter_id, answers_id, at, delivered_at, reaction,
                     reaction_at FROM thanks_copy WHERE id = $1)sql",
        {id}));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Copy> copies_of(Turn& turn, std::int64_t thanks) {
    return all_copies(turn.db().query(
        R"sql(SELECT id, thanks_id, sender_id, recipient_id, state, letter_id, answers_id, at, delivered_at, reaction,
                     reaction_at FROM thanks_copy WHERE thanks_id = $1 ORDER BY id)sql",
        {thanks}));
}

std::vector<Copy> on_their_way(Turn& turn, std::int64_t most) {
    return all_copies(turn.db().query(
        R"sql(SELECT id, thanks_id, sender_id, recipient_id, state, letter_id, answers_id, at, delivered_at, reaction,
                     reaction_at FROM thanks_copy
              WHERE sender_id = $1 AND state = 'waiting' ORDER BY at LIMIT $2)sql",
        {raw(turn.actor()), most}));
}

std::vector<Copy> copies_in(Turn& turn, std::int64_t letter) {
    return all_copies(turn.db().query(
        R"sql(SELECT id, thanks_id, sender_id, recipient_id, state, letter_id, answers_id, at, delivered_at, reaction,
                     reaction_at FROM thanks_copy
              WHERE letter_id = $1 AND state IN ('waiting', 'delivered') ORDER BY id)sql",
        {letter}));
}

std::vector<PersonId> persons(const std::vector<Copy>& copies) {
    std::vector<PersonId> people;
    people.reserve(copies.size());
    for (const auto& copy : copies) people.push_back(copy.recipient);
    return people;
}

std::vector<std::int64_t> drafts_to_actor(Turn& turn) {
    std::vector<std::int64_t> drafts;
    auto row = turn.db().query(
        R"sql(SELECT thanks_id FROM thanks_copy WHERE recipient_id = $1 AND delivered_at IS NULL AND state = 'draft'
              ORDER BY id)sql",
        {raw(turn.actor())});
    while (row.next()) drafts.push_back(row.integer(0));
    return drafts;
}

std::optional<chat::Instant> last_thanked(Turn& turn, PersonId recipient) {
    const auto at = turn.db().integer(
        R"sql(SELECT at FROM thanks_copy
              WHERE sender_id = $1 AND recipient_id = $2 AND answers_id IS NULL
                AND state IN ('held', 'waiting', 'delivered', 'myself')
              ORDER BY at DESC LIMIT 1)sql",
        {raw(turn.actor()), raw(recipient)});
    if (!at) return std::nullopt;
    return instant(*at);
}

std::int64_t waiting_letter(Turn& turn, PersonId recipient) {
    const auto waiting = turn.db().integer(
        R"sql(SELECT id FROM letter WHERE recipient_id = $1 AND left_at IS NULL
                AND (SELECT count(*) FROM thanks_copy WHERE letter_id = letter.id) < $2
              ORDER BY id LIMIT 1)sql",
        {raw(recipient), copies_a_letter});
    if (waiting) return *waiting;
    const bool had_one =
        turn.db()
            .integer(R"sql(SELECT id FROM letter WHERE recipient_id = $1 AND left_at IS NOT NULL LIMIT 1)sql",
                     {raw(recipient)})
            .has_value();
    const std::int64_t first = had_one ? 0 : 1;
    const auto id = turn.db().new_id();
    turn.db().run(R"sql(INSERT INTO letter (id, recipient_id, first) VALUES ($1, $2, $3))sql",
                  {id, raw(recipient), first});
    return id;
}

bool is_first_letter(Turn& turn, std::int64_t letter) {
    return turn.db().integer(R"sql(SELECT first FROM letter WHERE id = $1)sql", {letter}).value_or(0) != 0;
}

void letter_left(Turn& turn, std::int64_t letter) {
    turn.db().run(R"sql(UPDATE letter SET left_at = $2 WHERE id = $1 AND left_at IS NULL)sql",
                  {letter, millis(turn.now())});
}

void letter_stays(Turn& turn, std::int64_t letter) {
    turn.db().run(R"sql(UPDATE letter SET left_at = NULL WHERE id = $1 AND shown_at IS NULL)sql", {letter});
}

void letter_shown(Turn& turn, std::int64_t letter) {
    turn.db().run(R"sql(UPDATE letter SET shown_at = $2 WHERE id = $1 AND shown_at IS NULL)sql",
                  {letter, millis(turn.now())});
}

void erase_letter(Turn& turn, std::int64_t letter) {
    turn.db().run(R"sql(DELETE FROM letter WHERE id = $1)sql", {letter});
}

}  // namespace goodturn::gratitude
