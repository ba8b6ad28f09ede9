#include "bot/house.hpp"

#include "adapters/web/texts.hpp"
#include "bot/cli.hpp"
#include "core/schedule/zone.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <variant>

namespace goodturn::bot {
namespace {

namespace asio = boost::asio;

/// A year of alarms takes seconds; a century would keep the page waiting.
constexpr auto farthest_move = std::chrono::days(366);
/// How long a stop waits for what is on its way.
constexpr auto stop_patience = std::chrono::seconds(2);

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};

/// Where the clock is asked to go; nullopt: nowhere is planned.
std::optional<chat::Instant> target_of(const web::ClockMove& move, engine::Engine& engine, chat::Instant now) {
    const chat::SpaceId page{std::string(web::space_name)};
    return std::visit(
        Overloaded{[&](std::chrono::hours hours) { return std::optional(now + hours); },
                   [&](std::chrono::days days) { return std::optional(now + days); },
                   [&](std::chrono::year_month_day date) {
                       const schedule::Local midnight{schedule::Day(date), {}};
                       return std::optional(schedule::to_instant(engine.zone(page, move.actor), midnight));
                   },
                   [&](web::ToNextNudge) { return engine.next_nudge(page, move.actor); }},
        move.to);
}

}  // namespace

House::House(const config::Config& config, engine::Engine& engine)
    : config_(config),
      engine_(engine),
      signals_(loop_),
      store_(loop_.get_executor(), engine, clock_,
             {.report = [this](Report report) { this->report(std::move(report)); },
              .broken =
                  [this](const std::string& why) {
                      spdlog::critical("the store can't be used any more: {}", why);
                      stop(exit_failed);
                  }}) {
    web::PageOptions page;
    page.chat_file = config.store.path.parent_path() / (config.store.path.stem().string() + "-page.db");
    page.address = config.web.address;
    page.port = config.web.port;
    page.bot_name = config.bot.display_name;
    page.command = config.bot.command;
    page_ = std::make_unique<web::PageAdapter>(
        loop_.get_executor(), std::move(page), [this] { return clock_.now(); },
        [this](engine::Intake item, std::move_only_function<void(bool)> committed) {
            store_.take(std::move(item), std::move(committed));
        },
        web::Hooks{
            .move_clock = [this](web::ClockMove move, auto done) { move_clock(std::move(move), std::move(done)); },
            .start_over =
                [this](std::move_only_function<void()> done) {
                    store_.ask([this, done = std::move(done)](engine::Engine& core) mutable {
                        // If erasing fails, the page erases again at the next start.
                        asio::post(loop_, std::move(done));
                        core.erase({std::string(web::space_name)});
                    });
                }});
    clock_.set_offset(page_->clock_offset());
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
    const std::string address = page_->start(engine_.cursor(web::space_name));
    store_.start();
    page_->set_clock_offset(clock_.offset(), [] {});
    // Until here a signal ends the process at once.
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    if (stays) {
        spdlog::warn("--clock is earlier than this store has seen; the clock only moves forward, so it stays");
    }
    announce(address);
}

int House::run() {
    signals_.async_wait([this](const boost::system::error_code& error, int) {
        if (!error) stop(exit_done);
    });
    loop_.run();
    return exit_code_;
}

/// For a person at a terminal, so not a log line.
void House::announce(const std::string& address) const {
    fmt::print("Goodturn is running. The try-out page:\n\n    {}\n\n", address);
    if (std::getenv("SSH_CONNECTION") != nullptr) {
        const auto port = address.substr(address.find(':', 7) + 1, address.find('/', 8) - address.find(':', 7) - 1);
        fmt::print("Over SSH, run this on your own computer first:\n\n    ssh -L {0}:127.0.0.1:{0} <this machine>\n\n",
                   port);
    }
    fmt::print("Your data: {}\nNext: open the address and note a help as Ana. Ctrl-C stops the bot.\n",
               std::filesystem::absolute(config_.store.path).string());
    std::fflush(stdout);
}

void House::report(Report report) {
    for (const auto& shown : report.volatiles) show(shown);
    for (auto& outgoing : report.outgoing) send(std::move(outgoing));
    // A report from before the clock was set says nothing about what is due now.
    if (!report.quiet || !travel_ || (report.next && *report.next <= clock_.now())) return;
    const auto next_stop = travel_->quiet(report.next);
    if (next_stop) {
        set_clock(next_stop->at);
        page_->clock(clock_.now(), !next_stop->last);
        store_.wake();
        return;
    }
    travel_.reset();
    page_->clock(clock_.now(), false);
    page_->set_clock_offset(clock_.offset(), [done = std::move(arrived_)]() mutable { done({}); });
}

void House::send(chat::Outgoing what) {
    const auto delivery = what.delivery;
    page_->send(std::move(what),
                [this, delivery](chat::SendResult result) { store_.sent({delivery, std::move(result)}); });
}

void House::show(const engine::Volatile& what) {
    std::visit(Overloaded{[&](const chat::Form& form) { page_->open_form(what.route, form); },
                          [&](const auto& errors) { page_->form_errors(what.route, errors); }},
               what.what);
}

void House::set_clock(chat::Instant now) {
    if (now > clock_.now()) clock_.set(now);
}

void House::move_clock(web::ClockMove move, std::move_only_function<void(std::string)> done) {
    if (travel_ || arrived_) {
        asio::post(loop_, [done = std::move(done)]() mutable { done(std::string(web::texts::clock_moves)); });
        return;
    }
    arrived_ = std::move(done);
    store_.ask([this, move = std::move(move)](engine::Engine& core) {
        asio::post(loop_, [this, target = target_of(move, core, clock_.now())] { travel_to(target); });
    });
}

void House::travel_to(std::optional<chat::Instant> target) {
    const auto refused = [&]() -> std::string_view {
        if (!target) return web::texts::nothing_planned;
        if (*target <= clock_.now()) return web::texts::clock_backward;
        if (*target > clock_.now() + farthest_move) return web::texts::clock_too_far;
        return {};
    }();
    if (!refused.empty()) {
        std::exchange(arrived_, nullptr)(std::string(refused));
        return;
    }
    travel_.emplace(*target);
    page_->clock(clock_.now(), true);
    store_.wake();
}

/// Intake first, then what is on its way, then the store; run() returns by itself. A second signal ends at once.
void House::stop(int exit_code) {
    exit_code_ = std::max(exit_code_, exit_code);
    if (std::exchange(stopping_, true)) return;
    spdlog::info("stopping: no new events");
    signals_.async_wait([this](const boost::system::error_code& error, int) {
        if (!error) loop_.stop();
    });
    page_->stop([this] {
        spdlog::info("stopping: finishing what is on its way");
        store_.finish(stop_patience, [this] {
            spdlog::info("stopped");
            signals_.cancel();
        });
    });
}

}  // namespace goodturn::bot
