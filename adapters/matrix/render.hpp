#pragma once

#include "core/chat/message.hpp"

#include <span>
#include <string>
#include <vector>

/// A message as Matrix shows it: plain text, and HTML of the tags that every client knows (client-server API,
/// "m.room.message msgtypes"). Pure: the same message gives the same parts. What people said is escaped everywhere.
///
/// There are no buttons: the core has put their words in place of them.
namespace goodturn::matrix {

struct Part {
    std::string body;                   ///< never empty
    std::string html;                   ///< without line breaks
    std::vector<std::string> mentions;  ///< user ids, each once
    bool operator==(const Part&) const = default;
};

/// What goes into one event, in pieces: a server may take less than others, and then fewer of them go into each.
using Sheet = std::vector<Part>;
/// In order; nothing is lost. Each has at most `max_part` bytes in its texts together.
[[nodiscard]] std::vector<Sheet> sheets_of(const chat::Message& message);
[[nodiscard]] Part whole(std::span<const Part> pieces);
/// The same, each as a whole.
[[nodiscard]] std::vector<Part> parts_of(const chat::Message& message);

/// A line of the adapter's own.
[[nodiscard]] Part part_saying(std::string_view text);
/// The same, to one among others: "Ana, …".
[[nodiscard]] Part part_saying(const chat::AccountId& to, std::string_view text);

/// An event may have 65,536 bytes with all that servers add; an edit holds the plain text twice.
inline constexpr std::size_t max_part = 30'000;

}  // namespace goodturn::matrix
