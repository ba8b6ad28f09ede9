#pragma once

#include "adapters/web/page_adapter.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace goodturn::web {

/// Gives one event at a time to the sink, again and again until it is committed. So the bot's cursor never passes an
/// event that the bot does not have.
class Handover {
public:
    Handover(const boost::asio::any_io_executor& loop, engine::Sink sink)
        : state_(std::make_shared<State>(loop, std::move(sink))) {}
    ~Handover() { end(); }
    Handover(const Handover&) = delete;
    Handover& operator=(const Handover&) = delete;

    [[nodiscard]] bool under_way() const { return static_cast<bool>(state_->committed); }
    /// Only when none is under way.
    void hand_over(engine::Intake intake, std::function<void()> committed) {
        state_->intake = std::move(intake);
        state_->committed = std::move(committed);
        give(state_);
    }
    /// Calls nothing any more.
    void end() {
        state_->committed = nullptr;
        state_->retry.cancel();
    }

private:
    static constexpr auto retry_pause = std::chrono::milliseconds(200);

    struct State {
        State(const boost::asio::any_io_executor& loop, engine::Sink the_sink)
            : sink(std::move(the_sink)), retry(loop) {}
        engine::Sink sink;
        boost::asio::steady_timer retry;
        engine::Intake intake;
        std::function<void()> committed;
    };

    static void give(const std::shared_ptr<State>& state) {
        state->sink(state->intake, [weak = std::weak_ptr(state)](bool works) {
            const auto alive = weak.lock();
            if (!alive || !alive->committed) return;
            if (works) return std::exchange(alive->committed, nullptr)();
            alive->retry.expires_after(retry_pause);
            alive->retry.async_wait([weak](const boost::system::error_code& error) {
                const auto still = weak.lock();
                if (!error && still && still->committed) give(still);
            });
        });
    }

    std::shared_ptr<State> state_;
};

}  // namespace goodturn::web
