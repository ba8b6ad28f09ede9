#include "adapters/matrix/words.hpp"

#include "adapters/matrix/html.hpp"
#include "core/engine/line.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace goodturn::matrix {
namespace {

using chat::Named;
using chat::Words;
using nlohmann::json;

Words read(const json& content) {
    const auto document = net::Document::parse(content.dump());
    return document ? words_of(document->root()) : Words{"not parsed"};
}

json with_html(const std::string& body, const std::string& html) {
    return {{"msgtype", "m.text"}, {"body", body}, {"format", "org.matrix.custom.html"}, {"formatted_body", html}};
}

const Named ana{{"@ana:example.org"}, "Ana Sousa"};
const Named unlabelled{{"@ana:example.org"}, ""};
const Named bot{{"@goodturn:example.org"}, "Goodturn"};
const std::string ana_pill = "<a href=\"https://matrix.to/#/@ana:example.org\">Ana Sousa</a>";
const std::string bot_pill = "<a href=\"https://matrix.to/#/@goodturn:example.org\">Goodturn</a>";

TEST(MatrixWords, AsClientsWriteThem) {
    struct Case {
        const char* why;
        json content;
        Words words;
    };
    const std::vector<Case> cases{
        {"plain", {{"body", "helped me"}}, {"helped me"}},
        {"Element Web", with_html("Ana Sousa helped me", ana_pill + " helped me"), {ana, " helped me"}},
        {"Element Web, to the bot",
         with_html("Goodturn: Ana Sousa helped me", bot_pill + ": " + ana_pill + " helped me"),
         {bot, ": ", ana, " helped me"}},
        {"the body keeps what was typed",
         with_html("Ana Sousa helped me with *a & b*", ana_pill + " helped me with <em>a &amp; b</em>"),
         {ana, " helped me with *a & b*"}},
        {"the name stands there before",
         with_html("Ana Sousa says: thanks Ana Sousa", "Ana Sousa says: thanks " + ana_pill),
         {"Ana Sousa says: thanks ", ana}},
        {"twice", with_html("Ana Sousa Ana Sousa", ana_pill + " " + ana_pill), {ana, " ", ana}},
        {"a sign before the name", with_html("thanks @Ana Sousa!", "thanks @" + ana_pill + "!"), {"thanks ", ana, "!"}},
        {"percent-encoded",
         with_html("Ana Sousa", "<a href='https://matrix.to/#/%40ana%3Aexample.org'>Ana Sousa</a>"),
         {ana}},
        {"the body has the id", with_html("@ana:example.org helped me", ana_pill + " helped me"), {ana, " helped me"}},
        {"the body says something else", with_html("Anna helped me", ana_pill + " helped me"), {ana, " helped me"}},
        {"Element X",
         with_html("[@ana:example.org](https://matrix.to/#/@ana:example.org) helped me", ana_pill + " helped me"),
         {unlabelled, " helped me"}},
        {"Element X, two of them",
         {{"body",
           "[@goodturn:example.org](https://matrix.to/#/@goodturn:example.org) "
           "[Ana Sousa](https://matrix.to/#/@ana:example.org) helped me"}},
         {Named{bot.account, ""}, " ", ana, " helped me"}},
        {"another link", {{"body", "[see](https://example.org/a) helped"}}, {"[see](https://example.org/a) helped"}},
        {"brackets before a mention",
         {{"body", "a [b] [Ana Sousa](https://matrix.to/#/@ana:example.org)"}},
         {"a [b] ", ana}},
        {"nio, bare ids", {{"body", "thanks @ana:example.org, really"}}, {"thanks ", unlabelled, ", really"}},
        {"an id at the end of a sentence", {{"body", "thanks @ana:example.org."}}, {"thanks ", unlabelled, "."}},
        {"an id and a colon", {{"body", "@ana:example.org: hi"}}, {unlabelled, ": hi"}},
        {"an id with a port", {{"body", "@ana:localhost:8448 hi"}}, {Named{{"@ana:localhost:8448"}, ""}, " hi"}},
        {"no id",
         {{"body", "mail me@ana:example.org or @ana or @: or @ana:"}},
         {"mail me@ana:example.org or @ana or @: or @ana:"}},
        {"a reply of an old client",
         {{"body", "> <@bo:example.org> what\n> more\n\nhelped me"},
          {"format", "org.matrix.custom.html"},
          {"formatted_body",
           "<mx-reply><blockquote><a href=\"https://matrix.to/#/@bo:example.org\">Bo</a> what</blockquote></mx-reply>"
           "helped me"},
          {"m.relates_to", {{"m.in_reply_to", {{"event_id", "$e"}}}}}},
         {"helped me"}},
        {"a quotation that is no reply", {{"body", "> what\nno"}}, {"> what\nno"}},
        {"html of another format",
         {{"body", "Ana Sousa"}, {"format", "x"}, {"formatted_body", ana_pill}},
         {"Ana Sousa"}},
        {"null", {{"body", nullptr}}, {}},
        {"an object", {{"body", json::object()}, {"formatted_body", 5}}, {}},
        {"nothing", json::object(), {}},
        {"a list", json::array({1, 2}), {}},
    };
    for (const auto& [why, content, words] : cases) EXPECT_EQ(words, read(content)) << why;
}

TEST(MatrixWords, WhatOnlyLooksLikeHtmlIsText) {
    struct Case {
        const char* html;
        std::vector<matrix::Run> runs;
    };
    for (const auto& [html, runs] : {
             Case{"1 < 2 > 0", {{"1 < 2 > 0", {}}}},
             Case{"a<", {{"a<", {}}}},
             Case{"&amp;lt; &#x1F44D; &#39; &nope; &#xD800; &", {{"&lt; \U0001F44D ' &nope; &#xD800; &", {}}}},
             Case{"<p>a</p><p>b<br/>c</p>", {{"a\nb\nc\n", {}}}},
             Case{"<a href>x</a><a>y</a><a href=\"javascript:1\">z</a>", {{"xyz", {}}}},
             Case{"<A HREF=\"x\" href=\"y\">x</A>", {{"x", {}}}},
             Case{"<mx-reply>said", {}},
             Case{"", {}},
         }) {
        EXPECT_EQ(runs, runs_of(html)) << html;
    }
    EXPECT_EQ("&lt;a href=&quot;x&quot;&gt;&amp;&#39;<br>", as_html("<a href=\"x\">&'\n"));
}

/// How the engine reads it: the name of the bot goes, in whatever form a client writes it.
TEST(MatrixWords, TheEngineDropsTheBotsName) {
    for (const auto& content : {
             with_html("Goodturn: help", bot_pill + ": help"),
             with_html("Goodturn help", bot_pill + " help"),
             json{{"body", "[@goodturn:example.org](https://matrix.to/#/@goodturn:example.org): help"}},
             json{{"body", "@goodturn:example.org: help"}},
             json{{"body", "!gt help"}},
             json{{"body", "/goodturn help"}},
         }) {
        const auto line = engine::addressed_to_bot(engine::tidy(read(content)), false, bot.account, {}, {});
        ASSERT_TRUE(line) << content;
        EXPECT_EQ("help", line->text) << content;
    }
}

}  // namespace
}  // namespace goodturn::matrix
