#pragma once

#include "adapters/net/client.hpp"
#include "adapters/slack/calls.hpp"
#include "adapters/slack/patience.hpp"
#include "adapters/slack/replies.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <expected>
#include <functional>
#include <memory>
#include <string>

namespace goodturn::slack {

struct ApiOptions {
    std::string base = "https://slack.com/api/";  ///< the method's name follows; see net::parse_url for what may be
    std::string token;                            ///< in the Authorization header only
    std::function<void()> refused{};              ///< Slack does not take the token any more
    Patience patience{};
};

/// The Web API for one workspace. Lives on the event loop's thread.
///
/// A call waits for its turn (see Gates), and comes back to its place if Slack says that it was too many, for as long
/// as its patience lasts. What certainly was not sent is sent once more at once; nothing else is repeated, for it may
/// have arrived.
class Api {
public:
    /// Called once, never from within the call that was given it, and no more when the Api is gone. Must not throw.
    using Done = std::move_only_function<void(std::expected<Reply, Problem>)>;

    /// `client` must outlive it.
    Api(const boost::asio::any_io_executor& loop, net::Client& client, ApiOptions options);
    ~Api();
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    void call(Call call, Done done);

    /// Answers at a response_url, with a message or an instruction as JSON. Without the token. `channel`: where it will
    /// be seen.
    void respond(std::string url, std::string json, std::string channel, Done done);

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace goodturn::slack
