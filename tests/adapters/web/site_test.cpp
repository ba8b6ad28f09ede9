#include "adapters/web/site.hpp"

#include <gtest/gtest.h>

namespace goodturn::web {
namespace {

bool may_connect(const std::string& host, const std::string& origin = {}) {
    return !Site("secret").refuse_socket({.path = "/t/secret/socket", .host = host, .origin = origin});
}

TEST(Site, OnlyANameOfThisMachineIsItsHost) {
    for (const auto* host : {"127.0.0.1", "127.0.0.1:8080", "localhost", "localhost:8080", "[::1]", "[::1]:8080"})
        EXPECT_TRUE(may_connect(host)) << host;
    for (const auto* host : {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8080", "[::2]",
                             "[::1].evil.example", "[::1]evil.example:8080"})
        EXPECT_FALSE(may_connect(host)) << host;
}

TEST(Site, AnotherSitesPageGetsNoSocket) {
    EXPECT_TRUE(may_connect("localhost:8080", "http://localhost:8080"));
    EXPECT_FALSE(may_connect("localhost:8080", "http://evil.example"));
    EXPECT_FALSE(may_connect("localhost:8080", "http://localhost:8081"));
}

}  // namespace
}  // namespace goodturn::web
