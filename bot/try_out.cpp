#include "bot/try_out.hpp"

#include "adapters/web/texts.hpp"
#include "core/chat/overloaded.hpp"
#include "core/schedule/zone.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <utility>
#include <variant>

namespace goodturn::bot {
namespace {

namespace asio = boost::asio;

/// A year of alarms takes seconds; a century would keep the page waiting.
constexpr auto farthest_move = std::chrono::days(366);

web::PageOptions page_options(const config::Config& config) {
    return {.chat_file = config.store.path.parent_path() / (config.store.path.stem().string() + "-page.db"),
            .address = config.web.address,
            .port = config.web.port,
            .bot_name = config.bot.display_name,
            .command = config.bot.command};
}

/// Where the clock is asked to go; nullopt: nowhere is planned.
std::optional<chat::Instant> target_of(const web::ClockMove& move, engine::Engine& engine, chat::Instant now) {
    const chat::SpaceId page{std::string(web::space_name)};
    return std::visit(
        chat::Overloaded{[&](std::chrono::hours hours) { return std::optional(now + hours); },
                         [&](std::chrono::days days) { return std::optional(now + days); },
                         [&](std::chrono::year_month_day date) {
                             const schedule::Local midnight{schedule::Day(date), {}};
                             return std::optional(schedule::to_instant(engine.zone(page, move.actor), midnight));
                         },
                         [&](web::ToNextNudge) { return engine.next_nudge(page, move.actor); }},
        move.to);
}

}  // namespace

TryOut::TryOut(const config::Config& config, asio::io_context& loop, Clock& clock, StoreThread& store)
    : config_(config),
      loop_(loop),
      clock_(clock),
      store_(store),
      page_(
          loop.get_executor(), page_options(config), [this] { return clock_.now(); }, store.sink(),
          web::Hooks{
              .move_clock = [this](web::ClockMove move, auto done) { move_clock(std::move(move), std::move(done)); },
              .start_over =
                  [this](std::move_only_function<void()> done) {
                      store_.ask([this, done = std::move(done)](engine::Engine& core) mutable {
                          // If erasing fails, the page erases again at the next start.
                          asio::post(loop_, std::move(done));
                          core.erase({std::string(web::space_name)});
                      });
                  }}) {
    clock_.set_offset(page_.clock_offset());
}

void TryOut::start(engine::Engine& engine) {
    address_ = page_.start(engine.cursor(web::space_name));
    // Where --clock or a hand has put it, it goes on after a kill.
    page_.set_clock_offset(clock_.offset(), [] {});
}

/// For a person at a terminal, so not a log line.
void TryOut::announce() const {
    fmt::print("Goodturn is running. The try-out page:\n\n    {}\n\n", address_);
    if (std::getenv("SSH_CONNECTION") != nullptr) {
        const auto colon = address_.find(':', 7);
        const auto port = address_.substr(colon + 1, address_.find('/', 8) - colon - 1);
        fmt::print("Over SSH, run this on your own computer first:\n\n    ssh -L {0}:127.0.0.1:{0} <this machine>\n\n",
                   port);
    }
    fmt::print("Your data: {}\nNext: open the address and note a help as Ana. Ctrl-C stops the bot.\n",
               std::filesystem::absolute(config_.store.path).string());
    std::fflush(stdout);
}

void TryOut::stepped(const Report& report) {
    // A report from before the clock was set says nothing about what is due now.
    if (!report.quiet || !travel_ || (report.next && *report.next <= clock_.now())) return;
    const auto next_stop = travel_->quiet(report.next);
    if (next_stop) {
        set_clock(next_stop->at);
        page_.clock(clock_.now(), !next_stop->last);
        store_.wake();
        return;
    }
    travel_.reset();
    page_.clock(clock_.now(), false);
    page_.set_clock_offset(clock_.offset(), [done = std::move(arrived_)]() mutable { done({}); });
}

void TryOut::set_clock(chat::Instant now) {
    if (now > clock_.now()) clock_.set(now);
}

void TryOut::move_clock(web::ClockMove move, std::move_only_function<void(std::string)> done) {
    if (travel_ || arrived_) {
        asio::post(loop_, [done = std::move(done)]() mutable { done(std::string(web::texts::clock_moves)); });
        return;
    }
    arrived_ = std::move(done);
    store_.ask([this, move = std::move(move)](engine::Engine& core) {
        asio::post(loop_, [this, target = target_of(move, core, clock_.now())] { travel_to(target); });
    });
}

void TryOut::travel_to(std::optional<chat::Instant> target) {
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
    page_.clock(clock_.now(), true);
    store_.wake();
}

}  // namespace goodturn::bot
