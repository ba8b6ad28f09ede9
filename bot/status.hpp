#pragma once

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace goodturn::bot {

/// Where the running bot tells what it is doing to its own user and to root: an abstract socket of Linux, named after
/// the database's lock file. Whoever connects gets the text and the end of it.
class StatusDoor {
public:
    /// Only for who holds the lock. Where no such socket can be made, that is logged, and nobody is told anything.
    StatusDoor(boost::asio::io_context& loop, const std::filesystem::path& database, std::function<std::string()> tell);
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
[[nodiscard]] std::optional<std::string> ask_running(const std::filesystem::path& database);

}  // namespace goodturn::bot
