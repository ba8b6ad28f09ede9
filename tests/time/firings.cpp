// What the bot does at each local time, for firings.py to judge. It reads requests, a line each:
//   at <zone> <date> <minutes>             prints the instant of that local time, and the date and instant of the first
//                                          firing of a daily rule after the day before
//   window <from> <to> <people>, then a line for each person: <zone> <minutes>
//                                          lets the real engine run between two instants, with an alarm a day for each;
//                                          prints "<person> <date> <instant>" for each firing, then "end"
// Instants are milliseconds since 1970.

#include "core/engine/engine.hpp"
#include "core/engine/instants.hpp"
#include "core/schedule/rule.hpp"
#include "core/store/database.hpp"
#include "core/store/sealed.hpp"
#include "tests/support/show_text.hpp"
#include "tests/support/trial_practice.hpp"

#include <iostream>
#include <sstream>
#include <stdexcept>

namespace goodturn {
namespace {

using engine::instant;
using engine::millis;
using schedule::Minutes;

std::string checked(const std::string& zone) {
    if (!schedule::is_zone(zone)) throw std::runtime_error("no such zone: " + zone);
    return zone;
}

void print_instants(std::istream& request) {
    std::string zone;
    std::string date;
    int minutes = 0;
    request >> zone >> date >> minutes;
    const auto day = schedule::day_from_iso(date).value();
    const auto at = schedule::to_instant(checked(zone), {day, Minutes(minutes)});
    const schedule::Rule daily{.time = Minutes(minutes)};
    const auto next = schedule::next(daily, zone, {}, {}, day - std::chrono::days(1)).value();
    std::cout << millis(at) << ' ' << schedule::iso(next.day) << ' ' << millis(next.at) << '\n';
}

class Window {
public:
    Window(chat::Instant from, chat::Instant to)
        : db_({.path = {}}),
          seal_(std::string(32, 'k')),
          engine_(db_, seal_, options(), support::with_trial()),
          now_(from),
          to_(to) {
        happens({}, chat::SpaceSeen{.name = "Test", .bot = {"bot"}, .can = {}});
    }

    void add(int person, const std::string& zone, Minutes time) {
        const chat::AccountId account{std::to_string(person)};
        happens({}, chat::AccountSeen{.account = account, .name = account.value, .given = {}, .zone = checked(zone)});
        happens(account, chat::Typed{.words = {"every " + to_text(schedule::Rule{.time = time})}, .message = {"m"}});
    }

    void run() {
        std::vector<engine::Outcome> outcomes;
        while (now_ <= to_) {
            const auto step = engine_.step({}, outcomes, now_, 256);
            if (!step.log.empty()) throw std::runtime_error(step.log.front());
            outcomes.clear();
            for (const auto& out : step.outgoing) outcomes.push_back({out.delivery, sent(out)});
            if (outcomes.empty()) {
                if (!step.next) break;
                now_ = std::max(now_, *step.next);
            }
        }
        std::cout << "end\n";
    }

private:
    static engine::Options options() {
        engine::Options options;
        options.spread = std::chrono::milliseconds(0);
        return options;
    }

    void happens(const chat::AccountId& who, decltype(chat::Event::what) what) {
        const engine::Intake item{{std::to_string(++counter_)},
                                  {.space = {"test"},
                                   .actor = who,
                                   .place = {{"dm:" + who.value}, {}, true},
                                   .at = now_,
                                   .route = {},
                                   .what = std::move(what)},
                                  {}};
        if (engine_.step(std::span(&item, 1), {}, now_, 0).handled.front() != engine::Handled::done)
            throw std::runtime_error("an event failed");
    }

    chat::SendResult sent(const chat::Outgoing& out) {
        const auto* post = std::get_if<chat::Post>(&out.intent);
        const auto& account = std::get<chat::DirectTo>(out.address).account.value;
        const std::string text = post == nullptr ? std::string() : support::to_text(post->message);
        constexpr std::string_view tick = "tick ";
        if (text.starts_with(tick))
            std::cout << account << ' ' << text.substr(tick.size()) << ' ' << millis(now_) << '\n';
        return chat::Receipt{{"dm:" + account}, {std::to_string(++counter_)}};
    }

    store::Database db_;
    store::Seal seal_;
    engine::Engine engine_;
    chat::Instant now_;
    chat::Instant to_;
    int counter_ = 0;
};

void run_window(std::istream& request) {
    std::int64_t from = 0;
    std::int64_t to = 0;
    int people = 0;
    request >> from >> to >> people;
    Window window(instant(from), instant(to));
    for (int person = 0; person < people; ++person) {
        std::string zone;
        int minutes = 0;
        std::cin >> zone >> minutes;
        window.add(person, zone, Minutes(minutes));
    }
    std::cin.ignore();
    window.run();
}

}  // namespace
}  // namespace goodturn

int main() try {
    std::ios::sync_with_stdio(false);
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream request(line);
        std::string what;
        request >> what;
        what == "at" ? goodturn::print_instants(request) : goodturn::run_window(request);
    }
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
