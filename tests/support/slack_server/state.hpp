#pragma once

#include "tests/support/slack_server/slack_server.hpp"

namespace goodturn::slack_server {

/// All of the server but its sockets.
struct State {
    State(const boost::asio::any_io_executor& loop, const Options& options)
        : clock(loop, options.start.value_or(std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now())),
                options.speed) {
        add_acme(world);
    }

    Clock clock;
    World world{clock};
    Faults faults;
    Problems problems;
    std::deque<Call> calls;
    Gateway gateway{world, faults};
    Events events{world, gateway};
    Interactions interactions{world, gateway, events, problems};
    People people{world, events, interactions};
    Api api{world, gateway, events, faults, problems};
};

}  // namespace goodturn::slack_server
