#pragma once

#include "adapters/matrix/breaker.hpp"
#include "core/chat/ids.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <string>

namespace goodturn::matrix {

/// What a redaction does not tell of the reaction that it takes back.
struct Reaction {
    chat::AccountId actor;
    std::string target;  ///< an event
    std::string emoji;
};

/// The newest of a kind, by event.
template <class What>
class Newest {
public:
    explicit Newest(std::size_t most) : most_(most) {}

    void note(const std::string& event, What what) {
        if (!kept_.insert_or_assign(event, std::move(what)).second) return;
        order_.push_back(event);
        if (order_.size() <= most_) return;
        kept_.erase(order_.front());
        order_.pop_front();
    }
    /// Null: not known any more.
    [[nodiscard]] const What* find(const std::string& event) const {
        const auto found = kept_.find(event);
        return found == kept_.end() ? nullptr : &found->second;
    }

private:
    std::size_t most_;
    std::map<std::string, What> kept_;
    std::deque<std::string> order_;
};

/// What of the past is needed to understand what comes: who wrote the message that somebody reacts to, which reaction
/// is taken back, and who says too much.
struct Recent {
    Newest<chat::AccountId> authors{20'000};  ///< of all that timelines told
    Newest<Reaction> reactions{5'000};
    Newest<Breaker::Verdict> lines{5'000};  ///< that were for the bot: a room that is joined again tells them again
    Breaker breaker;
};

}  // namespace goodturn::matrix
