#include "core/engine/text.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace goodturn::engine {
namespace {

using chat::Bold;
using chat::Code;
using chat::Mention;
using chat::Plain;
using chat::Quoted;
using chat::Spans;

Spans filled(std::string_view text, Args args = {}) {
    return fill(Text{text}, args);
}

TEST(Text, ReadsBoldAndCode) {
    EXPECT_EQ(filled("Just words."), Spans{Plain{"Just words."}});
    EXPECT_EQ(filled("A *bold* word and `code *here*`."),
              (Spans{Plain{"A "}, Bold{"bold"}, Plain{" word and "}, Code{"code *here*"}, Plain{"."}}));
    EXPECT_EQ(filled("*bold `code` bold*"), (Spans{Bold{"bold "}, Code{"code"}, Bold{" bold"}}));
    EXPECT_EQ(filled(""), Spans{});
}

TEST(Text, TakesEscapedMarksLiterally) {
    EXPECT_EQ(filled(R"(\*not bold\* \`x\` \{who} \\ 3 | 4 })"), Spans{Plain{R"(*not bold* `x` {who} \ 3 | 4 })"}});
    EXPECT_EQ(filled(R"({n|a \| b|c \} d})", {{"n", std::int64_t{1}}}), Spans{Plain{"a | b"}});
    EXPECT_EQ(filled(R"({n|a \| b|c \} d})", {{"n", std::int64_t{2}}}), Spans{Plain{"c } d"}});
}

TEST(Text, FillsInValues) {
    EXPECT_EQ(filled("Hi {who}, it is {n}.", {{"who", "Ana"}, {"n", std::int64_t{14}}}),
              Spans{Plain{"Hi Ana, it is 14."}});
    EXPECT_EQ(filled("For {who}: {what}", {{"who", Mention{{"ana"}, "Ana Sousa"}}, {"what", Quoted{"the demo"}}}),
              (Spans{Plain{"For "}, Mention{{"ana"}, "Ana Sousa"}, Plain{": "}, Quoted{"the demo"}}));
    EXPECT_EQ(filled("With {list}.", {{"list", list_of({"Ana", "Bo"})}}),
              (Spans{Plain{"With "}, Bold{"Ana"}, Plain{" and "}, Bold{"Bo"}, Plain{"."}}));
    EXPECT_EQ(filled("{nothing}", {{"nothing", ""}}), Spans{});
}

TEST(Text, ValuesTakeOnTheStyleAroundThem) {
    EXPECT_EQ(filled("*{who} helped you* – {what}", {{"who", "Ana"}, {"what", "the deploy"}}),
              (Spans{Bold{"Ana helped you"}, Plain{" – the deploy"}}));
    EXPECT_EQ(filled("`note {who}`", {{"who", chat::Span{Plain{"Ana"}}}}), Spans{Code{"note Ana"}});
    EXPECT_EQ(filled("*{who}*", {{"who", Mention{{"ana"}, "Ana"}}}), (Spans{Mention{{"ana"}, "Ana"}}));
}

TEST(Text, AUsersWordsAddNoMarkup) {
    EXPECT_EQ(filled("{what}", {{"what", "*loud* `x` {who} \\"}}), Spans{Plain{"*loud* `x` {who} \\"}});
}

TEST(Text, ChoosesThePlural) {
    constexpr std::string_view text = "You noted {n|one help|*{n}* helps by {who}} so far.";
    const auto count = [&](std::int64_t n) { return filled(text, {{"n", n}, {"who", "Ana"}}); };
    EXPECT_EQ(count(1), Spans{Plain{"You noted one help so far."}});
    EXPECT_EQ(count(2), (Spans{Plain{"You noted "}, Bold{"2"}, Plain{" helps by Ana so far."}}));
    EXPECT_EQ(plain(count(0)), "You noted 0 helps by Ana so far.");
    EXPECT_EQ(plain(filled("{a|x{b|1|2}|y}", {{"a", std::int64_t{1}}, {"b", std::int64_t{7}}})), "x2");
    EXPECT_EQ(plain(filled("{n| day|{n} days}", {{"n", std::int64_t{1}}})), " day");
    EXPECT_EQ(plain(filled("{n|day|days}s", {{"n", std::int64_t{-1}}})), "dayss");
}

TEST(Text, ThrowsForAFaultyText) {
    for (const std::string_view text : {"{who}", "{who", "{n|one|two", "{n|one}", "{s|one|two}", "*bold", "`code",
                                        "*`x*`", "{n|*one|two}*", "{", "{}"})
        EXPECT_THROW(filled(text, {{"n", std::int64_t{1}}, {"s", "1"}}), std::logic_error) << text;
}

TEST(Text, ShowsSpansAsPlainText) {
    EXPECT_EQ(plain({Plain{"a "}, Bold{"b "}, Code{"c "}, Quoted{"d"}, Mention{{"ana"}, " Ana"},
                     chat::Date{chat::Instant{}, " Fri"}, chat::Link{"https://example.org", " here "},
                     chat::Link{"https://example.org", ""}, chat::WriteTo{{"bo"}, " Write"}}),
              "a b c “d” Ana Fri here https://example.org Write");
    EXPECT_EQ(fill_plain(Text{"*Send* to {who}"}, {{"who", Mention{{"ana"}, "Ana"}}}), "Send to Ana");
}

TEST(Text, JoinsNames) {
    EXPECT_EQ(list_of({}), Spans{});
    EXPECT_EQ(list_of({"Ana"}), Spans{Bold{"Ana"}});
    EXPECT_EQ(plain(list_of({"Ana", "Bo"})), "Ana and Bo");
    EXPECT_EQ(plain(list_of({"Ana", "Bo", "Kai"})), "Ana, Bo and Kai");
}

}  // namespace
}  // namespace goodturn::engine
