#pragma once

#include "adapters/slack/posting.hpp"

#include <cstddef>
#include <deque>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace goodturn::slack {

/// What does not fit into a message that is edited stands in its thread: there each part is edited in place, posted if
/// it is new, and deleted if it is not needed any more. Without I/O, as Posting is.
///
/// Nothing of it is kept: the thread is read first. A part's mark has the ts of the message instead of a delivery, for
/// edits have each their own. Where the thread can't be read, all parts are posted.
class Rest {
public:
    /// `rest`: its place is the thread; its id counts for nothing; it may have no parts. `workspace` must outlive it.
    Rest(Delivery rest, const Workspace& workspace, LookUps look_ups = usual_look_ups);

    // As of Posting. Its receipt is of no use.
    [[nodiscard]] PostingAction start();
    [[nodiscard]] PostingAction posted(const std::expected<Reply, Problem>& reply, Moment now);
    [[nodiscard]] PostingAction looked(const std::expected<Reply, Problem>& reply, Moment now);
    [[nodiscard]] PostingAction waited();

private:
    struct Change {
        Call call;
        std::optional<std::size_t> part{};  ///< that is edited; nullopt: it is deleted
    };
    [[nodiscard]] PostingAction go_on(Moment now);
    [[nodiscard]] PostingAction look_up(std::string cursor);

    Delivery rest_;
    const Workspace& workspace_;
    LookUps look_ups_;
    std::string cursor_;              ///< of the page that is looked at
    std::deque<Change> changes_;      ///< of what is there
    std::optional<Posting> posting_;  ///< of what is not
};

}  // namespace goodturn::slack
