#include "adapters/slack/quiet.hpp"

#include "adapters/slack/moment.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>

namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kept = 1min;
constexpr std::ptrdiff_t most_at_once = 50;
/// At once. With 10 in the minute after, these are the 20 a minute that Slack promises.
constexpr int burst = 10;
/// Then it is asked again: they may have changed their mind.
constexpr std::chrono::seconds longest = 24h;

}  // namespace

Quiet::Quiet(const boost::asio::any_io_executor& loop, Api& api, const Patience& patience,
             std::function<chat::Instant()> now)
    : api_(api),
      patience_(patience.quiet),
      gather_(patience.quiet_gather),
      every_(patience.quiet_turn),
      now_(std::move(now)),
      timer_(loop) {}

void Quiet::ask(const chat::AccountId& person, Then then) {
    const auto now = now_();
    std::erase_if(known_, [&](const auto& one) { return now < one.second.asked || now >= one.second.asked + kept; });
    if (const auto found = known_.find(person); found != known_.end()) return then(quiet_until(found->second));
    waiting_.emplace_back(person, std::move(then));
    await_turn();
}

void Quiet::await_turn() {
    if (waiting_.empty() || std::exchange(busy_, true)) return;
    timer_.expires_at(Clock::time_point(std::max(moment() + gather_, owed_ - every_ * (burst - 1))));
    timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        const auto self = weak.lock();
        if (!error && self) self->call();
    });
}

void Quiet::call() {
    owed_ = std::max(owed_, moment()) + every_;
    const auto end = waiting_.begin() + std::min(std::ssize(waiting_), most_at_once);
    asked_.assign(std::move_iterator(waiting_.begin()), std::move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
    std::string users;
    for (const auto& [person, then] : asked_) users += (users.empty() ? "" : ",") + person.value;
    const int call = ++call_;
    api_.call({.pace = {.method = "dnd.teamInfo", .patience = patience_}, .fields = {{"users", std::move(users)}}},
              [weak = weak_from_this(), call](const std::expected<Reply, Problem>& answer) {
                  if (const auto self = weak.lock()) self->came(call, answer);
              });
    timer_.expires_after(patience_);
    timer_.async_wait([weak = weak_from_this(), call](boost::system::error_code error) {
        const auto self = weak.lock();
        if (!error && self) self->came(call, std::unexpected(Problem{.detail = "dnd.teamInfo: no answer in time"}));
    });
}

void Quiet::came(int call, const std::expected<Reply, Problem>& answer) {
    if (!busy_ || call != call_) return;  // it took too long, and nobody waits for it any more
    ++call_;
    busy_ = false;
    timer_.cancel();
    auto asked = std::exchange(asked_, {});
    for (const auto& [person, then] : asked) {
        auto& status = known_[person] = {.asked = now_()};
        const Value said = answer ? (*answer)["users"][person.value] : Value();
        if (!said["dnd_enabled"].flag()) continue;
        status.from = said["next_dnd_start_ts"].number().value_or(0);
        status.until = said["next_dnd_end_ts"].number().value_or(0);
    }
    if (!answer) {
        if (!failing_) {
            spdlog::warn("Slack: nobody knows who is in do-not-disturb, and all are written to: {}",
                         answer.error().detail);
        }
        std::ranges::move(std::exchange(waiting_, {}), std::back_inserter(asked));
    }
    failing_ = !answer;
    await_turn();
    for (auto& [person, then] : asked) {
        const auto found = known_.find(person);
        then(found == known_.end() ? std::nullopt : quiet_until(found->second));
    }
}

std::optional<chat::Instant> Quiet::quiet_until(const Status& status) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now_()).time_since_epoch().count();
    if (seconds < status.from || seconds >= status.until) return std::nullopt;
    return chat::Instant(std::chrono::seconds(std::min(status.until, seconds + longest.count())));
}

}  // namespace goodturn::slack
