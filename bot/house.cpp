#include "bot/house.hpp"

#include "bot/cli.hpp"
#include "bot/matrix_options.hpp"
#include "bot/slack_commands.hpp"
#include "core/chat/overloaded.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>
#include <utility>
#include <variant>

namespace goodturn::bot {
namespace {

namespace asio = boost::asio;

/// How long a stop waits for what is on its way.
constexpr auto stop_patience = std::chrono::seconds(2);
/// What is for a space that nobody serves now waits for the day somebody does.
constexpr auto nobody_serves = std::chrono::hours(1);

/// One `done` after all of `count`.
std::function<void()> after_all(std::size_t count, std::move_only_function<void()> done) {
    auto left = std::make_shared<std::pair<std::size_t, std::move_only_function<void()>>>(count, std::move(done));
    return [left] {
        if (--left->first == 0) left->second();
    };
}

}  // namespace

House::House(const config::Config& config, engine::Engine& engine, Doors doors)
    : engine_(engine),
      signals_(loop_),
      store_(loop_.get_executor(), engine, clock_,
             {.show = [this](const engine::Volatile& what) { show(what); },
              .report = [this](Report report) { this->report(std::move(report)); },
              .broken =
                  [this](const std::string& why) {
                      spdlog::critical("the store can't be used any more: {}", why);
                      stop(exit_failed);
                  }}) {
    if (doors.page) try_out_ = std::make_unique<TryOut>(config, loop_, clock_, store_);
    const auto tls = doors.slack || doors.matrix ? std::make_shared<net::Tls>() : nullptr;
    if (doors.slack) {
        slack_ = std::make_unique<slack::SlackAdapter>(
            loop_.get_executor(), tls, slack_options(config), [this] { return clock_.now(); }, store_.sink());
    }
    if (doors.matrix) {
        matrix_ = std::make_unique<matrix::MatrixAdapter>(
            loop_.get_executor(), tls, matrix_options(config), [this] { return clock_.now(); }, store_.sink());
    }
    status_ = std::make_unique<StatusDoor>(loop_, config.store.path, [this] { return state(); });
}

Status House::state() const {
    const auto problem = store_.problem();
    Status state{.well = problem.empty() && (!matrix_ || matrix_->is_well()) && (!slack_ || slack_->is_well()),
                 .text = {}};
    auto& lines = state.text;
    if (!problem.empty()) lines += "Nothing can be recorded: " + problem + ". It tries again every second.\n";
    if (stopping_) lines += "It is stopping.\n";
    if (try_out_) lines += "The try-out page is open.\n";
    if (matrix_) lines += matrix_->state() + "\n";
    if (slack_) {
        for (const auto& sentence : slack_->state()) lines += sentence + "\n";
    } else if (!matrix_) {
        lines += "It was started without an account: start it again, if there is one now.\n";
    }
    return state;
}

bool House::set_clock_forward(chat::Instant wanted) {
    const auto newest = engine_.newest();
    if (newest && *newest > wanted) return false;
    clock_.set(wanted);
    return true;
}

void House::start(std::optional<chat::Instant> clock) {
    const bool stays = clock && !set_clock_forward(*clock);
    engine_.recover(clock_.now());
    if (try_out_) try_out_->start(engine_);
    auto known = slack_ ? engine_.accounts() : std::vector<engine::KnownAccount>();
    const auto left_off = matrix_ ? engine_.cursor(matrix_->cursor_name()) : std::nullopt;
    store_.start();
    if (slack_) slack_->start(std::move(known));
    if (matrix_) matrix_->start(left_off);
    // Until here a signal ends the process at once.
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    if (stays) {
        spdlog::warn("--clock is earlier than this store has seen; the clock only moves forward, so it stays");
    }
    if (try_out_) try_out_->announce();
}

int House::run() {
    signals_.async_wait([this](const boost::system::error_code& error, int) {
        if (!error) stop(exit_done);
    });
    loop_.run();
    return exit_code_;
}

void House::report(Report report) {
    for (auto& outgoing : report.outgoing) send(std::move(outgoing));
    if (try_out_) try_out_->stepped(report);
}

chat::Adapter* House::adapter_of(const chat::SpaceId& space) {
    if (space.value == web::space_name) return try_out_ ? &try_out_->adapter() : nullptr;
    if (matrix_ && matrix_->is_ours(space)) return matrix_.get();
    return slack_ && slack::SlackAdapter::is_ours(space) ? slack_.get() : nullptr;
}

void House::send(chat::Outgoing what) {
    const auto delivery = what.delivery;
    if (auto* const adapter = adapter_of(what.space)) {
        return adapter->send(std::move(what),
                             [this, delivery](chat::SendResult result) { store_.sent({delivery, std::move(result)}); });
    }
    store_.sent({delivery, std::unexpected(chat::SendError{chat::SendFailure::rate_limited, nobody_serves,
                                                           "no account for " + what.space.value})});
}

void House::show(const engine::Volatile& what) {
    auto* const adapter = adapter_of(what.space);
    if (adapter == nullptr) return;
    std::visit(chat::Overloaded{[&](const chat::Form& form) { adapter->open_form(what.route, form); },
                                [&](const auto& errors) { adapter->form_errors(what.route, errors); }},
               what.what);
}

/// Intake first, then what is on its way, then the store; run() returns by itself. A second signal ends at once.
void House::stop(int exit_code) {
    exit_code_ = std::max(exit_code_, exit_code);
    if (std::exchange(stopping_, true)) return;
    spdlog::info("stopping: no new events");
    signals_.async_wait([this](const boost::system::error_code& error, int) {
        if (!error) loop_.stop();
    });
    const auto one_stopped = after_all((try_out_ ? 1U : 0U) + (slack_ ? 1U : 0U) + (matrix_ ? 1U : 0U), [this] {
        spdlog::info("stopping: finishing what is on its way");
        store_.finish(stop_patience, [this] {
            spdlog::info("stopped");
            signals_.cancel();
            signals_.clear();  // one more ends what is left at once
            status_->close();
            slack_.reset();
            matrix_.reset();
        });
    });
    if (try_out_) try_out_->stop(one_stopped);
    if (slack_) slack_->stop(one_stopped);
    if (matrix_) matrix_->stop(one_stopped);
}

}  // namespace goodturn::bot
