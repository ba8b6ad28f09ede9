#include "adapters/matrix/discovery.hpp"

#include <gmock/gmock.h>

namespace goodturn::matrix {
namespace {

using testing::HasSubstr;

constexpr const char* well_known = "https://example.org/.well-known/matrix/client";

net::HttpResponse answer(unsigned status, std::string body = {}, net::HttpHeaders headers = {}) {
    return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}
std::string pointing_to(const std::string& url) {
    return R"({"m.homeserver":{"base_url":")" + url + R"("}})";
}
net::HttpResponse homeserver() {
    return answer(200, R"({"versions":["v1.11"]})");
}
net::HttpResponse leading_to(const std::string& url) {
    return answer(302, {}, {{"Location", url}});
}

/// What it says to one answer that is its last word.
std::string refused(const net::HttpResponse& first) {
    Discovery discovery("example.org");
    const auto end = discovery.take(first);
    if (!end || *end) return "not refused";
    return end->error();
}

TEST(Discovery, ThePlaceThatTheServerNames) {
    Discovery discovery("example.org:8448");
    EXPECT_EQ(discovery.question(), well_known);
    EXPECT_FALSE(discovery.take(answer(200, pointing_to("https://matrix.example.org/"))));
    EXPECT_EQ(discovery.question(), "https://matrix.example.org/_matrix/client/versions");
    EXPECT_EQ(discovery.take(homeserver()), Homeserver("https://matrix.example.org"));
}

TEST(Discovery, AServerThatNamesNoneIsItself) {
    Discovery discovery("example.org");
    EXPECT_FALSE(discovery.take(answer(404, "<html>")));
    EXPECT_EQ(discovery.question(), "https://example.org/_matrix/client/versions");
    EXPECT_EQ(discovery.take(homeserver()), Homeserver("https://example.org"));
}

TEST(Discovery, APortIsCutOffAnAddressToo) {
    EXPECT_EQ(Discovery("[2001:db8::1]:8448").question(), "https://[2001:db8::1]/.well-known/matrix/client");
    EXPECT_EQ(Discovery("192.0.2.1").question(), "https://192.0.2.1/.well-known/matrix/client");
}

TEST(Discovery, RedirectsAreFollowedButNotForEverNorAway) {
    Discovery discovery("example.org");
    EXPECT_FALSE(discovery.take(leading_to("https://www.example.org/a")));
    EXPECT_EQ(discovery.question(), "https://www.example.org/a");
    EXPECT_FALSE(discovery.take(leading_to("/b")));
    EXPECT_EQ(discovery.question(), "https://www.example.org/b");
    EXPECT_FALSE(discovery.take(answer(200, pointing_to("https://matrix.example.org"))));

    Discovery endless("example.org");
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(endless.take(leading_to("/again"))) << i;
    const auto end = endless.take(leading_to("/again"));
    ASSERT_TRUE(end && !*end);
    EXPECT_THAT(end->error(), HasSubstr("from one address to another"));
    for (const char* away : {"http://example.org/", "//example.com/", "file:///etc/passwd", ""}) {
        EXPECT_THAT(refused(leading_to(away)), HasSubstr("from one address to another")) << away;
    }
}

TEST(Discovery, WhatCantBeRightIsNotGuessedAt) {
    for (const auto& first :
         {answer(200, ""), answer(200, "<html>"), answer(200, "{}"), answer(200, pointing_to("")),
          answer(200, R"({"m.homeserver":null})"), answer(500, pointing_to("https://a.example")), answer(403)}) {
        EXPECT_THAT(refused(first), HasSubstr("nothing of use about its homeserver")) << first.body;
    }
    for (const char* url : {"matrix.example.org", "http://matrix.example.org", "ftp://a", "https://me:pw@a"}) {
        const auto why = refused(answer(200, pointing_to(url)));
        EXPECT_NE(why, "not refused") << url;
        EXPECT_FALSE(why.ends_with('.')) << why;
    }
    Discovery discovery("example.org");
    const auto end = discovery.take(std::unexpected(net::HttpError{.sent = false, .detail = "no such host"}));
    ASSERT_TRUE(end && !*end);
    EXPECT_EQ(end->error(), "example.org can't be reached: no such host");
}

TEST(Discovery, TheHostIsNamedOnce) {
    const auto refused = std::unexpected(
        net::HttpError{.sent = false, .detail = "example.org: example.org can't be reached: Connection refused"});
    Discovery discovery("example.org");
    EXPECT_EQ(discovery.take(refused),
              std::unexpected(std::string("example.org can't be reached: Connection refused")));
    Discovery found("example.org");
    EXPECT_FALSE(found.take(answer(404)));
    EXPECT_EQ(found.take(refused),
              std::unexpected(std::string("https://example.org can't be reached: Connection refused")));
}

TEST(Discovery, WhereNoHomeserverAnswersThatIsSaid) {
    Discovery discovery("example.org");
    EXPECT_FALSE(discovery.take(answer(404)));
    const auto end = discovery.take(answer(200, "<html>"));
    ASSERT_TRUE(end && !*end);
    EXPECT_EQ(end->error(), "https://example.org does not answer as a homeserver does (HTTP 200)");
}

}  // namespace
}  // namespace goodturn::matrix
