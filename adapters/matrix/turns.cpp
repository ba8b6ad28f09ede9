#include "adapters/matrix/turns.hpp"

#include <algorithm>

namespace goodturn::matrix {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t at_once = 8;
constexpr auto careful_for = 60s;
constexpr Wait slowest = 5s;

}  // namespace

void Turns::wait(Turn turn, std::string lane, bool answer, Moment end) {
    waiting_.insert_or_assign({!answer, turn}, Waiting{std::move(lane), end});
}

std::map<Turn, Wait> Turns::late(Moment now) {
    std::map<Turn, Wait> late;
    std::erase_if(waiting_, [&](const auto& one) {
        const auto& [key, waiting] = one;
        const auto at = opens(waiting.lane, now);
        if (at <= waiting.end) return false;
        late.emplace(key.second, std::chrono::ceil<Wait>(at - now));
        return true;
    });
    return late;
}

Moment Turns::opens(const std::string& lane, Moment now) const {
    const auto closed = closed_lanes_.find(lane);
    return std::max({now, closed_.value_or(now), closed == closed_lanes_.end() ? now : closed->second});
}

std::vector<Turn> Turns::due(Moment now) {
    if (closed_ && now < *closed_) return {};
    closed_.reset();
    std::erase_if(closed_lanes_, [&](const auto& lane) { return lane.second <= now; });
    std::vector<Turn> turns;
    for (auto at = waiting_.begin(); at != waiting_.end();) {
        if (room_for(now) == 0) break;
        auto& [key, waiting] = *at;
        if (!may_go(waiting.lane)) {
            ++at;
            continue;
        }
        busy_.insert(waiting.lane);
        under_way_.emplace(key.second, std::move(waiting.lane));
        turns.push_back(key.second);
        at = waiting_.erase(at);
    }
    return turns;
}

void Turns::leave(Turn turn) {
    const auto found = under_way_.find(turn);
    if (found == under_way_.end()) return;
    busy_.erase(found->second);
    under_way_.erase(found);
}

void Turns::end(Turn turn, Moment now) {
    leave(turn);
    if (!careful_ || now >= *careful_) return;
    closed_ = std::max(closed_.value_or(now), now + pace_);
    if (!waiting_.empty() && *closed_ >= *careful_) {
        proven_ = pace_;
        pace_ /= 2;
        careful_ = *closed_ + careful_for;
    }
}

void Turns::refused(Turn turn, Moment now, Wait wait) {
    leave(turn);
    last_refusal_ = now;
    // A wait may be what is left of one; one after such a pause says by how much that was too short.
    const bool still = careful_ && now < *careful_;
    const bool together = closed_ && now < *closed_;
    if (!still) proven_ = Wait(0);
    if (!still) pace_ = wait;
    if (still) pace_ = together ? std::max(pace_, wait) : std::max(pace_ + wait, proven_);
    pace_ = std::min(pace_, slowest);
    closed_ = std::max(closed_.value_or(now), now + wait);
    careful_ = *closed_ + careful_for;
}

void Turns::refused_lane(Turn turn, Moment now, Wait wait) {
    if (const auto found = under_way_.find(turn); found != under_way_.end()) closed_lanes_[found->second] = now + wait;
    leave(turn);
}

bool Turns::may_go(const std::string& lane) const {
    return !busy_.contains(lane) && !closed_lanes_.contains(lane);
}

bool Turns::anybody_is_held_up() const {
    return std::ranges::any_of(waiting_, [&](const auto& one) { return may_go(one.second.lane); });
}

bool Turns::calm(Moment now) const {
    constexpr auto calm_after = std::chrono::minutes(10);
    return !last_refusal_ || now - *last_refusal_ >= calm_after;
}

std::size_t Turns::room_for(Moment now) const {
    const std::size_t all = careful_ && now < *careful_ ? 1 : at_once;
    return all - std::min(all, under_way_.size());
}

std::optional<Moment> Turns::next(Moment now) const {
    auto next = next_due(now);
    for (const auto& [key, waiting] : waiting_) {
        if (waiting.end != Moment::max()) next = std::min(next.value_or(waiting.end), waiting.end);
    }
    return next;
}

std::optional<Moment> Turns::next_due(Moment now) const {
    if (waiting_.empty()) return std::nullopt;
    if (closed_ && now < *closed_) return closed_;
    if (room_for(now) == 0) return std::nullopt;
    if (anybody_is_held_up()) return now;
    const auto opens = std::ranges::min_element(closed_lanes_, {}, &std::pair<const std::string, Moment>::second);
    return opens == closed_lanes_.end() ? std::nullopt : std::optional(opens->second);
}

}  // namespace goodturn::matrix
