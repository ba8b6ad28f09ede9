#pragma once

#include <string_view>

/// What the chat server and the page's web server say to people themselves; the bot's words come from its practices.
namespace goodturn::web::texts {

inline constexpr std::string_view full_address =
    "This is Goodturn's try-out page. Open it with the full address that was printed when it started.\n";
inline constexpr std::string_view no_such_page =
    "There is nothing here. The page itself is at the address that was printed.\n";
inline constexpr std::string_view not_understood =
    "The page sent something this version does not understand. Reload it, please.";
inline constexpr std::string_view not_saved = "That could not be saved, so nothing was changed. Please try again.";
inline constexpr std::string_view not_a_member = "You are not in this conversation.";
inline constexpr std::string_view not_there = "That message is no longer there.";
inline constexpr std::string_view not_yours = "Only the one who wrote a message can change it.";
inline constexpr std::string_view nothing_to_say = "There are no words in that.";
inline constexpr std::string_view clock_moves = "The clock is moving already.";
inline constexpr std::string_view clock_backward = "The clock only moves forward.";
inline constexpr std::string_view clock_too_far = "That's far away: at most a year at a time, please.";
inline constexpr std::string_view nothing_planned = "Nothing is planned for you yet. Note a help first.";

}  // namespace goodturn::web::texts
