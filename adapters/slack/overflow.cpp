#include "adapters/slack/overflow.hpp"

#include "adapters/slack/ids.hpp"

#include <algorithm>
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

constexpr std::size_t most_remembered = 1000;

std::pair<chat::Instant, chat::MessageId> age_and_id(const MessageName& message) {
    return {instant_of(message.ts).value_or(chat::Instant()), message_id(message.channel, message.ts)};
}

/// What is true of a thread need not be true of its message: a next attempt edits that first, and learns whether it is
/// there. Nor is it true of everything else that is said in the workspace.
PostingAction of_thread(PostingAction action) {
    if (auto* end = std::get_if<GiveUp>(&action)) {
        auto& fault = end->problem.fault;
        if (fault == Fault::gone || fault == Fault::rate_limited) fault = Fault::transient;
    }
    return action;
}

}  // namespace

void Threads::know(const MessageName& message, bool has_something) {
    if (!has_something) {
        with_something_.erase(age_and_id(message));
        return;
    }
    with_something_.insert(age_and_id(message));
    if (with_something_.size() <= most_remembered) return;
    since_ = std::max(since_, with_something_.begin()->first);
    with_something_.erase(with_something_.begin());
}

bool Threads::may_have_something(const MessageName& message) const {
    const auto key = age_and_id(message);
    return key.first <= since_ || with_something_.contains(key);
}

Overflow::Overflow(Remainder rest, const Workspace& workspace, LookUps look_ups)
    : remainder_(std::move(rest)),
      mark_(number_of(remainder_.of.ts)),
      there_(remainder_.parts.size()),
      workspace_(workspace),
      look_ups_(look_ups) {}

PostingAction Overflow::start(Moment now) {
    return remainder_.fresh ? go_on(now) : look_up("");
}

PostingAction Overflow::looked(const std::expected<Reply, Problem>& reply, Moment now) {
    return of_thread(posting_ ? posting_->looked(reply, now) : read(reply, now));
}

PostingAction Overflow::posted(const std::expected<Reply, Problem>& reply, Moment now) {
    return of_thread(posting_ ? posting_->posted(reply, now) : changed(reply, now));
}

PostingAction Overflow::waited() {
    return posting_ ? posting_->waited() : look_up("");
}

PostingAction Overflow::read(const std::expected<Reply, Problem>& reply, Moment now) {
    if (!reply && reply.error().code == "invalid_cursor") return GiveUp{{.detail = reply.error().detail}};
    if (!reply && (may_pass(reply.error()) || reply.error().fault == Fault::auth)) return GiveUp{reply.error()};
    if (!reply && remainder_.parts.empty() && reply.error().fault != Fault::gone) {
        return GiveUp{{.fault = Fault::rejected, .detail = reply.error().detail}};
    }
    if (!reply) return go_on(now);
    if (!(*reply)["messages"].is_array()) return GiveUp{{.detail = "a page without messages"}};
    for (const auto& [mark, ts] : marked_messages(reply->body.root(), workspace_)) {
        if (mark.delivery != mark_) continue;
        const MessageName name{remainder_.of.channel, ts};
        if (mark.part < there_.size() && there_[mark.part].empty()) {
            there_[mark.part] = ts;
            changes_.push_back({update_call(name, remainder_.parts[mark.part], remainder_.answer), mark.part});
        } else {
            changes_.push_back({delete_call(name, remainder_.answer)});
        }
    }
    if (auto next = reply->next_page(); !next.empty()) {
        if (next == cursor_) return GiveUp{{.detail = "a page that follows itself"}};
        return look_up(std::move(next));
    }
    return go_on(now);
}

PostingAction Overflow::changed(const std::expected<Reply, Problem>& reply, Moment now) {
    if (!reply && reply.error().fault != Fault::gone) return GiveUp{reply.error()};
    // Somebody took it away meanwhile: it is posted anew.
    if (const auto part = changes_.front().part; part && !reply) there_[*part].clear();
    changes_.pop_front();
    return go_on(now);
}

PostingAction Overflow::go_on(Moment now) {
    if (!changes_.empty()) return Make{changes_.front().call};
    if (remainder_.parts.empty()) return Arrived{};
    posting_.emplace(Delivery{.id = mark_,
                              .again = remainder_.again,
                              .first_attempt = remainder_.first_attempt,
                              .place = {remainder_.of.channel, remainder_.thread},
                              .parts = std::move(remainder_.parts),
                              .answer = remainder_.answer,
                              .there = std::move(there_)},
                     workspace_, look_ups_);
    return posting_->start(now);
}

PostingAction Overflow::look_up(std::string cursor) {
    cursor_ = std::move(cursor);
    const auto oldest = instant_of(remainder_.of.ts).value_or(chat::Instant());
    return LookUp{read_call({remainder_.of.channel, remainder_.thread}, oldest, cursor_, remainder_.answer)};
}

}  // namespace goodturn::slack
