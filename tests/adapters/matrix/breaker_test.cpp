#include "adapters/matrix/breaker.hpp"

#include <gtest/gtest.h>

namespace goodturn::matrix {
namespace {

using namespace std::chrono_literals;
using Verdict = Breaker::Verdict;

constexpr chat::Instant start{1h};
const chat::AccountId bot{"@other:example.org"};

TEST(Breaker, EndsALoop) {
    Breaker breaker;
    chat::Instant at = start;
    int heard = 0;
    auto verdict = breaker.take("!r", bot, at);
    for (; verdict == Verdict::heard; verdict = breaker.take("!r", bot, at += 500ms)) ++heard;
    EXPECT_EQ(Verdict::trips, verdict);
    EXPECT_GT(heard, 150);
    EXPECT_LT(at - start, 2min);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(Verdict::muted, breaker.take("!r", bot, at += 500ms)) << i;
    EXPECT_EQ(Verdict::heard, breaker.take("!other", bot, at)) << "only in that room";
    EXPECT_EQ(Verdict::heard, breaker.take("!r", {"@ana:example.org"}, at)) << "nobody else";
    EXPECT_EQ(Verdict::heard, breaker.take("!r", bot, at + 2min)) << "once it was quiet";
}

TEST(Breaker, HearsWhatAPersonTypesHoweverLateItComes) {
    Breaker breaker;
    for (int i = 0; i < 90; ++i) EXPECT_EQ(Verdict::heard, breaker.take("!r", bot, start)) << i;
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(Verdict::heard, breaker.take("!r", bot, start + i * 2s)) << i;
    EXPECT_EQ(Verdict::heard, breaker.take("!r", bot, start - 1h)) << "servers disagree about the time";
}

}  // namespace
}  // namespace goodturn::matrix
