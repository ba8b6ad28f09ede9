#include "adapters/slack/rest.hpp"

#include "adapters/slack/ids.hpp"

#include <charconv>
#include <utility>

namespace goodturn::slack {
namespace {

/// "1355517523.000005" as a number.
std::int64_t number_of(std::string ts) {
    std::erase(ts, '.');
    std::int64_t number = 0;
    std::from_chars(ts.data(), ts.data() + ts.size(), number);
    return number;
}

bool may_pass(const Problem& problem) {
    return problem.fault == Fault::transient || problem.fault == Fault::rate_limited || problem.fault == Fault::auth;
}

}  // namespace

Rest::Rest(Delivery rest, const Workspace& workspace, LookUps look_ups)
    : rest_(std::move(rest)), workspace_(workspace), look_ups_(look_ups) {
    rest_.id = number_of(rest_.place.thread);
    rest_.there.resize(rest_.parts.size());
}

PostingAction Rest::start() {
    return look_up("");
}

PostingAction Rest::looked(const std::expected<Reply, Problem>& reply, Moment now) {
    if (posting_) return posting_->looked(reply, now);
    if (!reply && reply.error().code == "invalid_cursor") return GiveUp{{.detail = reply.error().detail}};
    if (!reply && may_pass(reply.error())) return GiveUp{reply.error()};
    if (!reply) return go_on(now);
    for (const auto& [mark, ts] : marked_messages(reply->body.root(), workspace_)) {
        if (mark.delivery != rest_.id) continue;
        const MessageName name{rest_.place.channel, ts};
        if (mark.part < rest_.parts.size() && rest_.there[mark.part].empty()) {
            rest_.there[mark.part] = ts;
            changes_.push_back({update_call(name, rest_.parts[mark.part], rest_.answer), mark.part});
        } else {
            changes_.push_back({delete_call(name, rest_.answer)});
        }
    }
    if (auto next = reply->next_page(); !next.empty() && next != cursor_) return look_up(std::move(next));
    return go_on(now);
}

PostingAction Rest::posted(const std::expected<Reply, Problem>& reply, Moment now) {
    if (posting_) return posting_->posted(reply, now);
    if (!reply && reply.error().fault != Fault::gone) return GiveUp{reply.error()};
    // Somebody took it away meanwhile: it is posted anew.
    if (const auto part = changes_.front().part; part && !reply) rest_.there[*part].clear();
    changes_.pop_front();
    return go_on(now);
}

PostingAction Rest::waited() {
    return posting_ ? posting_->waited() : start();
}

PostingAction Rest::go_on(Moment now) {
    if (!changes_.empty()) return Make{changes_.front().call};
    if (rest_.parts.empty()) return Done{};
    posting_.emplace(std::move(rest_), workspace_, look_ups_);
    return posting_->start(now);
}

PostingAction Rest::look_up(std::string cursor) {
    cursor_ = std::move(cursor);
    return LookUp{read_call(rest_.place, {}, cursor_, rest_.answer)};
}

}  // namespace goodturn::slack
