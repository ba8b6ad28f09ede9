#include "adapters/slack/text.hpp"

#include "core/engine/line.hpp"

#include <gtest/gtest.h>

namespace goodturn::slack {
namespace {

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

std::string joined(const std::vector<std::string>& pieces) {
    std::string all;
    for (const auto& piece : pieces) all += piece;
    return all;
}

TEST(Text, IsWrittenAsWhatReadsTheSame) {
    struct Case {
        std::string_view text;
        std::string_view entities;
        std::string_view mrkdwn;
    };
    for (const auto& [text, entities, mrkdwn] : {
             Case{"plain, “quoted” – fine", "plain, “quoted” – fine", "plain, “quoted” – fine"},
             Case{"<!channel>", "&lt;!channel&gt;", "&lt;!channel&gt;"},
             Case{"&lt;!here&gt;", "&amp;lt;!here&amp;gt;", "&amp;lt;!here&amp;gt;"},
             Case{"*b* _i_ ~s~ `c`", "*b* _i_ ~s~ `c`", "∗b∗ ˍiˍ ∼s∼ ˋcˋ"},
             Case{"＊b＊ ＿i＿ ～s～ ｀c｀", "＊b＊ ＿i＿ ～s～ ｀c｀", "﹡b﹡ ⸏i⸏ ∼s∼ ˋcˋ"},
             Case{"> a\n > b > c\n＞ d", "&gt; a\n &gt; b &gt; c\n＞ d",
                  "\u00AD&gt; a\n \u00AD&gt; b &gt; c\n\u00AD＞ d"},
         }) {
        EXPECT_EQ(text, written(text, Markup::none));
        EXPECT_EQ(entities, written(text, Markup::entities));
        EXPECT_EQ(mrkdwn, written(text, Markup::mrkdwn));
    }
}

TEST(Text, IsCleanedOfWhatCannotBeSeenButActs) {
    EXPECT_EQ("a b\nc\uFFFDd", clean("a\tb\n\r\x01"
                                     "c\xFF"
                                     "d\x7F"));
    EXPECT_EQ("Ana gpj.exe", clean("Ana \u202Egpj\u202C.\u2066e\u2069xe"));
    EXPECT_EQ("\u05D0\u200F!", clean("\u05D0\u200F!"));  // a mark alone turns nothing
    EXPECT_EQ("👩\u200D💻", clean("👩\u200D💻"));
}

TEST(Text, IsBlankWithoutAnythingToSee) {
    for (const auto* blank : {"", " \n\t", "\u00A0\u3000", "\u200B\u200E\u200F\u2060", "\uFE0F"})
        EXPECT_TRUE(is_blank(blank)) << blank;
    for (const auto* seen : {".", " x ", "🙂", "\u0301"}) EXPECT_FALSE(is_blank(seen)) << seen;
}

TEST(Text, IsSplitWithoutLoss) {
    const std::string flags = repeated("🇵🇹", 50);
    const std::string family = repeated("👨\u200D👩\u200D👧 ", 50);
    const std::string marks = "e" + repeated("\u0301", 5000);
    for (const auto& text : {std::string("one two three four five"), std::string(12'000, 'x'), std::string(999, '&'),
                             repeated("🎉", 3000), repeated(">\n", 300), std::string(500, ' '), flags, family, marks}) {
        for (const auto how : {Markup::none, Markup::entities, Markup::mrkdwn}) {
            const auto pieces = split(text, 20, how);
            EXPECT_EQ(text, joined(pieces));
            for (const auto& piece : pieces) EXPECT_GE(20U, engine::length(written(piece, how))) << piece;
        }
    }
    EXPECT_TRUE(split("", 20, Markup::none).empty());
}

TEST(Text, IsSplitWhereReadersExpectIt) {
    using Pieces = std::vector<std::string>;
    EXPECT_EQ((Pieces{"one two three ", "four five"}), split("one two three four five", 15, Markup::none));
    EXPECT_EQ((Pieces{"one two\n", "three four five"}), split("one two\nthree four five", 15, Markup::none));
    EXPECT_EQ((Pieces{"a&", "&&", "&"}), split("a&&&&", 10, Markup::entities));
    EXPECT_EQ((Pieces{"🇵🇹🇵🇹", "🇵🇹🇵🇹"}), split("🇵🇹🇵🇹🇵🇹🇵🇹", 5, Markup::none));
}

TEST(Text, IsShortenedWithAnEllipsis) {
    EXPECT_EQ("short", shortened("short", 5, Markup::none));
    EXPECT_EQ("shor…", shortened("shorter", 5, Markup::none));
    EXPECT_EQ("one…", shortened("one two", 5, Markup::none));
    EXPECT_EQ("👩\u200D💻…", shortened("👩\u200D💻👩\u200D💻", 5, Markup::none));
    EXPECT_EQ("a&…", shortened("a&&&", 10, Markup::entities));
}

}  // namespace
}  // namespace goodturn::slack
