#include "config/settings.hpp"

#include "config/toml.hpp"
#include "core/chat/overloaded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ranges>
#include <stdexcept>

namespace goodturn::config {
namespace {

template <class Number>
bool read_number(const Setting& setting, Number& into, const std::string& text) {
    int number = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end || number < setting.low || number > setting.high) return false;
    into = static_cast<Number>(number);
    return true;
}

std::vector<std::string> read_list(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto comma = text.find(',');
        std::string_view word = text.substr(0, comma);
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
        word.remove_prefix(std::min(word.find_first_not_of(' '), word.size()));
        words.emplace_back(word.substr(0, word.find_last_not_of(' ') + 1));
    }
    return words;
}

std::optional<schedule::Holidays> read_holidays(std::string_view text) {
    schedule::Holidays days;
    for (const auto& word : read_list(text)) {
        const auto day = schedule::day_from_iso(word);
        if (!day) return std::nullopt;
        days.insert(*day);
    }
    return days;
}

template <class Items>
std::string toml_list(const Items& items) {
    std::string list;
    for (const auto& item : items) list += (list.empty() ? "" : ", ") + quoted(item);
    return "[" + list + "]";
}

}  // namespace

std::string path_of(const Setting& setting) {
    return fmt::format("{}.{}", setting.section, setting.key);
}

Setting in_section(const Setting& setting, std::string_view section) {
    Setting other = setting;
    other.section = section;
    if (section != setting.section) other.usual_name = {};
    return other;
}

std::string environment_name(const Setting& setting) {
    std::string name = "GOODTURN_" + credential_name(setting);
    for (char& c : name)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return name;
}

std::string credential_name(const Setting& setting) {
    std::string name = fmt::format("{}_{}", setting.section, setting.key);
    std::ranges::replace(name, '.', '_');
    return name;
}

Field field_of(const Setting& setting, Config& config) {
    return setting.field_in ? setting.field_in(config, std::string(setting.section)) : setting.field(config);
}

std::string allowed(const Setting& setting) {
    Config config;
    const auto number = [&] { return fmt::format("a whole number from {} to {}", setting.low, setting.high); };
    return std::visit(chat::Overloaded{
                          [&](std::string*) { return std::string(setting.allowed); },
                          [](bool*) { return std::string("true or false"); },
                          [&](int*) { return number(); },
                          [&](std::uint16_t*) { return number(); },
                          [](std::filesystem::path*) { return std::string("a path"); },
                          [](schedule::Hours*) { return std::string("days and times such as \"mon-fri 9:00-17:00\""); },
                          [&](std::vector<std::string>*) { return std::string(setting.allowed); },
                          [](schedule::Holidays*) { return std::string("dates such as \"2027-01-01\""); },
                      },
                      field_of(setting, config));
}

Config defaults(std::span<const Setting> settings) {
    Config config;
    for (const Setting& setting : settings)
        if (!assign(setting, config, std::string(setting.standard)))
            throw std::logic_error("The default of " + path_of(setting) + " is not allowed.");
    return config;
}

bool assign(const Setting& setting, Config& config, const std::string& text) {
    return std::visit(chat::Overloaded{
                          [&](std::string* into) {
                              const bool fits = setting.fits(text);
                              if (fits) *into = text;
                              return fits;
                          },
                          [&](bool* into) {
                              const bool fits = text == "true" || text == "false";
                              if (fits) *into = text == "true";
                              return fits;
                          },
                          [&](int* into) { return read_number(setting, *into, text); },
                          [&](std::uint16_t* into) { return read_number(setting, *into, text); },
                          [&](std::filesystem::path* into) {
                              *into = text;
                              return true;
                          },
                          [&](schedule::Hours* into) {
                              const auto hours = schedule::read_hours(text, {});
                              if (hours) *into = *hours;
                              return hours.has_value();
                          },
                          [&](std::vector<std::string>* into) {
                              auto words = read_list(text);
                              const bool fit = std::ranges::all_of(words, setting.fits);
                              if (fit) *into = std::move(words);
                              return fit;
                          },
                          [&](schedule::Holidays* into) {
                              auto days = read_holidays(text);
                              if (days) *into = std::move(*days);
                              return days.has_value();
                          },
                      },
                      field_of(setting, config));
}

std::string to_toml(const Setting& setting, const Config& config) {
    Config copy = config;
    const std::string text = std::visit(
        chat::Overloaded{
            [](const std::string* text) { return quoted(*text); },
            [](const bool* flag) { return std::string(*flag ? "true" : "false"); },
            [](const int* number) { return std::to_string(*number); },
            [](const std::uint16_t* number) { return std::to_string(*number); },
            [](const std::filesystem::path* path) { return quoted(path->string()); },
            [](const schedule::Hours* hours) { return quoted(schedule::to_text(*hours)); },
            [](const std::vector<std::string>* words) { return toml_list(*words); },
            [](const schedule::Holidays* days) { return toml_list(*days | std::views::transform(schedule::iso)); },
        },
        field_of(setting, copy));
    return setting.secret && text != quoted("") ? quoted("(secret)") : text;
}

}  // namespace goodturn::config
