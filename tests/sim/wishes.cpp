#include "tests/sim/wishes.hpp"

#include "core/engine/turn.hpp"
#include "core/schedule/zone.hpp"

#include <algorithm>
#include <sstream>

namespace goodturn::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view hours_set = "Your hours are now *";

/// What stands between `before` and `after`; empty: it does not stand there.
std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
    const auto begin = text.find(before);
    if (begin == std::string_view::npos) return {};
    text.remove_prefix(begin + before.size());
    return text.substr(0, text.find(after));
}

/// "Mon–Thu 9:00–17:00", as it is shown.
schedule::Hours hours_in(std::string_view shown) {
    std::string text(shown);
    constexpr std::string_view dash = "–";
    for (auto at = text.find(dash); at != std::string::npos; at = text.find(dash)) text.replace(at, dash.size(), "-");
    const auto hours = schedule::read_hours(text, {});
    if (!hours) throw BrokenPromise("hours that nobody can read: " + text);
    return *hours;
}

const std::string& account_of(const engine::Intake& item) {
    const auto* seen = std::get_if<chat::AccountSeen>(&item.event.what);
    return seen != nullptr ? seen->account.value : item.event.actor.value;
}

}  // namespace

void Wishes::asked(const engine::Intake& item) {
    wishes_[account_of(item)].under_way.insert(item.keys.front());
}

void Wishes::acknowledged(const engine::Intake& item, engine::Handled handled) {
    auto& wish = wishes_[account_of(item)];
    if (!item.keys.empty()) wish.under_way.erase(item.keys.front());
    const auto* seen = std::get_if<chat::AccountSeen>(&item.event.what);
    // What is a repeat was followed by what the platform tells at every start.
    if (seen == nullptr || handled != engine::Handled::done) return;
    wish.zone = seen->zone;
    if (seen->gone && !wish.gone) judge_.occasion(Promise::gone);
    wish.gone = seen->gone;
}

void Wishes::answered(const engine::Intake& item, std::string_view answer) {
    const auto* typed = std::get_if<chat::Typed>(&item.event.what);
    const auto* line = typed == nullptr ? nullptr : std::get_if<std::string>(&typed->words.front());
    const auto shown = between(answer, hours_set, "*");
    if (line == nullptr || shown.empty()) return;
    const auto wanted = line->find("hours ");
    if (wanted == std::string::npos) return;  // it chose from what was offered
    judge_.that(Promise::hours, hours_in(shown) == hours_in(line->substr(wanted + 6)), "{} asked for {}, and has {}",
                item.event.actor.value, *line, shown);
}

void Wishes::told(const std::string& account, std::int64_t delivery, std::string_view text) {
    auto& wish = wishes_[account];
    auto hours = between(text, hours_set, "*");
    if (hours.empty()) hours = between(text, "Undone: your hours are *", "*");
    if (!hours.empty() && delivery >= wish.hours_by) {
        wish.hours_by = delivery;
        wish.hours = hours_in(hours);
    }
    const bool quiet = text.contains("I'm quiet until *") || text.contains("I won't write unless you do") ||
                       text.contains("Undone: I") || text.contains("Welcome back. I write again");
    if (quiet && delivery >= wish.quiet_by) {
        wish.quiet_by = delivery;
        told_quiet(wish, text);
    }
    const bool blocked = text.contains("reaches you through me, and nobody is told") ||
                         text.contains("reaches you again") || text.contains("Undone. `");
    if (blocked && delivery >= wish.blocked_by) {
        wish.blocked_by = delivery;
        told_blocked(wish, text);
    }
}

void Wishes::told_quiet(Wish& wish, std::string_view text) const {
    if (text.contains("I won't write unless you do")) {
        judge_.occasion(Promise::stop);
        wish.stopped = true;
    } else if (text.contains("Undone: I don't write")) {
        wish.stopped = true;
        wish.quiet_until = {};  // there may be a shorter pause behind it
    } else if (const auto until = between(text, "I'm quiet until *", "*"); !until.empty()) {
        judge_.occasion(Promise::pause);
        wish.quiet_until = begin_of(until);
        if (text.contains("Undone: ")) wish.stopped = false;
    } else {
        wish.stopped = false;
        wish.quiet_until = {};
    }
}

void Wishes::told_blocked(Wish& wish, std::string_view text) const {
    const bool no_more = text.contains("and nobody is told");
    if (no_more) judge_.occasion(Promise::block);
    if (text.contains("that others send") || text.contains("What others send")) {
        wish.all_blocked = no_more;
        return;
    }
    if (text.contains("Undone. `")) {  // of what, it does not say
        wish.all_blocked = false;
        wish.blocked.clear();
        return;
    }
    for (const auto& member : members_) {
        if (!text.contains(member.account.name)) continue;
        if (no_more) {
            wish.blocked.insert(member.id());
        } else {
            wish.blocked.erase(member.id());
        }
    }
}

/// The earliest moment at which "Fri 8 Jan", this year's or the next's, begins anywhere.
chat::Instant Wishes::begin_of(std::string_view day) const {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    std::istringstream words{std::string(day)};
    std::string weekday;
    unsigned number = 0;
    std::string month;
    words >> weekday >> number >> month;
    const auto today = std::chrono::floor<std::chrono::days>(timeline_.now());
    const std::chrono::year_month_day date(today);
    auto begin = std::chrono::sys_days(date.year() / static_cast<int>(months.find(month.substr(0, 3)) / 3 + 1) /
                                       static_cast<int>(number));
    if (begin < today - 180 * 24h)
        begin = std::chrono::sys_days(std::chrono::year_month_day(begin) + std::chrono::months(12));
    return begin - 14h;
}

void Wishes::written_to(const std::string& account, std::int64_t kind, chat::Instant now) {
    const auto& wish = wishes_[account];
    if (!wish.under_way.empty()) return;
    const auto local = schedule::to_local(wish.zone, now);
    const bool inside = (wish.hours.days >> schedule::weekday_of(local.day) & 1U) != 0 &&
                        local.time >= wish.hours.from && local.time < wish.hours.to;
    judge_.that(Promise::hours, inside, "{} is written to outside their hours", account);
    judge_.while_it_lasts(Promise::pause, now >= wish.quiet_until, "{} is written to during their pause", account);
    judge_.while_it_lasts(Promise::gone, !wish.gone, "{}, who has left, is written to", account);
    if (kind == static_cast<std::int64_t>(engine::Kind::nudge)) {
        judge_.while_it_lasts(Promise::stop, !wish.stopped, "a nudge for {}, who said stop", account);
    }
    if (kind == static_cast<std::int64_t>(engine::Kind::delivery)) {
        judge_.while_it_lasts(Promise::block, !wish.all_blocked, "something is passed on to {}, who wants nothing",
                              account);
    }
}

void Wishes::passed_on(const std::string& account, const std::string& sender, std::string_view word) {
    const auto& wish = wishes_[account];
    if (!wish.under_way.empty()) return;
    judge_.while_it_lasts(Promise::block, !wish.all_blocked && !wish.blocked.contains(sender),
                          "{} of {} leaves for {}, who wants nothing of theirs", word, sender, account);
}

std::optional<LocalDay> Wishes::local_day(const std::string& account, chat::Instant now) const {
    const auto found = wishes_.find(account);
    if (found == wishes_.end() || !found->second.under_way.empty()) return std::nullopt;
    return LocalDay{found->second.zone, schedule::to_local(found->second.zone, now).day};
}

}  // namespace goodturn::sim
