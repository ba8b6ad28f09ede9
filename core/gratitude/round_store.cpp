#include "core/gratitude/round_store.hpp"

#include "core/gratitude/common.hpp"
#include "core/gratitude/ranking.hpp"
#include "core/gratitude/settings.hpp"
#include "core/gratitude/thanks_store.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

namespace goodturn::gratitude {

using namespace engine;

namespace {

constexpr std::size_t people_shown = 3;

constexpr std::array<std::string_view, 5> states{"open", "sent", "myself", "thanked", "dropped"};

struct OpenHelp {
    PersonId helper{};
    Reason reason;
};

/// The oldest help that a round offers: it looks back over the time of two.
chat::Instant oldest_offered(Turn& turn) {
    constexpr std::chrono::days month(31);
    return turn.now() - 2 * month * settings_of(turn).every;
}

/// What a round may offer: help that no thanks came after, oldest first.
std::vector<OpenHelp> open_helps(Turn& turn) {
    std::vector<OpenHelp> helps;
    {
        auto rows = turn.db().query(
            R"sql(SELECT helper_id, at, what FROM help
                  WHERE owner_id = $1 AND at >= $2 AND removed_at IS NULL AND dropped = 0 ORDER BY at, id)sql",
            {raw(turn.actor()), millis(oldest_offered(turn))});
        while (rows.next()) {
            helps.push_back({PersonId{rows.integer(0)}, {instant(rows.integer(1)), rows.text(2)}});
        }
    }
    std::map<PersonId, std::optional<chat::Instant>> thanked;
    for (const auto& help : helps) thanked.try_emplace(help.helper);
    for (auto& [helper, at] : thanked) at = last_thanked(turn, helper);
    std::erase_if(helps, [&](const OpenHelp& help) {
        const auto& at = thanked.at(help.helper);
        return at && *at >= help.reason.at;
    });
    for (auto& help : helps) help.reason.what = opened(turn, help.reason.what, help_what);
    return helps;
}

/// The draft: the logged words, a line each.
std::string words_of(const std::vector<OpenHelp>& helps, PersonId helper) {
    std::string words;
    for (const auto& help : helps) {
        if (help.helper != helper || help.reason.what.empty()) continue;
        if (!words.empty()) {
            if (length(words) + 1 + length(help.reason.what) > max_words) break;
            words += '\n';
        }
        words += help.reason.what;
    }
    return words;
}

std::optional<Round> one_round(store::Rows row) {
    if (!row.next()) return std::nullopt;
    return Round{row.integer(0), instant(row.integer(1)), instant(row.integer(2)), row.flag(3), row.flag(4),
                 !row.null(5)};
}

std::vector<Item> all_items(Turn& turn, store::Rows rows) {
    std::vector<Item> items;
    while (rows.next()) {
        items.push_back({.id = rows.integer(0),
                         .round = rows.integer(1),
                         .helper = PersonId{rows.integer(2)},
                         .number = rows.integer(3),
                         .state = static_cast<Item::State>(std::ranges::find(states, rows.text(4)) - states.begin()),
                         .why = opened(turn, rows.text(5), item_why),
                         .thanks = rows.maybe_integer(6)});
    }
    return items;
}

}  // namespace

bool anybody_to_thank(Turn& turn) {
    return !open_helps(turn).empty();
}

std::vector<Reason> reasons(Turn& turn, PersonId helper) {
    std::vector<Reason> found;
    for (auto& help : open_helps(turn)) {
        if (help.helper == helper) found.insert(found.begin(), std::move(help.reason));
    }
    return found;
}

Round start_round(Turn& turn, bool asked) {
    Round round{.id = turn.db().new_id(), .at = turn.now(), .since = turn.now(), .asked = asked, .ended = false};
    turn.db().run(
        R"sql(INSERT INTO thank_round (id, owner_id, at, since, asked, ended) VALUES ($1, $2, $3, $3, $4, 0))sql",
        {round.id, raw(turn.actor()), millis(round.at), std::int64_t{asked}});
    fill_up(turn, round);
    return round;
}

