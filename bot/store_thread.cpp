#include "bot/store_thread.hpp"

#include "bot/retry.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace goodturn::bot {
namespace {

using Steady = std::chrono::steady_clock;

/// Events in one commit: enough to share the disk's flush, few enough that answers don't wait long.
constexpr std::size_t batch = 256;
/// Messages on their way at once. An answer is on its way until its acknowledgement is proven, a second or two.
constexpr std::size_t in_flight_at_most = 1024;
/// Of them, what nobody waits for: platforms take no more at once.
constexpr std::size_t unasked_at_most = 64;
/// What became of messages waits so long for something to share its commit with. Nobody looks at it, but a
/// conversation's next message comes after it.
constexpr auto outcomes_wait = std::chrono::milliseconds(20);
/// A look at the clock at least this often: the system's may be set.
constexpr auto look_every = std::chrono::seconds(30);
/// So much a clock goes back when it is kept right.
constexpr auto clock_drift = std::chrono::seconds(10);
/// The engine tidies up once an hour.
constexpr auto step_every = std::chrono::hours(1);

bool hopeless(const store::Error& error) {
    return error.kind() == store::Error::Kind::corrupt || error.kind() == store::Error::Kind::newer;
}

}  // namespace

/// The thread wakes to a lock that is free.
template <class Make>
void StoreThread::change(const Make& make) {
    {
        const std::scoped_lock lock(mutex_);
        make();
    }
    changed_.notify_one();
}

StoreThread::StoreThread(boost::asio::any_io_executor loop, engine::Engine& engine, const Clock& clock,
                         Callbacks callbacks)
    : loop_(std::move(loop)), engine_(engine), clock_(clock), callbacks_(std::move(callbacks)) {}

StoreThread::~StoreThread() {
    change([&] { finish_by_ = Steady::now(); });
    if (thread_.joinable()) thread_.join();
}

void StoreThread::start() {
    thread_ = std::thread([this] { run(); });
}

void StoreThread::take(engine::Intake item, std::move_only_function<void(bool)> committed) {
    change([&] { queue_.taken.push_back({std::move(item), std::move(committed)}); });
}

engine::Sink StoreThread::sink() {
    return [this](engine::Intake item, std::move_only_function<void(bool)> committed) {
        take(std::move(item), std::move(committed));
    };
}

void StoreThread::sent(engine::Outcome outcome) {
    change([&] {
        if (queue_.outcomes.empty()) outcomes_due_ = Steady::now() + outcomes_wait;
        queue_.outcomes.push_back(std::move(outcome));
    });
}

void StoreThread::wake() {
    change([&] { woken_ = true; });
}

void StoreThread::ask(std::move_only_function<void(engine::Engine&)> question) {
    change([&] { queue_.questions.push_back(std::move(question)); });
}

std::string StoreThread::problem() const {
    const std::scoped_lock lock(mutex_);
    return problem_;
}

void StoreThread::finish(std::chrono::milliseconds patience, std::move_only_function<void()> done) {
    change([&] {
        finish_by_ = Steady::now() + patience;
        finished_ = std::move(done);
    });
}

/// False: everything is done, the thread ends.
bool StoreThread::wait_for_work(Work& work) {
    std::unique_lock lock(mutex_);
    while (true) {
        const auto now = clock_.now();
        // What is due, and when, is another thing by this clock.
        const bool set_back = now + clock_drift < std::exchange(last_look_, now);
        const bool ripe = !queue_.outcomes.empty() && (finish_by_ || Steady::now() >= outcomes_due_);
        const bool queued = !queue_.taken.empty() || ripe || !queue_.questions.empty();
        // After a failure the outcomes wait to be committed, though nothing else may come.
        const bool due =
            !broken_ && (failing_ || set_back || (next_ && *next_ <= now) || Steady::now() - last_step_ > step_every);
        if (finish_by_ && (Steady::now() >= *finish_by_ || (!queued && idle()))) return false;
        if (!finish_by_ && due) break;
        if (queued || std::exchange(woken_, false)) break;
        auto pause = std::chrono::milliseconds(look_every);
        if (next_ && !finish_by_) pause = std::min(pause, *next_ - now);
        const auto until = [&](Steady::time_point then) {
            pause = std::min(pause, std::chrono::ceil<std::chrono::milliseconds>(then - Steady::now()));
        };
        if (finish_by_) until(*finish_by_);
        if (!queue_.outcomes.empty()) until(outcomes_due_);
        changed_.wait_for(lock, std::max(pause, std::chrono::milliseconds(1)));
    }
    woken_ = false;
    work.finishing = finish_by_.has_value();
    const auto count = static_cast<std::ptrdiff_t>(std::min(batch, queue_.taken.size()));
    std::move(queue_.taken.begin(), queue_.taken.begin() + count, std::back_inserter(work.taken));
    queue_.taken.erase(queue_.taken.begin(), queue_.taken.begin() + count);
    work.outcomes = std::exchange(queue_.outcomes, {});
    work.questions = std::exchange(queue_.questions, {});
    return true;
}

