#include "adapters/slack/render.hpp"

#include "core/engine/line.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/show_text.hpp"
#include "tests/support/slack_server/block_kit.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace goodturn::slack {
namespace {

using namespace chat;
using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Look acme{"T0ACME", "https://acme.slack.com/"};

Button button(std::string id, std::string label, ButtonStyle style = ButtonStyle::plain) {
    Button made;
    made.id = std::move(id);
    made.label = std::move(label);
    made.style = style;
    return made;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

/// One message, whose only part is these blocks.
json blocks_of(Message message, const Look& look = acme) {
    const auto parts = parts_of(message, look);
    EXPECT_EQ(1U, parts.size());
    EXPECT_THAT(block_kit::problems(parts.front()), IsEmpty());
    return json::parse(parts.front().blocks);
}

/// The objects of this type, wherever they stand.
std::vector<json> all_of_type(const json& value, const std::string& type) {
    std::vector<json> all;
    if (value.is_object() && value.value("type", "") == type) all.push_back(value);
    if (!value.is_structured()) return all;
    for (const auto& member : value) {
        for (auto& one : all_of_type(member, type)) all.push_back(std::move(one));
    }
    return all;
}
std::vector<json> all_of_type(const std::vector<Part>& parts, const std::string& type) {
    std::vector<json> all;
    for (const auto& part : parts) {
        for (auto& one : all_of_type(json::parse(part.blocks), type)) all.push_back(std::move(one));
    }
    return all;
}

std::string seen(const std::vector<Part>& parts) {
    std::string all;
    for (const auto& part : parts) all += block_kit::seen(part.blocks);
    return all;
}

/// A person's words wherever a message has a place for words.
Message with(const std::string& words) {
    return {{
        Paragraph{{Plain{words}, Bold{words}, Code{words}, Quoted{words}, Mention{{"U1"}, words},
                   Date{Instant{std::chrono::milliseconds{1801130400000}}, words}, Link{"https://example.org", words},
                   WriteTo{{"U2"}, words}}},
        Note{{Plain{words}, Bold{words}, Code{words}, Quoted{words}, Mention{{"U1"}, words},
              Date{Instant{std::chrono::milliseconds{1801130400000}}, words}, Link{"https://example.org", words},
              WriteTo{{"U2"}, words}}},
        Note{{Plain{words}, Quoted{words}}},
        Quote{words},
        List{{{Plain{words}}, {Quoted{words}}}},
        Fields{{{words, {Plain{words}}}, {"Zone", {Quoted{words}}}}},
        Item{1, {Bold{words}}, words, {button("b1", words, ButtonStyle::primary), button("b2", "Edit")}},
        Item{2, {Plain{words}}, words, {button("b3", words)}},
        Buttons{{button("b4", words)}},
        Menu{button("b5", words), {{"v1", words}, {"v2", "other"}}},
    }};
}

const std::vector<std::string>& hostile() {
    static const std::vector<std::string> all{
        "<!channel>",
        "<!date^1^{date}|now>",
        "<@U1>",
        "*b*",
        "_i_ ~s~",
        "`x`",
        "```x```",
        "> quoted\n> twice",
        "<https://good.example|good>",
        "https://evil|good",
        "https://evil.example",
        "&lt;!here&gt;",
        "@channel @here",
        "a & b < c > d",
        "\u202Eabc\u202C \u200F",
        "\xFF\xFE broken",
        repeated("🎉", 3000),
        repeated("👨\u200D👩\u200D👧", 500),
        repeated("x", 12'000),
        repeated("<", 4000),
        " \n \u200B",
        "",
    };
    return all;
}

TEST(Render, WhatPeopleSaidIsNeverMarkup) {
    for (const auto& words : hostile()) {
        const auto name = words.substr(0, 30);
        const auto parts = parts_of(with(words), acme);
        for (const auto& part : parts) {
            EXPECT_THAT(block_kit::problems(part), IsEmpty()) << name;
            EXPECT_THAT(part.text, Not(HasSubstr("<"))) << name;
        }
        EXPECT_EQ(1U, all_of_type(parts, "user").size()) << name;
        EXPECT_EQ(1U, all_of_type(parts, "date").size()) << name;
        EXPECT_EQ(2U, all_of_type(parts, "link").size()) << name;
        EXPECT_THAT(all_of_type(parts, "broadcast"), IsEmpty()) << name;
        std::string small;
        for (const auto& one : all_of_type(parts, "mrkdwn")) small += one["text"];
        EXPECT_EQ(4, std::ranges::count(small, '<')) << name << small;
        EXPECT_THAT(small, testing::AllOf(HasSubstr("<@U1>"), HasSubstr("<!date^1801130400^"),
                                          HasSubstr("<https://example.org|"), HasSubstr("/team/U2|")));
    }
}

TEST(Render, MarkupInSmallPrintIsOnlyTheBots) {
    for (const auto& words : hostile()) {
        const Message message{
            {Note{{Plain{words}, Plain{" "}, Code{"send 1"}, Plain{" "}, Bold{"Ana"}, Plain{words}}}}};
        std::string small;
        for (const auto& one : all_of_type(parts_of(message, acme), "mrkdwn")) small += one["text"];
        EXPECT_EQ(2, std::ranges::count(small, '`')) << words.substr(0, 30);
        EXPECT_EQ(2, std::ranges::count(small, '*')) << words.substr(0, 30);
        EXPECT_EQ(0, std::ranges::count(small, '~') + std::ranges::count(small, '_')) << words.substr(0, 30);
        EXPECT_THAT(small, HasSubstr("`send 1` *Ana*"));
    }
}

TEST(Render, NothingOfALongMessageIsLost) {
    for (const auto& words :
         {repeated("x", 12'000), repeated("word ", 5000), repeated("🎉", 9000), repeated("a\n", 7000)}) {
        for (const Block& block : std::initializer_list<Block>{Paragraph{{Plain{words}}}, Paragraph{{Bold{words}}},
                                                               Quote{words}, List{{{Plain{words}}}},
                                                               Note{{Plain{words}}}, Item{1, {Plain{words}}, {}, {}}}) {
            const Message message{{block}};
            EXPECT_EQ(words, seen(parts_of(message, acme)));
            const auto live = live_of(message, acme);
            EXPECT_THAT(block_kit::problems(live.part, true), IsEmpty());
            for (const auto& part : live.rest) EXPECT_THAT(block_kit::problems(part, true), IsEmpty());
            EXPECT_EQ(words, block_kit::seen(live.part.blocks) + seen(live.rest));
        }
    }
}

TEST(Render, ManyThingsAreSharedOutInOrder) {
    Message message;
    std::string all;
    for (int i = 0; i < 120; ++i) {
        message.blocks.emplace_back(Paragraph{{Plain{"line " + std::to_string(i) + ";"}}});
        all += "line " + std::to_string(i) + ";";
    }
    const auto parts = parts_of(message, acme);
    EXPECT_EQ(3U, parts.size());
    EXPECT_EQ(all, seen(parts));
    for (const auto& part : parts) EXPECT_THAT(block_kit::problems(part), IsEmpty());
}

TEST(Render, AnItemStaysWholeWhileItFits) {
    for (const std::size_t size : {100U, 900U, 1700U, 2500U, 2900U, 3500U, 9000U}) {
        Message message;
        for (int i = 1; i <= 6; ++i) {
            const auto id = std::to_string(i);
            message.blocks.emplace_back(
                Item{i,
                     {Bold{"Person " + id}},
                     repeated("w", size),
                     {button("s" + id, "Send", ButtonStyle::primary), button("e" + id, "Edit")}});
        }
        const auto live = live_of(message, acme);
        std::vector<Part> edited{live.part};
        edited.insert(edited.end(), live.rest.begin(), live.rest.end());
        for (const auto& part : edited) EXPECT_THAT(block_kit::problems(part, true), IsEmpty()) << size;
        for (const auto& parts : {parts_of(message, acme), edited}) {
            int whole = 0;
            std::size_t buttons = 0;
            for (const auto& part : parts) {
                EXPECT_THAT(block_kit::problems(part), IsEmpty()) << size;
                const auto blocks = json::parse(part.blocks);
                EXPECT_NE("actions", blocks[0]["type"]) << size;
                for (int i = 1; i <= 6; ++i) {
                    const bool named = part.blocks.contains("Person " + std::to_string(i));
                    const bool pressed = part.blocks.contains("gt/s" + std::to_string(i));
                    whole += named && pressed ? 1 : 0;
                }
                buttons += all_of_type(blocks, "button").size();
            }
            EXPECT_EQ(12U, buttons);
            if (size < 3500) EXPECT_EQ(6, whole) << size;
        }
    }
}

TEST(Render, TheLongestLinkFitsAboveTheLongestButtons) {
    const auto url = "https://example.org/" + repeated("u", 1180);
    Item item{1, {Plain{repeated("w", 1500)}, Link{url, repeated("t", 900)}}, {}, {}};
    for (int i = 0; i < 25; ++i) item.buttons.push_back(button("b" + std::to_string(i), repeated("l", 75)));
    const auto live = live_of({{item}}, acme);
    EXPECT_THAT(block_kit::problems(live.part, true), IsEmpty());
    ASSERT_EQ(1U, live.rest.size());
    EXPECT_THAT(block_kit::problems(live.rest[0], true), IsEmpty());
    EXPECT_EQ(json(url), all_of_type(live.rest, "link").at(0)["url"]);
    EXPECT_THAT(all_of_type(parts_of({{Paragraph{{Link{url + "u", "here"}}}}}, acme), "link"), IsEmpty());
}

TEST(Render, ASpanIsNotCutWhileItFits) {
    const Message message{
        {Paragraph{{Plain{repeated("a", 2000)}, Bold{repeated("b", 2000)}, Plain{repeated("c", 900)}}}}};
    const auto blocks = blocks_of(message);
    ASSERT_EQ(2U, blocks.size());
    EXPECT_EQ(repeated("a", 2000), block_kit::seen(blocks[0]));
    EXPECT_EQ(repeated("b", 2000) + repeated("c", 900), block_kit::seen(blocks[1]));
}

TEST(Render, ButtonsAndMenusCarryTheirIds) {
    const auto blocks = blocks_of({{
        Paragraph{{Plain{"Which?"}}},
        Buttons{{button("b1", repeated("long ", 30), ButtonStyle::danger), button("b2", "Fine")}},
        Menu{button("b3", "Choose"), {{"v1", "One"}, {"v2", repeated("o", 100)}, {"", "lost"}, {"v3", " "}}},
    }});
    ASSERT_EQ(3U, blocks.size());
    const auto& first = blocks[1]["elements"][0];
    EXPECT_EQ("gt/b1", first["action_id"]);
    EXPECT_EQ("b1", first["value"]);
    EXPECT_EQ("danger", first["style"]);
    EXPECT_THAT(first["text"]["text"].get<std::string>(), testing::EndsWith("long…"));
    EXPECT_FALSE(blocks[1]["elements"][1].contains("style"));
    const auto& menu = blocks[2]["elements"][0];
    EXPECT_EQ("gt/b3", menu["action_id"]);
    EXPECT_EQ("Choose", menu["placeholder"]["text"]);
    ASSERT_EQ(3U, menu["options"].size());
    EXPECT_EQ("v1", menu["options"][0]["value"]);
    EXPECT_EQ("v3", menu["options"][2]["text"]["text"]);
}

TEST(Render, ManyButtonsAndOptionsAreAllThere) {
    Buttons row;
    Menu menu{button("m", "Choose"), {}};
    for (int i = 0; i < 60; ++i) row.buttons.push_back(button("b" + std::to_string(i), "Button"));
    for (int i = 0; i < 250; ++i) menu.options.push_back({"v" + std::to_string(i), "Option " + std::to_string(i)});
    const Message message{{Paragraph{{Plain{"Which?"}}}, row, menu}};
    const auto parts = parts_of(message, acme);
    for (const auto& part : parts) EXPECT_THAT(block_kit::problems(part), IsEmpty());
    EXPECT_EQ(60U, all_of_type(parts, "button").size());
    std::vector<std::string> values;
    std::vector<std::string> names;
    for (const auto& one : all_of_type(parts, "static_select")) {
        names.push_back(one["placeholder"]["text"]);
        for (const auto& option : one["options"]) values.push_back(option["value"]);
    }
    ASSERT_EQ(250U, values.size());
    EXPECT_EQ("v249", values.back());
    EXPECT_THAT(names, testing::ElementsAre("Choose (1/3)", "Choose (2/3)", "Choose (3/3)"));
}

TEST(Render, FieldsThatAreTooLongBecomeParagraphs) {
    Fields fields;
    for (int i = 0; i < 12; ++i) fields.fields.emplace_back("Name " + std::to_string(i), Spans{Plain{"value"}});
    fields.fields.emplace_back("Long", Spans{Plain{repeated("v", 2500)}});
    fields.fields.emplace_back("Last", Spans{});
    const auto blocks = blocks_of({{fields}});
    ASSERT_EQ(4U, blocks.size());
    EXPECT_EQ(10U, blocks[0]["fields"].size());
    EXPECT_EQ("*Name 0*\nvalue", blocks[0]["fields"][0]["text"]);
    EXPECT_EQ(2U, blocks[1]["fields"].size());
    EXPECT_EQ("rich_text", blocks[2]["type"]);
    EXPECT_EQ("*Last*\n", blocks[3]["fields"][0]["text"]);
}

TEST(Render, AWayToWriteToSomebodyNotifiesNobody) {
    const Message message{{Paragraph{{WriteTo{{"U2"}, "Write to Bo"}}}}};
    const auto url = [&](const Look& look) {
        const auto links = all_of_type(blocks_of(message, look), "link");
        return links.empty() ? "" : links[0]["url"].get<std::string>();
    };
    EXPECT_EQ("https://acme.slack.com/team/U2", url(acme));
    EXPECT_EQ("https://acme.slack.com/team/U2", url({"", "https://acme.slack.com"}));
    EXPECT_EQ("slack://user?team=T0ACME&id=U2", url({"T0ACME", ""}));
    EXPECT_EQ("", url({"", ""}));
    EXPECT_EQ("Write to Bo", block_kit::seen(blocks_of(message, {"", ""})));
    EXPECT_THAT(all_of_type(blocks_of(message), "user"), IsEmpty());
}

TEST(Render, AnIdOrAddressThatIsNoneIsText) {
    const auto blocks = blocks_of({{
        Paragraph{{Mention{{"U1> <!channel"}, "Ana"}, Link{"javascript:alert(1)", "here"}, Link{"https://a b", ""},
                   WriteTo{{"../x"}, "Bo"}}},
        Note{{Mention{{"U1> <!channel"}, "Ana"}, Code{"x"}, Link{"https://a.example/|<!here>", "c"}}},
    }});
    EXPECT_EQ("@Anaherehttps://a bBo", block_kit::seen(blocks[0]));
    EXPECT_EQ("@Ana`x`<https://a.example/%7C&lt;!here&gt;|c>", blocks[1]["elements"][0]["text"]);
}

TEST(Render, AMessageWithNothingToSeeIsStillOne) {
    for (const auto& message :
         {Message{}, Message{{Paragraph{}, Note{{Plain{" "}}}, Quote{"\u200B"}, List{}, Fields{}, Buttons{}}},
          Message{{Item{}, Menu{}}}}) {
        const auto parts = parts_of(message, acme);
        ASSERT_EQ(1U, parts.size());
        EXPECT_THAT(block_kit::problems(parts[0]), IsEmpty()) << parts[0].blocks;
        EXPECT_EQ("…", parts[0].text);
        EXPECT_THAT(live_of(message, acme).rest, IsEmpty());
    }
}

TEST(Render, NumbersAreShownWhereThereAreSeveral) {
    const Item one{1, {Bold{"Ana"}}, "the deploy", {}};
    EXPECT_EQ("Anathe deploy", block_kit::seen(blocks_of({{one}})));
    const Item two{2, {Bold{"Bo"}}, {}, {}};
    EXPECT_EQ("1. Anathe deploy2. Bo", block_kit::seen(blocks_of({{one, two}})));
}

TEST(Render, TheNotificationTellsTheSame) {
    const auto part = parts_of({{
                                   Paragraph{{Plain{"A thank-you from "}, Mention{{"U1"}, "Ben & Co"}, Plain{":"}}},
                                   Quote{"for <the> deploy"},
                                   List{{{Plain{"one"}}, {Quoted{"two"}}}},
                                   Fields{{{"Zone", {Plain{"Lisbon"}}}}},
                                   Buttons{{button("b1", "Send"), button("b2", "Edit")}},
                               }},
                               acme)
                          .front();
    EXPECT_EQ("A thank-you from Ben &amp; Co:\nfor &lt;the&gt; deploy\n• one\n• “two”\nZone\nLisbon\n[Send] [Edit]",
              part.text);
}

TEST(Render, RepresentativeMessagesAreThoseOfTheGoldenFile) {
    const Instant at{std::chrono::milliseconds{1801130400000}};
    const std::vector<std::pair<std::string, Message>> cases{
        {"an answer",
         {{Paragraph{{Plain{"Noted, for you only: "}, Bold{"Ana helped you"}, Plain{" – "},
                      Quoted{"the *deploy* <!channel>"}, Plain{"."}}},
           Buttons{{button("b1", "Undo"), button("b2", "I helped Ana")}}}}},
        {"a round",
         {{Paragraph{{Plain{"Three people helped you since "}, Date{at, "Fri 29 Jan, 10:00"}, Plain{"."}}},
           Item{1,
                {Bold{"Bo"}, Plain{" helped you"}},
                "reading my draft\n> twice",
                {button("b1", "Send", ButtonStyle::primary), button("b2", "Edit"), button("b3", "Not Bo")}},
           Item{2, {Bold{"Kai"}, Plain{". "}, WriteTo{{"U2"}, "Write to Kai"}}, "", {button("b4", "Write it")}},
           Buttons{{button("b5", "Not this month"), button("b6", "Stop", ButtonStyle::danger)}}}}},
        {"a letter",
         {{Paragraph{{Plain{"A thank-you from "}, Mention{{"U1"}, "Ben Okafor"}, Plain{":"}}}, Quote{"for the deploy"},
           Note{{Plain{"I'm Goodturn, run here by R&D *ops*. "}, Code{"no more from ben"}, Plain{" stops these. "},
                 Link{"https://example.org/a?b=1&c=2", "More"}, Plain{" until "}, Date{at, "Fri 29 Jan, 10:00"}}},
           Note{{Plain{"It is not *counted*."}}}}}},
        {"help", {{Paragraph{{Plain{"For example:"}}}, List{{{Code{"helped @ana for <what>"}}, {Code{"log"}}}}}}},
        {"settings",
         {{Fields{{{"Time zone", {Bold{"Europe/Lisbon"}, Plain{", 10:00 now. "}, Code{"tz lisbon"}}},
                   {"Passed on", {Plain{"everything"}}}}},
           Menu{button("b1", "How often"), {{"monthly", "Every month"}, {"quarterly", "Every quarter"}}}}}},
    };
    std::string all =
        "# Messages as Slack gets them\n\nWritten by render_test.cpp; GOODTURN_UPDATE_GOLDEN=1 writes it again.\n";
    for (const auto& [name, message] : cases) {
        all += "\n## " + name + "\n```\n" + support::to_text(message) + "\n```\n```json\n";
        for (const auto& part : parts_of(message, acme)) {
            EXPECT_THAT(block_kit::problems(part), IsEmpty()) << name;
            all += json(part.text).dump() + "\n";
            for (const auto& block : json::parse(part.blocks)) all += block.dump() + "\n";
        }
        all += "```\n";
    }
    support::expect_golden("slack_messages.md", all);
}

}  // namespace
}  // namespace goodturn::slack
