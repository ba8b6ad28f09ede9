#include "core/gratitude/privacy.hpp"

#include "core/gratitude/common.hpp"
#include "core/gratitude/passing.hpp"
#include "core/gratitude/round_store.hpp"
#include "core/gratitude/settings.hpp"
#include "core/gratitude/texts.hpp"

#include <array>
#include <chrono>

namespace goodturn::gratitude {

using namespace engine;
using chat::Spans;

namespace {

constexpr auto undo_kept = std::chrono::days(1);
constexpr auto answer_offered = std::chrono::days(1);
constexpr std::int64_t rows_at_once = 200;

std::string day_of(Turn& turn, chat::Instant at) {
    return turn.day(schedule::to_local(turn.me().zone, at).day);
}

Spans because_of(Turn& turn, PersonId helper, const std::vector<Reason>& reasons) {
    const auto& newest = reasons.front();
    const auto who = turn.bold(helper);
    const auto day = day_of(turn, newest.at);
    const chat::Span what = chat::Quoted{newest.what};
    auto first = newest.what.empty() ? fill(texts::why_help, {{"who", who}, {"day", day}})
                                     : fill(texts::why_help_what, {{"who", who}, {"day", day}, {"what", what}});
    if (reasons.size() == 1) return first;
    return fill(texts::why_helps_more, {{"first", first}, {"n", std::ssize(reasons) - 1}});
}

/// True: there may be more.
bool return_undelivered(Turn& turn) {
    std::vector<std::int64_t> late;
    {
        auto rows = turn.db().query(
            R"sql(SELECT id FROM thanks_copy WHERE state = 'waiting' AND at < $1 ORDER BY at LIMIT $2)sql",
            {millis(turn.now() - turn.options().keep_undelivered), rows_at_once});
        while (rows.next()) late.push_back(rows.integer(0));
    }
    bool any = false;
    for (const auto id : late) {
        turn.guarded("returning " + std::to_string(id), [&] {
            if (auto copy = find_copy(turn, id)) give_back(turn, *copy);
            any = true;
        });
    }
    // If none could be returned, the same would come again.
    return any && std::ssize(late) == rows_at_once;
}

}  // namespace

std::vector<Spans> kept(Turn& turn) {
    const auto me = raw(turn.actor());
    const auto count = [&](std::string_view sql) { return turn.db().integer(sql, {me}).value_or(0); };
    const std::array<std::pair<const Text*, std::int64_t>, 4> counts{{
        {&texts::kept_helps, count(R"sql(SELECT count(*) FROM help WHERE owner_id = $1 AND removed_at IS NULL)sql")},
        {&texts::kept_given, count(R"sql(SELECT count(*) FROM help_given WHERE owner_id = $1)sql")},
        {&texts::kept_sent, count(R"sql(SELECT count(*) FROM thanks_copy
                                        WHERE sender_id = $1 AND state IN ('held', 'waiting', 'delivered'))sql")},
        {&texts::kept_passed, count(R"sql(SELECT count(*) FROM thanks_copy
                                          WHERE recipient_id = $1 AND delivered_at > 0 AND state = 'delivered')sql")},
    }};
    std::vector<Spans> lines;
    for (const auto& [text, n] : counts) {
        if (n > 0) lines.push_back(fill(*text, {{"n", n}}));
    }
    return lines;
}

std::optional<Spans> why(Turn& turn, std::optional<PersonId> about) {
    if (!about) {
        const auto settings = settings_of(turn);
        if (settings.round != Settings::Round::on) return std::nullopt;
        return fill(texts::why_round, {{"day", day_of(turn, settings.since)}, {"prefix", turn.prefix()}});
    }
    if (const auto found = reasons(turn, *about); !found.empty()) return because_of(turn, *about, found);
    const auto passed_on = turn.db().integer(
        R"sql(SELECT delivered_at FROM thanks_copy
              WHERE recipient_id = $1 AND sender_id = $2 AND delivered_at > 0 AND state = 'delivered'
              ORDER BY delivered_at DESC LIMIT 1)sql",
        {raw(turn.actor()), raw(*about)});
    if (!passed_on) return std::nullopt;
    return fill(texts::why_letter, {{"who", turn.bold(*about)}, {"day", day_of(turn, instant(*passed_on))}});
}

bool prune(Turn& turn) {
    bool more = return_undelivered(turn);
    const auto now = turn.now();
    // Runs the statement for each row that is older: $1 the instant, $2 how many at most.
    const auto forget = [&](std::string_view sql, chat::Instant before) {
        more = turn.db().run(sql, {millis(before), rows_at_once}) == rows_at_once || more;
    };
    const auto forget_thanks = [&](std::string_view state, chat::Instant before) {
        more = turn.db().run(
                   R"sql(DELETE FROM thanks WHERE id IN
                         (SELECT id FROM thanks WHERE state = $3 AND at < $1 ORDER BY at LIMIT $2))sql",
                   {millis(before), rows_at_once, state}) == rows_at_once ||
               more;
    };
    forget(R"sql(DELETE FROM help WHERE id IN (SELECT id FROM help WHERE at < $1 ORDER BY at LIMIT $2))sql",
           now - turn.options().keep_help);
    forget(
        R"sql(DELETE FROM help WHERE id IN (SELECT id FROM help WHERE removed_at < $1 ORDER BY removed_at LIMIT $2))sql",
        now - undo_kept);
    forget(R"sql(DELETE FROM help_given WHERE id IN (SELECT id FROM help_given WHERE at < $1 ORDER BY at LIMIT $2))sql",
           now - contact_kept);
    forget(R"sql(DELETE FROM help_words_before WHERE id IN
                 (SELECT id FROM help_words_before WHERE at < $1 ORDER BY at LIMIT $2))sql",
           now - undo_kept);
    forget(R"sql(DELETE FROM help_list WHERE id IN (SELECT id FROM help_list WHERE at < $1 ORDER BY at LIMIT $2))sql",
           now - undo_kept);
    forget(R"sql(DELETE FROM help_mark WHERE id IN (SELECT id FROM help_mark WHERE at < $1 ORDER BY at LIMIT $2))sql",
           now - turn.options().keep_help);
    forget(R"sql(DELETE FROM thanker_before WHERE id IN
                 (SELECT id FROM thanker_before WHERE at < $1 ORDER BY at LIMIT $2))sql",
           now - undo_kept);
    forget(
        R"sql(DELETE FROM thank_round WHERE id IN (SELECT id FROM thank_round WHERE at < $1 ORDER BY at LIMIT $2))sql",
        now - turn.options().keep_help);
    forget(
        R"sql(DELETE FROM letter WHERE id IN (SELECT id FROM letter WHERE shown_at < $1 ORDER BY shown_at LIMIT $2))sql",
        now - turn.options().keep_help);
    // What was not understood is not kept either, so an answer nobody passed on goes sooner than a draft.
    forget(R"sql(DELETE FROM thanks WHERE id IN
                 (SELECT id FROM thanks WHERE state = 'draft' AND answer = 1 AND at < $1 ORDER BY at LIMIT $2))sql",
           now - answer_offered);
    forget_thanks("draft", now - turn.options().keep_undelivered);
    forget_thanks("dropped", now - undo_kept);
    forget_thanks("sent", now - turn.options().keep_help);
    forget_thanks("taken back", now - undo_kept);
    return more;
}

}  // namespace goodturn::gratitude