void StoreThread::run() {
    Work work;
    while (wait_for_work(work)) {
        answer(work);
        if (!step(work)) {
            // Wait in small pieces for the disk or the lock to come back; nothing is lost meanwhile.
            std::unique_lock lock(mutex_);
            changed_.wait_for(lock, retry_after, [&] { return finish_by_.has_value(); });
        }
        work = {};
    }
    const std::scoped_lock lock(mutex_);
    if (finished_) boost::asio::post(loop_, std::move(finished_));
}

bool StoreThread::idle() const {
    return on_their_way_.empty() && outcomes_.empty();
}

void StoreThread::answer(Work& work) {
    for (auto& question : work.questions) {
        try {
            question(engine_);
        } catch (const std::exception& error) {
            spdlog::error("a question to the store failed: {}", error.what());
        }
    }
}

/// False: the transaction failed and should be tried again a little later.
bool StoreThread::step(Work& work) {
    if (broken_) {
        failed(work, {});
        return true;
    }
    for (auto& outcome : work.outcomes) {
        on_their_way_.erase(outcome.delivery);
        outcomes_.push_back(std::move(outcome));
    }
    std::vector<engine::Intake> items;
    items.reserve(work.taken.size());
    for (auto& taken : work.taken) items.push_back(std::move(taken.item));
    const engine::Slots slots{work.finishing ? 0 : in_flight_at_most - on_their_way_.size(), unasked_at_most};
    engine::Step step;
    try {
        step = engine_.step(items, outcomes_, clock_.now(), slots, [this](engine::Volatile shown) {
            boost::asio::post(loop_, [this, shown = std::move(shown)] { callbacks_.show(shown); });
        });
    } catch (const store::Error& error) {
        if (hopeless(error)) {
            const bool corrupt = error.kind() == store::Error::Kind::corrupt;
            give_up(work, fmt::format("{}{}", error.what(), corrupt ? "; `goodturn check` tells" : ""));
            return true;
        }
        failed(work, error.what());
        return false;
    } catch (const std::exception& error) {
        // A fault of ours that no savepoint held: trying again would only repeat it.
        give_up(work, error.what());
        return true;
    }
    if (std::exchange(failing_, false)) log_works_again();
    last_step_ = Steady::now();
    for (const auto& out : step.outgoing) on_their_way_.insert(out.delivery);
    outcomes_.clear();
    next_ = step.next;
    for (const auto& line : step.log) spdlog::warn("{}", line);

    Report report{std::move(step.outgoing), step.next, false};
    {
        const std::scoped_lock lock(mutex_);
        problem_.clear();
        report.quiet = idle() && queue_.taken.empty() && queue_.outcomes.empty() && !(next_ && *next_ <= clock_.now());
    }
    // What was waited for first, then what is said: an answer follows its acknowledgement.
    boost::asio::post(loop_, [this, report = std::move(report), taken = std::move(work.taken)]() mutable {
        for (auto& item : taken) item.committed(true);
        callbacks_.report(std::move(report));
    });
    return true;
}

void StoreThread::give_up(Work& work, const std::string& why) {
    broken_ = true;
    failed(work, why);
    boost::asio::post(loop_, [report = callbacks_.broken, why] { report(why); });
}

void StoreThread::failed(Work& work, const std::string& why) {
    if (!std::exchange(failing_, true) && !broken_) log_failing(why);
    {
        // What came after it may not be done before it.
        const std::scoped_lock lock(mutex_);
        if (!why.empty()) problem_ = why;
        std::ranges::move(std::exchange(queue_.taken, {}), std::back_inserter(work.taken));
    }
    boost::asio::post(loop_, [taken = std::move(work.taken)]() mutable {
        for (auto& item : taken) item.committed(false);
    });
}

}  // namespace goodturn::bot
