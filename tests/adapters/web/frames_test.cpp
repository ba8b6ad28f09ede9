#include "adapters/web/frames.hpp"

#include "adapters/web/sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace goodturn::web {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

template <class T>
T decoded(std::string_view text) {
    const auto frame = decode(text);
    EXPECT_TRUE(frame) << text;
    if (!frame) return {};
    if constexpr (std::is_same_v<T, Hello>) {
        return std::get<Hello>(*frame);
    } else {
        EXPECT_TRUE(std::holds_alternative<T>(std::get<Command>(*frame).what)) << text;
        return std::get<T>(std::get<Command>(*frame).what);
    }
}

TEST(Frames, ReadsEveryCommand) {
    EXPECT_EQ(decoded<Hello>(R"({"do":"hello","after":12})").after, 12);

    const auto said = decoded<Say>(
        R"({"do":"say","id":"1","as":"ana","in":"release-4","words":["hi ",{"account":"ben","label":"Ben Okafor"}]})");
    EXPECT_EQ(said.in, "release-4");
    EXPECT_EQ(said.words, (chat::Words{"hi ", chat::Named{{"ben"}, "Ben Okafor"}}));

    EXPECT_EQ(decoded<EditOwn>(R"({"do":"edit","id":"1","as":"ana","message":"7","words":["a"]})").message, 7);

    const auto press =
        decoded<Press>(R"({"do":"press","id":"1","as":"ana","in":"bot-ana","message":"7","button":"b1","choice":"x"})");
    EXPECT_EQ(press.button, "b1");
    EXPECT_EQ(press.choice, "x");
    EXPECT_EQ(decoded<Press>(R"({"do":"press","id":"1","as":"ana","in":"x","message":"7","button":"b1"})").choice, "");

    const auto submit = decoded<Submit>(R"({"do":"submit","id":"1","as":"ana","token":"t","values":{"what":["a b"]}})");
    EXPECT_EQ(submit.token, "t");
    EXPECT_EQ(submit.values.at("what"), (chat::Words{"a b"}));

    const auto react =
        decoded<ReactTo>(R"({"do":"react","id":"1","as":"ana","in":"x","message":"7","emoji":"🙏","added":false})");
    EXPECT_EQ(react.emoji, "🙏");
    EXPECT_FALSE(react.added);

    decoded<OpenBotChat>(R"({"do":"open","id":"1","as":"ana"})");
    EXPECT_EQ(decoded<SetLook>(R"({"do":"look","id":"1","look":"matrix"})").look, Look::matrix);
    decoded<Fill>(R"({"do":"fill","id":"1"})");
    decoded<StartOver>(R"({"do":"start_over","id":"1"})");
}

TEST(Frames, ReadsEveryMoveOfTheClock) {
    const auto to = [](const std::string& move) {
        return decoded<MoveClock>(R"({"do":"clock","id":"1","as":"ana","to":)" + move + "}").to;
    };
    EXPECT_EQ(std::get<std::chrono::hours>(to(R"({"hours":1})")), 1h);
    EXPECT_EQ(std::get<std::chrono::days>(to(R"({"days":7})")), std::chrono::days(7));
    EXPECT_EQ(std::get<std::chrono::year_month_day>(to(R"({"date":"2027-01-29"})")),
              std::chrono::year(2027) / std::chrono::January / 29);
    EXPECT_TRUE(std::holds_alternative<ToNextNudge>(to(R"({"nudge":true})")));
}

