#pragma once

#include "core/engine/engine.hpp"
#include "core/store/database.hpp"
#include "core/store/sealed.hpp"
#include "tests/sim/dice.hpp"
#include "tests/sim/disk.hpp"
#include "tests/sim/timeline.hpp"
#include "tests/sim/trace.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace goodturn::sim {

/// The bot's process with the real engine and store, driven as bot/store_thread.cpp drives them: batches of what waits,
/// tried again when the transaction failed, released when it is on disk. It dies at any step and starts again.
class Process {
public:
    struct Hooks {
        std::function<void(const engine::Intake&, engine::Handled)> acknowledged;
        std::function<void(const chat::Outgoing&)> handed_out;  ///< before it is sent, while the process lives
        std::function<void(const engine::Outcome&)> confirmed;  ///< it is in the store what became of a delivery
        std::function<void(const chat::Outgoing&)> send;
        std::function<void(const engine::Volatile&)> show;
        std::function<void(const std::string&)> logged;
        std::function<void()> started;
        std::function<void()> stopping;  ///< of its own will: the last look at the database
        std::function<void()> stopped;
    };
    Process(Timeline& timeline, Dice& dice, Disk& disk, Trace& trace, engine::Options options, Hooks hooks);

    void start();
    /// Stops in order and starts again.
    void restart();
    /// Dies: by kill -9, or with the machine.
    void die(bool power_cut, std::chrono::milliseconds down_for);
    [[nodiscard]] bool alive() const { return engine_ != nullptr; }

    void take(const engine::Intake& item);
    void sent(const engine::Outcome& outcome);

    /// How far the server's clock is off.
    void set_clock_error(std::chrono::milliseconds error);
    [[nodiscard]] chat::Instant now() const { return timeline_.now() + clock_error_; }
    /// What the bot has to take the time for: never earlier than what it has seen, but for the minutes after which it
    /// writes that down.
    [[nodiscard]] chat::Instant known_now() const {
        return newest_ - now() > std::chrono::minutes(2) ? newest_ : now();
    }
    /// A sync of the disk takes so long.
    void set_sync_time(std::chrono::milliseconds time) { sync_time_ = time; }
    /// It dies no more of its own.
    void spare() { spared_ = true; }

    [[nodiscard]] store::Database& db() { return *db_; }
    [[nodiscard]] const store::Seal& seal() const { return seal_; }
    [[nodiscard]] std::uint64_t steps() const { return steps_; }

private:
    void look_after(std::chrono::milliseconds delay);
    void step();
    [[nodiscard]] std::optional<engine::Step> try_step(const std::vector<engine::Intake>& items);
    void release(const std::vector<engine::Intake>& items, const engine::Step& step);
    void close();

    Timeline& timeline_;
    Dice& dice_;
    Disk& disk_;
    Trace& trace_;
    engine::Options options_;
    Hooks hooks_;
    store::Seal seal_;
    std::unique_ptr<store::Database> db_;
    std::unique_ptr<engine::Engine> engine_;

    std::deque<engine::Intake> queue_;
    std::vector<engine::Outcome> outcomes_;
    std::set<std::int64_t> in_flight_;
    std::uint64_t life_ = 0;   ///< counts starts: what was asked for in another life is void
    std::uint64_t looks_ = 0;  ///< the newest planned look
    std::optional<chat::Instant> planned_;
    bool busy_ = false;  ///< the commit is on its way to the disk
    chat::Instant at_rest_since_{};
    std::size_t steps_at_once_ = 0;
    std::chrono::milliseconds clock_error_{0};
    chat::Instant newest_{};  ///< of now(), at its steps
    std::chrono::milliseconds sync_time_{2};
    bool spared_ = false;
    std::uint64_t steps_ = 0;
};

}  // namespace goodturn::sim
