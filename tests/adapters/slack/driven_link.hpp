#pragma once

#include "adapters/slack/link.hpp"
#include "adapters/slack/patience.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace goodturn::slack {

inline std::string to_text(const LinkAction& action) {
    if (std::holds_alternative<AskAddress>(action)) return "ask";
    if (const auto* connect = std::get_if<Connect>(&action)) return fmt::format("connect {}", connect->id);
    if (const auto* ping = std::get_if<Ping>(&action)) return fmt::format("ping {}", ping->id);
    if (const auto* close = std::get_if<Close>(&action)) return fmt::format("close {}", close->id);
    if (const auto* drop = std::get_if<Drop>(&action)) return fmt::format("drop {}", drop->id);
    return "tell " + std::get<Tell>(action).text;
}

/// A link whose clock is moved by hand. What it did is remembered with the second in which it did it, without pings.
class Driven {
public:
    explicit Driven(std::function<double()> random = [] { return 0.5; })
        : link(std::move(random), Patience().replacement, Patience().renewal) {
        did(link.start(now));
    }

    /// Lets time pass, stopping wherever the link wants to be.
    void pass(Moment time) {
        const Moment end = now + time;
        for (int stops = 0; link.next() <= end; ++stops) {
            ASSERT_LT(stops, 10'000) << "it does not stop to want to be ticked";
            now = std::max(now, link.next());
            did(link.tick(now));
        }
        now = end;
    }
    /// The same, and every connection hears something each second.
    void pass_alive(Moment time) {
        for (const Moment end = now + time; now < end;) {
            for (ConnectionId id = 0; id < 100; ++id) link.heard(id, now);
            pass(std::min<Moment>(std::chrono::seconds(1), end - now));
        }
    }
    void opened() { did(link.opened("wss://somewhere", now)); }
    void connected(ConnectionId id) {
        did(link.connected(id, now));
        did(link.hello(id, 1, std::chrono::seconds(0), now));
    }
    /// From asking for an address to the hello.
    void up(ConnectionId id) {
        opened();
        connected(id);
    }
    void not_opened(NotOpened why = NotOpened::transient, Moment wait = {}) {
        did(link.not_opened(why, "error", wait, now));
    }
    void closed(ConnectionId id) { did(link.closed(id, "reset", now)); }
    void disconnect(ConnectionId id, const std::string& reason) { did(link.disconnect(id, reason, now)); }
    void did(const LinkActions& actions) {
        for (const auto& action : actions) {
            if (std::holds_alternative<Ping>(action)) {
                ++pings;
            } else {
                log.push_back(fmt::format("{:.1f} {}", std::chrono::duration<double>(now).count(), to_text(action)));
            }
        }
    }
    std::vector<std::string> take() { return std::exchange(log, {}); }

    Moment now{0};
    Link link;
    std::vector<std::string> log;
    int pings = 0;
};

}  // namespace goodturn::slack
