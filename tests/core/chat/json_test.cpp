#include "core/chat/json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace goodturn::chat {
namespace {

using nlohmann::json;

Message one(Block block) {
    return Message{{std::move(block)}};
}

Button button(const std::string& label, ButtonStyle style) {
    Button it;
    it.label = label;
    it.style = style;
    return it;
}

TEST(Json, BringsEverySpanBack) {
    const Message message = one(Paragraph{{
        Plain{"plain"},
        Bold{"bold"},
        Code{"code"},
        Quoted{"“it's” a <b>quotation</b>\nof two lines"},
        Mention{{"ana"}, "Ana Sousa"},
        Date{Instant{std::chrono::milliseconds{1801130400000}}, "Fri 29 Jan, 10:00"},
        Date{Instant{std::chrono::milliseconds{-1}}, ""},
        Link{"https://example.org/?a=1&b=2", "here"},
        WriteTo{{"bo"}, "Write to Bo"},
        Plain{""},
    }});
    EXPECT_EQ(message_from_json(to_json(message)), message);
}

TEST(Json, BringsEveryBlockBack) {
    const Button full{"Send", "send", "✅", ButtonStyle::primary, "send", "17", "b1"};
    const Button bare = button("No", ButtonStyle::danger);
    const Message message{{
        Paragraph{{Plain{"Hello"}}},
        Paragraph{},
        Note{{Plain{"small print"}}},
        Quote{"two\nlines"},
        List{{{Plain{"one"}, Bold{"1"}}, {}, {Code{"two"}}}},
        Fields{{{"Zone", {Plain{"Lisbon"}}}, {"Zone", {}}, {"", {Plain{"x"}}}}},
        Item{-2, {Bold{"Bo"}}, "unblocked the deploy", {full, bare}},
        Buttons{{bare, full}},
        Buttons{},
        Menu{full, {{"a", "A"}, {"", ""}}},
    }};
    EXPECT_EQ(message_from_json(to_json(message)), message);
    EXPECT_EQ(message_from_json(to_json(Message{})), Message{});
}

TEST(Json, BringsWordsBack) {
    const Words words{Named{{"ana"}, "Ana Sousa"}, " helped me \"today\" ", Named{{"bo"}, ""}, ""};
    EXPECT_EQ(words_from_json(to_json(words)), words);
    EXPECT_EQ(words_from_json("[]"), Words{});
}

TEST(Json, WritesTheFormatOfTheHeader) {
    EXPECT_EQ(json::parse(to_json(Message{})), json::parse(R"({"blocks":[]})"));
    EXPECT_EQ(json::parse(to_json(one(Paragraph{{Plain{"a"}, Mention{{"ana"}, "Ana"}}}))),
              json::parse(R"({"blocks":[{"t":"paragraph","text":[{"t":"plain","text":"a"},
                              {"t":"mention","account":"ana","name":"Ana"}]}]})"));
    EXPECT_EQ(
        json::parse(to_json(one(Fields{{{"Zone", {Date{Instant{std::chrono::milliseconds{5}}, "now"}}}}}))),
        json::parse(
            R"({"blocks":[{"t":"fields","fields":[{"name":"Zone","text":[{"t":"date","at":5,"text":"now"}]}]}]})"));
    EXPECT_EQ(
        json::parse(to_json(one(Item{3, {}, "", {Button{"No", "", "", ButtonStyle::plain, "", "", "b7"}}}))),
        json::parse(R"({"blocks":[{"t":"item","number":3,"buttons":[{"id":"b7","label":"No","style":"plain"}]}]})"));
    EXPECT_EQ(json::parse(to_json(one(Menu{button("Pick", ButtonStyle::primary), {{"v", "V"}}}))),
              json::parse(R"({"blocks":[{"t":"menu","button":{"label":"Pick","style":"primary"},
                              "options":[{"value":"v","label":"V"}]}]})"));
    EXPECT_EQ(json::parse(to_json(Words{"hi ", Named{{"ana"}, "Ana Sousa"}, Named{{"bo"}, ""}})),
              json::parse(R"(["hi ",{"account":"ana","label":"Ana Sousa"},{"account":"bo"}])"));
}

TEST(Json, WritesForms) {
    const Form form{"t1",
                    "Note a help",
                    {{"who", "Who?", FieldKind::person, "ana", {}, true, 1000},
                     {"how", "How?", FieldKind::choice, "", {{"a", "A"}}, false, 20}},
                    "Note it"};
    EXPECT_EQ(json::parse(to_json(form)), json::parse(R"({"token":"t1","title":"Note a help","submit":"Note it",
        "fields":[{"name":"who","label":"Who?","kind":"person","initial":"ana","required":true,"max":1000},
                  {"name":"how","label":"How?","kind":"choice","options":[{"value":"a","label":"A"}],
                   "required":false,"max":20}]})"));
}