void fill_up(Turn& turn, Round& round) {
    const auto helps = open_helps(turn);
    std::vector<HelpAt> times;
    times.reserve(helps.size());
    for (const auto& help : helps) times.push_back({help.helper, help.reason.at});
    const auto there = items_of(turn, round.id);
    auto shown = static_cast<std::size_t>(
        std::ranges::count_if(there, [](const Item& item) { return item.state != Item::State::dropped; }));
    auto number = std::ssize(there);
    for (const auto helper : ranked(times, turn.now())) {
        if (shown == people_shown) break;
        if (std::ranges::find(there, helper, &Item::helper) != there.end()) continue;
        turn.db().run(
            R"sql(INSERT INTO round_item (id, round_id, owner_id, helper_id, number, state, why)
                  VALUES ($1, $2, $3, $4, $5, 'open', $6))sql",
            {turn.db().new_id(), round.id, raw(turn.actor()), raw(helper), std::int64_t{++number},
             sealed(turn, words_of(helps, helper), item_why)});
        round.since = std::min(round.since, std::ranges::find(helps, helper, &OpenHelp::helper)->reason.at);
        ++shown;
    }
    turn.db().run(R"sql(UPDATE thank_round SET since = $2 WHERE id = $1)sql", {round.id, millis(round.since)});
}

void end_round(Turn& turn, std::int64_t id) {
    turn.db().run(R"sql(UPDATE thank_round SET ended = 1 WHERE id = $1 AND owner_id = $2)sql", {id, raw(turn.actor())});
}

std::optional<Round> find_round(Turn& turn, std::int64_t id) {
    return one_round(turn.db().query(
        R"sql(SELECT id, at, since, asked, ended, shown_at FROM thank_round WHERE id = $1 AND owner_id = $2)sql",
        {id, raw(turn.actor())}));
}

std::optional<Round> latest_round(Turn& turn) {
    return one_round(turn.db().query(
        R"sql(SELECT id, at, since, asked, ended, shown_at FROM thank_round WHERE owner_id = $1 ORDER BY id DESC LIMIT 1)sql",
        {raw(turn.actor())}));
}

void set_shown(Turn& turn, std::int64_t id) {
    turn.db().run(R"sql(UPDATE thank_round SET shown_at = $3 WHERE id = $1 AND owner_id = $2 AND shown_at IS NULL)sql",
                  {id, raw(turn.actor()), millis(turn.now())});
}

int empty_in_a_row(Turn& turn, std::optional<std::int64_t> before) {
    auto rows = turn.db().query(
        R"sql(SELECT asked, ended, (SELECT count(*) FROM round_item WHERE round_id = thank_round.id) FROM thank_round
              WHERE owner_id = $1 AND id < $2 AND shown_at IS NOT NULL ORDER BY id DESC LIMIT 12)sql",
        {raw(turn.actor()), before.value_or(std::numeric_limits<std::int64_t>::max())});
    int in_a_row = 0;
    while (rows.next() && !rows.flag(0) && !rows.flag(1) && rows.integer(2) == 0) ++in_a_row;
    return in_a_row;
}

std::vector<Item> items_of(Turn& turn, std::int64_t round) {
    return all_items(turn, turn.db().query(
                               R"sql(SELECT id, round_id, helper_id, number, state, why, thanks_id FROM round_item
                        WHERE round_id = $1 AND owner_id = $2 ORDER BY number)sql",
                               {round, raw(turn.actor())}));
}

std::optional<Item> find_item(Turn& turn, std::int64_t id) {
    auto found = all_items(turn, turn.db().query(
                                     R"sql(SELECT id, round_id, helper_id, number, state, why, thanks_id FROM round_item
                        WHERE id = $1 AND owner_id = $2)sql",
                                     {id, raw(turn.actor())}));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Item> items_thanked_by(Turn& turn, std::int64_t thanks) {
    return all_items(turn, turn.db().query(
                               R"sql(SELECT id, round_id, helper_id, number, state, why, thanks_id FROM round_item
                        WHERE owner_id = $1 AND thanks_id = $2 AND state = 'thanked')sql",
                               {raw(turn.actor()), thanks}));
}

void save(Turn& turn, const Item& item) {
    turn.db().run(R"sql(UPDATE round_item SET state = $2, why = $3, thanks_id = $4 WHERE id = $1)sql",
                  {item.id, states.at(static_cast<std::size_t>(item.state)), sealed(turn, item.why, item_why),
                   store::maybe(item.thanks)});
}

void drop_helps(Turn& turn, PersonId helper) {
    turn.db().run(R"sql(UPDATE help SET dropped = 1 WHERE owner_id = $1 AND helper_id = $2 AND at >= $3)sql",
                  {raw(turn.actor()), raw(helper), millis(oldest_offered(turn))});
}

void undrop_helps(Turn& turn, PersonId helper) {
    turn.db().run(R"sql(UPDATE help SET dropped = 0 WHERE owner_id = $1 AND helper_id = $2 AND at >= $3)sql",
                  {raw(turn.actor()), raw(helper), millis(oldest_offered(turn))});
}

}  // namespace goodturn::gratitude
