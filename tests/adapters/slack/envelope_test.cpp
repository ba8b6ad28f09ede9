#include "adapters/slack/envelope.hpp"

#include <gtest/gtest.h>

#include "tests/adapters/slack/payloads.hpp"

namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;

TEST(Frames, Hello) {
    const auto hello = std::get<Hello>(read_frame(payloads::hello));
    EXPECT_EQ(hello.connections, 2);
    EXPECT_EQ(hello.app, "A1");
    EXPECT_EQ(hello.lifetime, 18060s);

    const auto bare = std::get<Hello>(read_frame(R"({"type":"hello"})"));
    EXPECT_EQ(bare.connections, 0);
    EXPECT_EQ(bare.lifetime, std::nullopt);
    for (const char* odd : {"0", "-1", "1e3", "null", "99999999999999", R"("long")"}) {
        const auto frame =
            read_frame(R"({"type":"hello","debug_info":{"approximate_connection_time":)" + std::string(odd) + "}}");
        EXPECT_EQ(std::get<Hello>(frame).lifetime, std::nullopt) << odd;
    }
}

TEST(Frames, Disconnect) {
    EXPECT_EQ(std::get<Disconnect>(read_frame(payloads::disconnect)).reason, "warning");
    EXPECT_EQ(std::get<Disconnect>(read_frame(R"({"type":"disconnect","reason":null})")).reason, "");
}

TEST(Frames, AnEnvelopeOfAnyType) {
    const auto envelope = std::get<Envelope>(
        read_frame(R"({"envelope_id":"e","type":"events_api","accepts_response_payload":"true","retry_attempt":"2",)"
                   R"("retry_reason":"timeout","payload":{"a":{"b":"c"}},"new":[]})"));
    EXPECT_EQ(envelope.id, "e");
    EXPECT_EQ(envelope.type, "events_api");
    EXPECT_TRUE(envelope.takes_payload);
    EXPECT_EQ(envelope.payload()["a"]["b"].text(), "c");

    const auto unknown = std::get<Envelope>(read_frame(R"({"envelope_id":"e","type":"news"})"));
    EXPECT_EQ(unknown.type, "news");
    EXPECT_FALSE(unknown.takes_payload);
}

TEST(Frames, EverythingElseIsOdd) {
    for (const std::string& text :
         {std::string(), std::string("{"), std::string("null"), std::string("[]"), std::string("12"),
          std::string("\"hello\""), std::string("{}"), std::string(R"({"type":"events_api"})"),
          std::string(R"({"type":"events_api","envelope_id":null})"), std::string("{\"type\":\"hello\"} trailing"),
          std::string("{\"type\":\"\xff\"}"), std::string(R"({"type":"hello","lone":"\ud83"})"),
          std::string(100'000, '[')}) {
        const auto frame = read_frame(text);
        ASSERT_TRUE(std::holds_alternative<Odd>(frame)) << text.substr(0, 80);
        EXPECT_FALSE(std::get<Odd>(frame).why.empty());
    }
}

TEST(Frames, WhatIsNestedTooDeeplyIsLeftOut) {
    const auto frame =
        read_frame(R"({"type":"hello","deep":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}");
    EXPECT_FALSE(std::holds_alternative<Odd>(frame));
}

TEST(Frames, AreReadAtAnySize) {
    const std::string long_text(300'000, 'x');
    const auto frame =
        read_frame(R"({"envelope_id":"e","type":"interactive","payload":{"text":")" + long_text + R"("}})");
    EXPECT_EQ(std::get<Envelope>(frame).payload()["text"].text().size(), long_text.size());
}

TEST(Json, HalfALetterIsReplaced) {
    const auto text = [](const std::string& escaped) {
        const auto document = Document::parse("[\"" + escaped + "\"]");
        return document ? document->root().items().at(0).text() : "(no JSON)";
    };
    EXPECT_EQ(text(R"(a\ud83d)"), "a\uFFFD");
    EXPECT_EQ(text(R"(\uDE00b)"), "\uFFFDb");
    EXPECT_EQ(text(R"(\ud83d\ud83d\ude00\u0041)"), "\uFFFD😀A");
    EXPECT_EQ(text(R"(\ud83d\n\\ud83d)"), "\uFFFD\n\\ud83d") << "an escaped backslash begins none";
    EXPECT_EQ(text(R"(\ud83dx\u00e9)"), "\uFFFDxé");
    for (const char* broken : {R"(\ud83)", R"(\ud83d\)", R"(\ud83d\u)", R"(\ud83d\uzzzz)", R"(\ud83d\q)"})
        EXPECT_EQ(text(broken), "(no JSON)") << broken;
}

TEST(Json, NothingFailsWhateverIsThere) {
    const auto document = Document::parse(
        R"({"text":"a\u0000b","int":12,"big":18446744073709551615,"float":1801130400.25,"yes":true,"also":"true",)"
        R"("null":null,"list":[1,"x"],"object":{"b":1,"a":2}})");
    ASSERT_TRUE(document);
    const Value root = document->root();
    EXPECT_EQ(root["text"].text(), "ab");
    EXPECT_EQ(root["int"].text(), "12");
    EXPECT_EQ(root["int"].number(), 12);
    EXPECT_EQ(root["big"].number(), std::nullopt);
    EXPECT_EQ(root["float"].text(), "1801130400.250000");
    EXPECT_EQ(root["float"].number(), std::nullopt);
    EXPECT_TRUE(root["yes"].flag());
    EXPECT_TRUE(root["also"].flag());
    EXPECT_FALSE(root["int"].flag());
    EXPECT_EQ(root["list"].items().size(), 2U);
    ASSERT_EQ(root["object"].members().size(), 2U);
    EXPECT_EQ(root["object"].members().front().first, "a");
    for (const Value nothing : {Value(), root["none"], root["null"], root["none"]["deeper"], root["text"]["deeper"],
                                root["list"]["deeper"], Document().root()}) {
        EXPECT_EQ(nothing.text(), "");
        EXPECT_EQ(nothing.number(), std::nullopt);
        EXPECT_FALSE(nothing.flag());
        EXPECT_FALSE(nothing.is_object());
        EXPECT_TRUE(nothing.items().empty());
        EXPECT_TRUE(nothing.members().empty());
    }
}

}  // namespace
}  // namespace goodturn::slack
