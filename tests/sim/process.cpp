#include "tests/sim/process.hpp"

#include "tests/support/test_bot.hpp"
#include "tests/support/trial_practice.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace goodturn::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t batch = 256;
constexpr std::size_t in_flight_at_most = 64;
constexpr double dies_in_a_step = 0.0005;
constexpr double dies_after_commit = 0.0003;
/// More steps than this without the clock moving on: it would never come to rest.
constexpr std::size_t restless = 20'000;

}  // namespace

Process::Process(Timeline& timeline, Dice& dice, Disk& disk, Trace& trace, engine::Options options, Hooks hooks)
    : timeline_(timeline),
      dice_(dice),
      disk_(disk),
      trace_(trace),
      options_(std::move(options)),
      hooks_(std::move(hooks)),
      seal_(std::string(32, 'k')) {}

void Process::start() {
    ++life_;
    disk_.revive();
    try {
        db_ = std::make_unique<store::Database>(store::Database::Options{.path = support::fresh_file("sim.db")});
        engine_ = std::make_unique<engine::Engine>(*db_, seal_, options_, support::with_trial());
        engine_->recover(now());
    } catch (const store::Error& error) {
        if (disk_.fault() == Disk::Fault::none) throw BrokenPromise(std::string("a start failed: ") + error.what());
        trace_.say(timeline_.now(), std::string("the bot can't start: ") + error.what());
        disk_.die();
        close();
        timeline_.after(1min, [this, life = life_] {
            if (life == life_) start();
        });
        return;
    }
    trace_.say(timeline_.now(), "the bot starts");
    hooks_.started();
    look_after(0ms);
}

void Process::close() {
    engine_.reset();
    db_.reset();
    queue_.clear();
    outcomes_.clear();
    in_flight_.clear();
    planned_.reset();
    busy_ = false;
}

void Process::restart() {
    if (!alive()) return;
    trace_.say(timeline_.now(), "the bot is stopped and started");
    hooks_.stopping();
    ++life_;
    close();
    hooks_.stopped();
    start();
}

void Process::die(bool power_cut, std::chrono::milliseconds down_for) {
    if (!alive()) return;
    trace_.say(timeline_.now(), power_cut ? "the power is cut" : "kill -9");
    disk_.die();
    close();
    if (power_cut) disk_.cut_power(dice_);
    timeline_.after(down_for, [this, life = ++life_] {
        if (life == life_) start();
    });
}

void Process::take(const engine::Intake& item) {
    if (!alive()) return;
    queue_.push_back(item);
    look_after(0ms);
}

void Process::sent(const engine::Outcome& outcome) {
    if (!in_flight_.erase(outcome.delivery)) return;  // it was begun in another life
    outcomes_.push_back(outcome);
    look_after(0ms);
}

void Process::set_clock_error(std::chrono::milliseconds error) {
    clock_error_ = error;
    look_after(0ms);
}

/// Plans a look, unless an earlier one is planned.
void Process::look_after(std::chrono::milliseconds delay) {
    if (!alive()) return;
    const auto at = timeline_.now() + std::max(delay, 0ms);
    if (planned_ && *planned_ <= at) return;
    planned_ = at;
    timeline_.after(delay, [this, life = life_, look = ++looks_] {
        if (life != life_ || look != looks_ || !alive()) return;
        planned_.reset();
        if (!busy_) step();
    });
}

std::optional<engine::Step> Process::try_step(const std::vector<engine::Intake>& items) {
    if (!spared_ && dice_.chance(dies_in_a_step)) disk_.die_in(dice_.below(30));
    try {
        auto step = engine_->step(items, outcomes_, now(), {in_flight_at_most - in_flight_.size(), in_flight_at_most},
                                  hooks_.show);
        newest_ = std::max(newest_, now());
        disk_.no_death();
        return step;
    } catch (const store::Error& error) {
        using Kind = store::Error::Kind;
        if (error.kind() == Kind::corrupt || error.kind() == Kind::newer || error.kind() == Kind::other) {
            throw BrokenPromise(std::string("the store is beyond use: ") + error.what());
        }
        if (!disk_.dead() && disk_.fault() == Disk::Fault::none) {
            throw BrokenPromise(std::string("a step failed on a good disk: ") + error.what());
        }
    } catch (const std::exception& error) {
        throw BrokenPromise(std::string("the engine threw: ") + error.what());
    }
    disk_.no_death();
    return std::nullopt;
}

void Process::step() {
    ++steps_;
    if (now() == std::exchange(at_rest_since_, now())) {
        if (++steps_at_once_ > restless) throw BrokenPromise("the engine never comes to rest");
    } else {
        steps_at_once_ = 0;
    }
    const std::vector<engine::Intake> items(
        queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(std::min(batch, queue_.size())));
    std::ignore = disk_.take_syncs();
    const auto step = try_step(items);
    if (disk_.dead()) return die(dice_.chance(0.5), dice_.between(1s, 2min));
    if (!step) return look_after(1s);

    for (const auto& outcome : outcomes_) hooks_.confirmed(outcome);
    outcomes_.clear();
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(items.size()));
    for (const auto& out : step->outgoing) in_flight_.insert(out.delivery);
    for (const auto& line : step->log) hooks_.logged(line);
    if (!spared_ && dice_.chance(dies_after_commit)) {
        trace_.say(timeline_.now(), "it dies between the commit and what follows from it");
        return die(dice_.chance(0.5), dice_.between(1s, 2min));
    }
    for (const auto& out : step->outgoing) hooks_.handed_out(out);
    busy_ = true;
    timeline_.after(sync_time_ * disk_.take_syncs(), [this, life = life_, items, step = *step] {
        if (life == life_) release(items, step);
    });
}

/// The order is that of bot/store_thread.cpp: what was waited for, what is said.
void Process::release(const std::vector<engine::Intake>& items, const engine::Step& step) {
    busy_ = false;
    for (std::size_t i = 0; i < items.size(); ++i) hooks_.acknowledged(items[i], step.handled[i]);
    for (const auto& out : step.outgoing) hooks_.send(out);
    if (!queue_.empty() || !outcomes_.empty()) return look_after(0ms);
    constexpr std::chrono::milliseconds look_every = 30s;  // the clock may have been set meanwhile
    const auto next = step.next ? std::max(*step.next - now(), 0ms) : 1h;
    look_after(clock_error_ == 0ms ? std::min<std::chrono::milliseconds>(next, 1h) : std::min(next, look_every));
}

}  // namespace goodturn::sim
