#pragma once

#include "adapters/slack/api.hpp"
#include "adapters/slack/patience.hpp"
#include "core/chat/ids.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace goodturn::slack {

/// Who is in do-not-disturb, for what nobody waits for. Slack is asked about many at once and not often
/// (dnd.teamInfo), so all who come while it can't be asked are asked about together. Of whom it says nothing in time,
/// nobody is held back.
class Quiet : public std::enable_shared_from_this<Quiet> {
public:
    /// Until when; nullopt: they may be written to.
    using Then = std::move_only_function<void(std::optional<chat::Instant>)>;

    /// `api` must outlive it. Of the patience it takes what begins with `quiet`.
    Quiet(const boost::asio::any_io_executor& loop, Api& api, const Patience& patience,
          std::function<chat::Instant()> now);

    /// `then` is called once, perhaps at once, and no more when this is gone.
    void ask(const chat::AccountId& person, Then then);

private:
    struct Status {
        chat::Instant asked;
        std::int64_t from = 0;  ///< seconds since 1970, as Slack has it
        std::int64_t until = 0;
    };
    void await_turn();
    void call();
    void came(int call, const std::expected<Reply, Problem>& answer);
    [[nodiscard]] std::optional<chat::Instant> quiet_until(const Status& status) const;

    Api& api_;
    Moment patience_;  ///< for an answer
    Moment gather_;
    Moment every_;
    std::function<chat::Instant()> now_;
    boost::asio::steady_timer timer_;  ///< until the next call may go, then until it has taken too long
    Moment owed_{};                    ///< as in Gates
    bool busy_ = false;
    int call_ = 0;
    bool failing_ = false;
    std::map<chat::AccountId, Status> known_;
    std::vector<std::pair<chat::AccountId, Then>> waiting_;
    std::vector<std::pair<chat::AccountId, Then>> asked_;  ///< about them, by the call under way
};

}  // namespace goodturn::slack
