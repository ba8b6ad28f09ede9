#include "adapters/slack/acquaintances.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace goodturn::slack {
namespace {

constexpr auto kept = std::chrono::hours(24);
constexpr Moment longest_pause = std::chrono::minutes(10);

}  // namespace

Acquaintances::Acquaintances(std::function<chat::Instant()> now, Moment first_pause)
    : now_(std::move(now)), first_pause_(first_pause) {}

void Acquaintances::remember(const engine::KnownAccount& known) {
    const auto until = known.learned + kept;
    met_[known.account] = {.mark = known.mark, .stored = true, .confirmed = now_() < until, .until = until};
}

bool Acquaintances::begin_waiting(const chat::AccountId& account) {
    auto& met = met_[account];
    if (met.waiting || now_() < met.until) return false;
    met.waiting = true;
    return true;
}

bool Acquaintances::answered(const chat::AccountId& account) {
    auto& met = met_[account];
    met.waiting = false;
    return !met.overtaken;
}

void Acquaintances::refused(const chat::AccountId& account, const Problem& why) {
    if (const auto wanted = wanted_.find(account); wanted != wanted_.end()) wanted->second.refused = why;
}

bool Acquaintances::forget_if_nobody(const chat::AccountId& account) {
    const auto met = met_.find(account);
    if (met == met_.end() || met->second.mark || met->second.there) return false;
    met_.erase(met);
    return true;
}

bool Acquaintances::is_news(Met& met, const chat::AccountSeen& account) {
    if (met.stored && met.mark == account.mark) {
        met.confirmed = true;
        return false;
    }
    met.mark = account.mark;
    met.stored = false;
    return true;
}

bool Acquaintances::learned(const chat::AccountSeen& account) {
    auto& met = met_[account.account];
    met.until = now_() + kept;
    return is_news(met, account);
}

bool Acquaintances::changed(const chat::AccountSeen& account, chat::Instant at, bool new_here) {
    const auto known = met_.find(account.account);
    if (!new_here && (known == met_.end() || (!known->second.mark && !known->second.waiting))) return false;
    auto& met = met_[account.account];
    if (at < met.changed) return false;
    met.changed = at;
    met.overtaken = true;
    if (!is_news(met, account)) return false;
    met.until = {};  // should it never be stored, they have to be asked about
    return true;
}

void Acquaintances::stored(const chat::AccountSeen& account) {
    const auto known = met_.find(account.account);
    if (known == met_.end() || known->second.mark != account.mark) return;
    known->second.stored = true;
    known->second.confirmed = true;
    known->second.until = now_() + kept;
}

bool Acquaintances::is_past(const chat::AccountSeen& account) const {
    const auto known = met_.find(account.account);
    return known != met_.end() && known->second.mark.value_or(account.mark) != account.mark;
}

bool Acquaintances::is_sure(const chat::AccountId& account) {
    const auto met = met_.find(account);
    if (met == met_.end() || !met->second.stored) return false;
    const auto wanted = wanted_.find(account);
    if (wanted != wanted_.end() && wanted->second.refused) met->second.confirmed = true;
    if (met->second.confirmed && wanted != wanted_.end()) wanted_.erase(wanted);
    return met->second.confirmed;
}

std::optional<Problem> Acquaintances::refusal(const chat::AccountId& account) {
    return std::exchange(wanted_[account].refused, {});
}

Moment Acquaintances::pause(const chat::AccountId& account) {
    auto& pause = wanted_[account].pause;
    pause = std::min(longest_pause, std::max(first_pause_, pause * 2));
    return pause;
}

}  // namespace goodturn::slack
