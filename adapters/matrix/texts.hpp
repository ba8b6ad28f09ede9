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
inline constexpr std::string_view muted{
    "you say more to me here than I can keep up with, so I don't listen to you in this room for an hour; or for a day, "
    "if it went on for hours. What you did so far is done; write again after that."};
inline constexpr std::string_view accept_invite{"I answered in a private chat: please accept my invite."};
inline constexpr std::string_view no_invite{
    "I answer in private, but can't invite you to a chat. Please open one with me:"};
inline constexpr std::string_view open_chat{"write to me"};
inline constexpr std::string_view not_accepted{
    "Nobody came in a week, so I take this invite back. Write to me any time."};
inline constexpr std::string_view not_the_successor{"I was sent here from a room that this one does not continue."};
inline constexpr std::string_view looked_at{"I only wanted to see what new rooms are like here."};
inline constexpr std::string_view test{
    "Hello, this is a test of whoever set me up: it arrived. Answer `help` to see what I can do."};

}  // namespace goodturn::matrix::texts
