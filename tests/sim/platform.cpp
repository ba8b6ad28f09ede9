#include "tests/sim/platform.hpp"

#include "tests/support/show_text.hpp"

#include <algorithm>
#include <utility>

namespace goodturn::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view chat_prefix = "dm:";

std::unexpected<chat::SendError> failed(chat::SendFailure how, std::chrono::milliseconds retry_after = {}) {
    return std::unexpected(chat::SendError{how, retry_after, "made to fail"});
}

std::pair<std::string, std::string> place_of(const chat::Address& address) {
    if (const auto* here = std::get_if<chat::InConversation>(&address)) return {here->conversation.value, {}};
    if (const auto* direct = std::get_if<chat::DirectTo>(&address)) return {direct_chat(direct->account.value), {}};
    const auto& one = std::get<chat::PrivateIn>(address);
    return {one.conversation.value, one.account.value};
}

}  // namespace

std::string direct_chat(std::string_view account) {
    return std::string(chat_prefix) + std::string(account);
}

std::string_view owner_of_chat(std::string_view conversation) {
    return conversation.starts_with(chat_prefix) ? conversation.substr(chat_prefix.size()) : std::string_view();
}

void Platform::happen(engine::Intake item) {
    hooks_.happened(item);
    const std::string key = item.keys.front();
    order_of_[key] = ++happened_;
    open_.emplace(happened_, std::move(item));
    const bool slow = !healed_ && dice_.chance(0.01);
    const auto lag = slow ? dice_.between(1s, 20min) : dice_.between(5ms, 1500ms);
    arrive(key, lag);
    if (!healed_ && dice_.chance(0.02)) arrive(key, lag + dice_.between(0ms, 1h));
}

void Platform::arrive(const std::string& key, std::chrono::milliseconds lag) {
    // A repeat may come after the acknowledgement, so the copy is taken now.
    timeline_.after(lag, [this, item = open_.at(order_of_.at(key))] { hooks_.deliver(item); });
}

void Platform::acknowledge(const std::string& key) {
    const auto order = order_of_.find(key);
    if (order == order_of_.end()) return;
    open_.erase(order->second);
    if (!healed_ && dice_.chance(0.02)) return;  // the platform did not hear it: it may send the event once more
    order_of_.erase(order);
}

void Platform::reconnect() {
    auto lag = 20ms;
    for (const auto& [order, item] : open_) {
        timeline_.after(lag, [this, item] { hooks_.deliver(item); });
        lag += 3ms;
    }
}

std::vector<const Posted*> Platform::seen_by(const Member& member, std::size_t most) const {
    std::vector<const Posted*> seen;
    const auto chat = by_conversation_.find(direct_chat(member.id()));
    if (chat == by_conversation_.end()) return seen;
    for (auto at = chat->second.rbegin(); at != chat->second.rend() && seen.size() < most; ++at) {
        if (!posted_[*at].deleted) seen.push_back(&posted_[*at]);
    }
    return seen;
}

const Posted* Platform::find(const std::string& message) const {
    const auto found = by_id_.find(message);
    return found == by_id_.end() ? nullptr : &posted_[found->second];
}

void Platform::remove(const std::string& message) {
    if (const auto found = by_id_.find(message); found != by_id_.end()) posted_[found->second].deleted = true;
}

