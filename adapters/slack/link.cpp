#include "adapters/slack/link.hpp"

#include <fmt/format.h>

namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;

constexpr auto ping_every = 3s;
constexpr auto doubt_after = 6s;
constexpr auto doubt_every = 60s;
constexpr auto dead_after = 25s;
constexpr auto handshake_within = 15s;
constexpr auto hello_within = 10s;
/// Once it was told to go and the new one is there. Slack mostly closes it itself before.
constexpr auto linger = 15s;
constexpr auto proven_after = 60s;  ///< a connection that lives so long was no failure
constexpr int early_replacements = 3;
constexpr auto first_wait = 500ms;
constexpr auto longest_wait = 30'000ms;
constexpr auto far_wait = 5min;  ///< for what only a person can mend
constexpr auto crowded_wait = 60s;
constexpr int crowded = 8;  ///< of the ten connections an app may have
constexpr auto never = Moment::max();

}  // namespace

LinkActions Link::start(Moment now) {
    running_ = true;
    not_before_ = now;
    LinkActions actions;
    advance(actions, now);
    return actions;
}

LinkActions Link::tick(Moment now) {
    LinkActions actions;
    if (!running_) return actions;
    std::erase_if(connections_, [&](Connection& connection) { return watch(actions, connection, now); });
    advance(actions, now);
    return actions;
}

bool Link::watch(LinkActions& actions, Connection& connection, Moment now) {
    using enum Connection::Phase;
    const auto age = now - connection.since;
    if (connection.phase == closing) {
        if (age < dead_after) return false;  // its owner promises a second
        actions.emplace_back(Drop{connection.id});
        return true;
    }
    const auto silent = now - connection.heard;
    const bool late = (connection.phase == connecting && age >= handshake_within) ||
                      (connection.phase == greeting && age >= hello_within);
    if (late || (connection.phase != connecting && silent >= dead_after)) {
        actions.emplace_back(Tell{Tell::Level::warning,
                                  late ? "Slack did not say hello in time" : "nothing was heard from Slack for 25 s"});
        if (late || connection.phase == ready) failed(now);
        if (connection.phase != connecting) {
            close(actions, connection, now);
            return false;
        }
        actions.emplace_back(Drop{connection.id});
        return true;
    }
    if (connection.phase != ready && connection.phase != leaving) return false;
    if (connection.phase == ready) {
        if (now - connection.since >= proven_after) failures_ = 0;
        if (now >= doubt(connection)) {
            connection.doubted = true;
            if (other_ready(connection) == nullptr) doubted_ = now;
        }
        if (connection.doubted || (connection.renew && now >= *connection.renew)) connection.phase = leaving;
    }
    if (now >= end(connection)) {
        close(actions, connection, now);
    } else if (now - connection.pinged >= ping_every) {
        connection.pinged = now;
        actions.emplace_back(Ping{connection.id});
    }
    return false;
}

Moment Link::next(const Connection& connection) const {
    using enum Connection::Phase;
    switch (connection.phase) {
        case connecting:
            return connection.since + handshake_within;
        case greeting:
            return connection.since + hello_within;
        case closing:
            return connection.since + dead_after;
        case ready:
        case leaving:
            break;
    }
    auto at = std::min<Moment>({connection.pinged + ping_every, connection.heard + dead_after, end(connection)});
    if (connection.phase == ready) at = std::min({at, doubt(connection), connection.renew.value_or(never)});
    return at;
}

Moment Link::doubt(const Connection& connection) const {
    const Moment at = connection.heard + doubt_after;
    if (!doubted_ || other_ready(connection) != nullptr) return at;
    return std::max<Moment>(at, *doubted_ + doubt_every);
}

/// One that was not told to go has none: Slack goes on giving it its share until it reads the goodbye, and what is on
/// its way then is lost.
Moment Link::end(const Connection& connection) const {
    const auto* const other = other_ready(connection);
    if (!connection.told || other == nullptr) return never;
    return std::max(*connection.told, other->since) + linger;
}

Moment Link::next() const {
    // With two already, the end of one brings us on.
    Moment at = running_ && wanted() && connections_.size() < 2 ? not_before_ : never;
    for (const auto& connection : connections_) at = std::min(at, next(connection));
    return at;
}

