#include "adapters/matrix/ids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace goodturn::matrix {
namespace {

constexpr std::size_t max_id = 255;  // bytes, of all kinds

bool is_id(std::string_view text, char sigil) {
    return text.size() > 1 && text.size() <= max_id && text.front() == sigil &&
           std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c != 0x7F; });
}

std::string written(std::string_view text, std::string_view as_they_are) {
    std::string all;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain || as_they_are.contains(c)) {
            all += c;
        } else {
            all += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return all;
}

std::string unescaped(std::string_view text) {
    std::string all;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned byte = 0;
        const auto* const digits = text.data() + at + 1;
        const bool whole =
            text[at] == '%' && at + 2 < text.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
        all += whole ? static_cast<char>(byte) : text[at];
        if (whole) at += 2;
    }
    return all;
}

constexpr std::string_view matrix_to = "https://matrix.to/#/";

}  // namespace

bool is_user_id(std::string_view text) {
    return is_id(text, '@') && text.find(':') != std::string_view::npos && !server_of(text).empty();
}
bool is_room_id(std::string_view text) {
    return is_id(text, '!');
}
bool is_event_id(std::string_view text) {
    return is_id(text, '$');
}

std::string_view server_of(std::string_view user) {
    const auto colon = user.find(':');
    return colon == std::string_view::npos ? std::string_view() : user.substr(colon + 1);
}

std::string_view local_part(std::string_view user) {
    return user.substr(std::min<std::size_t>(1, user.size()), user.find(':') - 1);
}

chat::SpaceId space_id(std::string_view bot) {
    return {fmt::format("matrix/{}", server_of(bot))};
}

chat::MessageId message_id(std::string_view room, std::string_view event) {
    if (!is_room_id(room) || !is_event_id(event)) return {};
    return {fmt::format("{}/{}", room, event)};
}

std::optional<MessageName> split(const chat::MessageId& message) {
    const auto end = message.value.rfind("/$");
    if (end == std::string::npos) return std::nullopt;
    MessageName name{message.value.substr(0, end), message.value.substr(end + 1)};
    if (!is_room_id(name.room) || !is_event_id(name.event)) return std::nullopt;
    return name;
}

std::string escaped(std::string_view text) {
    return written(text, "-._~");
}

std::string link_to(std::string_view user) {
    return fmt::format("{}{}", matrix_to, written(user, "-._~@:=+"));
}

std::string link_to(std::string_view room, std::string_view event) {
    return fmt::format("{}{}/{}", matrix_to, written(room, "-._~!:"), written(event, "-._~$:"));
}

chat::AccountId user_in_link(std::string_view url) {
    struct Kind {
        std::string_view begins;
        std::string_view sigil;  ///< that the link leaves out
    };
    constexpr std::array kinds{Kind{matrix_to, ""}, Kind{"http://matrix.to/#/", ""}, Kind{"matrix:u/", "@"}};
    for (const auto& [begins, sigil] : kinds) {
        if (!url.starts_with(begins)) continue;
        url.remove_prefix(begins.size());
        std::string user = std::string(sigil) + unescaped(url.substr(0, url.find('?')));
        return {is_user_id(user) ? std::move(user) : std::string()};
    }
    return {};
}

std::string to_text(const SyncCursor& cursor) {
    return cursor.mark + " " + cursor.since;
}

std::optional<SyncCursor> cursor_from(std::string_view text) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos || blank == 0 || blank + 1 == text.size()) return std::nullopt;
    return SyncCursor{std::string(text.substr(0, blank)), std::string(text.substr(blank + 1))};
}

std::string transaction_id(std::string_view mark, std::int64_t delivery, chat::Instant first_attempt,
                           std::string_view part) {
    return fmt::format("{}.{}.{}.{}", mark, delivery, first_attempt.time_since_epoch().count(), part);
}

std::string transaction_id(std::string_view mark, std::string_view key) {
    return fmt::format("{}.{}", mark, key);
}

}  // namespace goodturn::matrix
