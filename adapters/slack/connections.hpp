#pragma once

#include "adapters/net/client.hpp"
#include "adapters/net/tls.hpp"
#include "adapters/net/url.hpp"
#include "adapters/slack/envelope.hpp"
#include "adapters/slack/link.hpp"
#include "adapters/slack/patience.hpp"
#include "adapters/slack/replies.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace goodturn::slack {

struct ConnectionsOptions {
    std::string api_url = "https://slack.com/api/";
    std::string app_token;  ///< xapp-…
    net::Proxy proxy{};
    Patience patience{};
};

/// Of a bot token's app and the connections'; empty: they are the same, or not known.
[[nodiscard]] std::string different_apps(const std::string& bots, const std::string& links);

/// Why apps.connections.open gives no connection, and how to mend it.
[[nodiscard]] std::string no_connection(const Problem& problem);
inline constexpr std::string_view socket_mode_off =
    "Socket Mode has to be switched on, on the app's page of that name.";

/// For an acknowledgement; then it tells whoever waits that it failed.
inline constexpr auto slack_waits = std::chrono::seconds(3);

/// No connection has this id.
inline constexpr ConnectionId any_connection = 0;

/// The websockets of one app: does what Link decides. Lives on the event loop's thread.
class Connections {
public:
    /// True: a pong to a later ping came, so Slack has it. False: nobody knows, and nobody ever will.
    using Proof = std::move_only_function<void(bool arrived)>;
    using OnEnvelope = std::function<void(ConnectionId, const Envelope&)>;
    using OnHello = std::function<void()>;

    /// `client` must outlive it.
    Connections(const boost::asio::any_io_executor& loop, std::shared_ptr<net::Tls> tls, net::Client& client,
                ConnectionsOptions options, OnEnvelope on_envelope, OnHello on_hello);
    ~Connections();
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;

    /// Nothing, once it was stopped: Slack may say who a workspace is only then.
    void start();
    /// Says goodbye on each connection; `done` when all are gone, after a second or so. No envelopes any more.
    void stop(std::move_only_function<void()> done);

    /// Sends an acknowledgement by the connection that brought the envelope. `proof` is called once, not from within
    /// this call, and no more when this object is gone.
    /// any_connection: by one that is there, or by the next within three seconds, unproven in any case. Whether Slack
    /// takes it from another connection is not documented; its own clients send it so.
    void acknowledge(ConnectionId by, std::string frame, Proof proof);

    struct State {
        bool up = false;  ///< commands and events come
        std::size_t connections = 0;
        std::optional<std::chrono::milliseconds> silence;  ///< since anything was heard; nullopt: no connection is open
        std::string trouble;  ///< why it is not up, if anything went wrong since it was, and how to mend that
        std::string app;      ///< A…, whose connections these are; empty: not known
    };
    [[nodiscard]] State state() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace goodturn::slack
