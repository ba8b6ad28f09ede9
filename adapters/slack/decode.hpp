#pragma once

#include "adapters/slack/envelope.hpp"
#include "adapters/slack/workspace.hpp"
#include "core/engine/engine.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// From an envelope to what the engine is told and what the adapter has to know. Pure: no clock, nothing kept, no
/// payload that makes it fail.
namespace goodturn::slack {

/// Who looks at a spinner until the envelope is answered.
enum class Waiting { nothing, command, button, submit, shortcut };

/// Where an answer to this envelope can go. Empty is what it does not have. A response_url and a trigger are secrets
/// while they last (30 minutes, five answers; three seconds, once).
struct Wait {
    Waiting waiting = Waiting::nothing;
    std::string response_url;
    std::string trigger;
    std::string channel;
    std::string thread;
    std::string message;       ///< the ts of the message with the button, or that a shortcut was chosen on
    bool ephemeral = false;    ///< that message: only by the response_url can it be changed
    std::string view;          ///< V…
    chat::AccountId person{};  ///< who waits; set by Reception
};

/// What the adapter itself has to do something about.
struct HomeOpened {
    chat::AccountId person;
    chat::ConversationId chat;  ///< their chat with the bot
    bool operator==(const HomeOpened&) const = default;
};
struct Joined {  ///< the bot
    chat::ConversationId conversation;
    bool operator==(const Joined&) const = default;
};
/// Its members or its name are others, or the bot is no longer in it.
struct ConversationChanged {
    chat::ConversationId conversation;
    bool operator==(const ConversationChanged&) const = default;
};
/// More than 30,000 events within an hour: those above were not sent.
struct RateLimited {
    bool operator==(const RateLimited&) const = default;
};
struct Uninstalled {
    bool operator==(const Uninstalled&) const = default;
};
/// Of the bot. Comes before or behind Uninstalled, or alone.
struct TokensRevoked {
    bool operator==(const TokensRevoked&) const = default;
};
struct Unknown {
    std::string what;  ///< types only, never words: for the log
    bool operator==(const Unknown&) const = default;
};
using News = std::variant<HomeOpened, Joined, ConversationChanged, RateLimited, Uninstalled, TokensRevoked, Unknown>;

/// Most envelopes hold one thing, many nothing: what bots say, what nobody typed.
///
/// The items' keys begin with the space's id. What Slack repeats, under a new event id or as another event, has a key
/// in common:
///
///   <space>/event/<event id>              each event
///   <space>/message/<channel>/<ts>        typed: once as a message, once as a mention
///   <space>/edit/<channel>/<ts>/<edited>  the same for an edit
///   <space>/reaction/…                    person, message, emoji, added or removed, when
///   <space>/envelope/<envelope id>        commands, buttons, forms and shortcuts, which Slack never repeats
///   <space>/trigger/<trigger>             the same, should it do so once under another envelope
///   <space>/form/<view>                   people do repeat: a form that got no answer is sent again
struct Decoded {
    std::vector<engine::Intake> items;  ///< in order; without routes and cursors
    Wait wait;
    std::vector<News> news;
    bool profile_changed = false;  ///< the item is an AccountSeen: mostly a status changed, of which nothing is kept
};

/// "event pin_added", for the log: what is no name of Slack's stays out of it.
[[nodiscard]] std::string called(std::string_view kind, std::string_view name);

[[nodiscard]] std::string envelope_key(const chat::SpaceId& space, std::string_view envelope);

/// How menus and buttons are named: action_id = this prefix and Button::id. A menu's choice is the value of its option.
/// Buttons with other action_ids (links) say nothing.
inline constexpr std::string_view action_prefix = "gt/";

/// Whether it was sent to this workspace: several can share an app. Other organisations' people act in shared channels,
/// so it is the installation's team that counts. What names none is anybody's.
[[nodiscard]] bool concerns(const Envelope& envelope, const Workspace& workspace);

/// Forms: private_metadata = Form::token, and an input's block_id = Field::name.
/// Shortcuts: those of shortcuts.hpp.
///
/// `now`, when the envelope arrived, stands in where Slack sends no instant.
[[nodiscard]] Decoded decode(const Envelope& envelope, const Workspace& workspace, chat::Instant now);

}  // namespace goodturn::slack
