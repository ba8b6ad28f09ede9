#include "adapters/matrix/breaker.hpp"

#include <gtest/gtest.h>

namespace goodturn::matrix {
namespace {

using namespace std::chrono_literals;
using Verdict = Breaker::Verdict;

constexpr chat::Instant start{1h};
const chat::AccountId bot{"@other:example.org"};

TEST(Breaker, EndsALoopQuickOrSlow) {
    for (const auto pause : {std::chrono::milliseconds(500ms), 1000ms, 10'000ms, 30'000ms, 240'000ms}) {
        Breaker breaker;
        chat::Instant at = start;
        int heard = 0;
        auto verdict = breaker.take("!r", bot, at);
        for (; verdict == Verdict::heard && heard < 1'000; verdict = breaker.take("!r", bot, at += pause)) ++heard;
        EXPECT_EQ(Verdict::trips, verdict) << pause;
        EXPECT_GE(heard, 100);
        EXPECT_LE(heard, 300) << pause;
        for (int i = 0; i < 100; ++i) EXPECT_EQ(Verdict::muted, breaker.take("!r", bot, at += pause)) << i;
        EXPECT_EQ(Verdict::heard, breaker.take("!other", bot, at)) << "only in that room";
        EXPECT_EQ(Verdict::heard, breaker.take("!r", {"@ana:example.org"}, at)) << "nobody else";
        EXPECT_EQ(Verdict::heard, breaker.take("!r", bot, at + 24h)) << "once it was quiet";
    }
}

TEST(Breaker, HearsWhoWasQuietForAnHour) {
    Breaker breaker;
    for (int i = 0; i < 101; ++i) (void)breaker.take("!r", bot, start);
    EXPECT_EQ(Verdict::muted, breaker.take("!r", bot, start + 59min));
    EXPECT_EQ(Verdict::heard, breaker.take("!r", bot, start + 1h));
}

TEST(Breaker, HearsWhatAPersonTypesHoweverLateItComes) {
    Breaker breaker;
    for (int i = 0; i < 90; ++i) EXPECT_EQ(Verdict::heard, breaker.take("!r", bot, start)) << i;
    for (int i = 0; i < 200; ++i) {
        EXPECT_EQ(Verdict::heard, breaker.take("!r", bot, start + 1h + i * 2min))
            << "all of a day, told at once: " << i;
    }
    EXPECT_EQ(Verdict::heard, breaker.take("!r", bot, start - 1h)) << "servers disagree about the time";
}

}  // namespace
}  // namespace goodturn::matrix
