#include "adapters/slack/calls.hpp"

#include "tests/adapters/slack/payloads.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr chat::Instant at{1'801'130'400'007ms};

TEST(Calls, AMessageGoesWithItsMarkAndWithoutAnyReadingOfItsText) {
    const auto call = post_call({.channel = "D1"}, {.text = "A &amp; B", .blocks = "[]"}, {1LL << 60, 2}, true);
    EXPECT_EQ(call.pace.method, "chat.postMessage");
    EXPECT_EQ(call.pace.target, "D1");
    EXPECT_TRUE(call.pace.answer);
    EXPECT_THAT(call.fields, ElementsAre(Pair("channel", "D1"), Pair("text", "A &amp; B"), Pair("blocks", "[]"),
                                         Pair("mrkdwn", "false"), Pair("parse", "none"), Pair("unfurl_links", "false"),
                                         Pair("unfurl_media", "false"),
                                         Pair("metadata", R"({"event_type":"goodturn_delivery","event_payload":)"
                                                          R"({"delivery":"1152921504606846976","part":2}})")));
}

TEST(Calls, InAThreadItNamesTheFirstMessage) {
    EXPECT_THAT(post_call({.channel = "C1", .thread = "1.2"}, {}, {}, false).fields,
                testing::Contains(Pair("thread_ts", "1.2")));
}

TEST(Calls, AConversationIsReadWithAllMarks) {
    const auto call = read_call({.channel = "D1"}, at, "", false);
    EXPECT_EQ(call.pace.method, "conversations.history");
    EXPECT_THAT(call.fields, ElementsAre(Pair("channel", "D1"), Pair("oldest", "1801130400.007000"),
                                         Pair("limit", "200"), Pair("include_all_metadata", "true")));
}

TEST(Calls, AThreadIsReadForItself) {
    const auto call = read_call({.channel = "C1", .thread = "1801130000.000200"}, at, "bmV4dA==", true);
    EXPECT_EQ(call.pace.method, "conversations.replies");
    EXPECT_TRUE(call.pace.answer);
    EXPECT_THAT(call.fields, ElementsAre(Pair("channel", "C1"), Pair("oldest", "1801130400.007000"),
                                         Pair("limit", "200"), Pair("include_all_metadata", "true"),
                                         Pair("ts", "1801130000.000200"), Pair("cursor", "bmV4dA==")));
}

std::vector<MarkedMessage> marked(const std::string& message) {
    const auto page = Document::parse(R"({"ok":true,"messages":[null,7,{"text":"of a person"},)" + message + "]}");
    EXPECT_TRUE(page) << message;
    return marked_messages(page.value_or(Document()).root(), payloads::workspace());
}

TEST(Calls, MarksOfTheBotAreFoundByAnyOfItsNames) {
    for (const char* name : {R"("app_id":"A1")", R"("bot_id":"B1")", R"("user":"UBOT")"}) {
        EXPECT_THAT(marked(R"({"type":"message",)" + std::string(name) +
                           R"(,"ts":"1801130400.000100","metadata":{"event_type":"goodturn_delivery",
                              "event_payload":{"delivery":"17","part":1}}})"),
                    ElementsAre(MarkedMessage{{17, 1}, "1801130400.000100"}));
    }
}

TEST(Calls, WhatIsNoMarkOfOursIsNone) {
    for (
        const char* message : {
            R"({"app_id":"A2","ts":"1.2","metadata":{"event_type":"goodturn_delivery",
                 "event_payload":{"delivery":"17","part":1}}})",
            R"({"ts":"1.2","metadata":{"event_type":"goodturn_delivery",
                 "event_payload":{"delivery":"17","part":1}}})",
            R"({"app_id":"A1","ts":"1.2","metadata":{"event_type":"other","event_payload":{"delivery":"17","part":1}}})",
            R"({"app_id":"A1","ts":"1.2","metadata":{"event_type":"goodturn_delivery"}})",
            R"({"app_id":"A1","ts":"1.2","metadata":{"event_type":"goodturn_delivery","event_payload":null}})",
            R"({"app_id":"A1","ts":"1.2","metadata":{"event_type":"goodturn_delivery",
                 "event_payload":{"delivery":"x","part":1}}})",
            R"({"app_id":"A1","ts":"1.2","metadata":{"event_type":"goodturn_delivery",
                 "event_payload":{"delivery":"17","part":-1}}})",
            R"({"app_id":"A1","ts":"soon","metadata":{"event_type":"goodturn_delivery",
                 "event_payload":{"delivery":"17","part":1}}})",
        }) {
        EXPECT_THAT(marked(message), IsEmpty()) << message;
    }
}

TEST(Calls, AWorkspaceThatKnowsNoNameOfItsBotFindsNothing) {
    const auto page = Document::parse(R"({"messages":[{"ts":"1.2","metadata":{"event_type":"goodturn_delivery",
        "event_payload":{"delivery":"17","part":1}}}]})");
    EXPECT_THAT(marked_messages(page->root(), Workspace()), IsEmpty());
}

}  // namespace
}  // namespace goodturn::slack
