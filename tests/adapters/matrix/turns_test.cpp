#include "adapters/matrix/turns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace goodturn::matrix {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr Moment start{};

TEST(Turns, AnswersGoFirst) {
    Turns turns;
    turns.wait(1, "a", false);
    turns.wait(2, "b", false);
    turns.wait(3, "c", true);
    EXPECT_EQ(start, turns.next(start));
    EXPECT_THAT(turns.due(start), ElementsAre(3, 1, 2));
    EXPECT_EQ(std::nullopt, turns.next(start));
    EXPECT_THAT(turns.due(start), IsEmpty());
}

TEST(Turns, ARoomKeepsItsOrder) {
    Turns turns;
    turns.wait(1, "a", true);
    turns.wait(2, "a", true);
    turns.wait(3, "b", true);
    EXPECT_THAT(turns.due(start), ElementsAre(1, 3));
    EXPECT_EQ(std::nullopt, turns.next(start)) << "not before one of them ends";
    turns.end(3, start);
    EXPECT_THAT(turns.due(start), IsEmpty());
    turns.end(1, start);
    EXPECT_EQ(start, turns.next(start));
    EXPECT_THAT(turns.due(start), ElementsAre(2));
}

TEST(Turns, NotAllGoAtOnce) {
    Turns turns;
    for (Turn turn = 0; turn < 20; ++turn) turns.wait(turn, std::to_string(turn), true);
    EXPECT_THAT(turns.due(start), SizeIs(8));
    EXPECT_EQ(std::nullopt, turns.next(start));
    turns.end(3, start);
    EXPECT_THAT(turns.due(start), ElementsAre(8));
}

TEST(Turns, AfterARefusalTheyWaitAndThenGoOneByOne) {
    Turns turns;
    for (Turn turn = 1; turn <= 4; ++turn) turns.wait(turn, std::to_string(turn), false);
    EXPECT_THAT(turns.due(start), SizeIs(4));
    turns.refused(2, start, 5s);
    turns.wait(2, "2", false);
    turns.refused(1, start, 3s);
    turns.wait(1, "1", false);
    EXPECT_EQ(start + 5s, turns.next(start)) << "the longer of the two";
    EXPECT_THAT(turns.due(start + 4s), IsEmpty());
    turns.end(3, start);
    turns.end(4, start);
    turns.wait(5, "5", true);
    EXPECT_THAT(turns.due(start + 5s), ElementsAre(5));
    EXPECT_THAT(turns.due(start + 5s), IsEmpty()) << "whether the server takes one shows first";
    turns.end(5, start + 5s);
    EXPECT_EQ(start + 10s, turns.next(start + 5s)) << "as slowly as the server wants it";
    EXPECT_THAT(turns.due(start + 10s), ElementsAre(1)) << "in their old places";
    turns.end(1, start + 10s);
    EXPECT_THAT(turns.due(start + 15s), ElementsAre(2));
    turns.end(2, start + 15s);
    for (Turn turn = 6; turn <= 9; ++turn) turns.wait(turn, std::to_string(turn), true);
    EXPECT_THAT(turns.due(start + 65s), SizeIs(4)) << "a minute later all is as before";
}

/// Of fifty that wait at once, with Synapse's measure: ten at once, then one in five seconds. It says how long to wait
/// in `Unit`s.
template <class Unit>
std::size_t refusals_of_fifty() {
    Turns turns;
    for (Turn turn = 0; turn < 50; ++turn) turns.wait(turn, std::to_string(turn), false);
    double allowance = 10;
    auto counted = start;
    std::size_t refusals = 0;
    std::size_t sent = 0;
    for (Moment now = start; sent < 50; now = std::max(now + 10ms, turns.next(now).value_or(now))) {
        for (const Turn turn : turns.due(now)) {
            allowance = std::min(10.0, allowance + std::chrono::duration<double>(now - counted).count() / 5);
            counted = now;
            if (allowance < 1) {
                ++refusals;
                turns.refused(turn, now, std::chrono::ceil<Unit>(std::chrono::duration<double>((1 - allowance) * 5)));
                turns.wait(turn, std::to_string(turn), false);
            } else {
                --allowance;
                ++sent;
                turns.end(turn, now);
            }
        }
    }
    return refusals;
}

TEST(Turns, ALongLineRunsIntoARefusalAMinuteNotSeven) {
    // In three and a half minutes, with the eight that are under way when it has had enough.
    EXPECT_LE(refusals_of_fifty<Wait>(), 11);
    EXPECT_LE(refusals_of_fifty<std::chrono::seconds>(), 11) << "as a header says it";
}

TEST(Turns, WhatWasTooFastIsAsSlowAgainAsItWas) {
    Turns turns;
    Turn turn = 0;
    const auto next = [&](Moment now) {
        turns.wait(++turn, "a", true);
        EXPECT_THAT(turns.due(now), ElementsAre(turn)) << (now - start) / 1ms;
        turns.wait(turn + 1, "a", true);
    };
    next(start);
    turns.refused(turn, start, 4s);
    for (Moment now = start + 4s; now < start + 64s; now += 4s) {
        next(now);
        turns.end(turn, now);
    }
    next(start + 64s);
    turns.end(turn, start + 64s);
    EXPECT_EQ(start + 66s, turns.next(start + 64s)) << "twice as fast, for a try";
    next(start + 66s);
    turns.refused(turn, start + 66s, 1s);
    EXPECT_EQ(start + 67s, turns.next(start + 66s));
    next(start + 67s);
    turns.end(turn, start + 67s);
    EXPECT_EQ(start + 71s, turns.next(start + 67s)) << "not three seconds, which nobody has seen it take";
}