LinkActions Link::opened(std::string url, Moment now) {
    asking_ = false;
    LinkActions actions;
    if (!running_ || !wanted()) return actions;
    connections_.push_back({.id = ++last_id_, .since = now, .heard = now});
    actions.emplace_back(Connect{last_id_, std::move(url)});
    return actions;
}

LinkActions Link::not_opened(NotOpened why, std::string detail, std::chrono::milliseconds wait, Moment now) {
    asking_ = false;
    LinkActions actions;
    if (!running_) return actions;
    failed(now);
    hold_off(now + wait);
    if (why == NotOpened::refused) hold_off(now + far_wait);
    actions.emplace_back(
        Tell{why == NotOpened::refused ? Tell::Level::error : Tell::Level::warning,
             "Slack gives no connection: " + std::move(detail) +
                 (why == NotOpened::refused ? ". `goodturn check` says more; I try again every five minutes." : "")});
    return actions;
}

LinkActions Link::connected(ConnectionId id, Moment now) {
    if (auto* connection = find(id)) {
        connection->phase = Connection::Phase::greeting;
        connection->since = connection->heard = connection->pinged = now;
    }
    return {};
}

LinkActions Link::closed(ConnectionId id, std::string detail, Moment now) {
    using enum Connection::Phase;
    LinkActions actions;
    const auto* connection = find(id);
    if (connection == nullptr) return actions;
    const auto gone = *connection;
    std::erase_if(connections_, [&](const Connection& other) { return other.id == id; });
    if (!running_) return actions;
    if (gone.phase != leaving && gone.phase != closing) {
        lost(gone, now);
        broke_off_ = now;
        actions.emplace_back(Tell{Tell::Level::warning, "the connection to Slack ended: " + std::move(detail)});
    }
    advance(actions, now);
    return actions;
}

void Link::heard(ConnectionId id, Moment now) {
    using enum Connection::Phase;
    auto* connection = find(id);
    if (connection == nullptr) return;
    connection->heard = now;
    const bool well_again = std::exchange(connection->doubted, false) && connection->phase == leaving;
    if (well_again && !connection->told) connection->phase = ready;
}

LinkActions Link::hello(ConnectionId id, int count, std::chrono::seconds lives, Moment now) {
    using enum Connection::Phase;
    LinkActions actions;
    auto* connection = find(id);
    if (connection == nullptr || connection->phase != greeting) return actions;
    connection->phase = ready;
    connection->since = now;
    if (lives > 2 * renewal_) {
        const auto early = std::chrono::duration_cast<Moment>(renewal_ * random_());
        connection->renew = now + lives - renewal_ - early;
    }
    const auto ours =
        std::ranges::count_if(connections_, [](const Connection& other) { return other.phase != connecting; });
    // One of ours that just broke off is counted for a while.
    const bool broke_off = broke_off_ && now - *broke_off_ < proven_after;
    if (count > ours + (broke_off ? 1 : 0)) {
        actions.emplace_back(Tell{
            count >= crowded ? Tell::Level::error : Tell::Level::warning,
            fmt::format("Slack counts {} connections of this app, and {} are from here: another bot with the same app "
                        "token, or one that died without a goodbye, gets a share of what people press",
                        count, ours)});
    }
    if (count >= crowded) hold_off(now + crowded_wait);
    return actions;
}

void Link::served(ConnectionId id) {
    if (auto* connection = find(id)) connection->served = true;
}

LinkActions Link::disconnect(ConnectionId id, const std::string& reason, Moment now) {
    using enum Connection::Phase;
    LinkActions actions;
    auto* connection = find(id);
    if (connection == nullptr || connection->phase == closing) return actions;
    if (connection->phase != leaving && !take_replacement(*connection, now)) lost(*connection, now);
    if (!connection->told) connection->told = now;
    if (connection->phase == greeting) {
        close(actions, *connection, now);  // it never was of use: another that still is stays
    } else {
        connection->phase = leaving;
    }
    if (reason == "link_disabled") {
        actions.emplace_back(Tell{
            Tell::Level::error, "Socket Mode is switched off for this app: switch it on under Settings, Socket Mode"});
        hold_off(now + far_wait);
    } else if (reason == "too_many_websockets") {
        actions.emplace_back(Tell{Tell::Level::error, "this app has more connections to Slack than it may have"});
        for (auto& other : connections_) {
            if (other.phase == leaving && other.told) close(actions, other, now);
        }
        hold_off(now + crowded_wait + std::chrono::duration_cast<Moment>(crowded_wait * random_()));
    }
    advance(actions, now);
    return actions;
}

