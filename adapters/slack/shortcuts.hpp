#pragma once

#include <array>
#include <string_view>

/// What stands in Slack's own menus: the manifest announces it, decode understands it.
namespace goodturn::slack {

struct Shortcut {
    std::string_view id;    ///< its callback_id
    std::string_view name;  ///< in the menu
    std::string_view description;
    bool on_message = false;  ///< in a message's menu; else wherever one can write
};

inline constexpr Shortcut they_helped_me{"they_helped_me", "They helped me",
                                         "Note, for you only, that its author helped you", true};
inline constexpr Shortcut thank_them{"thank_them", "Thank them", "Pass on a thank-you to its author", true};
inline constexpr Shortcut note_help{"note_help", "Note a help", "Note, for you only, that somebody helped you"};

inline constexpr std::array shortcuts{they_helped_me, thank_them, note_help};

}  // namespace goodturn::slack
