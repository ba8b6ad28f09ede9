#pragma once

#include "core/chat/event.hpp"
#include "core/chat/form.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// The frames of PROTOCOL.md: what the browser says, decoded strictly, and what it is told.
namespace goodturn::web {

/// Which platform the page looks and behaves like.
enum class Look { slack, matrix };
[[nodiscard]] std::string_view name(Look look);
[[nodiscard]] std::optional<Look> look_named(std::string_view name);

// From the browser.

struct Hello {
    std::int64_t after = 0;
};
struct Say {
    std::string in;
    chat::Words words;
};
struct EditOwn {
    std::int64_t message = 0;
    chat::Words words;
};
struct Press {
    std::string in;
    std::int64_t message = 0;
    std::string button;
    std::string choice;
};
struct Submit {
    std::string token;
    std::map<std::string, chat::Words> values;
};
struct ReactTo {
    std::string in;
    std::int64_t message = 0;
    std::string emoji;
    bool added = true;
};
struct OpenBotChat {};
struct SetLook {
    Look look = Look::slack;
};
struct ToNextNudge {};
struct MoveClock {
    std::variant<std::chrono::hours, std::chrono::days, std::chrono::year_month_day, ToNextNudge> to;
};
struct Fill {};
struct StartOver {};

/// `as` is empty for what nobody in particular does: look, fill, start over.
struct Command {
    std::string id;
    std::string as;
    std::variant<Say, EditOwn, Press, Submit, ReactTo, OpenBotChat, SetLook, MoveClock, Fill, StartOver> what;
};

/// `id` is empty if even that could not be read.
struct Malformed {
    std::string id;
};

[[nodiscard]] std::expected<std::variant<Hello, Command>, Malformed> decode(std::string_view frame);
/// A frame that decode() reads.
[[nodiscard]] std::string say_frame(std::string_view id, std::string_view as, const Say& say);

// To the browser.

struct Person {
    std::string_view account;
    std::string_view name;
    std::string_view given;
    std::string_view zone;
};
enum class ConversationKind { channel, bot, pair };
struct Conversation {
    std::string id;
    std::string name;
    ConversationKind kind = ConversationKind::channel;
    std::vector<std::string> members;
};
/// A message as it is now.
struct Said {
    std::int64_t seq = 0;
    std::int64_t id = 0;
    std::string in;
    std::string by;
    std::string only_for;  ///< empty: everybody in the conversation
    chat::Instant at;
    std::string content;  ///< chat::to_json of a person's Words or of the bot's Message; empty once deleted
    bool edited = false;
    bool deleted = false;
    std::vector<std::pair<std::string, std::string>> reactions;  ///< emoji, account
};
struct Clock {
    chat::Instant now;
    bool moving = false;
};
struct Welcome {
    std::string bot_name;
    std::string command;
    std::vector<Conversation> conversations;
    Look look = Look::slack;
    Clock clock;
    std::string generation;
};

[[nodiscard]] std::string frame(const Welcome& welcome);
[[nodiscard]] std::string frame(const Said& message);
[[nodiscard]] std::string frame(const Clock& clock);
[[nodiscard]] std::string frame(Look look);
[[nodiscard]] std::string form_frame(std::string_view account, const chat::Form& form);
[[nodiscard]] std::string form_errors_frame(std::string_view account,
                                            const std::vector<std::pair<std::string, std::string>>& errors);
[[nodiscard]] std::string form_done_frame(std::string_view account);
[[nodiscard]] std::string done_frame(std::string_view id);
[[nodiscard]] std::string refused_frame(std::string_view id, std::string_view why);

}  // namespace goodturn::web
