#pragma once

#include "adapters/web/frames.hpp"
#include "core/chat/outgoing.hpp"
#include "core/engine/engine.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace goodturn::web {

/// The space of the try-out page; there is one.
inline constexpr std::string_view space_name = "page";

/// What somebody asked of the bot's clock. A date means that day, 00:00 in the actor's zone.
struct ClockMove {
    chat::AccountId actor;
    std::variant<std::chrono::hours, std::chrono::days, std::chrono::year_month_day, ToNextNudge> to;
};

/// What only the bot can do. `done` is called exactly once, on the event loop's thread, not from within the call.
struct Hooks {
    /// `done("")`, or a sentence for the person that says why the clock did not move.
    std::function<void(ClockMove, std::move_only_function<void(std::string refused)>)> move_clock;
    /// Erases the space in the bot (Engine::erase). No event is under way meanwhile.
    std::function<void(std::move_only_function<void()>)> start_over;
};

struct PageOptions {
    std::filesystem::path chat_file;    ///< the chat server's own database, beside the bot's
    std::string address = "127.0.0.1";  ///< a loopback address
    std::uint16_t port = 8080;          ///< if it is taken, one of the next twenty; 0: any
    std::string bot_name = "Goodturn";
    std::string command = "goodturn";  ///< `/goodturn`
};

/// The try-out page as a platform: serves the page, keeps its small chat server and hands its log of events to the bot,
/// one at a time, and again a little later what was not committed. Lives on the event loop's thread; the chat server's
/// file is used on a thread of its own. Must be destroyed before the io_context.
class PageAdapter final : public chat::Adapter {
public:
    /// Opens or makes the chat server's file; blocks. Throws store::Error.
    PageAdapter(boost::asio::any_io_executor loop, PageOptions options, std::function<chat::Instant()> now,
                engine::Sink sink, Hooks hooks);
    ~PageAdapter() override;

    /// How far the bot's clock is ahead of the real one, as the last set_clock_offset() left it.
    [[nodiscard]] std::chrono::milliseconds clock_offset() const;
    /// `done` once it is on disk.
    void set_clock_offset(std::chrono::milliseconds offset, std::move_only_function<void()> done);

    /// Listens, tells the bot the facts (space, accounts, conversations) and then everything in the log after `cursor`,
    /// which is what the store has for the cursor named "page". Returns the page's whole address with its token.
    /// Throws store::Error, and std::runtime_error with a sentence if no port is free.
    [[nodiscard]] std::string start(const std::optional<std::string>& cursor);
    /// Says goodbye to the browsers; `done` when all connections are closed, after two seconds at the latest.
    void stop(std::move_only_function<void()> done);

    /// Tells every browser; to be called at least once a second while the clock is moved, else on every change.
    void clock(chat::Instant now, bool moving);

    void send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done) override;
    void open_form(const std::string& route, const chat::Form& form) override;
    void form_errors(const std::string& route, const std::vector<std::pair<std::string, std::string>>& errors) override;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace goodturn::web
