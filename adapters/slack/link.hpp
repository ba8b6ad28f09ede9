#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// Socket Mode as a state machine without I/O: which connections to Slack there should be, when each is pinged,
/// replaced and given up. Its owner carries out what it returns, and tells it what happened.
/// docs.slack.dev/apis/events-api/using-socket-mode
namespace goodturn::slack {

/// Of a clock that only runs forwards, from anywhere.
using Moment = std::chrono::milliseconds;
/// One attempt to connect, and the connection it becomes. Never used twice: what comes late from an old one is ignored.
using ConnectionId = std::uint64_t;

/// Ask apps.connections.open for an address; answer with Link::opened or Link::not_opened. One at a time.
struct AskAddress {};
struct Connect {
    ConnectionId id = 0;
    std::string url;  ///< holds a ticket: not for the log
};
struct Ping {
    ConnectionId id = 0;
};
/// Say goodbye, and be gone within a second whatever Slack does; Link::closed follows. Without a close frame Slack goes
/// on sending to a connection that is no more, for hours.
struct Close {
    ConnectionId id = 0;
};
/// There is nobody to say goodbye to; Link::closed does not follow.
struct Drop {
    ConnectionId id = 0;
};
struct Tell {
    enum class Level { warning, error };
    Level level = Level::warning;
    std::string text;
};
using LinkAction = std::variant<AskAddress, Connect, Ping, Close, Drop, Tell>;
using LinkActions = std::vector<LinkAction>;

enum class NotOpened {
    transient,  ///< no answer, a server's error, an answer nobody can read
    refused,    ///< the token will never do: tried again once in a while, since it can be mended at Slack
};

class Link {
public:
    /// `random`: from 0 to 1, 1 excluded. `replacement`: one that was of use and is sent away is replaced at once,
    /// three times and then once in so long; beyond that it counts as a failure, unless it lived for a minute.
    /// `renewal`: a second one is opened once to twice so long before the end that Slack announced.
    Link(std::function<double()> random, Moment replacement, Moment renewal)
        : random_(std::move(random)), replacement_(replacement), renewal_(renewal) {}

    /// Every call may lead to actions. After each, `tick` is wanted at `next`.
    [[nodiscard]] LinkActions start(Moment now);
    [[nodiscard]] LinkActions tick(Moment now);
    [[nodiscard]] Moment next() const;

    [[nodiscard]] LinkActions opened(std::string url, Moment now);
    /// `wait`: what Slack asked for; 0: nothing.
    [[nodiscard]] LinkActions not_opened(NotOpened why, std::string detail, std::chrono::milliseconds wait, Moment now);
    /// The handshake is done.
    [[nodiscard]] LinkActions connected(ConnectionId id, Moment now);
    /// It could not be made, or ended, however.
    [[nodiscard]] LinkActions closed(ConnectionId id, std::string detail, Moment now);
    /// Any frame at all, also a ping or a pong.
    void heard(ConnectionId id, Moment now);
    /// `lives`: for how long it will, as Slack estimates; 0: not said. `count`: connections that Slack knows of.
    [[nodiscard]] LinkActions hello(ConnectionId id, int count, std::chrono::seconds lives, Moment now);
    /// It brought a command or an event.
    void served(ConnectionId id);
    [[nodiscard]] LinkActions disconnect(ConnectionId id, const std::string& reason, Moment now);
    /// Says goodbye on every connection; nothing follows.
    [[nodiscard]] LinkActions stop(Moment now);

    /// One that said hello, even if it was told to go: commands and events still come by it.
    [[nodiscard]] bool up() const;
    /// The last one that said hello, rather one that stays; nullopt: there is none.
    [[nodiscard]] std::optional<ConnectionId> best() const;
    /// How long ago anything was heard; nullopt: no connection is open.
    [[nodiscard]] std::optional<std::chrono::milliseconds> silence(Moment now) const;
    [[nodiscard]] std::size_t connections() const { return connections_.size(); }

private:
    struct Connection {
        ConnectionId id = 0;
        enum class Phase {
            connecting,  ///< no handshake yet
            greeting,    ///< open, no hello yet
            ready,
            leaving,  ///< its replacement is wanted or there already; it is listened to until it goes, or is well again
            closing,  ///< goodbye was said
        };
        Phase phase = Phase::connecting;
        Moment since{};   ///< of the phase; while it is ready or leaves, of its hello
        Moment heard{};   ///< the last frame
        Moment pinged{};  ///< the last ping of ours
        std::optional<Moment> renew{};
        std::optional<Moment> told{};  ///< by Slack, to go
        bool served = false;
        bool doubted = false;  ///< it leaves for its silence
    };
    [[nodiscard]] Connection* find(ConnectionId id);
    [[nodiscard]] const Connection* other_ready(const Connection& connection) const;
    /// No connection is on its way up or here to stay, and none is asked for.
    [[nodiscard]] bool wanted() const;
    void close(LinkActions& actions, Connection& connection, Moment now);
    /// Asks for a new connection if one is wanted and it is time.
    void advance(LinkActions& actions, Moment now);
    void hold_off(Moment until) { not_before_ = std::max(not_before_, until); }
    /// The next attempt waits for longer each time.
    void failed(Moment now);
    /// It is of no use any more, and this is no plan of ours: whether that counts as a failure.
    void lost(const Connection& connection, Moment now);
    /// Slack may replace it, and be followed at once.
    [[nodiscard]] bool take_replacement(const Connection& connection, Moment now);
    /// True: it is gone.
    [[nodiscard]] bool watch(LinkActions& actions, Connection& connection, Moment now);
    [[nodiscard]] Moment next(const Connection& connection) const;
    /// When its silence leads to another, if that lasts.
    [[nodiscard]] Moment doubt(const Connection& connection) const;
    /// When it is to be closed.
    [[nodiscard]] Moment end(const Connection& connection) const;

    std::function<double()> random_;
    Moment replacement_;
    Moment renewal_;
    std::vector<Connection> connections_;  ///< two at most
    ConnectionId last_id_ = 0;
    bool running_ = false;
    bool asking_ = false;
    int failures_ = 0;
    Moment not_before_{};              ///< of the next attempt
    Moment owed_ = Moment::min();      ///< when all early replacements are paid back
    std::optional<Moment> broke_off_;  ///< one did, without a goodbye, the last time
    std::optional<Moment> doubted_;    ///< when silence left none ready the last time
};

}  // namespace goodturn::slack
