#pragma once

#include "adapters/net/client.hpp"
#include "adapters/slack/replies.hpp"
#include "adapters/slack/session.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace goodturn::slack {

/// A sentence for the operator: what is as it should be, or what is not and how to mend it.
struct Finding {
    bool well = false;
    std::string text;
};
using Findings = std::vector<Finding>;

/// How the app's connection is tried.
enum class Connecting {
    open,  ///< it is opened, and ended after Slack's hello. Not while a bot uses the same app token: Slack would hand
           ///< commands to this one, which answers none
    ask,   ///< Slack is asked for one, which takes the app token and Socket Mode, and it is not opened
    no,    ///< a running bot has it
};

struct CheckOptions {
    Installation installation;
    std::string command;        ///< "/goodturn"
    std::string operator_id{};  ///< U…, whose Home tab is tried; empty: nobody's
    Connecting connect = Connecting::open;
    net::Proxy proxy{};
    std::chrono::milliseconds hello_within{8'000};
};

/// What the set-up of a workspace lacks, as far as its two tokens can tell. `done` is called once, on the event loop's
/// thread and not from within this call; `client` must live until then. Where Slack asks to wait, it waits.
void check(const boost::asio::any_io_executor& loop, net::Client& client, std::shared_ptr<net::Tls> tls,
           CheckOptions options, std::move_only_function<void(Findings)> done);

/// Writes to this person (U…) in their chat with the bot. `done` as above: nothing, or why it could not be done,
/// with how to mend a missing scope.
void send_test(const boost::asio::any_io_executor& loop, net::Client& client, const Installation& installation,
               const std::string& person, std::move_only_function<void(std::optional<Problem>)> done);

}  // namespace goodturn::slack
