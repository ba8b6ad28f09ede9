#include "core/schedule/hours.hpp"
#include "core/schedule/zone.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/test_bot.hpp"
#include "tests/support/trial_practice.hpp"

#include <gmock/gmock.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace goodturn {
namespace {

using namespace std::chrono_literals;
using support::TestBot;

/// Where Ana and Ben are, and when the process goes away: thirty seconds before `due` there, which is on a Friday that
/// is the last of its month.
struct Place {
    std::string_view zone;
    std::string_view hours;
    std::string_view due;
    std::string_view day_before;  ///< the instant a day before it goes away
};
constexpr Place lisbon{"Europe/Lisbon", "mon-fri 9:00-17:00", "9:00", "2027-01-28T08:59:30Z"};
/// On this Friday 2:00 becomes 3:00, so that every outage crosses the change and swallows what was due at 2:00.
constexpr Place jerusalem{"Asia/Jerusalem", "daily 2:00-24:00", "2:00", "2027-03-24T23:59:30Z"};

chat::Event typed(const TestBot& bot, std::string text) {
    return {.space = {"test"},
            .actor = {"ana"},
            .place = {{"dm:ana"}, {}, true},
            .at = bot.now(),
            .route = {},
            .what = chat::Typed{.words = bot.words(text), .message = {"typed"}}};
}

/// Commits what follows from a line, and hands out `room` messages, which are lost with the process.
void commit(TestBot& bot, std::string text, std::size_t room) {
    const engine::Intake item{{"typed"}, typed(bot, std::move(text)), {}};
    std::ignore = bot.engine().step(std::span(&item, 1), {}, bot.now(), room);
}

struct Case {
    std::string_view what;
    std::string_view rule;                                         ///< of product.md
    std::function<void(TestBot&, const Place&)> early = nullptr;   ///< a day before
    std::function<void(TestBot&, const Place&)> before = nullptr;  ///< when the process goes away
    std::string_view waits = "";                                   ///< a line of Ana's that the platform keeps
};

std::vector<Case> cases() {
    const auto remind = [](TestBot& bot, const Place& place) {
        bot.says("ana", "remind weekly fri " + std::string(place.due));
    };
    const auto round = [](TestBot& bot, const Place& place) {
        bot.says("ana", "@bo helped me with the deploy");
        bot.says("ana", "round " + std::string(place.due));
    };
    return {
        {"An answer that was committed but not sent",
         "answers always come; one more than ten minutes late says when it was asked", nullptr,
         [](TestBot& bot, const Place&) { commit(bot, "@bo helped me with the deploy", 0); }},
        {"An answer that was being sent, with unknown outcome",
         "as above; it may have arrived, so it goes again under the same key", nullptr,
         [](TestBot& bot, const Place&) { commit(bot, "@bo helped me with the deploy", 16); }},
        {"A command that waited at the platform",
         "up to 24 hours it runs and the answer says when it was asked if that is more than ten minutes ago; an older "
         "one changes nothing and gets one line",
         nullptr, nullptr, "@bo helped me with the deploy"},
        {"A thank-you that waits for Ben's hours", "waits for the recipient's hours; is not dropped", nullptr,
         [](TestBot& bot, const Place&) {
             bot.pass(-50s);
             bot.says("ana", "thanks @ben privately for the demo");
             bot.pass(50s);
         }},
        {"A dated message", "was asked for with a date, so it comes late rather than never; waits for hours", nullptr,
         [](TestBot& bot, const Place&) {
             bot.pass(-30s);
             bot.says("ana", "dated in 1m your promise");
             bot.pass(30s);
         }},
        {"An alarm that comes once", "comes late rather than never", nullptr,
         [](TestBot& bot, const Place&) {
             bot.pass(-30s);
             bot.says("ana", "once 1m");
             bot.pass(30s);
         }},
        {"A nudge, each Friday", "still on the same working day, otherwise skipped", remind},
        {"A thank-you round", "within five working days, otherwise skipped", round},
        {"A nudge and a round, due at once",
         "one nudge a day, never a burst; of two on a day the loser moves to the next free working day of that week",
         [=](TestBot& bot, const Place& place) {
             remind(bot, place);
             round(bot, place);
         }},
    };
}

/// One line of at most so many characters.
std::string brief(std::string_view text) {
    constexpr std::size_t most = 150;
    std::string line;
    for (const char c : text) line += c == '\n' ? std::string(" / ") : c == '|' ? "\\|" : std::string(1, c);
    if (line.size() <= most) return line;
    return line.substr(0, line.rfind(' ', most)) + " …";
}

std::string local_time(chat::Instant at, std::string_view zone) {
    const auto local = schedule::to_local(zone, at);
    const auto weekday = schedule::weekday_names.at(schedule::weekday_of(local.day));
    return std::string(weekday) + " " + schedule::iso(local.day) + " " + schedule::to_text(local.time);
}

/// What Ana and Ben see in the five days after the process is back.
std::string outcome(const Case& it, const Place& place, std::chrono::milliseconds outage) {
    TestBot bot({.start = std::string(place.day_before), .practices = support::with_trial()});
    for (const auto* who : {"ana", "ben"}) {
        bot.says(who, "tz " + std::string(place.zone));
        bot.says(who, "hours " + std::string(place.hours));
    }
    if (it.early) it.early(bot, place);
    bot.pass(24h);
    if (it.before) it.before(bot, place);
    std::ignore = bot.news("ana");
    std::ignore = bot.news("ben");
    engine::Intake waiting{{"waited"}, typed(bot, std::string(it.waits)), {}};

    bot.outage(outage);
    const auto back = bot.now();
    if (!it.waits.empty()) bot.take(std::move(waiting));
    std::vector<std::string> seen;
    while (bot.now() <= back + std::chrono::days(5)) {
        for (const auto* who : {"ana", "ben"}) {
            for (const auto& text : bot.news(who)) {
                const std::string when = bot.now() == back ? "at once" : local_time(bot.now(), place.zone);
                seen.push_back((who[0] == 'a' ? "" : "Ben, ") + when + ": " + brief(text));
            }
        }
        bot.pass(bot.now() == back ? 30s : std::chrono::milliseconds(15min));
    }
    EXPECT_THAT(bot.log(), testing::IsEmpty()) << it.what;
    std::string cell;
    for (const auto& one : seen) cell += (cell.empty() ? "" : "<br>") + one;
    return cell.empty() ? "skipped" : cell;
}

TEST(Outages, EndAsInTheGoldenFile) {
    constexpr std::array<std::pair<std::string_view, std::chrono::milliseconds>, 4> outages{
        {{"a minute", 1min}, {"an hour", 1h}, {"26 hours", 26h}, {"8 days", 8 * 24h}}};
    std::string all =
        "# What comes after an outage\n\n"
        "The process is away from thirty seconds before something is due: on Friday, 29 January 2027, 9:00 in Lisbon, "
        "where\nAna and Ben work Mon-Fri 9:00-17:00; and on Friday, 26 March 2027, 2:00 in Jerusalem, a time that the "
        "change of the\nclock swallows, where they work every day from 2:00. What Ana sees in the five days after it "
        "is back, and Ben where\nhe is named. Written by outages_test.cpp; GOODTURN_UPDATE_GOLDEN=1 writes it again.\n";
    for (const auto& it : cases()) {
        all += "\n## " + std::string(it.what) + "\n\nRule: " + std::string(it.rule) +
               ".\n\n| away for | Lisbon | Jerusalem, across a change of the clock |\n|---|---|---|\n";
        for (const auto& [name, time] : outages) {
            all += "| " + std::string(name) + " | " + outcome(it, lisbon, time) + " | " + outcome(it, jerusalem, time) +
                   " |\n";
        }
    }
    support::expect_golden("outages.md", all);
}

}  // namespace
}  // namespace goodturn
