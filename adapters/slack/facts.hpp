#pragma once

#include "adapters/slack/api.hpp"
#include "adapters/slack/decode.hpp"
#include "adapters/slack/patience.hpp"
#include "adapters/slack/workspace.hpp"
#include "core/chat/event.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace goodturn::slack {

/// Learns who is who and where, beside the events, one call at a time, and tells it to the engine. No answer waits for
/// it: whom nobody knows yet is called what a mention calls them.
class Facts {
public:
    using Tell = std::function<void(chat::Event)>;

    /// `api` and `workspace` must outlive it. It keeps Workspace::own_chats and Workspace::joined.
    Facts(const boost::asio::any_io_executor& loop, Api& api, Workspace& workspace, const Patience& patience,
          std::function<chat::Instant()> now, Tell tell);
    ~Facts();
    Facts(const Facts&) = delete;
    Facts& operator=(const Facts&) = delete;

    /// What an earlier process learned is not asked for again within its day; whom it never learned is.
    void remember(const std::vector<engine::KnownAccount>& accounts);
    /// All conversations of the bot.
    void look_around();
    /// Those in it of whom nobody asked within a day; of those it only names, no more than anybody can mean. Whom
    /// somebody named now and Slack does not know is gone, as far as the engine is told.
    void meet(const chat::Event& event);
    /// An event says this, and is to be stored: a known person's name, zone or standing is another one, who they are is
    /// being asked, or they are `new_here`. Slack repeats what was not, perhaps behind newer ones.
    [[nodiscard]] bool changed(const chat::AccountSeen& account, chat::Instant at, bool new_here);
    /// It is on disk.
    void stored(const chat::AccountSeen& account);
    /// Something newer was learned of them.
    [[nodiscard]] bool is_past(const chat::AccountSeen& account) const;
    void conversation_changed(const chat::ConversationId& conversation);
    /// The bot was brought there.
    void joined(const chat::ConversationId& conversation);
    /// The bot's chat with this person.
    void chat_known(const chat::AccountId& account, const chat::ConversationId& chat);
    /// Slack said who this is, within a day or since the start, and it is on disk; else why not, and that is asked
    /// next. Where Slack says no more, what is on disk has to do.
    [[nodiscard]] std::expected<void, Problem> knows(const chat::AccountId& account);
    [[nodiscard]] chat::ConversationId chat_with(const chat::AccountId& account) const;  ///< empty: not known

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace goodturn::slack