void Platform::send(const chat::Outgoing& out) {
    const auto there = dice_.between(5ms, 200ms);
    const auto back = there + dice_.between(5ms, 200ms);
    const auto later = [this, delivery = out.delivery](std::chrono::milliseconds delay, chat::SendResult result) {
        timeline_.after(delay, [this, delivery, result = std::move(result)] { hooks_.outcome({delivery, result}); });
    };
    if (!healed_ && timeline_.now() < away_until_) return later(back, failed(chat::SendFailure::transient));
    if (!healed_ && timeline_.now() < limited_until_) {
        const bool all = out.answer || out.delivery % 2 == 0;
        return later(back, failed(all ? chat::SendFailure::rate_limited : chat::SendFailure::later,
                                  limited_until_ - timeline_.now()));
    }
    if (!healed_ && dice_.chance(0.002)) limited_until_ = timeline_.now() + dice_.between(1s, 2min);
    if (const auto quiet = quiet_for(out); quiet > 0ms) return later(back, failed(chat::SendFailure::not_now, quiet));
    const bool lost_before = !healed_ && dice_.chance(0.01);
    const bool lost_after = !healed_ && (dice_.chance(0.02) || timeline_.now() < mute_until_);
    const auto patience = lost_before || lost_after ? dice_.between(200ms, 30s) : back;
    // The first sign of an outage is often an answer that does not come.
    if (lost_after && dice_.chance(0.4)) go_away_for(dice_.between(5s, 2h));
    if (lost_before) return later(patience, failed(chat::SendFailure::transient));
    if (const auto refusal = this->refusal(out)) {
        refused_.insert(out.delivery);
        hooks_.refused(out);
        return later(back, failed(*refusal));
    }
    timeline_.after(there, [this, out, lost_after, patience, there, later] {
        auto result = take(out);
        if (result) taken_.insert(out.delivery);
        later(patience > there ? patience - there : 1ms,
              lost_after ? chat::SendResult(failed(chat::SendFailure::transient)) : std::move(result));
    });
}

/// Asked before it is known whether an earlier try arrived.
std::chrono::milliseconds Platform::quiet_for(const chat::Outgoing& out) {
    const auto* direct = std::get_if<chat::DirectTo>(&out.address);
    if (healed_ || direct == nullptr || out.answer || !std::holds_alternative<chat::Post>(out.intent)) return 0ms;
    auto& until = quiet_until_[direct->account.value];
    if (dice_.chance(0.02)) until = timeline_.now() + dice_.between(1min, 12h);
    return until - timeline_.now();
}

/// What it took before it takes again.
std::optional<chat::SendFailure> Platform::refusal(const chat::Outgoing& out) {
    if (healed_ || !std::holds_alternative<chat::Post>(out.intent) || by_delivery_.contains(out.delivery)) return {};
    auto& closed = closed_until_[place_of(out.address).first];
    if (dice_.chance(0.02)) closed = timeline_.now() + dice_.between(1min, 12h);
    if (timeline_.now() < closed) return chat::SendFailure::unreachable;
    if (dice_.chance(0.04)) return chat::SendFailure::rejected;
    return {};
}

chat::SendResult Platform::take(const chat::Outgoing& out) {
    if (const auto* post = std::get_if<chat::Post>(&out.intent)) return this->post(out, post->message);
    return change(out);
}

chat::SendResult Platform::post(const chat::Outgoing& out, const chat::Message& message) {
    const auto [conversation, only_for] = place_of(out.address);
    if (const auto known = by_delivery_.find(out.delivery); known != by_delivery_.end() && !forgetful_) {
        return chat::Receipt{{conversation}, {known->second}};
    }
    const std::string id = "m" + std::to_string(posted_.size() + 1);
    by_delivery_[out.delivery] = id;
    by_id_[id] = posted_.size();
    // What only one person sees they find in their own chat, which is where they act on it here.
    by_conversation_[only_for.empty() ? conversation : direct_chat(only_for)].push_back(posted_.size());
    posted_.push_back({id, out.delivery, conversation, only_for, message, support::to_text(message)});
    hooks_.seen(posted_.back(), true);
    return chat::Receipt{{conversation}, {id}};
}

chat::SendResult Platform::change(const chat::Outgoing& out) {
    const auto [conversation, only_for] = place_of(out.address);
    if (std::holds_alternative<chat::React>(out.intent)) return chat::Receipt{{conversation}, {}};
    const auto* edit = std::get_if<chat::Edit>(&out.intent);
    const std::string& target = edit != nullptr ? edit->target.value : std::get<chat::Delete>(out.intent).target.value;
    const auto found = by_id_.find(target);
    Posted* posted = found == by_id_.end() ? nullptr : &posted_[found->second];
    if (posted == nullptr || posted->deleted) return failed(chat::SendFailure::gone);
    if (edit == nullptr) {
        posted->deleted = true;
        return chat::Receipt{{conversation}, {}};
    }
    posted->message = edit->message;
    posted->text = support::to_text(edit->message);
    hooks_.seen(*posted, false);
    return chat::Receipt{{conversation}, {target}};
}

}  // namespace goodturn::sim
