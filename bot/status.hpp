#pragma once

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace goodturn::bot {

/// What a running bot says of itself.
struct Status {
    bool well = false;  ///< nothing of what the text says has to be mended
    std::string text;   ///< a sentence a line
    bool operator==(const Status&) const = default;
};

/// Where the running bot tells what it is doing to its own user and to root: an abstract socket of Linux, named after
/// the database's lock file. Whoever connects gets the status and the end of it.
class StatusDoor {
public:
    /// Only for who holds the lock. Where no such socket can be made, that is logged, and nobody is told anything.
    StatusDoor(boost::asio::io_context& loop, const std::filesystem::path& database, std::function<Status()> tell);
    ~StatusDoor();
    StatusDoor(const StatusDoor&) = delete;
    StatusDoor& operator=(const StatusDoor&) = delete;

    /// Lets the loop end.
    void close();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

/// What the running bot says; nullopt: nothing within two seconds. Blocks.
[[nodiscard]] std::optional<Status> ask_running(const std::filesystem::path& database);

}  // namespace goodturn::bot
