#include "adapters/matrix/turns.hpp"

#include <algorithm>

namespace goodturn::matrix {
namespace {

constexpr std::size_t at_once = 8;

}  // namespace

void Turns::wait(Turn turn, std::string lane, bool answer) {
    waiting_.insert_or_assign({!answer, turn}, std::move(lane));
}

std::vector<Turn> Turns::due(Moment now) {
    if (closed_ && now < *closed_) return {};
    closed_.reset();
    std::vector<Turn> turns;
    for (auto at = waiting_.begin(); at != waiting_.end();) {
        if (under_way_.size() >= (careful_ ? 1 : at_once)) break;
        auto& [key, lane] = *at;
        if (!busy_.insert(lane).second) {
            ++at;
            continue;
        }
        under_way_.emplace(key.second, std::move(lane));
        turns.push_back(key.second);
        at = waiting_.erase(at);
    }
    return turns;
}

void Turns::end(Turn turn) {
    const auto found = under_way_.find(turn);
    if (found == under_way_.end()) return;
    busy_.erase(found->second);
    under_way_.erase(found);
    if (!closed_) careful_ = false;
}

void Turns::close(Moment until) {
    closed_ = std::max(closed_.value_or(until), until);
    careful_ = true;
}

std::optional<Moment> Turns::next(Moment now) const {
    if (waiting_.empty()) return std::nullopt;
    if (closed_ && now < *closed_) return closed_;
    if (under_way_.size() >= (careful_ ? 1 : at_once)) return std::nullopt;
    const bool any = std::ranges::any_of(waiting_, [&](const auto& one) { return !busy_.contains(one.second); });
    return any ? std::optional(now) : std::nullopt;
}

}  // namespace goodturn::matrix
