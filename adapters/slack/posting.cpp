#include "adapters/slack/posting.hpp"

#include "adapters/slack/ids.hpp"

#include <algorithm>
#include <utility>

namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;

constexpr int max_failures = 5;
constexpr Moment longest_wait = 1min;
constexpr Moment first_wait = 2s;

}  // namespace

Posting::Posting(Delivery delivery, const Workspace& workspace, LookUps look_ups)
    : delivery_(std::move(delivery)),
      workspace_(workspace),
      look_ups_(look_ups),
      found_(delivery_.there),
      channel_(delivery_.place.channel) {
    found_.resize(delivery_.parts.size());
}

PostingAction Posting::start(Moment now) {
    return delivery_.again && missing() < found_.size() ? doubt(delivery_.parts.size(), now) : go_on();
}

PostingAction Posting::posted(const std::expected<Reply, Problem>& reply, Moment now) {
    const auto part = missing();
    if (reply && is_ts((*reply)["ts"].text())) {
        found_[part] = (*reply)["ts"].text();
        if (auto channel = (*reply)["channel"].text(); is_id(channel)) channel_ = std::move(channel);
        return go_on();
    }
    if (!reply && !reply.error().unknown) {
        auto problem = reply.error();
        // An engine does not count what was only too early, and would begin from the beginning.
        if (problem.fault == Fault::rate_limited && (part > 0 || doubtful_ > 0)) problem.fault = Fault::transient;
        return GiveUp{std::move(problem)};
    }
    if (!cleared_) return doubt(part + 1, now);
    // The next attempt looks first.
    return GiveUp{reply ? Problem{.unknown = true, .detail = "chat.postMessage: posted, but not named"}
                        : reply.error()};
}

PostingAction Posting::looked(const std::expected<Reply, Problem>& reply, Moment now) {
    if (!reply && may_pass(reply.error())) return look_again(reply.error(), now);
    if (!reply && reply.error().fault == Fault::auth) return GiveUp{reply.error()};
    if (!reply) {
        return GiveUp{{.fault = Fault::rejected,
                       .unknown = true,
                       .code = reply.error().code,
                       .detail = reply.error().detail + "; whether the message arrived stays unknown"}};
    }
    if (!(*reply)["messages"].is_array()) return look_again({.detail = "a page without messages"}, now);
    for (const auto& [mark, ts] : marked_messages(reply->body.root(), workspace_)) {
        if (mark.delivery == delivery_.id && mark.part < found_.size()) found_[mark.part] = ts;
    }
    if (missing() >= doubtful_) return go_on();
    if (auto next = reply->next_page(); !next.empty()) {
        if (next == cursor_) return look_again({.detail = "a page that follows itself"}, now);
        return look_up(std::move(next));
    }
    if (++looked_ < std::ssize(look_ups_)) return WaitUntil{std::max(now, doubted_ + look_ups_.back())};
    cleared_ = true;
    return go_on();
}

PostingAction Posting::waited() {
    return look_up("");
}

PostingAction Posting::go_on() {
    const auto part = missing();
    if (part == found_.size()) return Arrived{{{channel_}, message_id(channel_, found_.front())}};
    return Make{post_call(delivery_.place, delivery_.parts[part], {delivery_.id, part}, delivery_.answer)};
}

PostingAction Posting::doubt(std::size_t parts, Moment now) {
    doubtful_ = parts;
    doubted_ = now;
    looked_ = 0;
    failures_ = 0;
    return WaitUntil{now + look_ups_.front()};
}

PostingAction Posting::look_up(std::string cursor) {
    cursor_ = std::move(cursor);
    return LookUp{read_call(delivery_.place, delivery_.first_attempt - clocks_differ, cursor_, delivery_.answer)};
}

/// From the first page, because cursors don't live long.
PostingAction Posting::look_again(Problem problem, Moment now) {
    if (failures_ >= max_failures || problem.retry_after > longest_wait) {
        problem.unknown = true;
        problem.fault = Fault::transient;
        return GiveUp{std::move(problem)};
    }
    return WaitUntil{now + std::max<Moment>(problem.retry_after, first_wait * (1 << failures_++))};
}

std::size_t Posting::missing() const {
    return static_cast<std::size_t>(std::ranges::find(found_, "") - found_.begin());
}

}  // namespace goodturn::slack
