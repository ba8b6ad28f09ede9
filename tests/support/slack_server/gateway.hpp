#pragma once

#include "tests/support/slack_server/faults.hpp"
#include "tests/support/slack_server/world.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Socket Mode without sockets: tickets, connections, what is sent over which of them, and acknowledgements.
/// docs.slack.dev/apis/events-api/using-socket-mode
namespace goodturn::slack_server {

/// One websocket, as the gateway needs it. All of this is queued in order, but for reset() and freeze().
class Line {
public:
    virtual ~Line() = default;
    virtual void text(std::string frame) = 0;
    virtual void binary(std::string frame) = 0;
    virtual void ping(std::string payload) = 0;
    /// A close frame, and the end of the connection when it is answered.
    virtual void close(std::uint16_t code) = 0;
    /// The end without a close frame: FIN.
    virtual void drop() = 0;
    /// RST.
    virtual void reset() = 0;
    /// Reads and says nothing any more, pongs neither, and keeps the connection.
    virtual void freeze() = 0;
    virtual void thaw() = 0;
};

using ConnectionId = std::uint64_t;

struct Connection {
    enum class Phase {
        live,
        warned,   ///< still gets envelopes
        leaving,  ///< was told to go, or goes: gets none, and its acknowledgements count
        ghost,    ///< registered, and nobody is there
        gone,
    };
    ConnectionId id = 0;
    std::string app{};
    Phase phase = Phase::live;
    std::shared_ptr<Line> line{};
    bool said_goodbye = false;  ///< a close frame came
    std::size_t pings = 0;      ///< that came
    std::size_t pongs = 0;
};

/// An envelope on its way, and what became of it.
struct Delivery {
    enum class Type { events_api, slash_commands, interactive };
    enum class State { waiting, acked, failed };
    Type type = Type::events_api;
    State state = State::waiting;
    std::string app{};
    std::string user{};      ///< whom it would fail at
    std::string what{};      ///< an event's type, the line that was typed, "block_actions", …
    std::string event_id{};  ///< of events
    std::string envelope_id{};
    json payload{};  ///< until it is acknowledged or has failed
    bool accepts_response_payload = false;
    int attempt = 0;                      ///< the number of the last one, from 0
    std::vector<ConnectionId> sent_to{};  ///< once an attempt that found a connection
    std::optional<json> answer{};         ///< the payload of the acknowledgement; null: there was none
    Instant since{};
    Instant ended{};
    std::string error{};  ///< of one that failed
    std::function<void(const json&)> on_answer{};
    std::function<void(const std::string&)> on_failure{};
};
using DeliveryRef = std::shared_ptr<const Delivery>;

class Gateway {
public:
    Gateway(World& world, Faults& faults) : world_(world), faults_(faults) {}

    // What clients do
    // --------------------------------

    /// apps.connections.open: the path and query of an address for one connection.
    std::string issue_ticket(const std::string& app);
    /// The app whose ticket it is, once.
    [[nodiscard]] std::optional<std::string> redeem(const std::string& ticket);
    ConnectionId opened(const std::string& app, std::shared_ptr<Line> line);
    void heard(ConnectionId id, const std::string& text);
    void pinged(ConnectionId id);
    void ponged(ConnectionId id);
    /// A close frame came.
    void goodbye(ConnectionId id);
    void closed(ConnectionId id);
    /// Lets go of all sockets, which hold what holds them.
    void abandon();

    // What Slack does
    // --------------------------------

    /// To one of the app's connections, whichever. Events are sent again until they are acknowledged (at once, after a
    /// minute, after five more); everything else fails at its person after three seconds.
    DeliveryRef deliver(Delivery what);

    /// "warning"; after ten seconds "refresh_requested", and a close frame soon.
    void recycle(ConnectionId id);
    /// The message "disconnect" alone: "warning", "refresh_requested", "link_disabled", "too_many_websockets".
    void disconnect(ConnectionId id, const std::string& reason);
    /// "refresh_requested" without a warning, and a close frame behind it.
    void refresh(ConnectionId id);
    /// Socket Mode is switched off: everybody is told and closed, apps.connections.open refuses.
    void disable_link(const std::string& app);
    /// A registration of which no client knows: it gets its share and acknowledges nothing.
    ConnectionId add_ghost(const std::string& app);
    void remove_ghost(ConnectionId id);
    /// The socket of this connection, for what only it can do: reset, freeze, a frame of any content.
    [[nodiscard]] Line& line(ConnectionId id) { return *connections_.at(id).line; }
    /// Slack's own ping, on each connection.
    void ping_all();

    // What was seen
    // --------------------------------

    /// Those that take envelopes, ghosts too.
    [[nodiscard]] std::vector<ConnectionId> live(const std::string& app) const;
    /// All that are open, ghosts not.
    [[nodiscard]] std::size_t open(const std::string& app) const;
    [[nodiscard]] const Connection& connection(ConnectionId id) const { return connections_.at(id); }
    [[nodiscard]] const std::vector<std::shared_ptr<Delivery>>& deliveries() const { return deliveries_; }
    /// Those that wait for their acknowledgement.
    [[nodiscard]] std::size_t waiting() const { return waiting_; }

    struct Seen {
        std::size_t most_open = 0;  ///< at once
        std::size_t opened = 0;
        std::size_t left_alone = 0;        ///< the times an app had no connection any more that takes envelopes
        std::size_t odd_acks = 0;          ///< that were no JSON, or named no envelope that was sent
        std::size_t late_acks = 0;         ///< of what had failed
        std::size_t repeated_acks = 0;     ///< of what was acknowledged before
        std::size_t acks_elsewhere = 0;    ///< by another connection than the one that brought it; they count
        std::size_t payloads_in_vain = 0;  ///< in the acknowledgement of what takes none
        std::size_t events_lost = 0;       ///< never acknowledged in four attempts
        std::size_t failed_at_person = 0;
    };
    Seen seen;
    bool keep_deliveries = true;                  ///< false: only those on their way are kept, for long loads
    std::function<void(const Delivery&)> on_end;  ///< acknowledged or failed, and what follows from it has happened

private:
    /// From one phase to a later one.
    void leaves(Connection& connection, Connection::Phase phase);
    void attempt(const std::shared_ptr<Delivery>& delivery);
    void expired(const std::shared_ptr<Delivery>& delivery, int attempt);
    void failed(Delivery& delivery, const std::string& error);
    void ended(Delivery& delivery, Delivery::State state);
    void send(Connection& to, const Delivery& delivery, const std::string& envelope_id);
    [[nodiscard]] std::string new_envelope(const std::shared_ptr<Delivery>& delivery);
    void hello(Connection& connection);
    [[nodiscard]] std::size_t registered(const std::string& app) const;

    World& world_;
    Faults& faults_;
    std::map<ConnectionId, Connection> connections_;
    std::map<std::string, std::string> tickets_;  ///< ticket: app
    std::map<std::string, std::shared_ptr<Delivery>> envelopes_;
    std::vector<std::shared_ptr<Delivery>> deliveries_;
    std::size_t waiting_ = 0;
    std::uint64_t last_envelope_ = 0;
    ConnectionId last_connection_ = 0;
};

}  // namespace goodturn::slack_server
