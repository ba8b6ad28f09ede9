#pragma once

#include "adapters/slack/ids.hpp"
#include "adapters/slack/posting.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <expected>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace goodturn::slack {

/// Which messages may have something in their threads.
class Threads {
public:
    /// Of messages that were written after `since` it is known; if very many have something, only of the newer ones.
    explicit Threads(chat::Instant since) : since_(since) {}
    void know(const MessageName& message, bool has_something);
    [[nodiscard]] bool may_have_something(const MessageName& message) const;

private:
    chat::Instant since_;
    std::set<std::pair<chat::Instant, chat::MessageId>> with_something_;
};

/// What of a message should stand in its thread, or in the one that it is in itself.
struct Remainder {
    MessageName of;
    std::string thread;       ///< the ts of its first message: where it goes on
    std::vector<Part> parts;  ///< in this order; may be none
    bool fresh = false;       ///< nothing of it can be there yet
    // See Delivery.
    bool again = false;
    chat::Instant first_attempt{};
    bool answer = false;
};

/// What does not fit into a message stands in its thread: there each part is edited in place, posted if it is new, and
/// deleted if it is not needed any more. Without I/O, as Posting is.
///
/// Nothing of it is kept: the thread is read first, from the message on, unless that is fresh. A part's mark has the ts
/// of the message instead of a delivery, for edits have each their own. Where the thread can't be read, all parts are
/// posted; if there are none, it gives up.
class Overflow {
public:
    /// `workspace` must outlive it.
    Overflow(Remainder rest, const Workspace& workspace, LookUps look_ups = usual_look_ups);

    // As of Posting. Its receipt is of no use; what it gives up for is neither `gone` nor `rate_limited`.
    [[nodiscard]] PostingAction start(Moment now);
    [[nodiscard]] PostingAction posted(const std::expected<Reply, Problem>& reply, Moment now);
    [[nodiscard]] PostingAction looked(const std::expected<Reply, Problem>& reply, Moment now);
    [[nodiscard]] PostingAction waited();

private:
    struct Change {
        Call call;
        std::optional<std::size_t> part{};  ///< that is edited; nullopt: it is deleted
    };
    /// A page of the thread came.
    [[nodiscard]] PostingAction read(const std::expected<Reply, Problem>& reply, Moment now);
    [[nodiscard]] PostingAction changed(const std::expected<Reply, Problem>& reply, Moment now);
    [[nodiscard]] PostingAction go_on(Moment now);
    [[nodiscard]] PostingAction look_up(std::string cursor);

    Remainder remainder_;
    std::int64_t mark_;               ///< the ts of the message
    std::vector<std::string> there_;  ///< the ts of each part; empty: it is not
    const Workspace& workspace_;
    LookUps look_ups_;
    std::string cursor_;              ///< of the page that is looked at
    std::deque<Change> changes_;      ///< of what is there
    std::optional<Posting> posting_;  ///< of what is not
};

}  // namespace goodturn::slack
