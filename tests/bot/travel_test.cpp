#include "bot/travel.hpp"

#include <gtest/gtest.h>

namespace goodturn::bot {
namespace {

using namespace std::chrono_literals;

constexpr chat::Instant start{1'000'000ms};

TEST(Travel, StopsAtWhatIsDueOnTheWayThenArrives) {
    Travel travel(start + 60s);
    const auto first = travel.quiet(start + 10s);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->at, start + 10s);
    EXPECT_FALSE(first->last);
    const auto second = travel.quiet(start + 90s);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->at, start + 60s);
    EXPECT_TRUE(second->last);
    EXPECT_FALSE(travel.quiet(start + 90s));
}

TEST(Travel, GoesStraightThereWhenNothingIsPlanned) {
    Travel travel(start + 60s);
    EXPECT_EQ(travel.quiet(std::nullopt)->at, start + 60s);
    EXPECT_FALSE(travel.quiet(std::nullopt));
}

}  // namespace
}  // namespace goodturn::bot
