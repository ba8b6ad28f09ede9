#include "core/schedule/zone.hpp"

#include <date/tz.h>
#include <utf8proc.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <unordered_map>

namespace goodturn::schedule {
namespace {

// Where Debian keeps zone data; the date library reads the compiled zones from the same place. It does not read their
// rule for the years after the last stored transition (2037): until then a zone keeps its last offset.
constexpr auto zone_tab = "/usr/share/zoneinfo/zone.tab";
constexpr auto zone_links = "/usr/share/zoneinfo/tzdata.zi";

using Zones = std::unordered_map<std::string_view, const date::time_zone*>;

/// By name. The names point into the library's database, which lives as long as the process.
const Zones& zones() {
    static const Zones all = [] {
        Zones read;
        for (const date::time_zone& zone : date::get_tzdb().zones) read.emplace(zone.name(), &zone);
        read.erase("localtime");  // the server's own zone under a name that means another one elsewhere
        return read;
    }();
    return all;
}

const date::time_zone& find_zone(std::string_view name) {
    static const date::time_zone* const utc = zones().at("Etc/UTC");
    const auto found = zones().find(name);
    return found == zones().end() ? *utc : *found->second;
}

/// Case and accents folded, runs of space, '_' and '-' as one space, other punctuation but '/' and '+' left out.
std::string folded(std::string_view text) {
    utf8proc_uint8_t* mapped = nullptr;
    // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): an enum of flags
    constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK |
                                                            UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
    std::string result;
    for (utf8proc_ssize_t i = 0; i < length; ++i) {
        const utf8proc_uint8_t byte = mapped[i];
        const bool space = std::isspace(byte) != 0 || byte == '_' || byte == '-';
        if (space && !result.empty() && result.back() != ' ') result += ' ';
        if (std::isalnum(byte) != 0 || byte == '/' || byte == '+' || byte >= 0x80) result += static_cast<char>(byte);
    }
    if (result.ends_with(' ')) result.pop_back();
    return result;
}

std::ifstream open(const char* path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error(std::string("cannot read the zone data: ") + path);
    return file;
}

/// Folded name → canonical name. Canonical is what the table of countries lists (so Europe/Amsterdam, though it is a
/// link to Brussels in some zone data), and UTC and GMT; other links lead there.
const std::map<std::string, std::string>& names() {
    static const std::map<std::string, std::string> all = [] {
        std::map<std::string, std::string> read;
        const auto add = [&read](const std::string& name, const std::string& canonical) {
            if (zones().contains(canonical)) read.try_emplace(folded(name), canonical);
        };
        for (const char* name : {"Etc/UTC", "Etc/GMT"}) add(name, name);
        std::ifstream countries = open(zone_tab);
        for (std::string line; std::getline(countries, line);) {
            if (line.starts_with('#')) continue;
            std::istringstream columns(line);
            std::string country;
            std::string place;
            std::string name;
            if (columns >> country >> place >> name) add(name, name);
        }
        std::ifstream links = open(zone_links);
        for (std::string line; std::getline(links, line);) {
            std::istringstream columns(line);
            std::string kind;
            std::string target;
            std::string name;
            if (columns >> kind >> target >> name && kind == "L" && read.contains(folded(target))) {
                add(name, read.at(folded(target)));
            }
        }
        return read;
    }();
    return all;
}

std::string digits(unsigned number, std::size_t width) {
    std::string text = std::to_string(number);
    return std::string(width - std::min(width, text.size()), '0') + text;
}

}  // namespace

bool is_zone(std::string_view name) {
    return zones().contains(name);
}

std::vector<std::string> zones_named(std::string_view words) {
    const std::string wanted = folded(words);
    if (wanted.empty()) return {};
    if (const auto whole = names().find(wanted); whole != names().end()) return {whole->second};
    const std::string ending = '/' + wanted;
    std::vector<std::string> found;
    for (const auto& [name, canonical] : names()) {
        if (name.ends_with(ending)) found.push_back(canonical);
    }
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    found.resize(std::min<std::size_t>(found.size(), 10));
    return found;
}

std::string city(std::string_view zone) {
    std::string name(zone.substr(zone.rfind('/') + 1));
    std::ranges::replace(name, '_', ' ');
    return name;
}

Local to_local(std::string_view zone, Instant at) {
    const auto offset = find_zone(zone).get_info(std::chrono::floor<std::chrono::seconds>(at)).offset;
    const std::chrono::local_time<Minutes> local{std::chrono::floor<Minutes>(at.time_since_epoch() + offset)};
    const Day day = std::chrono::floor<std::chrono::days>(local);
    return {day, local - day};
}

Instant to_instant(std::string_view zone, Local local) {
    const date::local_seconds wanted{local.day.time_since_epoch() + local.time};
    const date::local_info info = find_zone(zone).get_info(wanted);
    if (info.result == date::local_info::nonexistent) return info.first.end;
    return Instant{wanted.time_since_epoch() - info.first.offset};
}

std::string zone_data_version() {
    std::string line;
    std::ifstream file(zone_links);
    std::getline(file, line);
    return line;
}

std::string iso(Day day) {
    const std::chrono::year_month_day date{day};
    return digits(static_cast<unsigned>(static_cast<int>(date.year())), 4) + '-' +
           digits(static_cast<unsigned>(date.month()), 2) + '-' + digits(static_cast<unsigned>(date.day()), 2);
}

std::optional<Day> day_from_iso(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto number = [text](std::size_t at, std::size_t width) -> std::optional<unsigned> {
        unsigned value = 0;
        const char* const end = text.data() + at + width;
        const auto [stop, error] = std::from_chars(text.data() + at, end, value);
        if (error != std::errc{} || stop != end) return std::nullopt;
        return value;
    };
    const auto year = number(0, 4);
    const auto month = number(5, 2);
    const auto day = number(8, 2);
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)}, std::chrono::month{*month},
                                           std::chrono::day{*day}};
    if (!date.ok()) return std::nullopt;
    return Day{date};
}

}  // namespace goodturn::schedule
