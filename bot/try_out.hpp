#pragma once

#include "adapters/web/page_adapter.hpp"
#include "bot/clock.hpp"
#include "bot/store_thread.hpp"
#include "bot/travel.hpp"
#include "config/config.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace goodturn::bot {

/// The try-out page in the house: its adapter, and its people's hand on the clock.
class TryOut {
public:
    /// Opens the page's file. Throws store::Error. The others must outlive it.
    TryOut(const config::Config& config, boost::asio::io_context& loop, Clock& clock, StoreThread& store);

    /// Tells the engine what is there, and prints the page's address. Throws store::Error, and another
    /// std::runtime_error with a sentence. Before StoreThread::start.
    void start(engine::Engine& engine);
    void announce() const;
    void stop(std::move_only_function<void()> done) { page_.stop(std::move(done)); }

    [[nodiscard]] chat::Adapter& adapter() { return page_; }
    /// The clock goes on to what is due next, if it was asked to move and nothing is left to do.
    void stepped(const Report& report);

private:
    void move_clock(web::ClockMove move, std::move_only_function<void(std::string)> done);
    void travel_to(std::optional<chat::Instant> target);
    void set_clock(chat::Instant now);

    const config::Config& config_;
    boost::asio::io_context& loop_;
    Clock& clock_;
    StoreThread& store_;
    web::PageAdapter page_;
    std::string address_;
    std::optional<Travel> travel_;
    std::move_only_function<void(std::string)> arrived_;
};

}  // namespace goodturn::bot
