#include "adapters/net/url.hpp"
#include "config/address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace goodturn::net {
namespace {

using testing::HasSubstr;
using testing::Not;

Url at(const std::string& text) {
    const auto url = parse_url(text);
    EXPECT_TRUE(url) << text;
    return url.value_or(Url{});
}

TEST(Url, IsTakenApart) {
    struct Case {
        const char* text;
        const char* scheme;
        const char* host;
        unsigned port;
        const char* target;
        const char* authority;
    };
    for (const auto& [text, scheme, host, port, target, authority] : {
             Case{"https://slack.com/api/auth.test", "https", "slack.com", 443, "/api/auth.test", "slack.com"},
             Case{"https://slack.com", "https", "slack.com", 443, "/", "slack.com"},
             Case{"https://slack.com?a=b", "https", "slack.com", 443, "/?a=b", "slack.com"},
             Case{"HTTPS://Slack.COM/A?B#C", "https", "slack.com", 443, "/A?B", "slack.com"},
             Case{"https://slack.com:443/", "https", "slack.com", 443, "/", "slack.com"},
             Case{"https://slack.com:/", "https", "slack.com", 443, "/", "slack.com"},
             Case{"https://m.example:8448/_x/%20?a=%26&b", "https", "m.example", 8448, "/_x/%20?a=%26&b",
                  "m.example:8448"},
             Case{"wss://wss-primary.slack.com/link/?ticket=1-2&app_id=3", "wss", "wss-primary.slack.com", 443,
                  "/link/?ticket=1-2&app_id=3", "wss-primary.slack.com"},
             Case{"https://[2001:DB8::1]:99/", "https", "2001:db8::1", 99, "/", "[2001:db8::1]:99"},
             Case{"http://127.0.0.1/", "http", "127.0.0.1", 80, "/", "127.0.0.1"},
             Case{"ws://127.9.9.9:80/", "ws", "127.9.9.9", 80, "/", "127.9.9.9"},
             Case{"http://[::1]:8008/", "http", "::1", 8008, "/", "[::1]:8008"},
             Case{"http://LocalHost:443/", "http", "localhost", 443, "/", "localhost:443"},
         }) {
        const auto url = at(text);
        EXPECT_EQ(url.scheme, scheme) << text;
        EXPECT_EQ(url.host, host) << text;
        EXPECT_EQ(url.port, port) << text;
        EXPECT_EQ(url.target, target) << text;
        EXPECT_EQ(url.authority(), authority) << text;
    }
}

TEST(Url, EveryAddressThatTheSettingsTakeIsTaken) {
    std::size_t taken = 0;
    for (const std::string scheme : {"https://", "http://", "HTTPS://", "ws://", ""})
        for (const std::string host :
             {"slack.com", "localhost", "localhost.", "127.0.0.1", "127.1", "127.0.0.1.example.org", "[::1]",
              "[::ffff:127.0.0.1]", "[2001:db8::1]", "[fe80::1%lo]", "[::1", "a_b", "-", "a:b@c", "%61", "ä", ""})
            for (const std::string port : {"", ":", ":0", ":1", ":65535", ":65536", ":+1", ":080"})
                for (const std::string path : {"", "/", "/api/", "/%zz\\\"<", "/a b", "?a", "#a"}) {
                    const std::string text = scheme + host + port + path;
                    if (!config::is_api_url(text)) continue;
                    ++taken;
                    const auto url = parse_url(text);
                    EXPECT_TRUE(url && (url->scheme == "https" || url->loopback())) << text;
                }
    EXPECT_GT(taken, 100U);
}

TEST(Url, OthersAreRefusedWithoutShowingThem) {
    for (const char* text :
         {"", "secret", "//secret/", "/secret", "https:secret", "https:///secret", "https://:99/secret",
          "https://a b/secret", "https://a:port/secret", "https://a:0/secret", "https://a:65536/secret",
          "https://%61/secret", "ftp://a/secret", "https://me:secret@a/", "https://secret@a/",
          "https://a/secret\r\nb: c", "https://a/secret b", "https://[::1/secret", "https://[v1.a]/secret"}) {
        const auto url = parse_url(text);
        ASSERT_FALSE(url) << text;
        EXPECT_THAT(url.error(), Not(HasSubstr("secret"))) << text;
        EXPECT_TRUE(url.error().ends_with(".")) << url.error();
    }
}

TEST(Url, WithoutTlsOnlyThisMachine) {
    for (const char* text : {"http://slack.com/", "ws://slack.com/", "http://10.0.0.1/", "http://0.0.0.0/",
                             "http://127.1/", "http://2130706433/", "http://localhost.example.org/",
                             "http://127.0.0.1.example.org/", "http://[::]/", "http://[2001:db8::1]/"}) {
        const auto url = parse_url(text);
        ASSERT_FALSE(url) << text;
        EXPECT_THAT(url.error(), HasSubstr("this machine only")) << text;
    }
}

TEST(Proxy, IsReadFromTheEnvironment) {
    struct Case {
        const char* text;
        const char* host;
        unsigned port;
        const char* authorization;
    };
    for (const auto& [text, host, port, authorization] : {
             Case{"", "", 0, ""},
             Case{"http://proxy.example:3128", "proxy.example", 3128, ""},
             Case{"http://proxy.example:3128/", "proxy.example", 3128, ""},
             Case{"HTTP://Proxy.Example", "proxy.example", 80, ""},
             Case{"proxy.example:3128", "proxy.example", 3128, ""},
             Case{"10.0.0.1:8080", "10.0.0.1", 8080, ""},
             Case{"http://[fd00::1]:3128", "fd00::1", 3128, ""},
             Case{"http://user:pass@proxy.example:1", "proxy.example", 1, "Basic dXNlcjpwYXNz"},
             Case{"user:p%40ss@proxy.example:1", "proxy.example", 1, "Basic dXNlcjpwQHNz"},
             Case{"http://user@proxy.example:1", "proxy.example", 1, "Basic dXNlcjo="},
         }) {
        const auto proxy = proxy_from_environment(text, "a,b");
        ASSERT_TRUE(proxy) << text;
        EXPECT_EQ(proxy->host, host) << text;
        EXPECT_EQ(proxy->port, port) << text;
        EXPECT_EQ(proxy->authorization, authorization) << text;
    }
}

TEST(Proxy, OthersAreRefusedWithoutShowingThem) {
    for (const char* text : {"https://me:secret@proxy:1", "socks5://me:secret@proxy:1", "http://", "http://me:secret@",
                             "http://me:secret@proxy:x", "me:secret@proxy proxy"}) {
        const auto proxy = proxy_from_environment(text, "");
        ASSERT_FALSE(proxy) << text;
        EXPECT_THAT(proxy.error(), Not(HasSubstr("secret"))) << text;
        EXPECT_THAT(proxy.error(), HasSubstr("HTTPS_PROXY")) << text;
    }
}

TEST(Proxy, IsPassedByAsNoProxySays) {
    struct Case {
        const char* no_proxy;
        const char* url;
        bool serves;
    };
    for (const auto& [no_proxy, url, serves] : {
             Case{"", "https://slack.com/", true},
             Case{"", "wss://slack.com/", true},
             Case{"", "https://localhost/", false},
             Case{"", "https://127.0.0.1/", false},
             Case{"", "https://[::1]/", false},
             Case{"", "http://localhost/", false},
             Case{"*", "https://slack.com/", false},
             Case{"slack.com", "https://slack.com/", false},
             Case{"Slack.COM", "https://slack.com/", false},
             Case{"slack.com", "https://files.slack.com/", false},
             Case{".slack.com", "https://files.slack.com/", false},
             Case{".slack.com", "https://slack.com/", false},
             Case{"*.slack.com", "https://files.slack.com/", false},
             Case{"slack.com", "https://notslack.com/", true},
             Case{"files.slack.com", "https://slack.com/", true},
             Case{"a.example, slack.com", "https://slack.com/", false},
             Case{"a.example slack.com", "https://slack.com/", false},
             Case{" ,,slack.com,", "https://slack.com/", false},
             Case{",", "https://slack.com/", true},
             Case{"slack.com:443", "https://slack.com/", false},
             Case{"slack.com:8443", "https://slack.com/", true},
             Case{":443", "https://slack.com/", true},
             Case{"10.0.0.1", "https://10.0.0.1/", false},
             Case{"0.0.1", "https://10.0.0.1/", true},
             Case{"10.0.0.1:9", "https://10.0.0.1:9/", false},
             Case{"10.0.0.1:9", "https://10.0.0.1/", true},
             Case{"10.0.0.0/8", "https://10.9.8.7/", false},
             Case{"10.0.0.0/8", "https://11.0.0.1/", true},
             Case{"10.0.0.0/8", "https://slack.com/", true},
             Case{"10.0.0.0/x", "https://10.0.0.1/", true},
             Case{"fd00::/16", "https://[fd00:1::2]/", false},
             Case{"fd00::/16", "https://[fd01::2]/", true},
             Case{"fd00::1", "https://[fd00:0::1]/", false},
             Case{"[fd00::1]:9", "https://[fd00::1]:9/", false},
             Case{"[fd00::1]:9", "https://[fd00::1]/", true},
         }) {
        const auto proxy = proxy_from_environment("proxy.example:3128", no_proxy);
        ASSERT_TRUE(proxy);
        EXPECT_EQ(proxy->serves(at(url)), serves) << no_proxy << " | " << url;
    }
    EXPECT_FALSE(Proxy{}.serves(at("https://slack.com/")));
}

}  // namespace
}  // namespace goodturn::net
