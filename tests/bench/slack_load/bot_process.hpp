#pragma once

#include "tests/bench/table.hpp"
#include "tests/support/slack_server/slack_server.hpp"

#include <sys/types.h>

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace goodturn::bench {

/// A bot's process, on a store and a Slack of its own. It learns of them as Goodturn does, from GOODTURN_STORE_PATH,
/// GOODTURN_SLACK_API_URL, GOODTURN_SLACK_BOT_TOKEN and GOODTURN_SLACK_APP_TOKEN; of a second workspace, T2 with the
/// app A2, from GOODTURN_SLACK_W2_API_URL and so on.
class BotProcess {
public:
    /// `files`: the path of what it keeps, without an extension; its log lies there too. Returns once it is connected
    /// with each of the workspaces; throws if it ends instead.
    BotProcess(boost::asio::io_context& loop, const slack_server::SlackServer& slack,
               const std::vector<std::string>& command, const std::filesystem::path& files, int workspaces = 1);
    /// Told to stop, and waited for.
    ~BotProcess();
    BotProcess(const BotProcess&) = delete;
    BotProcess& operator=(const BotProcess&) = delete;

    /// kill -9; returns once Slack has noticed.
    void die();

    [[nodiscard]] double seconds_to_connect() const { return seconds_to_connect_; }
    [[nodiscard]] double resident_mib() const;
    /// Of all its threads, since it started.
    [[nodiscard]] double cpu_seconds() const;
    [[nodiscard]] std::ptrdiff_t open_files() const;

private:
    [[nodiscard]] bool gone();
    /// With how many workspaces.
    [[nodiscard]] int connected() const;
    void wait_for_the_end();

    boost::asio::io_context& loop_;
    const slack_server::SlackServer& slack_;
    int workspaces_;
    Stopwatch watch_;
    pid_t process_;
    bool reaped_ = false;
    double seconds_to_connect_ = 0;
};

}  // namespace goodturn::bench
