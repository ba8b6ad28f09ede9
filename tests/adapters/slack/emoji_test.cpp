#include "adapters/slack/emoji.hpp"

#include <gtest/gtest.h>

namespace goodturn::slack {
namespace {

TEST(Emoji, ByName) {
    EXPECT_EQ(emoji_named("pray"), "🙏");
    EXPECT_EQ(emoji_named("pray::skin-tone-2"), "🙏🏻");
    EXPECT_EQ(emoji_named("pray::skin-tone-6"), "🙏🏿");
    EXPECT_EQ(emoji_named("+1"), "👍");
    EXPECT_EQ(emoji_named("thumbsup"), "👍");
    EXPECT_EQ(emoji_named("heart"), "❤️");
    EXPECT_EQ(emoji_named("point_up"), "☝️");
    EXPECT_EQ(emoji_named("point_up::skin-tone-3"), "☝🏼");
    EXPECT_EQ(emoji_named("woman-bowing::skin-tone-4"), "🙇🏽‍♀️");
    EXPECT_EQ(emoji_named("pray::skin-tone-9"), "🙏");
    EXPECT_EQ(emoji_named("pray::hat"), "🙏");
    EXPECT_EQ(emoji_named("party-parrot"), ":party-parrot:");
    EXPECT_EQ(emoji_named("party-parrot::skin-tone-2"), ":party-parrot::skin-tone-2:");
    EXPECT_EQ(emoji_named(""), "::");
}

TEST(Emoji, ByCodePoints) {
    EXPECT_EQ(emoji_of_points("1f64f"), "🙏");
    EXPECT_EQ(emoji_of_points("1F64F-1F3FC"), "🙏🏼");
    EXPECT_EQ(emoji_of_points("2764-fe0f"), "❤️");
    EXPECT_EQ(emoji_of_points("0031-fe0f-20e3"), "1️⃣");
    for (const char* wrong : {"", "-", "1f64f-", "-1f64f", "1f64f--1f3fc", "pray", "1f64f 1f3fc", "110000", "d83d", "0",
                              "0a", "ffffffffffff"}) {
        EXPECT_EQ(emoji_of_points(wrong), "") << wrong;
    }
}

}  // namespace
}  // namespace goodturn::slack
