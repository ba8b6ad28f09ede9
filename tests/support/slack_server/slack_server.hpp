#pragma once

#include "tests/support/net/authority.hpp"
#include "tests/support/slack_server/api.hpp"
#include "tests/support/slack_server/people.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Slack for tests: Socket Mode, the methods of the Web API that the bot uses, and people. It listens on loopback, on
/// the test's own event loop; everything but the sockets happens within the calls.
///
///     SlackServer slack(loop);                        // the workspace of add_acme()
///     … start the bot against slack.api_url(), run the loop until slack.gateway.live("A1").size() == 1 …
///     const auto command = slack.people.runs("ana", "/goodturn helped @ben", "#release-4");
///     … until command->state == Delivery::State::acked …
///     slack.people.ephemerals("ana", "#release-4")    // the answer
///
/// What people see is kept in `world`, what the bot asked for in `calls`, what was wrong with it in `problems`.
namespace goodturn::slack_server {

struct Options {
    std::optional<net::Certificate> certificate{};  ///< of "localhost"; none: no TLS
    double speed = 1;                               ///< of its clock; 0: it stands still but for clock.skip()
    std::optional<Instant> start{};                 ///< of its clock; nullopt: the real time
    Duration pings = std::chrono::seconds(10);      ///< how often it pings; 0: never
    std::uint16_t port = 0;                         ///< 0: any
};

/// Must be destroyed before the io_context.
class SlackServer {
public:
    explicit SlackServer(boost::asio::io_context& loop, Options options = {});
    ~SlackServer();
    SlackServer(const SlackServer&) = delete;
    SlackServer& operator=(const SlackServer&) = delete;

    /// "https://localhost:1234/api/"
    [[nodiscard]] std::string api_url() const;
    [[nodiscard]] std::vector<Call> calls_of(const std::string& method) const;
    /// TCP connections, of any kind.
    [[nodiscard]] std::size_t connections() const;

    /// Every connection is reset, and new ones are refused.
    void goes_down();
    void comes_up();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;

public:
    Clock& clock;
    World& world;
    Faults& faults;
    Gateway& gateway;
    Events& events;
    People& people;
    const std::deque<Call>& calls;  ///< in the order in which they came
    const Problems& problems;
};

}  // namespace goodturn::slack_server