TEST(Turns, WhoIsHeldUpWaitsForTheServer) {
    Turns turns;
    turns.wait(1, "a", true);
    turns.wait(2, "a", true);
    EXPECT_THAT(turns.due(start), ElementsAre(1));
    EXPECT_TRUE(turns.anybody_waits());
    EXPECT_FALSE(turns.anybody_is_held_up()) << "only for the one before it";
    EXPECT_TRUE(turns.calm(start));
    turns.refused(1, start, 1s);
    EXPECT_TRUE(turns.anybody_is_held_up());
    EXPECT_FALSE(turns.calm(start + 9min));
    EXPECT_TRUE(turns.calm(start + 10min));
}

TEST(Turns, WhatTheServerCountsByItselfKeepsNothingElseWaiting) {
    Turns turns;
    turns.wait(1, "new room", false);
    turns.wait(2, "new room", false);
    EXPECT_THAT(turns.due(start), ElementsAre(1));
    turns.refused_lane(1, start, 62s);
    turns.wait(1, "new room", false);
    turns.wait(3, "a", true);
    EXPECT_EQ(start, turns.next(start));
    EXPECT_THAT(turns.due(start), ElementsAre(3));
    EXPECT_FALSE(turns.anybody_is_held_up());
    EXPECT_EQ(start + 62s, turns.next(start + 1s));
    EXPECT_THAT(turns.due(start + 61s), IsEmpty());
    EXPECT_THAT(turns.due(start + 62s), ElementsAre(1)) << "one by one, in their old places";
}

TEST(Turns, WhatWouldHaveToWaitForTooLongGoesBack) {
    Turns turns;
    turns.wait(1, "a", false, start + 1min);
    EXPECT_EQ(start, turns.next(start));
    EXPECT_THAT(turns.due(start), ElementsAre(1));
    turns.refused(1, start, 5min);
    turns.wait(1, "a", false, start + 1min);
    turns.wait(2, "b", false, start + 1min);
    turns.wait(3, "c", true);
    turns.wait(4, "d", false, start + 5min);
    EXPECT_THAT(turns.late(start + 1s), ElementsAre(Pair(1, 299s), Pair(2, 299s)));
    EXPECT_THAT(turns.late(start + 1s), IsEmpty()) << "they wait no more";
    EXPECT_EQ(start + 5min, turns.next(start + 1s));
    EXPECT_THAT(turns.due(start + 5min), ElementsAre(3));
    EXPECT_THAT(turns.late(start + 5min), IsEmpty());
    EXPECT_EQ(start + 5min, turns.next(start + 299s));
    EXPECT_THAT(turns.late(start + 5min + 1s), ElementsAre(Pair(4, 0s))) << "those before it took too long";
}

TEST(Turns, SoDoesWhatWaitsForItsOwnLane) {
    Turns turns;
    turns.wait(1, "new room", false, start + 1min);
    turns.wait(2, "new room", false, start + 1min);
    turns.wait(3, "a", false, start + 1min);
    EXPECT_THAT(turns.due(start), ElementsAre(1, 3));
    turns.refused_lane(1, start, 5min);
    turns.wait(1, "new room", false, start + 1min);
    EXPECT_THAT(turns.late(start), ElementsAre(Pair(1, 5min), Pair(2, 5min)));
    EXPECT_EQ(std::nullopt, turns.next(start));
}

TEST(Turns, APauseThatWasTooShortGrowsByWhatWasLeft) {
    Turns turns;
    turns.wait(1, "a", true);
    EXPECT_THAT(turns.due(start), SizeIs(1));
    turns.refused(1, start, 3s);
    turns.wait(1, "a", true);
    EXPECT_THAT(turns.due(start + 3s), SizeIs(1));
    turns.end(1, start + 3s);
    turns.wait(2, "a", true);
    EXPECT_THAT(turns.due(start + 6s), SizeIs(1));
    turns.refused(2, start + 6s, 1s);
    turns.wait(2, "a", true);
    EXPECT_THAT(turns.due(start + 7s), SizeIs(1));
    turns.end(2, start + 7s);
    turns.wait(3, "a", true);
    EXPECT_EQ(start + 11s, turns.next(start + 7s));
}

TEST(Turns, ALongWaitDoesNotMakeItSlowForLong) {
    Turns turns;
    turns.wait(1, "a", true);
    turns.wait(2, "b", true);
    EXPECT_THAT(turns.due(start), SizeIs(2));
    turns.refused(1, start, 5min);
    turns.wait(1, "a", true);
    turns.end(2, start + 1s);
    turns.wait(2, "b", true);
    EXPECT_THAT(turns.due(start + 299s), IsEmpty());
    EXPECT_THAT(turns.due(start + 300s), ElementsAre(1));
    turns.end(1, start + 300s);
    EXPECT_THAT(turns.due(start + 305s), ElementsAre(2));
}

}  // namespace
}  // namespace goodturn::matrix
