#pragma once

#include "adapters/matrix/decode.hpp"

#include <set>
#include <string>
#include <string_view>

/// What the parts of decode share.
namespace goodturn::matrix {

[[nodiscard]] bool is_state(net::Value event);
[[nodiscard]] bool is_member_event_of(net::Value event, const chat::AccountId& who, std::string_view membership);
/// They join, and not only under another name. `was_in`: as far as is known.
[[nodiscard]] bool is_coming(net::Value event, const chat::AccountId& who, bool was_in);
/// Whom a member event is about; empty: it is another event.
[[nodiscard]] chat::AccountId member_of(net::Value event);
/// Who they are and where is taken note of all the same.
[[nodiscard]] bool is_heard(const Account& account, const Rooms& rooms, const chat::AccountId& who);

using People = std::set<chat::AccountId>;
void set_there(People& people, const chat::AccountId& who, bool there);

/// Where an event of a room's timeline is read, and what learns from it.
struct In {
    const Account& account;
    Rooms& rooms;
    Recent& recent;
    chat::Instant now;
    Decoded& decoded;
    std::string room;
    People& others;  ///< who else was there when this was said
};

void take(const In& in, net::Value event, bool before_invite);

}  // namespace goodturn::matrix
