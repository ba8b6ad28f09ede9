#pragma once

#include <string_view>

/// What the adapter itself says.
namespace goodturn::matrix::texts {

inline constexpr std::string_view other_server{
    "I only join people of my own server. Whoever runs me can let yours in too."};
inline constexpr std::string_view encrypted{
    "This room is encrypted, which I can't read yet. Make one without encryption and invite me there."};
inline constexpr std::string_view encrypted_chat{
    "Your client made an encrypted chat, which I can't read yet. Use this one; server admins could read it, so keep "
    "sensitive notes out."};
inline constexpr std::string_view crowded{
    "We are not alone here any more, so I say nothing private in this room. I'm inviting you to a new chat."};
inline constexpr std::string_view new_chat{"This is our chat from now on: in the other one we are not alone."};
inline constexpr std::string_view accept_invite{"I answered in a private chat: please accept my invite."};

}  // namespace goodturn::matrix::texts
