#include "tests/sim/simulation.hpp"

#include "core/engine/turn.hpp"
#include "tests/sim/people.hpp"
#include "tests/sim/process.hpp"
#include "tests/sim/promises.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace goodturn::sim {
namespace {

using namespace std::chrono_literals;

constexpr chat::Instant start = std::chrono::sys_days(std::chrono::year(2027) / 1 / 4) + 8h;
constexpr std::chrono::days silence{40};

engine::Options options() {
    engine::Options options;
    options.operator_name = "the platform team";
    options.privacy_contact = "privacy@example.org";
    return options;
}

class Simulation {
public:
    explicit Simulation(const Plan& plan)
        : plan_(plan),
          dice_(plan.seed),
          timeline_(start),
          members_(People::crowd(plan.people)),
          platform_(timeline_, dice_,
                    {.happened = [this](const auto& item) { promises_.happened(item); },
                     .deliver = [this](const auto& item) { process_.take(item); },
                     .seen = [this](const auto& posted, bool first) { see(posted, first); },
                     .refused = [this](const auto& out) { promises_.refused(out); },
                     .outcome = [this](const auto& outcome) { process_.sent(outcome); }}),
          promises_(timeline_, platform_, members_),
          people_(members_, timeline_, dice_, trace_, platform_, promises_.words()),
          process_(timeline_, dice_, disk_, trace_, options(),
                   {.acknowledged = [this](const auto& item, auto handled) { acknowledge(item, handled); },
                    .handed_out = [this](const auto& out) { promises_.handed_out(out, process_); },
                    .confirmed = [this](const auto& outcome) { promises_.confirmed(outcome); },
                    .send = [this](const auto& out) { platform_.send(out); },
                    .show = [this](const auto& shown) { show(shown); },
                    .logged = [this](const auto& line) { log(line); },
                    .started = [this] { begin(); },
                    .stopping = [this] { promises_.stopping(process_); },
                    .stopped = [this] { promises_.stopped(disk_); }}) {
        if (plan.control == Control::lying_disk) disk_.ignore_syncs();
        if (plan.control == Control::forgetful_platform) platform_.forget_deliveries();
    }

    Outcome run() {
        Outcome outcome;
        try {
            live();
        } catch (const BrokenPromise& broken) {
            trace_.say(timeline_.now(), std::string("BROKEN: ") + broken.what());
            outcome.broken = broken.what();
        }
        outcome.last = trace_.last();
        outcome.digest = trace_.digest();
        outcome.steps = process_.steps();
        outcome.messages = platform_.posted().size();
        outcome.words = promises_.words().size();
        outcome.judged = promises_.judged();
        return outcome;
    }

private:
    void live() {
        process_.start();
        people_.live();
        misfortune();
        look_at_store();
        const auto end = start + std::chrono::days(plan_.days);
        timeline_.run_until(end);
        trace_.say(timeline_.now(), "everybody falls silent");
        silent_ = true;
        people_.fall_silent();
        platform_.heal();
        process_.spare();
        set_clock_error(0ms);
        disk_.set_fault(Disk::Fault::none);
        timeline_.run_until(end + silence);
        process_.restart();
        timeline_.run_until(end + silence + 10min);
        promises_.check_store(process_, disk_);
        promises_.check_ended(process_);
    }

    void begin() {
        promises_.check_store(process_, disk_);
        for (const auto& fact : people_.facts()) process_.take(fact);
        platform_.reconnect();
    }

    void acknowledge(const engine::Intake& item, engine::Handled handled) {
        promises_.acknowledged(item, handled, process_);
        if (!item.keys.empty()) platform_.acknowledge(item.keys.front());
    }

    void see(const Posted& posted, bool first) {
        trace_.say(timeline_.now(),
                   fmt::format("{} {} in {}{}: {}", posted.id, first ? "appears" : "becomes", posted.conversation,
                               posted.only_for.empty() ? "" : " for " + posted.only_for, posted.text));
        promises_.seen(posted, first);
    }

    void show(const engine::Volatile& shown) {
        if (const auto* form = std::get_if<chat::Form>(&shown.what)) people_.show_form(shown.route, *form);
    }

    void log(const std::string& line) {
        trace_.say(timeline_.now(), "log: " + line);
        promises_.logged(line);
    }

    void look_at_store() {
        timeline_.after(dice_.between(1h, 3 * 24h), [this] {
            if (process_.alive()) promises_.check_store(process_, disk_);
            look_at_store();
        });
    }

    /// Every few hours something goes wrong.
    void misfortune() {
        timeline_.after(dice_.between(10min, 16h), [this] {
            if (silent_) return;
            suffer();
            misfortune();
        });
    }

    void suffer() {
        constexpr std::array<std::chrono::milliseconds, 8> outages{2s, 5s, 20s, 1min, 10min, 1h, 26h, 8 * 24h};
        switch (dice_.below(13)) {
            case 0:
            case 1:
            case 2:
                return process_.die(false, outages[dice_.below(plan_.days > 20 ? 8 : 6)]);
            case 3:
            case 4:
                return process_.die(true, outages[dice_.below(6)]);
            case 5:
            case 6:
                return process_.restart();
            case 7: {
                const auto away = dice_.chance(0.2) ? dice_.between(1h, 60h) : dice_.between(1s, 20min);
                trace_.say(timeline_.now(), "the platform goes away");
                return platform_.go_away_for(away);
            }
            case 8:
                trace_.say(timeline_.now(), "the platform's answers get lost");
                return platform_.lose_answers_for(outages[3 + dice_.below(plan_.days > 20 ? 4 : 3)]);
            case 9:
            case 10:
                return trouble_disk();
            case 11:
                return slow_disk();
            default:
                return step_clock();
        }
    }

    void trouble_disk() {
        constexpr std::array faults{Disk::Fault::full, Disk::Fault::io, Disk::Fault::readonly};
        disk_.set_fault(dice_.pick(faults));
        trace_.say(timeline_.now(), "the disk fails");
        timeline_.after(dice_.between(1s, 1h), [this] {
            disk_.set_fault(Disk::Fault::none);
            trace_.say(timeline_.now(), "the disk works again");
        });
    }

    void slow_disk() {
        process_.set_sync_time(dice_.between(50ms, 3s));
        trace_.say(timeline_.now(), "the disk is slow");
        timeline_.after(dice_.between(1min, 2h), [this] { process_.set_sync_time(2ms); });
    }

    void set_clock_error(std::chrono::milliseconds error) {
        // What ended long before by the other clock is forgotten at once.
        if (process_.alive()) promises_.check_store(process_, disk_);
        process_.set_clock_error(error);
    }

    void step_clock() {
        constexpr std::array<std::chrono::milliseconds, 5> errors{-40min, -2h, -25h, 30min, -56 * 365 * 24h};
        const auto error = dice_.pick(errors);
        trace_.say(timeline_.now(), fmt::format("the server's clock is set {} minutes off", error / 1min));
        set_clock_error(error);
        timeline_.after(dice_.between(1min, 3h), [this] {
            trace_.say(timeline_.now(), "the server's clock is right again");
            set_clock_error(0ms);
        });
    }

    Plan plan_;
    Dice dice_;
    Timeline timeline_;
    Trace trace_;
    Disk disk_;
    std::vector<Member> members_;
    Platform platform_;
    Promises promises_;
    People people_;
    Process process_;
    bool silent_ = false;
};

}  // namespace

Outcome simulate(const Plan& plan) {
    return Simulation(plan).run();
}

}  // namespace goodturn::sim
