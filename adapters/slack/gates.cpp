#include "adapters/slack/gates.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;

/// Of several targets together.
struct Shared {
    std::string_view key;
    Moment every;
    int burst;
    bool answers;  ///< count as well
};
/// 20 at once and 180 in the minute after: in no minute more than 200.
constexpr Shared all_posts{"all posts", 334ms, 20, false};
/// 20 at once and 50 in the minute after, which is what Slack promises for the method.
constexpr Shared all_edits{"all edits", 1200ms, 20, true};

struct Rule {
    std::string_view method;
    std::string_view key;  ///< and the target
    Moment every;
    int burst;
    const Shared* shared = nullptr;
};
constexpr std::array rules{
    Rule{"chat.postMessage", "channel ", 1s, 3, &all_posts},
    Rule{"chat.postEphemeral", "channel ", 1s, 3, &all_posts},
    Rule{by_response_url, "channel ", 1s, 3, &all_posts},
    Rule{"chat.update", "message ", 1200ms, 1, &all_edits},
    Rule{"views.publish", "home ", 2s, 1},
    Rule{"conversations.members", "members", 750ms, 20},  // 20 at once and 80 in the minute after
};

constexpr auto after_closing_every = 1s;
constexpr auto after_closing = 60s;

}  // namespace

Moment Gates::wait(CallId call, const Pace& pace, Moment since) {
    Waiting waiting{.method = pace.method, .claims = claims_of(pace), .end = {}};
    if (pace.patience) waiting.end = since + *pace.patience;
    return turn_of(waiting_.insert_or_assign({!pace.answer, call}, std::move(waiting)).first->second, since);
}

std::vector<Gates::Turn> Gates::due(Moment now) {
    std::erase_if(owed_, [&](const auto& debt) { return debt.second <= now; });
    std::erase_if(closed_, [&](const auto& gate) { return gate.second.forgotten <= now; });
    std::vector<Turn> turns;
    std::erase_if(waiting_, [&](const auto& entry) {
        const auto& [key, waiting] = entry;
        const Moment at = opens(waiting, now);
        const bool late = waiting.end && at > *waiting.end;
        if (!late && at > now) return false;
        if (!late) take(waiting, now);
        turns.push_back({key.second, late ? std::optional(at - now) : std::nullopt});
        return true;
    });
    return turns;
}

std::optional<Moment> Gates::next(Moment now) const {
    std::optional<Moment> first;
    for (const auto& [key, waiting] : waiting_) {
        first = std::min(first.value_or(Moment::max()), turn_of(waiting, now));
    }
    return first;
}

void Gates::close(const std::string& method, Moment until) {
    auto& closed = closed_[method];
    closed.until = std::max(closed.until, until);
    closed.forgotten = std::max(closed.forgotten, until + after_closing);
}

std::vector<Gates::Claim> Gates::claims_of(const Pace& pace) const {
    std::vector<Claim> claims;
    if (pace.method == "users.info") claims.push_back({pace.method, person_, 1});
    const auto* rule = std::ranges::find(rules, pace.method, &Rule::method);
    if (rule == rules.end()) return claims;
    claims.push_back({std::string(rule->key) + pace.target, rule->every, rule->burst});
    if (const auto* all = rule->shared; all != nullptr && (all->answers || !pace.answer)) {
        claims.push_back({std::string(all->key), all->every, all->burst});
    }
    return claims;
}

Moment Gates::turn_of(const Waiting& waiting, Moment now) const {
    const Moment at = opens(waiting, now);
    return waiting.end && at > *waiting.end ? now : at;
}

Moment Gates::opens(const Waiting& waiting, Moment now) const {
    Moment at = now;
    if (const auto closed = closed_.find(waiting.method); closed != closed_.end()) {
        at = std::max(at, closed->second.until);
    }
    for (const auto& claim : waiting.claims) {
        const auto owed = owed_.find(claim.key);
        if (owed != owed_.end()) at = std::max(at, owed->second - claim.every * (claim.burst - 1));
    }
    return at;
}

void Gates::take(const Waiting& waiting, Moment now) {
    if (const auto closed = closed_.find(waiting.method); closed != closed_.end()) {
        closed->second.until = std::max<Moment>(closed->second.until, now + after_closing_every);
    }
    for (const auto& claim : waiting.claims) {
        auto& owed = owed_.try_emplace(claim.key, now).first->second;
        owed = std::max(owed, now) + claim.every;
    }
}

}  // namespace goodturn::slack
