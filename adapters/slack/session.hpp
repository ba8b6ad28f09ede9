#pragma once

#include "adapters/net/client.hpp"
#include "adapters/slack/patience.hpp"
#include "adapters/slack/reception.hpp"
#include "core/chat/outgoing.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace goodturn::slack {

/// One workspace as the operator names it.
struct Installation {
    std::string name;       ///< for the log
    std::string bot_token;  ///< xoxb-…
    std::string app_token;  ///< xapp-…; accounts of one app share their connections
    std::string api_url = "https://slack.com/api/";
    Patience patience{};
};

using Verbs = std::map<std::string, std::string, std::less<>>;  ///< see Workspace::verbs

struct SessionHooks {
    std::function<chat::Instant()> now;
    engine::Sink sink;
    std::function<void(ConnectionId, std::string frame, Connections::Proof)> acknowledge;
    std::function<void()> ready;                         ///< Slack said who we are: envelopes may come
    std::function<void()> failing;                       ///< it did not, this time
    std::function<bool(const chat::SpaceId&)> is_taken;  ///< another session has it
    /// What an earlier process told of accounts there; once.
    std::function<std::vector<engine::KnownAccount>(const chat::SpaceId&)> known;
};

/// What can't be sent yet.
using Unsent = std::vector<std::pair<chat::Outgoing, std::move_only_function<void(chat::SendResult)>>>;

/// The bot in one workspace. Lives on the event loop's thread.
class Session {
public:
    /// `client` must outlive it.
    Session(const boost::asio::any_io_executor& loop, net::Client& client, Installation installation, Verbs verbs,
            SessionHooks hooks);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Asks Slack who we are, until it says so.
    void start();
    [[nodiscard]] const Workspace& workspace() const;
    /// Its name, and what is not as it should be.
    [[nodiscard]] std::string state() const;
    [[nodiscard]] const std::string& name() const;
    /// False: state() says what is wrong.
    [[nodiscard]] bool is_well() const;
    /// Slack has not answered the first question yet.
    [[nodiscard]] bool asking() const;
    /// Nobody waits for an acknowledgement.
    [[nodiscard]] bool idle() const;
    /// Slack did not say yet whose token it is, and still may.
    [[nodiscard]] bool may_be_any() const;
    /// False until it is ready, and for other workspaces.
    [[nodiscard]] bool concerns(const Envelope& envelope) const;
    void take(ConnectionId by, const Envelope& envelope);

    void send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done);
    void open_form(const std::string& route, const chat::Form& form);
    void form_errors(const std::string& route, const std::vector<std::pair<std::string, std::string>>& errors);

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace goodturn::slack
