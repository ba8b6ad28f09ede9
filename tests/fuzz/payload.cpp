/// What the store and the adapters keep as text and read back. The first byte says what the rest is:
/// m message, w words, h hours, r rule of repetition, d day, t time, z zone, s sealed text.
#include "core/chat/json.hpp"
#include "core/schedule/rule.hpp"
#include "core/store/sealed.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <stdexcept>

namespace goodturn::fuzz {
namespace {

void message(std::string_view text) {
    const auto read = chat::message_from_json(text);
    if (!read) return;
    const auto written = chat::to_json(*read);
    check(is_utf8(written), "what is written is UTF-8");
    check(chat::message_from_json(written) == read, "a message survives the store", written);
}

void words(std::string_view text) {
    const auto read = chat::words_from_json(text);
    if (!read) return;
    const auto written = chat::to_json(*read);
    check(is_utf8(written), "what is written is UTF-8");
    check(chat::words_from_json(written) == read, "words survive the store", written);
}

void hours(std::string_view text) {
    const auto read = schedule::read_hours(text, {});
    if (!read) return;
    check(read->days != 0 && read->days < 128, "days of the week");
    check(read->from >= schedule::Minutes(0) && read->from < read->to && read->to <= schedule::Minutes(24 * 60),
          "hours of a day");
    check(schedule::read_hours(schedule::to_text(*read), {}) == read, "hours survive the store",
          schedule::to_text(*read));
    const chat::Instant at{std::chrono::hours(500'000)};
    const auto next = schedule::next_within(*read, {}, "Europe/Lisbon", at);
    check(next && *next >= at && *next <= at + std::chrono::days(8), "hours come every week");
}

void rule(std::string_view text) {
    const auto read = schedule::rule_from_text(text);
    if (!read) return;
    check(schedule::rule_from_text(schedule::to_text(*read)) == read, "a rule survives the store",
          schedule::to_text(*read));
    const schedule::Day after{std::chrono::days(20'822)};
    const auto next = schedule::next(*read, "Europe/Lisbon", {}, {}, after);
    check(next && next->day > after && next->day <= after + std::chrono::days(800), "a rule comes again");
}

void day(std::string_view text) {
    const auto read = schedule::day_from_iso(text);
    if (read) check(schedule::iso(*read) == text, "a day has one form", text);
}

void time(std::string_view text) {
    const auto read = schedule::read_time(text);
    if (!read) return;
    check(*read >= schedule::Minutes(0) && *read < schedule::Minutes(24 * 60), "a time of day");
    check(schedule::read_time(schedule::to_text(*read)) == read, "a time survives the store");
}

void zone(std::string_view text) {
    const auto named = schedule::zones_named(text);
    check(named.size() <= 10, "at most ten zones");
    for (const auto& zone : named) check(schedule::is_zone(zone), "a zone that is known", zone);
}

void sealed(std::string_view text) {
    static const store::Seal seal(std::string(32, 'k'));
    check(seal.open(seal.seal(text, "fuzz"), "fuzz") == text, "a sealed text opens");
    try {
        std::ignore = seal.open(text, "fuzz");
        check(false, "nobody can make a sealed text without the key");
    } catch (const std::runtime_error&) {
    }
}

}  // namespace

void run(std::string_view input) {
    if (input.empty()) return;
    const auto rest = input.substr(1);
    switch (input.front()) {
        case 'm':
            return message(rest);
        case 'w':
            return words(rest);
        case 'h':
            return hours(rest);
        case 'r':
            return rule(rest);
        case 'd':
            return day(rest);
        case 't':
            return time(rest);
        case 'z':
            return zone(rest);
        case 's':
            return sealed(rest);
        default:
            return;
    }
}

}  // namespace goodturn::fuzz