TEST(Json, WritesInvalidUtf8WithReplacementCharacters) {
    EXPECT_EQ(message_from_json(to_json(one(Quote{"a\xFF\x62"}))), one(Quote{"a\uFFFD\x62"}));
}

TEST(Json, IgnoresMembersItDoesNotKnow) {
    EXPECT_EQ(message_from_json(R"({"blocks":[{"t":"quote","text":"x","new":[1]}],"also":{}})"), one(Quote{"x"}));
}

TEST(Json, RefusesMessagesOfAnotherShape) {
    const std::vector<std::string> texts{
        "",
        "nonsense",
        "null",
        "[]",
        "\"blocks\"",
        "{}",
        R"({"blocks":null})",
        R"({"blocks":{}})",
        R"({"blocks":[]} x)",
        R"({"blocks":[3]})",
        R"({"blocks":[[]]})",
        R"({"blocks":[{}]})",
        R"({"blocks":[{"t":"plain","text":"a span is no block"}]})",
        R"({"blocks":[{"t":5}]})",
        R"({"blocks":[{"t":"quote","text":["x"]}]})",
        R"({"blocks":[{"t":"paragraph","text":"x"}]})",
        R"({"blocks":[{"t":"paragraph","text":["x"]}]})",
        R"({"blocks":[{"t":"paragraph","text":[{"t":"quote"}]}]})",
        R"({"blocks":[{"t":"paragraph","text":[{"t":"date","text":"no instant"}]}]})",
        R"({"blocks":[{"t":"paragraph","text":[{"t":"date","at":1.5}]}]})",
        R"({"blocks":[{"t":"paragraph","text":[{"t":"date","at":18446744073709551615}]}]})",
        R"({"blocks":[{"t":"paragraph","text":[{"t":"mention","account":7}]}]})",
        R"({"blocks":[{"t":"list","items":[{"t":"plain"}]}]})",
        R"({"blocks":[{"t":"fields","fields":[["name",[]]]}]})",
        R"({"blocks":[{"t":"item"}]})",
        R"({"blocks":[{"t":"item","number":"1"}]})",
        R"({"blocks":[{"t":"item","number":2147483648}]})",
        R"({"blocks":[{"t":"buttons","buttons":[{"label":"no style"}]}]})",
        R"({"blocks":[{"t":"buttons","buttons":[{"style":"loud"}]}]})",
        R"({"blocks":[{"t":"buttons","buttons":["x"]}]})",
        R"({"blocks":[{"t":"menu","options":[]}]})",
        R"({"blocks":[{"t":"menu","button":{"style":"plain"},"options":["x"]}]})",
        "{\"blocks\":[{\"t\":\"quote\",\"text\":\"invalid \xFF\"}]}",
    };
    for (const auto& text : texts) EXPECT_FALSE(message_from_json(text).has_value()) << text;
}

TEST(Json, RefusesWordsOfAnotherShape) {
    for (const std::string text : {"", "{}", "\"x\"", "[1]", "[null]", "[[]]", "[{}]", R"([{"label":"nobody"}])",
                                   R"([{"account":7}])", R"([{"account":"a","label":[]}])", R"(["\ud800"])"})
        EXPECT_FALSE(words_from_json(text).has_value()) << text;
}

TEST(Json, RefusesDeepNestingBeforeItBuildsATree) {
    const auto nested = [](std::size_t levels) {
        return R"({"blocks":[],"x":)" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
    };
    EXPECT_TRUE(message_from_json(nested(max_json_depth)).has_value());
    EXPECT_FALSE(message_from_json(nested(max_json_depth + 1)).has_value());
    EXPECT_FALSE(message_from_json(nested(1'000'000)).has_value());
    EXPECT_FALSE(words_from_json(std::string(1'000'000, '[')).has_value());
}

TEST(Json, BracketsInStringsAreNoNesting) {
    EXPECT_FALSE(nested_deeper(R"(["[[[[\"[[[[\\"])", 1));
    EXPECT_TRUE(nested_deeper(R"(["\\",["x"]])", 1));
    EXPECT_FALSE(nested_deeper("[],[],{},{}]]]][", 1));
}

}  // namespace
}  // namespace goodturn::chat
