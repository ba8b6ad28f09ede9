#pragma once

#include "tests/support/slack_server/slack_server.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace goodturn::bench {

/// What `commands` of them came to.
struct Pushed {
    double seconds = 0;
    std::vector<double> milliseconds{};  ///< of each, until its acknowledgement came
    std::size_t answered = 0;            ///< whose acknowledgement had the answer in it
    std::size_t failed = 0;              ///< at the person
    double own_cpu_seconds = 0;          ///< of this process, which is Slack
};

/// The workspace of the load: 10,000 people, all in one channel, with the bot.
void add_crowd(slack_server::SlackServer& slack);

/// The people of the crowd, one after the other, type `/goodturn helped <@…> for …`, each time something else.
class Load {
public:
    Load(boost::asio::io_context& loop, slack_server::SlackServer& slack);

    /// `outstanding` commands wait for their acknowledgement, until `commands` have it.
    [[nodiscard]] Pushed push(std::size_t outstanding, std::size_t commands);
    /// What the bot does about the last ones has come to its end, as far as Slack sees it.
    void settle();

private:
    void type();

    boost::asio::io_context& loop_;
    slack_server::SlackServer& slack_;
    std::size_t typed_ = 0;
};

}  // namespace goodturn::bench
