/// Dates as people type them. The first line says how to read (f: forward, d or m: day or month first, e: the last
/// words of the text), the second the day on which it is read, the rest is what was typed.
#include "core/engine/dates.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace goodturn::fuzz {
namespace {

using namespace engine;

std::optional<DateFound> read(bool at_end, std::string_view text, Local now, Looking looking, DateOrder order) {
    return at_end ? read_date_at_end(text, now, looking, order) : read_date(text, now, looking, order);
}

bool same(const std::optional<DateFound>& a, const std::optional<DateFound>& b) {
    if (!a || !b) return a.has_value() == b.has_value();
    return a->readings == b->readings && a->begin == b->begin && a->end == b->end;
}

int year_of(Day day) {
    return static_cast<int>(std::chrono::year_month_day(day).year());
}

void check_reading(const DateReading& reading, Local now) {
    const std::chrono::year_month_day date(reading.day);
    check(date.ok() && std::abs(year_of(reading.day) - year_of(now.day)) <= 11, "a day within ten years");
    std::string printed = schedule::iso(reading.day);
    if (reading.time) {
        check(*reading.time >= Minutes(0) && *reading.time < Minutes(24 * 60), "a time of day");
        printed += " " + schedule::to_text(*reading.time);
    }
    const auto again = read_date(printed, now, Looking::forward, DateOrder::unknown);
    check(std::abs(year_of(reading.day) - year_of(now.day)) > 10 || (again && again->readings == std::vector{reading}),
          "what it printed reads as the same", printed);
}

}  // namespace

void run(std::string_view input) {
    const auto how = input.substr(0, input.find('\n'));
    take_line(input);
    const auto today = schedule::day_from_iso(take_line(input));
    if (today && (year_of(*today) < 1990 || year_of(*today) > 2100)) return;
    const Local now{today.value_or(Day(std::chrono::days(20'822))), Minutes(10 * 60)};
    const auto looking = how.contains('f') ? Looking::forward : Looking::back;
    const auto order = how.contains('d')   ? DateOrder::day_first
                       : how.contains('m') ? DateOrder::month_first
                                           : DateOrder::unknown;
    const bool at_end = how.contains('e');

    const auto found = read(at_end, input, now, looking, order);
    check(same(found, read(at_end, input, now, looking, order)), "reads the same twice");
    if (!found) return;
    check(!found->readings.empty() && found->readings.size() <= 2, "one reading or two");
    check(found->begin < found->end && found->end <= input.size(), "a place within the text");
    for (const auto& reading : found->readings) check_reading(reading, now);
    const auto alone = read_date(input.substr(found->begin, found->end - found->begin), now, looking, order);
    check(alone && alone->readings == found->readings, "the words of a date are a date");
}

}  // namespace goodturn::fuzz
