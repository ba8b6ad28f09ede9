#include "adapters/slack/telling.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace goodturn::slack {
namespace {

constexpr auto pause_for_disk = std::chrono::seconds(1);

}  // namespace

Telling::Telling(const boost::asio::any_io_executor& loop, engine::Sink sink, IsPast is_past)
    : sink_(std::move(sink)), is_past_(std::move(is_past)), again_(loop) {}

void Telling::tell(chat::Event fact) {
    const bool first = untold_.empty();
    if (const auto* const seen = std::get_if<chat::ConversationSeen>(&fact.what)) forget(seen->conversation);
    untold_.push_back(std::move(fact));
    if (first) tell_all();
}

/// All of a big channel, once for each who comes or goes, while the disk takes nothing.
void Telling::forget(const chat::ConversationId& conversation) {
    const auto is_of_it = [&](const chat::Event& fact) {
        const auto* const seen = std::get_if<chat::ConversationSeen>(&fact.what);
        return seen != nullptr && seen->conversation == conversation;
    };
    const auto on_their_way = untold_.begin() + static_cast<std::ptrdiff_t>(being_told_);
    untold_.erase(std::remove_if(on_their_way, untold_.end(), is_of_it), untold_.end());
}

void Telling::tell_all() {
    std::erase_if(untold_, is_past_);
    // Where one failed, the rest waits until it is known to be worth a try.
    being_told_ = std::exchange(failed_, false) ? std::min<std::size_t>(1, untold_.size()) : untold_.size();
    for (std::size_t i = 0; i < being_told_; ++i) {
        sink_({.keys = {}, .event = untold_[i], .cursor = {}}, [weak = weak_from_this()](bool committed) {
            if (const auto self = weak.lock()) self->told(committed);
        });
    }
}

void Telling::told(bool committed) {
    failed_ = failed_ || !committed;
    if (!failed_) untold_.pop_front();
    if (--being_told_ > 0 || untold_.empty()) return;
    if (!failed_) return tell_all();
    again_.expires_after(pause_for_disk);
    again_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        const auto self = weak.lock();
        if (!error && self) self->tell_all();
    });
}

}  // namespace goodturn::slack
