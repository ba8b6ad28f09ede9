#pragma once

#include "adapters/web/page_adapter.hpp"
#include "bot/clock.hpp"
#include "bot/store_thread.hpp"
#include "bot/travel.hpp"
#include "config/config.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <memory>
#include <optional>
#include <string>

namespace goodturn::bot {

/// The running bot: the event loop and everything on it. Built in order, stopped in the opposite one.
class House {
public:
    /// Opens the page's file. Throws store::Error.
    House(const config::Config& config, engine::Engine& engine);

    /// Everything that a start writes; then the page's address is printed. With `clock`, the bot's clock begins there.
    /// Throws store::Error, and another std::runtime_error with a sentence; the house can't be used then.
    void start(std::optional<chat::Instant> clock);
    /// Until a signal or a broken store; the exit code.
    int run();

private:
    [[nodiscard]] bool set_clock_forward(chat::Instant wanted);
    void announce(const std::string& address) const;
    void report(Report report);
    void send(chat::Outgoing what);
    void show(const engine::Volatile& what);
    void move_clock(web::ClockMove move, std::move_only_function<void(std::string)> done);
    void travel_to(std::optional<chat::Instant> target);
    void set_clock(chat::Instant now);
    void stop(int exit_code);

    const config::Config& config_;
    engine::Engine& engine_;
    Clock clock_;
    boost::asio::io_context loop_{1};
    boost::asio::signal_set signals_;
    StoreThread store_;
    std::unique_ptr<web::PageAdapter> page_;
    std::optional<Travel> travel_;
    std::move_only_function<void(std::string)> arrived_;
    bool stopping_ = false;
    int exit_code_ = 0;
};

}  // namespace goodturn::bot
