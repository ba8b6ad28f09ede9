#pragma once

#include "core/chat/form.hpp"
#include "core/chat/ids.hpp"
#include "core/chat/message.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <variant>

/// What goes out, and the port that every adapter implements.
namespace goodturn::chat {

/// Everybody in a conversation.
struct InConversation {
    ConversationId conversation;
    MessageId thread;
};
/// The bot's chat with one person; the adapter opens it if there is none yet.
struct DirectTo {
    AccountId account;
    MessageId thread{};  ///< of that chat; empty: outside threads
};
/// One person's eyes only, in a conversation. Only for spaces with Capabilities::ephemeral.
struct PrivateIn {
    ConversationId conversation;
    MessageId thread;
    AccountId account;
    bool there_alone = false;  ///< the bot has no chat with them, and may not open one
};
/// A page that the platform shows one person beside their chat. It holds one message: a post takes the place of the one
/// before, and notifies nobody.
struct Overview {
    AccountId account;
};
using Address = std::variant<InConversation, DirectTo, PrivateIn, Overview>;

struct Post {
    Message message;
};
struct Edit {
    MessageId target;
    Message message;
};
struct Delete {
    MessageId target;
};
struct React {
    MessageId target;
    std::string emoji;
};
using Intent = std::variant<Post, Edit, Delete, React>;

/// One thing to send. It may be handed out again after a crash or an unknown outcome, always with the same `delivery`:
/// the adapter uses that as the platform's idempotency key.
struct Outgoing {
    std::int64_t delivery = 0;
    int attempt = 1;
    Instant first_attempt{};  ///< when the first one was handed out: this or an earlier one
    bool answer = false;      ///< somebody waits for it
    /// An answer, or what another person passes on: for it somebody may be invited to a chat with the bot. The bot's
    /// own ideas are for those who have one.
    bool may_invite = false;
    SpaceId space;
    Address address;
    /// A waiting answer's route, tried first; empty: none. It comes with every attempt: the adapter knows when it is of
    /// no use any more.
    std::string route;
    Intent intent;
};

struct Receipt {
    ConversationId conversation;
    MessageId message;  ///< empty for Delete and React
};

enum class SendFailure {
    transient,     ///< try again later; the outcome may be unknown
    rate_limited,  ///< nothing goes in this space before `retry_after`
    later,         ///< nothing was sent, and others may go: whether this one still may is asked after `retry_after`
    not_yet,       ///< this person has to let the bot in first: nothing was sent, try this one after `retry_after`
    not_now,       ///< nobody is to disturb this person before `retry_after`, answers aside: nothing was sent
    unreachable,   ///< this person or conversation can't be written to
    gone,          ///< the message to edit, delete or react to no longer exists
    rejected,      ///< the platform will never take it; a fault of ours
    unknown,       ///< it may have arrived, and nobody can find out: not tried again, and not taken for returned
};
struct SendError {
    SendFailure failure = SendFailure::transient;
    std::chrono::milliseconds retry_after{0};
    std::string detail;  ///< for the log; never the text of a message
};
using SendResult = std::expected<Receipt, SendError>;

/// A platform. All calls come from the event loop's thread, and `done` is called there exactly once, never from within
/// the call itself.
class Adapter {
public:
    virtual ~Adapter() = default;
    virtual void send(Outgoing what, std::move_only_function<void(SendResult)> done) = 0;
    /// Shows a form to the person who waits at `route`. Volatile: if the route is gone, nothing happens.
    virtual void open_form(const std::string& route, const Form& form) = 0;
    /// Field::name → what is wrong, shown in the form that was submitted at `route`. Volatile like open_form.
    virtual void form_errors(const std::string& route,
                             const std::vector<std::pair<std::string, std::string>>& errors) = 0;
};

}  // namespace goodturn::chat