LinkActions Link::stop(Moment now) {
    running_ = false;
    LinkActions actions;
    for (auto& connection : connections_) {
        if (connection.phase != Connection::Phase::closing) close(actions, connection, now);
    }
    return actions;
}

bool Link::up() const {
    return std::ranges::any_of(connections_, [](const Connection& connection) {
        return connection.phase == Connection::Phase::ready || connection.phase == Connection::Phase::leaving;
    });
}

std::optional<ConnectionId> Link::best() const {
    std::optional<ConnectionId> best;
    for (const auto phase : {Connection::Phase::leaving, Connection::Phase::ready}) {
        for (const auto& connection : connections_) {
            if (connection.phase == phase) best = connection.id;
        }
    }
    return best;
}

std::optional<std::chrono::milliseconds> Link::silence(Moment now) const {
    std::optional<std::chrono::milliseconds> least;
    for (const auto& connection : connections_) {
        if (connection.phase == Connection::Phase::connecting) continue;
        least = std::min(least.value_or(never), now - connection.heard);
    }
    return least;
}

Link::Connection* Link::find(ConnectionId id) {
    const auto found = std::ranges::find(connections_, id, &Connection::id);
    return found == connections_.end() ? nullptr : &*found;
}

const Link::Connection* Link::other_ready(const Connection& connection) const {
    const auto found = std::ranges::find_if(connections_, [&](const Connection& other) {
        return other.id != connection.id && other.phase == Connection::Phase::ready;
    });
    return found == connections_.end() ? nullptr : &*found;
}

bool Link::wanted() const {
    return !asking_ && std::ranges::none_of(connections_, [](const Connection& connection) {
        using enum Connection::Phase;
        return connection.phase == connecting || connection.phase == greeting || connection.phase == ready;
    });
}

void Link::close(LinkActions& actions, Connection& connection, Moment now) {
    connection.phase = Connection::Phase::closing;
    connection.since = now;
    actions.emplace_back(Close{connection.id});
}

void Link::advance(LinkActions& actions, Moment now) {
    if (!running_ || !wanted() || now < not_before_) return;
    // Never three: the one that is silent for longest goes first, unless one is going, and its end brings us here
    // again.
    if (connections_.size() >= 2) {
        const bool going = std::ranges::any_of(
            connections_, [](const Connection& other) { return other.phase == Connection::Phase::closing; });
        if (!going) close(actions, *std::ranges::min_element(connections_, {}, &Connection::heard), now);
        return;
    }
    asking_ = true;
    actions.emplace_back(AskAddress{});
}

/// 0.5 s, 1, 2, … 30 s; half of it by chance, so that many bots don't come back at once.
void Link::failed(Moment now) {
    const auto wait = std::min<Moment>(longest_wait, first_wait * (1LL << std::min(failures_, 10)));
    ++failures_;
    hold_off(now + wait / 2 + std::chrono::duration_cast<Moment>(wait / 2 * random_()));
}

/// What Slack sends away each time behind the hello, or behind the first event, must not make us ask without a pause.
bool Link::take_replacement(const Connection& connection, Moment now) {
    if (connection.phase != Connection::Phase::ready || !connection.served) return false;
    if (now - connection.since >= proven_after) return true;
    if (owed_ > now + replacement_ * (early_replacements - 1)) return false;
    owed_ = std::max(owed_, now) + replacement_;
    return true;
}

void Link::lost(const Connection& connection, Moment now) {
    if (other_ready(connection) != nullptr) return;
    const bool was_ready = connection.phase == Connection::Phase::ready;
    if (was_ready && now - connection.since >= proven_after) failures_ = 0;
    if (was_ready && failures_ == 0) {
        ++failures_;  // the first attempt after a loss is at once
    } else {
        failed(now);
    }
}

}  // namespace goodturn::slack
