#include "adapters/slack/words.hpp"

#include <gtest/gtest.h>

#include "adapters/slack/mrkdwn.hpp"
#include "core/chat/json.hpp"

namespace goodturn::slack {
namespace {

chat::Named who(const char* account, const char* label = "") {
    return {{account}, label};
}

/// As JSON, which is easier to read when it differs.
std::string shown(const chat::Words& words) {
    return chat::to_json(words);
}

TEST(Words, OfText) {
    struct Case {
        const char* text;
        chat::Words words;
    };
    for (const auto& [text, words] : {
             Case{"", {}},
             Case{"helped me", {"helped me"}},
             Case{"<@U1> helped me", {who("U1"), " helped me"}},
             Case{"<@U1|ana> and <@W2>", {who("U1", "ana"), " and ", who("W2")}},
             Case{"<@U1><@U2>", {who("U1"), who("U2")}},
             Case{"in <#C1|release-4>", {"in #release-4"}},
             Case{"in <#C1|>, <#C2>", {"in #private-channel, #private-channel"}},
             // links: what was typed, and where it leads if that isn't the same
             Case{"<https://acme.com/a?b=1&amp;c=2>", {"https://acme.com/a?b=1&c=2"}},
             Case{"<http://acme.com|acme.com>", {"acme.com"}},
             Case{"<https://acme.com/|https://acme.com>", {"https://acme.com"}},
             Case{"<https://acme.com/|acme.com>", {"acme.com"}},
             Case{"<https://acme.com/4|the &lt;notes&gt;>", {"the <notes> (https://acme.com/4)"}},
             Case{"<mailto:ana@acme.com|ana@acme.com>", {"ana@acme.com"}},
             Case{"<mailto:ana@acme.com>", {"ana@acme.com"}},
             Case{"<tel:+351123|+351 123>", {"+351 123"}},
             // special mentions
             Case{"<!here> <!channel|channel> <!everyone|@everyone>", {"@here @channel @everyone"}},
             Case{"<!subteam^S1|@devs> <!subteam^S2|ops> <!subteam^S3>", {"@devs @ops @group"}},
             Case{"on <!date^1801130400^{date}^https://x.y|Fri 29 Jan>", {"on Fri 29 Jan"}},
             Case{"<!new^1|label> <!new>", {"label <!new>"}},
             // entities: three of them, once
             Case{"a &amp; b &lt;c&gt; &quot;d&quot; &#39;", {"a & b <c> &quot;d&quot; &#39;"}},
             Case{"&amp;lt;", {"&lt;"}},
             Case{"&amp;amp; & &", {"&amp; & &"}},
             Case{"&lt;@U1&gt;", {"<@U1>"}},
             // a command's text is not escaped: what is no markup stays
             Case{"a < b > c", {"a < b > c"}},
             Case{"<b> <> <|> <@> <@u1> <#> <!> <:x> x <", {"<b> <> <|> <@> <@u1> <#> <!> <:x> x <"}},
             Case{"<@U1<@U2> <@U3", {"<@U1", who("U2"), " <@U3"}},
             Case{"1 < 2 <@U1>", {"1 < 2 ", who("U1")}},
             Case{"<https://a.b\nc>", {"<https://a.b\nc>"}},
             // desktop
             Case{"thanks <@U1> for \u201Cthe review\u201D \u2013 it\u2019s great\u2026",
                  {"thanks ", who("U1"), " for \u201Cthe review\u201D \u2013 it\u2019s great\u2026"}},
             Case{"\u2022 one\n\u2022 two\n    \u25E6 three", {"\u2022 one\n\u2022 two\n    \u25E6 three"}},
             Case{"*bold* _it_ ~no~ `code`", {"*bold* _it_ ~no~ `code`"}},
             // copied from what the bot said, where signs of mrkdwn look alike
             Case{"tz America/New\u02CDYork", {"tz America/New_York"}},
             Case{"\u2217b\u2217 \u02CDi\u02CD \u223Cs\u223C \u02CBc\u02CB \uFE61b \u2E0Fi",
                  {"*b* _i_ ~s~ `c` \uFF0Ab \uFF3Fi"}},
             Case{"<https://acme.com/a\u02CDb>", {"https://acme.com/a\u02CDb"}},
             // mobile: a no-break space behind a mention, carriage returns
             Case{"<@U1>\u00A0helped me\r\nwith it ", {who("U1"), "\u00A0helped me\r\nwith it "}},
             Case{"great :+1::skin-tone-3:", {"great :+1::skin-tone-3:"}},
         }) {
        EXPECT_EQ(shown(words_of(text)), shown(words)) << text;
    }
}

/// Of a message with this text and these elements of one rich text block.
chat::Words of_message(const std::string& text, const std::string& elements) {
    const std::string message =
        R"({"text":)" + text + R"(,"blocks":[{"type":"rich_text","elements":[)" + elements + "]}]}";
    const auto document = Document::parse(message);
    EXPECT_TRUE(document) << message;
    return document ? words_of_message(document->root()) : chat::Words();
}

std::string section(const std::string& elements) {
    return R"({"type":"rich_text_section","elements":[)" + elements + "]}";
}

std::string text(const std::string& text) {
    return R"({"type":"text","text":")" + text + R"("})";
}

TEST(Words, OfRichText) {
    struct Case {
        const char* text;  ///< JSON
        std::string elements;
        chat::Words words;
    };
    for (const auto& [fallback, elements, words] : {
             Case{R"("<@U1> helped me")",
                  section(R"({"type":"user","user_id":"U1"},)" + text(" helped me")),
                  {who("U1"), " helped me"}},
             Case{R"("tz America/New\u02CDYork")", section(text("tz America/New\\u02CDYork")), {"tz America/New_York"}},
             Case{R"("*so* good")",
                  section(R"({"type":"text","text":"so","style":{"bold":true}},)" + text(" good")),
                  {"so good"}},
             // names that only the text has
             Case{R"("<@U1|ana> <#C1|release-4> <#C2|> <!subteam^S1|@devs>")",
                  section(R"({"type":"user","user_id":"U1"},)" + text(" ") +
                          R"(,{"type":"channel","channel_id":"C1"},)" + text(" ") +
                          R"(,{"type":"channel","channel_id":"C2"},)" + text(" ") +
                          R"(,{"type":"usergroup","usergroup_id":"S1"})"),
                  {who("U1", "ana"), " #release-4 #private-channel @devs"}},
             Case{R"("<!here> <!subteam^S1>")",
                  section(R"({"type":"broadcast","range":"here"},)" + text(" ") +
                          R"(,{"type":"usergroup","usergroup_id":"S1"})"),
                  {"@here @group"}},
             Case{R"("<https://acme.com> <http://acme.com|acme.com> <https://acme.com/4|notes>")",
                  section(R"({"type":"link","url":"https://acme.com"},)" + text(" ") +
                          R"(,{"type":"link","url":"http://acme.com","text":"acme.com"},)" + text(" ") +
                          R"(,{"type":"link","url":"https://acme.com/4","text":"notes"})"),
                  {"https://acme.com acme.com notes (https://acme.com/4)"}},
             Case{R"(":+1::skin-tone-3: :party-parrot:")",
                  section(R"({"type":"emoji","name":"+1","unicode":"1f44d-1f3fc","skin_tone":3},)" + text(" ") +
                          R"(,{"type":"emoji","name":"party-parrot"})"),
                  {"👍🏼 :party-parrot:"}},
             Case{R"("on Fri")",
                  section(text("on ") + R"(,{"type":"date","timestamp":1801130400,"format":"{date}",)" +
                          R"("fallback":"Fri 29 Jan"})"),
                  {"on Fri 29 Jan"}},
             // lists, nested and numbered, between lines
             Case{R"("todo:\n\u2022 one\n\u2022 two\n    \u25e6 deep\nthen\n3. three\n4. four\nend")",
                  section(text("todo:\\n")) + R"(,{"type":"rich_text_list","style":"bullet","indent":0,"elements":[)" +
                      section(text("one")) + "," + section(text("two")) +
                      R"(]},{"type":"rich_text_list","style":"bullet","indent":1,"elements":[)" +
                      section(text("deep")) + "]}," + section(text("then\\n")) +
                      R"(,{"type":"rich_text_list","style":"ordered","indent":0,"offset":2,"elements":[)" +
                      section(text("three")) + "," + section(text("four")) + "]}," + section(text("end")),
                  {"todo:\n- one\n- two\n  - deep\nthen\n3. three\n4. four\nend"}},
             Case{R"("x")",
                  R"({"type":"rich_text_list","style":"ordered","indent":99999999999,"offset":-5,"elements":[)" +
                      section(text("x")) + "]}",
                  {"                1. x"}},
             Case{R"("&gt; one\n&gt; \n&gt; two\nme")",
                  R"({"type":"rich_text_quote","elements":[)" + text("one\\n\\ntwo") + "]}," + section(text("me")),
                  {"> one\n> \n> two\nme"}},
             Case{R"("&gt;<@U1> yes")",
                  R"({"type":"rich_text_quote","elements":[{"type":"user","user_id":"U1"},)" + text(" yes") + "]}",
                  {"> ", who("U1"), " yes"}},
             Case{R"("see\n```a &lt; b\nc```\nok")",
                  section(text("see\\n")) + R"(,{"type":"rich_text_preformatted","elements":[)" + text("a < b\\nc") +
                      "]}," + section(text("ok")),
                  {"see\na < b\nc\nok"}},
             // composers: smart quotes and no-break spaces stay
             Case{R"("thanks for \u201cit\u201d\u00a0\u2013 it\u2019s")",
                  section(text("thanks for \u201Cit\u201D\u00A0\u2013 it\u2019s")),
                  {"thanks for \u201Cit\u201D\u00A0\u2013 it\u2019s"}},
         }) {
        EXPECT_EQ(shown(of_message(fallback, elements)), shown(words)) << fallback;
    }
}

TEST(Words, RichTextIsUnescapedIfItIsEscaped) {
    // Plain blocks beside an escaped text.
    EXPECT_EQ(shown(of_message(R"("R&amp;D &lt;3")", section(text("R&D <3")))), shown({"R&D <3"}));
    EXPECT_EQ(shown(of_message(R"("write &amp;amp; so")", section(text("write &amp; so")))), shown({"write &amp; so"}));
    // Blocks that are escaped as the text is.
    EXPECT_EQ(shown(of_message(R"("R&amp;D &lt;3")", section(text("R&amp;D &lt;3")))), shown({"R&D <3"}));
    EXPECT_EQ(shown(of_message(R"("write &amp;amp; so")", section(text("write &amp;amp; so")))),
              shown({"write &amp; so"}));
    // In a quote the text has signs between the lines.
    EXPECT_EQ(shown(of_message(R"("&gt; a &amp; b\n&gt; c &amp; d")",
                               R"({"type":"rich_text_quote","elements":[)" + text("a & b\\nc &amp; d") + "]}")),
              shown({"> a & b\n> c & d"}));
}

TEST(Words, TheTextIsTakenWhereBlocksAreNotUnderstood) {
    for (const std::string& elements :
         {std::string(R"({"type":"rich_text_table","elements":[]})"), section(R"({"type":"hologram"})"),
          section(R"({"type":"user","user_id":"somebody"})"), section(R"({"type":"broadcast"})"),
          section(R"({"type":"emoji"})"), section(R"({"type":"link"})"), section(R"({"type":"date","timestamp":1})"),
          section(""), std::string("null"), std::string("\"x\"")}) {
        EXPECT_EQ(shown(of_message(R"("thanks <@U1>")", elements)), shown({"thanks ", who("U1")})) << elements;
    }
    for (const char* message :
         {R"({"text":"thanks <@U1>"})", R"({"text":"thanks <@U1>","blocks":null})",
          R"({"text":"thanks <@U1>","blocks":[]})", R"({"text":"thanks <@U1>","blocks":{}})",
          R"({"text":"thanks <@U1>","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"no"}}]})"}) {
        const auto document = Document::parse(message);
        ASSERT_TRUE(document);
        EXPECT_EQ(shown(words_of_message(document->root())), shown({"thanks ", who("U1")})) << message;
    }
}

TEST(Words, NothingIsLostBetweenThePieces) {
    for (const std::string_view text :
         {"a <b> <@U1|x> <<@U2>> <https://a.b|c|d> &amp; <!x", "<@U1", "<", ">", "<<<@U1>>>", "|<@U1>|"}) {
        std::size_t length = 0;
        for (const auto& token : tokens_of(text)) {
            const std::size_t signs = token.kind == TokenKind::none ? 0 : token.kind == TokenKind::link ? 2 : 3;
            length += signs + token.target.size() + token.label.size() + (token.label.empty() ? 0 : 1);
        }
        EXPECT_EQ(length, text.size()) << text;
    }
}

TEST(Words, EscapingGoesBothWays) {
    for (const std::string_view text : {"", "a & b < c > d", "&amp;", "&&lt;;<<>>"}) {
        EXPECT_EQ(unescaped(escaped(text)), text);
    }
    EXPECT_EQ(escaped("<@U1> & co"), "&lt;@U1&gt; &amp; co");
}

}  // namespace
}  // namespace goodturn::slack
