#include "tests/support/slack_server/gateway.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace goodturn::slack_server {
namespace {

using namespace std::chrono_literals;
using Phase = Connection::Phase;

constexpr std::size_t most_connections = 10;
constexpr Duration ack_deadline = 3s;
constexpr std::array<Duration, 3> retries{0s, 60s, 300s};

const char* name_of(Delivery::Type type) {
    switch (type) {
        case Delivery::Type::events_api:
            return "events_api";
        case Delivery::Type::slash_commands:
            return "slash_commands";
        case Delivery::Type::interactive:
            return "interactive";
    }
    return "";
}

std::string disconnect_frame(ConnectionId id, const std::string& reason) {
    return json{{"type", "disconnect"}, {"reason", reason}, {"debug_info", {{"host", fmt::format("applink-{}", id)}}}}
        .dump();
}

}  // namespace

std::string Gateway::issue_ticket(const std::string& app) {
    const std::string ticket = fmt::format("{:016x}-{:016x}", world_.random(), world_.random());
    tickets_[ticket] = app;
    return "/link/?ticket=" + ticket + "&app_id=" + app;
}

std::optional<std::string> Gateway::redeem(const std::string& ticket) {
    const auto node = tickets_.extract(ticket);
    if (node.empty()) return std::nullopt;
    return node.mapped();
}

ConnectionId Gateway::opened(const std::string& app, std::shared_ptr<Line> line) {
    const ConnectionId id = ++last_connection_;
    const bool too_many = registered(app) >= most_connections;
    auto& connection = connections_[id] = {.id = id, .app = app, .line = std::move(line)};
    ++seen.opened;
    seen.most_open = std::max(seen.most_open, open(app));
    if (too_many) {
        connection.phase = Phase::leaving;
        connection.line->text(disconnect_frame(id, "too_many_websockets"));
        connection.line->close(1000);
    } else if (!faults_.says_no_hello) {
        hello(connection);
    }
    return id;
}

void Gateway::hello(Connection& connection) {
    connection.line->text(json{{"type", "hello"},
                               {"num_connections", registered(connection.app)},
                               {"debug_info",
                                {{"host", fmt::format("applink-{}", connection.id)},
                                 {"started", "2027-01-04 09:00:00.000"},
                                 {"build_number", 10},
                                 {"approximate_connection_time", faults_.lives.count()}}},
                               {"connection_info", {{"app_id", connection.app}}}}
                              .dump());
}

void Gateway::heard(ConnectionId id, const std::string& text) {
    const json ack = json::parse(text, nullptr, false);
    if (!ack.is_object() || !ack.contains("envelope_id") || !ack["envelope_id"].is_string()) {
        ++seen.odd_acks;
        return;
    }
    const auto found = envelopes_.find(ack["envelope_id"].get<std::string>());
    if (found == envelopes_.end()) {
        ++seen.odd_acks;
        return;
    }
    const auto delivery = found->second;
    if (delivery->state != Delivery::State::waiting) {
        ++(delivery->state == Delivery::State::failed ? seen.late_acks : seen.repeated_acks);
        return;
    }
    if (std::ranges::find(delivery->sent_to, id) == delivery->sent_to.end()) ++seen.acks_elsewhere;
    json answer = ack.contains("payload") ? ack["payload"] : json();
    if (answer.is_object() && answer.empty()) answer = nullptr;  // as the official client says nothing
    if (!answer.is_null() && !delivery->accepts_response_payload) ++seen.payloads_in_vain;
    if (!delivery->accepts_response_payload) answer = nullptr;
    delivery->answer = answer;
    const auto act = std::move(delivery->on_answer);
    ended(*delivery, Delivery::State::acked);
    if (act) act(answer);
    if (on_end) on_end(*delivery);
}

void Gateway::ended(Delivery& delivery, Delivery::State state) {
    delivery.state = state;
    delivery.ended = world_.clock().now();
    delivery.payload = nullptr;
    delivery.on_answer = nullptr;
    delivery.on_failure = nullptr;
    --waiting_;
    if (!keep_deliveries) envelopes_.erase(delivery.envelope_id);
}

void Gateway::pinged(ConnectionId id) {
    ++connections_.at(id).pings;
}

void Gateway::ponged(ConnectionId id) {
    ++connections_.at(id).pongs;
}

void Gateway::goodbye(ConnectionId id) {
    auto& connection = connections_.at(id);
    connection.said_goodbye = true;
    if (connection.phase != Phase::gone) leaves(connection, Phase::leaving);
}

void Gateway::closed(ConnectionId id) {
    auto& connection = connections_.at(id);
    const bool stays = faults_.keeps_the_lost && connection.phase == Phase::live && !connection.said_goodbye;
    leaves(connection, stays ? Phase::ghost : Phase::gone);
    connection.line = nullptr;
}

void Gateway::leaves(Connection& connection, Phase phase) {
    const bool alone = live(connection.app).empty();
    connection.phase = phase;
    if (!alone && live(connection.app).empty()) ++seen.left_alone;
}

void Gateway::abandon() {
    for (auto& [id, connection] : connections_) connection.line = nullptr;
}

DeliveryRef Gateway::deliver(Delivery what) {
    auto delivery = std::make_shared<Delivery>(std::move(what));
    delivery->since = world_.clock().now();
    if (faults_.pads_envelopes > 0) delivery->payload["padding"] = std::string(faults_.pads_envelopes, 'x');
    if (keep_deliveries) deliveries_.push_back(delivery);
    ++waiting_;
    attempt(delivery);
    return delivery;
}

