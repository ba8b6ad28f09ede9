#include "adapters/net/json.hpp"

#include "core/chat/json.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

namespace goodturn::net {
namespace {

using nlohmann::json;

const json& of(const void* value) {
    static const json nothing;
    return value == nullptr ? nothing : *static_cast<const json*>(value);
}

/// Of "\uXXXX" at `at`; nullopt: there is none.
std::optional<unsigned> code_unit(std::string_view text, std::size_t at) {
    constexpr std::size_t length = 6;
    if (text.size() < at + length || text.substr(at, 2) != "\\u") return std::nullopt;
    unsigned unit = 0;
    const char* const end = text.data() + at + length;
    const auto read = std::from_chars(text.data() + at + 2, end, unit, 16);
    return read.ptr == end ? std::optional(unit) : std::nullopt;
}

/// Half of a surrogate pair, which JSON may name and no text can hold, becomes U+FFFD.
std::string without_halves(std::string text) {
    const auto is_high = [](unsigned unit) { return unit >= 0xD800 && unit < 0xDC00; };
    const auto is_low = [](unsigned unit) { return unit >= 0xDC00 && unit < 0xE000; };
    for (auto at = text.find('\\'); at != text.npos; at = text.find('\\', at)) {
        const auto unit = code_unit(text, at);
        const auto next = code_unit(text, at + 6);
        const bool pair = unit && next && is_high(*unit) && is_low(*next);
        if (unit && !pair && (is_high(*unit) || is_low(*unit))) text.replace(at, 6, R"(\ufffd)");
        at += pair ? 12 : unit ? 6 : 2;
    }
    return text;
}

/// An object or array that begins so deep within others that it is left out.
bool too_deep(int depth, json::parse_event_t event) {
    const bool begins = event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
    return begins && static_cast<std::size_t>(depth) >= chat::max_json_depth;
}

}  // namespace

Value Value::operator[](std::string_view member) const {
    const json& object = of(json_);
    const auto found = object.find(member);  // end() for what is no object
    return found == object.end() ? Value() : Value(&*found);
}

std::string Value::text() const {
    const json& value = of(json_);
    if (const auto* text = value.get_ptr<const std::string*>()) {
        std::string clean = *text;
        std::erase(clean, '\0');
        return clean;
    }
    // As Slack writes its instants: six digits behind the point.
    if (value.is_number_float()) return fmt::format("{:.6f}", value.get<double>());
    return value.is_number() ? value.dump() : std::string();
}

std::optional<std::int64_t> Value::number() const {
    if (of(json_).is_number_float()) return std::nullopt;
    const std::string digits = text();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

bool Value::flag() const {
    const json& value = of(json_);
    return value.is_boolean() ? value.get<bool>() : text() == "true";
}

bool Value::is_object() const {
    return of(json_).is_object();
}

bool Value::is_array() const {
    return of(json_).is_array();
}

std::vector<Value> Value::items() const {
    std::vector<Value> items;
    if (!is_array()) return items;
    for (const json& item : of(json_)) items.push_back(Value(&item));
    return items;
}

std::vector<std::pair<std::string, Value>> Value::members() const {
    std::vector<std::pair<std::string, Value>> members;
    if (!of(json_).is_object()) return members;
    for (const auto& [name, member] : of(json_).items()) members.emplace_back(name, Value(&member));
    return members;
}

template <class Parse>
std::optional<Document> Document::read(std::string_view text, Parse parse) {
    json parsed = parse(text);
    if (parsed.is_discarded()) parsed = parse(without_halves(std::string(text)));
    if (parsed.is_discarded()) return std::nullopt;
    Document document;
    document.json_ = std::make_shared<const json>(std::move(parsed));
    return document;
}

std::optional<Document> Document::parse(std::string_view text) {
    return read(text, [&](std::string_view whole) {
        if (!chat::nested_deeper(whole, chat::max_json_depth)) return json::parse(whole, nullptr, false);
        return json::parse(
            whole, [](int depth, json::parse_event_t event, json&) { return !too_deep(depth, event); }, false);
    });
}

std::optional<Document> Document::parse(std::string_view text, const Take& take) {
    return read(text, [&](std::string_view whole) {
        std::vector<std::string> names(chat::max_json_depth + 2);  // by depth; that of the root is 0, and it has none
        const auto part = [&](int depth, json::parse_event_t event, json& parsed) {
            if (too_deep(depth, event)) return false;
            const auto level = static_cast<std::size_t>(depth);
            using enum json::parse_event_t;
            if (event == object_start || event == array_start) names[level + 1].clear();
            if (event == key && level < names.size()) names[level] = parsed.get<std::string>();
            if (event != object_end || depth == 0) return true;
            return !take(std::span(names).subspan(1, level), Value(&parsed));
        };
        return json::parse(whole, part, false);
    });
}

}  // namespace goodturn::net
