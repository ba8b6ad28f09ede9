#include "adapters/slack/ids.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace goodturn::slack {
namespace {

constexpr std::size_t longest = 40;
constexpr std::int64_t last_second = 253'402'300'799;  // of the year 9999

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= longest && std::ranges::all_of(text, is_digit);
}

constexpr std::string_view private_part = "/private/";

}  // namespace

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= longest &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); });
}

bool is_ts(std::string_view text) {
    const auto dot = text.find('.');
    return dot != text.npos && is_number(text.substr(0, dot)) && is_number(text.substr(dot + 1));
}

chat::SpaceId space_id(std::string_view enterprise, std::string_view team) {
    return {"slack/" + std::string(enterprise.empty() ? team : enterprise)};
}

chat::MessageId message_id(std::string_view channel, std::string_view ts) {
    if (!is_id(channel) || !is_ts(ts)) return {};
    return {std::string(channel) + "/" + std::string(ts)};
}

chat::MessageId private_message_id(std::string_view channel, std::int64_t delivery) {
    return {std::string(channel) + std::string(private_part) + std::to_string(delivery)};
}

bool is_private(const chat::MessageId& message) {
    return message.value.contains(private_part);
}

std::optional<MessageName> split(const chat::MessageId& message) {
    const std::string_view text = message.value;
    const auto slash = text.find('/');
    if (slash == text.npos || !is_id(text.substr(0, slash)) || !is_ts(text.substr(slash + 1))) return std::nullopt;
    return MessageName{std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

std::optional<chat::Instant> instant_of(std::string_view ts) {
    const auto dot = ts.find('.');
    const auto whole = ts.substr(0, dot);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), number);
    if (error != std::errc() || end != whole.data() + whole.size() || !is_number(whole)) return std::nullopt;
    if (dot == ts.npos) {
        // Seconds have ten digits until the year 2286.
        if (number > last_second * 1000) return chat::Instant(std::chrono::milliseconds(number / 1000));
        if (number > last_second) return chat::Instant(std::chrono::milliseconds(number));
        return chat::Instant(std::chrono::seconds(number));
    }
    auto rest = std::string(ts.substr(dot + 1));
    if (!is_number(rest) || number > last_second) return std::nullopt;
    rest.resize(3, '0');
    const int thousandths = (rest[0] - '0') * 100 + (rest[1] - '0') * 10 + (rest[2] - '0');
    return chat::Instant(std::chrono::seconds(number) + std::chrono::milliseconds(thousandths));
}

}  // namespace goodturn::slack
