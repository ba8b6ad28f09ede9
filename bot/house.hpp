#pragma once

#include "adapters/matrix/matrix_adapter.hpp"
#include "adapters/net/tls.hpp"
#include "adapters/slack/slack_adapter.hpp"
#include "bot/clock.hpp"
#include "bot/status.hpp"
#include "bot/store_thread.hpp"
#include "bot/try_out.hpp"
#include "config/config.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <memory>
#include <optional>

namespace goodturn::bot {

/// Where people come in.
struct Doors {
    bool page = false;    ///< the try-out page, whose file is opened
    bool slack = false;   ///< the workspaces of the settings
    bool matrix = false;  ///< the account of the settings
};

/// The running bot: the event loop and everything on it. Built in order, stopped in the opposite one.
class House {
public:
    /// Throws store::Error.
    House(const config::Config& config, engine::Engine& engine, Doors doors);

    /// Everything that a start writes. With `clock`, the page's clock begins there. Throws store::Error, and another
    /// std::runtime_error with a sentence; the house can't be used then.
    void start(std::optional<chat::Instant> clock);
    /// Until a signal or a broken store; the exit code.
    int run();

private:
    [[nodiscard]] bool set_clock_forward(chat::Instant wanted);
    /// Null: its accounts are not configured any more, or the page is off.
    [[nodiscard]] chat::Adapter* adapter_of(const chat::SpaceId& space);
    void report(Report report);
    void send(chat::Outgoing what);
    void show(const engine::Volatile& what);
    void stop(int exit_code);
    /// For `goodturn check`, a sentence a line.
    [[nodiscard]] Status state() const;

    engine::Engine& engine_;
    Clock clock_;
    boost::asio::io_context loop_{1};
    boost::asio::signal_set signals_;
    StoreThread store_;
    std::unique_ptr<TryOut> try_out_;
    std::unique_ptr<slack::SlackAdapter> slack_;
    std::unique_ptr<matrix::MatrixAdapter> matrix_;
    std::unique_ptr<StatusDoor> status_;
    bool stopping_ = false;
    int exit_code_ = 0;
};

}  // namespace goodturn::bot