TEST(Frames, RefusesWhatIsNotOfTheProtocol) {
    const std::string deep(100'000, '[');
    const std::string words_too_long =
        R"({"do":"say","id":"1","as":"ana","in":"x","words":[")" + std::string(200'001, 'x') + "\"]}";
    for (const std::string& text : {
             std::string(""),
             std::string("{"),
             std::string("[]"),
             std::string("null"),
             std::string("{}"),
             deep,
             R"({"do":"say","id":"1","as":"ana","in":"x","words":)" + deep,
             std::string(R"({"do":5})"),
             std::string(R"({"do":"hello"})"),
             std::string(R"({"do":"hello","after":-1})"),
             std::string(R"({"do":"hello","after":1.5})"),
             std::string(R"({"do":"dance","id":"1","as":"ana"})"),
             std::string(R"({"do":"say","as":"ana","in":"x","words":["a"]})"),
             std::string(R"({"do":"say","id":"","as":"ana","in":"x","words":["a"]})"),
             std::string(R"({"do":"say","id":"1","as":"mallory","in":"x","words":["a"]})"),
             std::string(R"({"do":"say","id":"1","as":"goodturn","in":"x","words":["a"]})"),
             std::string(R"({"do":"say","id":"1","as":"ana","in":"x","words":"a"})"),
             std::string(R"({"do":"say","id":"1","as":"ana","in":"x","words":[1]})"),
             std::string(R"({"do":"say","id":"1","as":"ana","in":"x","words":["a\u0000b"]})"),
             std::string(R"({"do":"say","id":"1","as":"ana","in":"x","words":[{"account":"mallory","label":"M"}]})"),
             words_too_long,
             std::string(R"({"do":"edit","id":"1","as":"ana","message":7,"words":["a"]})"),
             std::string(R"({"do":"edit","id":"1","as":"ana","message":"7x","words":["a"]})"),
             std::string(R"({"do":"react","id":"1","as":"ana","in":"x","message":"7","emoji":"","added":true})"),
             std::string(R"({"do":"react","id":"1","as":"ana","in":"x","message":"7","emoji":"x"})"),
             std::string(R"({"do":"submit","id":"1","as":"ana","token":"t","values":[]})"),
             std::string(R"({"do":"look","id":"1","look":"irc"})"),
             std::string(R"({"do":"clock","id":"1","as":"ana","to":{}})"),
             std::string(R"({"do":"clock","id":"1","as":"ana","to":{"hours":1,"days":1}})"),
             std::string(R"({"do":"clock","id":"1","as":"ana","to":{"hours":-1}})"),
             std::string(R"({"do":"clock","id":"1","as":"ana","to":{"date":"2027-02-30"}})"),
             std::string(R"({"do":"clock","id":"1","as":"ana","to":{"date":"2027-2-3"}})"),
             std::string(R"({"do":"clock","id":"1","as":"ana","to":{"nudge":false}})"),
         }) {
        EXPECT_FALSE(decode(text)) << text.substr(0, 200);
    }
}

TEST(Frames, AMalformedCommandKeepsItsId) {
    EXPECT_EQ(decode(R"({"do":"say","id":"abc","as":"ana"})").error().id, "abc");
    EXPECT_EQ(decode(R"({"do":"say","id":7,"as":"ana"})").error().id, "");
}

TEST(Frames, WordsCountInCharactersNotBytes) {
    std::string words;
    for (int i = 0; i < 10'000; ++i) words += "ö";
    EXPECT_TRUE(decode(R"({"do":"say","id":"1","as":"ana","in":"x","words":[")" + words + "\"]}"));
}

TEST(Frames, ASayFrameIsReadBack) {
    const Say say{"bot-ana", {chat::Named{{"joerg"}, "Jörg Weber"}, " helped \"me\""}};
    const auto back = decoded<Say>(say_frame("id", "ana", say));
    EXPECT_EQ(back.in, say.in);
    EXPECT_EQ(back.words, say.words);
}

TEST(Frames, ShowsAMessageAsItIsNow) {
    Said said{.seq = 9,
              .id = 4,
              .in = "bot-ana",
              .by = "ana",
              .only_for = {},
              .at = chat::Instant(5ms),
              .content = R"(["hi"])",
              .reactions = {{"🙏", "ben"}}};
    EXPECT_EQ(json::parse(frame(said)), json::parse(R"({"is":"message","seq":9,"id":"4","in":"bot-ana","by":"ana",
        "at":5,"words":["hi"],"reactions":[{"emoji":"🙏","by":"ben"}]})"));

    said.content = R"({"blocks":[{"t":"paragraph"}]})";
    said.only_for = "ben";
    said.edited = true;
    const json blocks = json::parse(frame(said));
    EXPECT_EQ(blocks["blocks"].size(), 1U);
    EXPECT_FALSE(blocks.contains("words"));
    EXPECT_EQ(blocks["for"], "ben");
    EXPECT_EQ(blocks["edited"], true);

    said.content = "";
    said.deleted = true;
    const json deleted = json::parse(frame(said));
    EXPECT_EQ(deleted["deleted"], true);
    EXPECT_EQ(deleted["words"], json::array());
}

}  // namespace
}  // namespace goodturn::web
