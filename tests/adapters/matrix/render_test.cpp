#include "adapters/matrix/render.hpp"

#include "adapters/matrix/content.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace goodturn::matrix {
namespace {

using namespace chat;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const AccountId ana{"@ana:example.org"};
constexpr const char* ana_link = "<a href=\"https://matrix.to/#/@ana:example.org\">";

TEST(MatrixRender, EachBlockHasTextAndHtml) {
    struct Case {
        Block block;
        std::string body;
        std::string html;
    };
    const std::vector<Case> cases{
        {Paragraph{{Plain{"Noted: "}, Bold{"Ana"}, Plain{"\nwell"}}}, "Noted: Ana\nwell",
         "<p>Noted: <strong>Ana</strong><br>well</p>"},
        {Paragraph{{Code{"undo"}, Plain{" "}, Quoted{"ok"}}}, "`undo` “ok”", "<p><code>undo</code> “ok”</p>"},
        {Paragraph{{Mention{ana, "Ana Sousa"}}}, "Ana Sousa", std::string("<p>") + ana_link + "Ana Sousa</a></p>"},
        {Paragraph{{Mention{{"U1"}, "Ana"}}}, "Ana", "<p>Ana</p>"},
        {Paragraph{{WriteTo{ana, "Write"}}}, "Write (https://matrix.to/#/@ana:example.org)",
         std::string("<p>") + ana_link + "Write</a></p>"},
        {Paragraph{{Link{"https://example.org/?a=1&b=2", "notes"}}}, "notes (https://example.org/?a=1&b=2)",
         "<p><a href=\"https://example.org/?a=1&amp;b=2\">notes</a></p>"},
        {Paragraph{{Link{"javascript:alert(1)", "notes"}}}, "notes", "<p>notes</p>"},
        {Paragraph{{Date{Instant{}, "Fri 29 Jan, 10:00"}}}, "Fri 29 Jan, 10:00", "<p>Fri 29 Jan, 10:00</p>"},
        {Note{{Plain{"small"}}}, "small", "<p><em>small</em></p>"},
        {Quote{"two\nlines"}, "> two\n> lines", "<blockquote>two<br>lines</blockquote>"},
        {List{{{Plain{"a"}}, {Bold{"b"}}}}, "• a\n• b", "<ul><li>a</li><li><strong>b</strong></li></ul>"},
        {Fields{{{"Zone", {Plain{"Lisbon"}}}}}, "Zone: Lisbon", "<p><strong>Zone</strong>: Lisbon</p>"},
    };
    for (const auto& [block, body, html] : cases) {
        const auto parts = parts_of({{block}});
        ASSERT_EQ(1U, parts.size()) << body;
        EXPECT_EQ(body, parts.front().body);
        EXPECT_EQ(html, parts.front().html);
    }
    EXPECT_EQ("a\n\nb", parts_of({{Paragraph{{Plain{"a"}}}, Paragraph{{Plain{"b"}}}}}).front().body);
    EXPECT_EQ("…", parts_of({}).front().body);
}

TEST(MatrixRender, WhatPeopleSayIsNoMarkup) {
    const std::string words = "<b onclick=\"x\">&'</p><a href='y'>";
    const std::string shown = "&lt;b onclick=&quot;x&quot;&gt;&amp;&#39;&lt;/p&gt;&lt;a href=&#39;y&#39;&gt;";
    const Spans spans{Plain{words},
                      Bold{words},
                      Code{words},
                      Quoted{words},
                      Mention{ana, words},
                      Date{Instant{}, words},
                      Link{"https://example.org", words},
                      WriteTo{ana, words}};
    const auto part =
        parts_of({{Paragraph{spans}, Note{spans}, Quote{words}, List{{spans}}, Fields{{{words, spans}}}}}).front();
    EXPECT_THAT(part.html, HasSubstr(shown));
    for (const char* mark : {"<b ", "onclick=\"", "'"}) EXPECT_THAT(part.html, Not(HasSubstr(mark)));
    const auto nasty = parts_of({{Paragraph{{Mention{{"@a\"><b:example.org"}, "x"}, Link{"https://x/\"><b>", "x"}}}}});
    EXPECT_THAT(nasty.front().html, Not(HasSubstr("<b:")));
}

TEST(MatrixRender, MentionsAreToldOnce) {
    const AccountId bo{"@bo:example.org"};
    const auto part = parts_of({{Paragraph{{Mention{ana, "Ana"}, Mention{bo, "Bo"}}}, Note{{Mention{ana, "Ana"}}}}});
    EXPECT_EQ((std::vector<std::string>{ana.value, bo.value}), part.front().mentions);
    const auto content = json::parse(notice(part.front(), ""));
    EXPECT_EQ((json{{"user_ids", {ana.value, bo.value}}}), content["m.mentions"]);
    EXPECT_EQ(json::object(), json::parse(notice(part_saying("x"), ""))["m.mentions"]);
}

TEST(MatrixRender, WhatIsTooLongIsSharedOut) {
    struct Case {
        const char* why;
        std::string text;
    };
    std::string lines;
    for (int i = 0; i < 3000; ++i) lines += "a line of text\n";
    std::string many(60'000, '&');
    std::string wide;
    for (int i = 0; i < 20'000; ++i) wide += "語";
    for (const auto& [why, text] : {Case{"lines", lines}, Case{"one word", many}, Case{"wide letters", wide}}) {
        for (const Block& block : {Block{Paragraph{{Plain{text}}}}, Block{Note{{Bold{text}}}}, Block{Quote{text}},
                                   Block{List{{{Plain{text}}}}}, Block{Fields{{{"f", {Plain{text}}}}}}}) {
            const auto parts = parts_of({{block}});
            EXPECT_LT(1U, parts.size()) << why;
            std::string all;
            for (const auto& part : parts) {
                EXPECT_LE(part.body.size() + part.html.size(), max_part) << why;
                EXPECT_GT(60'000U, edit(part, "$e").size()) << why;
                EXPECT_NO_THROW((void)json::parse(notice(part, ""))) << why;
                for (const char c : part.body) {
                    if (c != '\n' && c != ' ' && c != '>') all += c;
                }
            }
            for (const std::string_view sign : {"•", "f:"}) {
                for (auto at = all.find(sign); at != std::string::npos; at = all.find(sign)) all.erase(at, sign.size());
            }
            std::string expected;
            for (const char c : text) {
                if (c != '\n' && c != ' ') expected += c;
            }
            EXPECT_EQ(expected.size(), all.size()) << why;
        }
    }
}

TEST(MatrixRender, LinksAreNotTooLongEither) {
    const std::string url = "https://example.org/" + std::string(1'900, '&');
    Spans spans;
    for (int i = 0; i < 100; ++i) spans.emplace_back(Link{url, "x"});
    for (const auto& part : parts_of({{Paragraph{spans}}})) EXPECT_LE(part.body.size() + part.html.size(), max_part);
}

TEST(MatrixContent, IsWhatTheSpecificationSays) {
    const Part part{"hi", "<p>hi</p>", {}};
    const json said{{"msgtype", "m.notice"},
                    {"body", "hi"},
                    {"format", "org.matrix.custom.html"},
                    {"formatted_body", "<p>hi</p>"},
                    {"m.mentions", json::object()}};
    EXPECT_EQ(said, json::parse(notice(part, "")));

    json threaded = said;
    threaded["m.relates_to"] = {{"rel_type", "m.thread"},
                                {"event_id", "$root"},
                                {"is_falling_back", true},
                                {"m.in_reply_to", {{"event_id", "$root"}}}};
    EXPECT_EQ(threaded, json::parse(notice(part, "$root")));

    const auto edited = json::parse(edit(part, "$first"));
    EXPECT_EQ(said, edited["m.new_content"]);
    EXPECT_EQ("* hi", edited["body"]);
    EXPECT_EQ((json{{"rel_type", "m.replace"}, {"event_id", "$first"}}), edited["m.relates_to"]);

    EXPECT_EQ((json{{"m.relates_to", {{"rel_type", "m.annotation"}, {"event_id", "$e"}, {"key", "✅"}}}}),
              json::parse(reaction("$e", "✅")));

    const auto room = json::parse(private_room(ana));
    EXPECT_EQ(json::array({ana.value}), room["invite"]);
    EXPECT_EQ(true, room["is_direct"]);
    EXPECT_EQ(100, room["power_level_content_override"]["invite"]);
    EXPECT_EQ("invited", room["initial_state"][0]["content"]["history_visibility"]);
    EXPECT_EQ((json{{"reason", "\"x\""}}), json::parse(because("\"x\"")));
}

TEST(MatrixContent, PowerLevelsStayAsTheyAre) {
    const json levels{{"users", {{ana.value, 100}, {"@bo:example.org", "50"}}},
                      {"users_default", 0},
                      {"events", {{"m.room.name", 50}}},
                      {"invite", 0},
                      {"odd", nullptr}};
    const auto document = net::Document::parse(levels.dump());
    EXPECT_EQ((json{{"users", {{ana.value, 100}, {"@bo:example.org", 50}}},
                    {"users_default", 0},
                    {"events", {{"m.room.name", 50}}},
                    {"invite", 100}}),
              json::parse(without_invites(document->root())));
}

}  // namespace
}  // namespace goodturn::matrix
