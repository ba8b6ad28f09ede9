#pragma once

#include "adapters/slack/api.hpp"
#include "adapters/slack/facts.hpp"
#include "adapters/slack/patience.hpp"
#include "adapters/slack/posting.hpp"
#include "adapters/slack/reception.hpp"
#include "adapters/slack/workspace.hpp"
#include "core/chat/outgoing.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <string>

namespace goodturn::slack {

/// Carries out what the engine wants said in one workspace.
///
/// What one person alone sees goes, as long as each way works: in the acknowledgement of their command, by the
/// response_url, as an ephemeral message, into their chat with the bot. What is in an acknowledgement counts as said
/// once a pong proves that it arrived. What takes several messages goes into that chat at once: elsewhere Slack changes
/// only the one whose button was pressed. Whom the bot has no chat with sees all of it where they are. What nobody
/// waits for goes back unsent while its reader is in do-not-disturb, or Slack wants it only much later.
class Sender {
public:
    using Done = std::move_only_function<void(chat::SendResult)>;

    /// All of them must outlive it.
    Sender(const boost::asio::any_io_executor& loop, Api& api, Reception& reception, Facts& facts,
           const Workspace& workspace, const Patience& patience, std::function<chat::Instant()> now);
    ~Sender();
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    /// As chat::Adapter::send. `done` is not called any more when this object is gone.
    void send(chat::Outgoing what, Done done);

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace goodturn::slack
