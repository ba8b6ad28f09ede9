#pragma once

#include "adapters/slack/calls.hpp"
#include "core/chat/event.hpp"

#include <string>
#include <variant>

/// What Facts asks Slack about.
namespace goodturn::slack {

struct Everywhere {
    int look = 0;  ///< of several, the last counts
    std::string cursor{};
};
struct Conversation {
    std::string id;
};
struct Members {
    chat::ConversationSeen seen;
    std::string cursor{};
};
struct Person {
    std::string id;
    bool named = false;  ///< by somebody else
};
using Question = std::variant<Everywhere, Conversation, Members, Person>;

[[nodiscard]] Call call_of(const Question& question);
/// For the log.
[[nodiscard]] std::string subject_of(const Question& question);
/// Slack forgets its cursors: from the first page on.
void begin_anew(Question& question);

}  // namespace goodturn::slack
