#pragma once

#include <string_view>

/// What the adapter itself says, where no practice can.
namespace goodturn::slack::texts {

inline constexpr std::string_view not_recorded =
    "That could not be saved, so nothing was changed. Please try again in a moment.";
inline constexpr std::string_view not_confirmed = "I can't confirm this yet; please don't repeat it, I'll tell you.";
inline constexpr std::string_view repeated =
    "I had that line already, a moment ago. If you mean it once more, type it again in a minute.";
inline constexpr std::string_view form_too_late = "The form could not be opened in time. Please try that again.";
inline constexpr std::string_view no_forms =
    "I can't open forms right now: Slack doesn't let me. Please tell whoever set me up, and try that again later.";
inline constexpr std::string_view in_your_chat = "That is too long for here: I wrote it in our private chat.";
inline constexpr std::string_view test =
    "Hello, this is a test of whoever set me up: it arrived. Answer `help` to see what I can do.";

}  // namespace goodturn::slack::texts
