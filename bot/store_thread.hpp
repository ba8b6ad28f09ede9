#pragma once

#include "bot/clock.hpp"
#include "core/engine/engine.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace goodturn::bot {

/// What a step led to, told on the event loop.
struct Report {
    std::vector<chat::Outgoing> outgoing;  ///< to be sent; each answered with StoreThread::sent
    std::optional<chat::Instant> next;     ///< when something is due
    bool quiet = false;                    ///< nothing waits, nothing is on its way
};

/// The thread that owns the engine and its database. Whatever came in while the last commit was on its way to the disk
/// goes into the next one together. Its functions are called from the event loop's thread, and so are its callbacks.
class StoreThread {
public:
    struct Callbacks {
        engine::Show show;
        std::function<void(Report)> report;
        /// The store can't go on (damaged, or from a newer program): the bot has to stop. The sentence is for the
        /// operator.
        std::function<void(std::string)> broken;
    };
    /// `engine` is used by this thread alone from start() until finished.
    StoreThread(boost::asio::any_io_executor loop, engine::Engine& engine, const Clock& clock, Callbacks callbacks);
    ~StoreThread();
    StoreThread(const StoreThread&) = delete;
    StoreThread& operator=(const StoreThread&) = delete;

    void start();
    /// `committed(true)` once it is on disk; false if the transaction failed and nothing of it happened.
    void take(engine::Intake item, std::move_only_function<void(bool)> committed);
    /// take() for adapters.
    [[nodiscard]] engine::Sink sink();
    void sent(engine::Outcome outcome);
    /// The clock was moved: look at what is due now.
    void wake();
    /// Runs between two steps on the store's thread. What it throws is logged and goes no further.
    void ask(std::move_only_function<void(engine::Engine&)> question);
    /// Why nothing can be recorded, since the last try; empty: it could. Any thread may ask.
    [[nodiscard]] std::string problem() const;
    /// Finishes what was taken and waits for what is on its way, at most `patience`; then `done`, and nothing after it.
    void finish(std::chrono::milliseconds patience, std::move_only_function<void()> done);

private:
    struct Taken {
        engine::Intake item;
        std::move_only_function<void(bool)> committed;
    };
    struct Work {
        std::vector<Taken> taken;
        std::vector<engine::Outcome> outcomes;
        std::vector<std::move_only_function<void(engine::Engine&)>> questions;
        bool finishing = false;  ///< begin nothing new
    };

    /// What the thread waits for: `make` changes it.
    template <class Make>
    void change(const Make& make);
    void run();
    /// Nothing is on its way, and what became of it is committed.
    [[nodiscard]] bool idle() const;
    [[nodiscard]] bool wait_for_work(Work& work);
    [[nodiscard]] bool step(Work& work);
    void answer(Work& work);
    void failed(Work& work, const std::string& why);
    void give_up(Work& work, const std::string& why);

    boost::asio::any_io_executor loop_;
    engine::Engine& engine_;
    const Clock& clock_;
    Callbacks callbacks_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Work queue_;
    std::chrono::steady_clock::time_point outcomes_due_{};  ///< if there are any in the queue
    bool woken_ = true;
    std::string problem_;
    std::optional<std::chrono::steady_clock::time_point> finish_by_;
    std::move_only_function<void()> finished_;

    // The store's thread only.
    std::vector<engine::Outcome> outcomes_;  ///< kept until a step has committed them
    std::optional<chat::Instant> next_;
    chat::Instant last_look_{};            ///< what the clock said
    std::set<std::int64_t> on_their_way_;  ///< deliveries
    bool failing_ = false;
    bool broken_ = false;  ///< the store is beyond use: nothing is tried any more
    std::chrono::steady_clock::time_point last_step_{};
    std::thread thread_;
};

}  // namespace goodturn::bot
