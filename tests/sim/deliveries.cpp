#include "tests/sim/deliveries.hpp"

#include "core/engine/texts.hpp"
#include "core/engine/turn.hpp"
#include "core/schedule/hours.hpp"

#include <algorithm>
#include <utility>

namespace goodturn::sim {
namespace {

using namespace std::chrono_literals;
using engine::Kind;

constexpr std::chrono::milliseconds answers_end_after = 24h;

bool is(std::int64_t kind, Kind wanted) {
    return kind == static_cast<std::int64_t>(wanted);
}

}  // namespace

std::int64_t Deliveries::handed_out(const chat::Outgoing& out, Process& process) {
    auto row = process.db().query(R"sql(SELECT kind, view_id FROM delivery WHERE id = $1)sql", {out.delivery});
    judge_.that(Promise::sent_is_seen, row.next(), "delivery {} is sent and not in the outbox", out.delivery);
    auto& sent = sent_[out.delivery];
    sent = {.kind = row.integer(0), .view = !row.null(1), .day = {}};
    if (const auto* direct = std::get_if<chat::DirectTo>(&out.address)) {
        sent.day = wishes_.local_day(direct->account.value, process.known_now());
    }
    return sent.kind;
}

void Deliveries::seen(const Posted& posted) {
    const auto [before, is_new] = message_of_.emplace(posted.delivery, posted.id);
    judge_.that(Promise::seen_once, is_new, "delivery {} is seen twice, as {} and {}", posted.delivery, before->second,
                posted.id);
    const auto found = sent_.find(posted.delivery);
    judge_.that(Promise::seen_once, found != sent_.end(), "delivery {} is seen and was not sent", posted.delivery);
    const auto& sent = found->second;
    const std::string account(owner_of_chat(posted.conversation));
    check_dates(account, posted, sent.kind);
    if (is(sent.kind, Kind::answer)) {
        if (sent.view) return;  // it may have waited as another kind before it was asked for
        auto& newest = newest_answer_[{posted.conversation, posted.only_for}];
        judge_.that(Promise::in_order, posted.delivery >= newest, "an answer overtook another in {} for {}",
                    posted.conversation, posted.only_for);
        newest = posted.delivery;
    } else if (!account.empty() && posted.text != engine::texts::taken_back.english) {
        if (is(sent.kind, Kind::nudge)) count_nudge(account, sent);
        if (is(sent.kind, Kind::delivery)) count_passed_on(account, sent);
    }
}

/// Never more, whatever was down for how long. Whoever moves to another zone may live through a day or a week's end
/// twice.
void Deliveries::count_nudge(const std::string& account, const Sent& sent) {
    if (!sent.day) return;
    auto& nudges = nudges_[account];
    nudges.push_back(*sent.day);
    const auto monday = sent.day->day - std::chrono::days(schedule::weekday_of(sent.day->day));
    const auto of_week = std::ranges::count_if(
        nudges, [&](const LocalDay& other) { return other.zone == sent.day->zone && other.day >= monday; });
    judge_.that(Promise::nudges_few, of_week <= 2, "{} nudges in a week for {}", of_week, account);
    judge_.that(Promise::nudges_few, std::ranges::count(nudges, *sent.day) == 1, "two nudges in a day for {}", account);
}

void Deliveries::count_passed_on(const std::string& account, const Sent& sent) {
    if (!sent.day) return;
    auto& all = passed_on_[account];
    all.push_back(*sent.day);
    const auto today = std::ranges::count(all, *sent.day);
    judge_.that(Promise::passed_on_few, today <= 3, "{} messages of others in a day for {}", today, account);
}

/// What the trial practice says of a date, and what was asked for once: its words tell one from the other.
void Deliveries::check_dates(const std::string& account, const Posted& posted, std::int64_t kind) {
    const bool of_a_date = posted.text.starts_with("reminder ") || posted.text.starts_with("tick ");
    const bool note = (is(kind, Kind::dated) || is(kind, Kind::nudge)) && posted.text.starts_with("note ");
    if (!of_a_date && !note) return;
    auto& message = dated_[{account, posted.text}];
    // Whoever deleted it can ask for it again.
    const Posted* before = platform_.find(std::exchange(message, posted.id));
    judge_.that(of_a_date ? Promise::once_a_date : Promise::dated_once, before == nullptr || before->deleted,
                "{} came to {} again, as {}", posted.text, account, posted.id);
}

void Deliveries::confirmed(const engine::Outcome& outcome) {
    if (outcome.result) confirmed_[outcome.delivery] = outcome.result->message.value;
}

void Deliveries::check_store(Process& process) {
    auto row = process.db().query(
        R"sql(SELECT id, outcome, intent, remote_id, kind, view_id, first_try, done_at, attempt FROM delivery
              WHERE state = 'done')sql");
    while (row.next()) {
        const auto id = row.integer(0);
        const std::string outcome = row.text(1);
        // "unknown" may be asked about once more.
        if (std::exchange(ended_[id], outcome) == outcome) continue;
        const bool sent = outcome == "sent";
        const auto confirmed = confirmed_.find(id);
        judge_.that(Promise::sent_is_seen, sent || confirmed == confirmed_.end(),
                    "delivery {} arrived, the bot was told so, and it ended as {}", id, outcome);
        judge_.that(Promise::sent_is_seen, !sent || platform_.took(id),
                    "delivery {} counts as sent, and nobody ever got it", id);
        if (sent && confirmed != confirmed_.end()) {
            judge_.that(Promise::sent_is_seen, row.text(3) == confirmed->second,
                        "delivery {} became {} and is called {}", id, confirmed->second, row.text(3));
        }
        if (is(row.integer(4), Kind::answer) && row.null(5) && row.text(2) == "post") {
            const bool tried = row.integer(8) > 0 && row.integer(7) - row.integer(6) >= answers_end_after.count();
            judge_.that(Promise::answered, sent || tried || platform_.refused(id),
                        "the answer {} ended as {} after {} tries", id, outcome, row.integer(8));
        }
    }
}

void Deliveries::check_taken_back(Process& process) {
    auto row = process.db().query(
        R"sql(SELECT view.id, delivery.id, view.name FROM view JOIN delivery ON delivery.view_id = view.id
              WHERE view.retracted = 1 AND NOT EXISTS
                  (SELECT 1 FROM delivery d
                   WHERE d.state <> 'done' AND (d.view_id = view.id OR d.target = view.remote_id OR d.target = delivery.remote_id)))sql");
    while (row.next()) {
        const auto message = message_of_.find(row.integer(1));
        if (message == message_of_.end()) continue;
        const Posted* posted = platform_.find(message->second);
        judge_.that(Promise::taken_back, posted->deleted, "{} was taken back, and {} in {} still says: {}", row.text(2),
                    posted->id, posted->conversation, posted->text);
    }
}

void Deliveries::check_ended(Process& process) {
    auto& db = process.db();
    for (const auto& posted : platform_.posted()) {
        const auto ended = ended_.find(posted.delivery);
        const bool open = ended == ended_.end() &&
                          db.integer(R"sql(SELECT id FROM delivery WHERE id = $1)sql", {posted.delivery}).has_value();
        judge_.that(Promise::sent_is_seen, open || ended != ended_.end(),
                    "{} is to be seen, and the outbox lost its delivery {}", posted.id, posted.delivery);
        const bool told = confirmed_.contains(posted.delivery);
        judge_.that(Promise::sent_is_seen, !told || (ended != ended_.end() && ended->second == "sent"),
                    "{} is to be seen, the bot was told so, and its delivery {} does not count as sent", posted.id,
                    posted.delivery);
    }
}

}  // namespace goodturn::sim