void Gateway::attempt(const std::shared_ptr<Delivery>& delivery) {
    delivery->envelope_id = new_envelope(delivery);
    const auto all = live(delivery->app);
    if (all.empty()) {
        // Nobody is there: an event waits for its next turn, a person is told at once.
        if (delivery->type == Delivery::Type::events_api) return expired(delivery, delivery->attempt);
        return failed(*delivery, "dispatch_failed");
    }
    Connection& to = connections_.at(all[world_.random() % all.size()]);
    delivery->sent_to.push_back(to.id);
    send(to, *delivery, delivery->envelope_id);
    if (faults_.repeats_envelopes) send(to, *delivery, delivery->envelope_id);
    if (faults_.repeats_events && delivery->type == Delivery::Type::events_api) {
        send(to, *delivery, new_envelope(delivery));
    }
    world_.clock().after(ack_deadline, [this, weak = std::weak_ptr(delivery), attempt = delivery->attempt] {
        if (const auto late = weak.lock()) expired(late, attempt);
    });
}

void Gateway::send(Connection& to, const Delivery& delivery, const std::string& envelope_id) {
    if (to.line == nullptr) return;
    json frame{{"envelope_id", envelope_id},
               {"type", name_of(delivery.type)},
               {"accepts_response_payload", delivery.accepts_response_payload},
               {"payload", delivery.payload}};
    if (delivery.type == Delivery::Type::events_api) {
        frame["retry_attempt"] = delivery.attempt;
        frame["retry_reason"] = delivery.attempt == 0 ? "" : "timeout";
    }
    to.line->text(frame.dump());
}

void Gateway::expired(const std::shared_ptr<Delivery>& delivery, int attempt) {
    if (delivery->state != Delivery::State::waiting || delivery->attempt != attempt) return;
    if (delivery->type != Delivery::Type::events_api) return failed(*delivery, "operation_timeout");
    if (static_cast<std::size_t>(delivery->attempt) == retries.size()) {
        ++seen.events_lost;
        return failed(*delivery, "timeout");
    }
    const auto wait = retries.at(static_cast<std::size_t>(delivery->attempt++));
    world_.clock().after(wait, [this, delivery] {
        if (delivery->state == Delivery::State::waiting) this->attempt(delivery);
    });
}

void Gateway::failed(Delivery& delivery, const std::string& error) {
    delivery.error = error;
    if (delivery.type != Delivery::Type::events_api) {
        ++seen.failed_at_person;
        world_.failures.push_back({delivery.user, delivery.what, error});
    }
    const auto act = std::move(delivery.on_failure);
    ended(delivery, Delivery::State::failed);
    if (act) act(error);
    if (on_end) on_end(delivery);
}

std::string Gateway::new_envelope(const std::shared_ptr<Delivery>& delivery) {
    std::string id = fmt::format("{:08x}-{:016x}", ++last_envelope_, world_.random());
    envelopes_[id] = delivery;
    return id;
}

void Gateway::disconnect(ConnectionId id, const std::string& reason) {
    auto& connection = connections_.at(id);
    if (connection.line == nullptr) return;
    leaves(connection, reason == "warning" ? Phase::warned : Phase::leaving);
    connection.line->text(disconnect_frame(id, reason));
}

void Gateway::refresh(ConnectionId id) {
    disconnect(id, "refresh_requested");
    if (const auto& line = connections_.at(id).line) line->close(1000);
}

void Gateway::recycle(ConnectionId id) {
    disconnect(id, "warning");
    world_.clock().after(10s, [this, id] { refresh(id); });
}

void Gateway::disable_link(const std::string& app) {
    world_.app(app).socket_mode_enabled = false;
    for (auto& [id, connection] : connections_) {
        if (connection.app != app || connection.line == nullptr) continue;
        disconnect(id, "link_disabled");
        connection.line->close(1000);
    }
}

ConnectionId Gateway::add_ghost(const std::string& app) {
    const ConnectionId id = ++last_connection_;
    connections_[id] = {.id = id, .app = app, .phase = Phase::ghost, .line = nullptr};
    return id;
}

void Gateway::remove_ghost(ConnectionId id) {
    connections_.at(id).phase = Phase::gone;
}

void Gateway::ping_all() {
    for (const auto& [id, connection] : connections_) {
        if (connection.line != nullptr) connection.line->ping(fmt::format("Ping from applink-{}", id));
    }
}

std::vector<ConnectionId> Gateway::live(const std::string& app) const {
    std::vector<ConnectionId> all;
    for (const auto& [id, connection] : connections_) {
        const auto phase = connection.phase;
        if (connection.app == app && (phase == Phase::live || phase == Phase::warned || phase == Phase::ghost))
            all.push_back(id);
    }
    return all;
}

std::size_t Gateway::open(const std::string& app) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        connections_, [&](const auto& one) { return one.second.app == app && one.second.line != nullptr; }));
}

std::size_t Gateway::registered(const std::string& app) const {
    return static_cast<std::size_t>(std::ranges::count_if(connections_, [&](const auto& one) {
        return one.second.app == app && one.second.phase != Phase::gone && one.second.phase != Phase::leaving;
    }));
}

}  // namespace goodturn::slack_server
