#pragma once

#include "adapters/slack/calls.hpp"
#include "adapters/slack/patience.hpp"
#include "adapters/slack/replies.hpp"
#include "core/chat/outgoing.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <variant>
#include <vector>

/// How one message gets there exactly once, although Slack has no idempotency key and an answer can be lost. Without
/// I/O: its owner does what it returns, one thing at a time, and tells it what came of it.
///
/// Each message bears a mark. Where nobody knows whether one arrived, the marks in its conversation are read 2 s and
/// 15 s later, since Slack shows a message late and may take it late; it is posted again only if it was found neither
/// time. What can't be read is not posted again.
namespace goodturn::slack {

/// One delivery, rendered.
struct Delivery {
    std::int64_t id = 0;
    /// True: an earlier attempt, perhaps of an earlier process, may have reached Slack.
    bool again = false;
    chat::Instant first_attempt{};
    Place place;
    std::vector<Part> parts;  ///< one at least; each is a message, in this order
    bool answer = false;      ///< see Pace
    /// The ts of parts that are known to be there, which stay as they are; empty: it is not.
    std::vector<std::string> there{};
};

struct Make {
    Call call;  ///< answered by Posting::posted
};
struct LookUp {
    Call call;  ///< answered by Posting::looked
};
/// Then Posting::waited.
struct WaitUntil {
    Moment at{};
};
/// All parts are there; the receipt is of the first one.
struct Arrived {
    chat::Receipt receipt;
};
/// A Problem that is `unknown` and not transient: nobody will ever know whether it arrived.
struct GiveUp {
    Problem problem;
};
using PostingAction = std::variant<Make, LookUp, WaitUntil, Arrived, GiveUp>;

class Posting {
public:
    /// `workspace` must outlive it.
    Posting(Delivery delivery, const Workspace& workspace, LookUps look_ups = usual_look_ups);

    [[nodiscard]] PostingAction start(Moment now);
    [[nodiscard]] PostingAction posted(const std::expected<Reply, Problem>& reply, Moment now);
    [[nodiscard]] PostingAction looked(const std::expected<Reply, Problem>& reply, Moment now);
    [[nodiscard]] PostingAction waited();

private:
    /// Posts the first part that is not there.
    [[nodiscard]] PostingAction go_on();
    /// The first `parts` may be there: nothing is posted before two look-ups.
    [[nodiscard]] PostingAction doubt(std::size_t parts, Moment now);
    [[nodiscard]] PostingAction look_up(std::string cursor);
    [[nodiscard]] PostingAction look_again(Problem problem, Moment now);
    [[nodiscard]] std::size_t missing() const;  ///< the first; the number of parts: none is

    Delivery delivery_;
    const Workspace& workspace_;
    LookUps look_ups_;
    std::vector<std::string> found_;  ///< the ts of each part; empty: not there
    std::string channel_;             ///< as Slack says it
    std::size_t doubtful_ = 0;        ///< parts that may be there
    Moment doubted_{};
    bool cleared_ = false;  ///< something was posted, or will be, after two look-ups in vain
    int looked_ = 0;        ///< look-ups that are over
    int failures_ = 0;      ///< to look up, since the doubt
    std::string cursor_;    ///< of the page that is looked at
};

}  // namespace goodturn::slack
