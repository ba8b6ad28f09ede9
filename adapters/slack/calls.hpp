#pragma once

#include "adapters/slack/gates.hpp"
#include "adapters/slack/ids.hpp"
#include "adapters/slack/json.hpp"
#include "adapters/slack/render.hpp"
#include "adapters/slack/workspace.hpp"
#include "core/chat/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace goodturn::slack {

/// A call of the Web API. Its fields go as a form, which every method takes; what has structure is JSON in its field.
struct Call {
    Pace pace;
    std::vector<std::pair<std::string, std::string>> fields{};
};

/// Where a message goes, or lies.
struct Place {
    std::string channel;   ///< never a person: chat.update does not take that later
    std::string thread{};  ///< the ts of its first message; empty: not in a thread
};

/// The name under which Slack shows again what it was given with a message: the delivery, and which part of it.
/// docs.slack.dev/messaging/message-metadata
struct Mark {
    std::int64_t delivery = 0;
    std::size_t part = 0;
    bool operator==(const Mark&) const = default;
};

/// chat.postMessage: links are not unfolded, and no text is looked through for names.
[[nodiscard]] Call post_call(const Place& place, const Part& part, Mark mark, bool answer);

/// What was written at `place` since `oldest`, with all marks: conversations.history, or .replies in a thread.
[[nodiscard]] Call read_call(const Place& place, chat::Instant oldest, const std::string& cursor, bool answer);

/// chat.update. What is not given anew stays: so everything is.
[[nodiscard]] Call update_call(const MessageName& message, const Part& part, bool answer);
[[nodiscard]] Call delete_call(const MessageName& message, bool answer);
/// chat.postEphemeral: seen by `account` alone, who has to be in the channel.
[[nodiscard]] Call private_call(const Place& place, const chat::AccountId& account, const Part& part);
/// conversations.open: the bot's chat with one person.
[[nodiscard]] Call open_chat_call(const chat::AccountId& account, bool answer);
/// views.open, of use for three seconds after the trigger was made.
[[nodiscard]] Call open_view_call(const std::string& trigger, const std::string& view);

/// views.publish: the Home tab of one person.
[[nodiscard]] Call publish_call(const chat::AccountId& account, const std::string& view);

/// What is sent to a response_url: `part`, for whoever did it alone; `replace`: in the place of the message whose
/// button was pressed.
[[nodiscard]] std::string response_of(const Part& part, const std::string& thread, bool replace);

/// The frame that acknowledges an envelope. `payload`: JSON; empty: none.
[[nodiscard]] std::string ack_of(const std::string& envelope, const std::string& payload = {});
/// The payload that answers a command, for whoever typed it alone.
[[nodiscard]] std::string command_payload(const Part& part);

struct MarkedMessage {
    Mark mark;
    std::string ts;
    bool operator==(const MarkedMessage&) const = default;
};
/// The messages of such a page that the bot itself wrote and marked: anybody's app can write such marks.
[[nodiscard]] std::vector<MarkedMessage> marked_messages(Value page, const Workspace& workspace);

}  // namespace goodturn::slack
