#include "adapters/matrix/ids.hpp"

#include <gtest/gtest.h>

namespace goodturn::matrix {
namespace {

TEST(MatrixIds, AUserHasAServer) {
    struct Case {
        const char* text;
        bool user;
        const char* local;
        const char* server;
    };
    for (const auto& [text, user, local, server] : {
             Case{"@ana:example.org", true, "ana", "example.org"},
             Case{"@Ana/x=y:example.org:8448", true, "Ana/x=y", "example.org:8448"},
             Case{"@:example.org", true, "", "example.org"},
             Case{"@ana:", false, "ana", ""},
             Case{"@ana", false, "ana", ""},
             Case{"ana:example.org", false, "na", "example.org"},
             Case{"@ana:example.org\n", false, "ana", "example.org\n"},
             Case{"@a na:example.org", false, "a na", "example.org"},
             Case{"", false, "", ""},
         }) {
        EXPECT_EQ(user, is_user_id(text)) << text;
        EXPECT_EQ(local, local_part(text)) << text;
        EXPECT_EQ(server, server_of(text)) << text;
    }
    EXPECT_FALSE(is_user_id("@" + std::string(300, 'a') + ":example.org"));
    EXPECT_EQ("matrix/example.org:8448", space_id("@bot:example.org:8448").value);
}

TEST(MatrixIds, AMessageIsARoomAndAnEvent) {
    for (const auto& [room, event] : {
             std::pair{"!abc:example.org", "$dGhpcw"},
             std::pair{"!iS-hGbcH1AP", "$a/b+c"},                   // a room of version 12, an event of version 3
             std::pair{"!a/b:example.org", "$143273:example.org"},  // of version 1
         }) {
        const auto id = message_id(room, event);
        EXPECT_EQ(std::string(room) + "/" + event, id.value);
        EXPECT_EQ((MessageName{room, event}), split(id)) << id.value;
    }
    EXPECT_TRUE(message_id("#room:example.org", "$e").empty());
    EXPECT_TRUE(message_id("!room:example.org", "e").empty());
    EXPECT_TRUE(message_id("!room:example.org", "").empty());
    for (const char* text : {"", "!room", "!room/", "!room/$", "/$e", "room/$e", "!room/e"}) {
        EXPECT_EQ(std::nullopt, split({text})) << text;
    }
}

TEST(MatrixIds, LinksLeadToPeople) {
    struct Case {
        const char* url;
        const char* user;
    };
    for (const auto& [url, user] : {
             Case{"https://matrix.to/#/@ana:example.org", "@ana:example.org"},
             Case{"https://matrix.to/#/%40ana%3Aexample.org", "@ana:example.org"},
             Case{"https://matrix.to/#/@ana:example.org?via=example.org", "@ana:example.org"},
             Case{"matrix:u/ana:example.org", "@ana:example.org"},
             Case{"https://matrix.to/#/!room:example.org", ""},
             Case{"https://matrix.to/#/#room:example.org", ""},
             Case{"https://matrix.to/#/!room:example.org/$event", ""},
             Case{"https://example.org/#/@ana:example.org", ""},
             Case{"https://matrix.to/#/%4", ""},
             Case{"", ""},
         }) {
        EXPECT_EQ(user, user_in_link(url).value) << url;
    }
    EXPECT_EQ("https://matrix.to/#/@ana:example.org", link_to("@ana:example.org"));
    EXPECT_EQ("@a\"<b:example.org", user_in_link(link_to("@a\"<b:example.org")).value);
    EXPECT_EQ("https://matrix.to/#/@a%22%3Cb:example.org", link_to("@a\"<b:example.org"));
    EXPECT_EQ("https://matrix.to/#/!r%2F:example.org/$e%2Bf", link_to("!r/:example.org", "$e+f"));
    EXPECT_EQ("%21room%3Aexample.org%2F%24", escaped("!room:example.org/$"));
}

TEST(MatrixIds, ACursorComesBack) {
    const SyncCursor cursor{"k3j9", "s72595_4483_1934"};
    EXPECT_EQ("k3j9 s72595_4483_1934", to_text(cursor));
    EXPECT_EQ(cursor, cursor_from(to_text(cursor)));
    for (const char* text : {"", "k3j9", "k3j9 ", " s72595"}) EXPECT_EQ(std::nullopt, cursor_from(text)) << text;
}

TEST(MatrixIds, ATransactionIsTheSameForEachAttemptAndForNothingElse) {
    const chat::Instant first{std::chrono::milliseconds(1'801'130'400'000)};
    EXPECT_EQ("k3j9.417.1801130400000.0", transaction_id("k3j9", 417, first, "0"));
    for (const auto& other :
         {transaction_id("k3j8", 417, first, "0"), transaction_id("k3j9", 41, first, "0"),
          transaction_id("k3j9", 417, first, "1"),
          transaction_id("k3j9", 417, first + std::chrono::milliseconds(1), "0"), transaction_id("k3j9", "417")}) {
        EXPECT_NE(other, transaction_id("k3j9", 417, first, "0"));
    }
}

}  // namespace
}  // namespace goodturn::matrix
