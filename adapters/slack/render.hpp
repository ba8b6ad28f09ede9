#pragma once

#include "core/chat/message.hpp"

#include <string>
#include <string_view>
#include <vector>

/// A message as Slack's Block Kit. Pure: the same message gives the same parts.
///
/// What people said stands in rich_text blocks, where Slack reads no text; only small print and fields are mrkdwn. A
/// button and a menu have the action_id "gt/" + Button::id; a button's value is its id, a menu's choice is the
/// Option::value. Blocks have no block_id: Slack gives each a fresh one, as an edited message needs.
///
/// Limits are those of Slack's reference. Beyond them Slack refuses a whole message above 12,000 to 13,200 characters
/// in all its blocks, once at 11,341 (github.com/slackapi/bolt-js issues 2509, 2867).
namespace goodturn::slack {

/// The workspace, as links name it.
struct Look {
    std::string team;  ///< "T…"
    std::string url;   ///< "https://acme.slack.com/"; empty: unknown
};

/// One message of chat.postMessage. `text` is what notifications and screen readers tell: plain, at most 3,000
/// characters, escaped, without pings, never empty. It has no markup: send it without link_names, and with
/// "mrkdwn": false where the method takes that. `blocks` is a JSON array, never empty.
struct Part {
    std::string text;
    std::string blocks;
    bool operator==(const Part&) const = default;
};

/// In order; nothing is lost. One has at most 10,000 characters in all its texts and 45 blocks; of several, each can be
/// edited, as those of Live. The buttons of an item stay with its words.
[[nodiscard]] std::vector<Part> parts_of(const chat::Message& message, const Look& look);

/// A line of the adapter's own.
[[nodiscard]] Part part_saying(std::string_view text);

/// For a message that will be edited in place: chat.update takes 4,000 characters, so each part has at most 3,800 in
/// its blocks. The rest is for its thread, where it will be edited too.
struct Live {
    Part part;
    std::vector<Part> rest;
};
[[nodiscard]] Live live_of(const chat::Message& message, const Look& look);

}  // namespace goodturn::slack
