#pragma once

#include "adapters/net/socket_client.hpp"

#include "tests/adapters/net/rude_server.hpp"
#include "tests/support/run_until.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace goodturn::net {

inline Frame closing(unsigned code) {
    return {.opcode = 8, .payload = {static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)}};
}

/// Notes everything that a socket reports, in one list.
class SocketClientTest : public testing::Test {
protected:
    SocketHandlers noting() {
        return {.on_open = [this] { note("open"); },
                .on_text = [this](const std::string& text) { note("text " + text); },
                .on_binary = [this] { note("binary"); },
                .on_ping = [this](const std::string& payload) { note("ping " + payload); },
                .on_pong = [this](const std::string& payload) { note("pong " + payload); },
                .on_closed =
                    [this](const SocketEnd& how) {
                        note("closed");
                        end = how;
                        EXPECT_THAT(how.detail, testing::Not(testing::HasSubstr("secret")));
                    }};
    }
    void note(const std::string& what) {
        EXPECT_FALSE(within_call);
        seen.push_back(what);
    }

    void connect(const std::string& url, SocketOptions options = {}) { connect(url, noting(), std::move(options)); }
    void connect(const std::string& url, SocketHandlers handlers, SocketOptions options = {}) {
        within_call = true;
        socket = std::make_unique<SocketClient>(loop.get_executor(), tls, url, std::move(handlers), std::move(options));
        within_call = false;
    }
    void call(const std::function<void(SocketClient&)>& what) {
        within_call = true;
        what(*socket);
        within_call = false;
    }

    bool until_seen(std::size_t count) {
        return support::run_until(loop, [&] { return seen.size() >= count; });
    }
    bool until_closed() {
        return support::run_until(loop, [&] { return end.has_value(); });
    }
    void expect_quiet() {
        const auto before = seen;
        loop.restart();
        loop.poll();
        EXPECT_EQ(seen, before);
    }

    Authority authority;
    std::shared_ptr<Tls> tls = std::make_shared<Tls>(authority.file());
    Certificate good = authority.issue("DNS:localhost");
    std::vector<std::string> seen;
    std::optional<SocketEnd> end;
    bool within_call = false;
    boost::asio::io_context loop{1};
    std::unique_ptr<SocketClient> socket;
};

}  // namespace goodturn::net
