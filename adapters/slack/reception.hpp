#pragma once

#include "adapters/slack/connections.hpp"
#include "adapters/slack/decode.hpp"
#include "adapters/slack/route.hpp"
#include "core/chat/form.hpp"
#include "core/engine/engine.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goodturn::slack {

struct ReceptionHooks {
    std::string secret;  ///< under which typed lines are told apart in a route; the same after a restart
    engine::Sink sink;
    std::function<void(ConnectionId, std::string frame, Connections::Proof)> acknowledge;
    /// Something of the adapter's own, for whoever waits there alone; at most once.
    std::function<void(const Wait&, std::string_view text)> tell;
};

/// The envelopes that Slack wants to see acknowledged within three seconds. Each is, by the connection that brought it,
/// once what it holds is on disk. What Slack never repeats is also acknowledged after two seconds, and when it could
/// not be recorded, with words about it. What Slack repeats is then left to come again.
class Reception {
public:
    Reception(const boost::asio::any_io_executor& loop, ReceptionHooks hooks);
    ~Reception();
    Reception(const Reception&) = delete;
    Reception& operator=(const Reception&) = delete;

    /// `now`: when it came.
    void take(ConnectionId by, const Envelope& envelope, Decoded decoded, chat::Instant now);

    /// The acknowledgement of a command carries its answer. False: it can't, or was given already.
    [[nodiscard]] bool answer(const std::string& envelope, const std::string& payload, Connections::Proof proof);
    /// The answer to this is handed out once more, as after a restart: whoever typed the line may not have seen it, and
    /// may type it again. `key`: of the event.
    void recall(const Route& route, std::string key, chat::Instant now);
    /// The form that was submitted stays open, with these errors. Nothing, if nobody waits any more.
    void form_errors(const std::string& envelope, const std::vector<std::pair<std::string, std::string>>& errors);
    /// Takes the place of the form that was submitted. False: none was.
    [[nodiscard]] bool next_form(const std::string& envelope, const std::string& view);
    /// A form opens: that is what was waited for, and it needs no record.
    void form_opens(const std::string& envelope);
    /// Nothing is taken that was not acknowledged yet.
    [[nodiscard]] bool idle() const;
    /// What the envelope said about itself; null: it is settled.
    [[nodiscard]] const Wait* waiting(const std::string& envelope) const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace goodturn::slack
