#include "adapters/slack/gates.hpp"

#include "adapters/slack/patience.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// Gates whose clock is moved by hand, from a time that is not 0; what went, and when.
class Driven {
public:
    void wait(const Pace& pace) { gates.wait(++last, pace, start + now); }
    void wait(int count, const Pace& pace) {
        for (int i = 0; i < count; ++i) wait(pace);
    }
    /// Lets time pass, stopping wherever the gates want to be asked.
    void pass(Moment time) {
        const Moment end = now + time;
        ask();
        for (auto next = gates.next(start + now); next && *next - start <= end; next = gates.next(start + now)) {
            ASSERT_GT(*next - start, now) << "it wants to be asked again at once";
            now = *next - start;
            ask();
        }
        now = end;
    }
    void close(const std::string& method, Moment wait) { gates.close(method, start + now + wait); }
    /// "seconds call", and how late it would be.
    std::vector<std::string> take() { return std::exchange(log, {}); }

    Moment now{0};
    Gates gates{Patience().person};
    std::vector<Moment> went;

private:
    void ask() {
        for (const auto& turn : gates.due(start + now)) {
            const double seconds = std::chrono::duration<double>(now).count();
            log.push_back(fmt::format("{:.1f} {}", seconds, turn.call) +
                          (turn.late ? fmt::format(" late by {}", turn.late->count()) : ""));
            if (!turn.late) went.push_back(now);
        }
    }
    static constexpr Moment start = 1000s;
    CallId last = 0;
    std::vector<std::string> log;
};

struct Rhythm {
    const char* what;
    std::vector<Pace> calls;
    std::vector<std::string> go;
};
void PrintTo(const Rhythm& rhythm, std::ostream* out) {
    *out << rhythm.what;
}
class Paces : public testing::TestWithParam<Rhythm> {};

TEST_P(Paces, AreKept) {
    Driven it;
    for (const auto& call : GetParam().calls) it.wait(call);
    it.pass(1h);
    EXPECT_EQ(it.take(), GetParam().go) << GetParam().what;
    EXPECT_EQ(it.gates.next(5000s), std::nullopt);
}
INSTANTIATE_TEST_SUITE_P(
    All, Paces,
    testing::Values(Rhythm{"what has no limit goes at once",
                           {{.method = "views.open"}, {.method = "views.open"}, {.method = "auth.test"}},
                           {"0.0 1", "0.0 2", "0.0 3"}},
                    Rhythm{"a channel takes three at once, then one a second, whatever the way",
                           {{.method = "chat.postMessage", .target = "C1", .answer = true},
                            {.method = "chat.postEphemeral", .target = "C1", .answer = true},
                            {.method = std::string(by_response_url), .target = "C1", .answer = true},
                            {.method = "chat.postMessage", .target = "C1", .answer = true},
                            {.method = "chat.postMessage", .target = "C2", .answer = true},
                            {.method = std::string(by_response_url), .target = "C1", .answer = true}},
                           {"0.0 1", "0.0 2", "0.0 3", "0.0 5", "1.0 4", "2.0 6"}},
                    Rhythm{"one message is edited every 1.2 s",
                           {{.method = "chat.update", .target = "C1/1.1"},
                            {.method = "chat.update", .target = "C1/1.1"},
                            {.method = "chat.update", .target = "C1/2.1"},
                            {.method = "chat.update", .target = "C1/1.1"}},
                           {"0.0 1", "0.0 3", "1.2 2", "2.4 4"}},
                    Rhythm{"one person's Home is published every 2 s",
                           {{.method = "views.publish", .target = "U1"},
                            {.method = "views.publish", .target = "U2"},
                            {.method = "views.publish", .target = "U1"}},
                           {"0.0 1", "0.0 2", "2.0 3"}},
                    Rhythm{"people are looked at one a second",
                           std::vector<Pace>(4, {.method = "users.info"}),
                           {"0.0 1", "1.0 2", "2.0 3", "3.0 4"}},
                    Rhythm{"answers go before what came earlier, and otherwise it is first come, first served",
                           {{.method = "chat.postMessage", .target = "C1"},
                            {.method = "chat.postMessage", .target = "C1"},
                            {.method = "chat.postMessage", .target = "C1", .answer = true},
                            {.method = "chat.postMessage", .target = "C1"},
                            {.method = "chat.postMessage", .target = "C1", .answer = true}},
                           {"0.0 3", "0.0 5", "0.0 1", "1.0 2", "2.0 4"}}));

TEST(Gates, NoMinuteHasMoreThanTwoHundredMessagesThatNobodyWaitsFor) {
    Driven it;
    for (int i = 0; i < 500; ++i) it.wait({.method = "chat.postMessage", .target = fmt::format("D{}", i)});
    it.pass(10min);
    ASSERT_EQ(it.went.size(), 500U);
    for (std::size_t i = 200; i < it.went.size(); ++i) ASSERT_GT(it.went[i] - it.went[i - 200], 60s);
    EXPECT_LT(it.went.back(), 165s) << "and it is not much slower than it may be";
}

TEST(Gates, NoMinuteHasMoreThanAHundredLooksAtTheMembersOfConversations) {
    Driven it;
    it.wait(500, {.method = "conversations.members"});
    it.pass(10min);
    ASSERT_EQ(it.went.size(), 500U);
    for (std::size_t i = 100; i < it.went.size(); ++i) ASSERT_GE(it.went[i] - it.went[i - 100], 60s);
    EXPECT_LT(it.went.back(), 400s) << "and it is not much slower than it may be";
}

TEST(Gates, NoMinuteHasMoreThanSeventyEdits) {
    Driven it;
    for (int i = 0; i < 300; ++i) {
        it.wait({.method = "chat.update", .target = fmt::format("C1/{}.1", i), .answer = i % 2 == 0});
    }
    it.pass(10min);
    ASSERT_EQ(it.went.size(), 300U);
    for (std::size_t i = 70; i < it.went.size(); ++i) ASSERT_GE(it.went[i] - it.went[i - 70], 60s);
    EXPECT_LT(it.went.back(), 340s) << "and it is not much slower than it may be";
}

TEST(Gates, AnswersDontCountForTheTwoHundredNorWaitForThem) {
    Driven it;
    for (int i = 0; i < 30; ++i) it.wait({.method = "chat.postMessage", .target = fmt::format("D{}", i)});
    for (int i = 30; i < 300; ++i) {
        it.wait({.method = "chat.postMessage", .target = fmt::format("D{}", i), .answer = true});
    }
    it.pass(0s);
    EXPECT_EQ(it.went.size(), 270U + 20U);
}

TEST(Gates, WhatSlackClosedIsThatMethodAlone) {
    Driven it;
    it.close("chat.postMessage", 30s);
    it.close("chat.postMessage", 5s);  // another refusal that came later does not open it
    it.wait({.method = "chat.postMessage", .target = "C1", .answer = true});
    it.wait({.method = "chat.update", .target = "C1/1.1"});
    it.wait({.method = "chat.postEphemeral", .target = "C1"});
    it.wait({.method = "views.open"});
    it.pass(1h);
    EXPECT_THAT(it.take(), ElementsAre("0.0 2", "0.0 3", "0.0 4", "30.0 1"));
}

TEST(Gates, AfterwardsOneASecondForAMinute) {
    Driven it;
    it.close("conversations.history", 10s);
    it.wait(3, {.method = "conversations.history"});
    it.pass(15s);
    EXPECT_THAT(it.take(), ElementsAre("10.0 1", "11.0 2", "12.0 3"));
    it.pass(55s);
    it.wait(3, {.method = "conversations.history"});
    it.pass(1s);
    EXPECT_THAT(it.take(), ElementsAre("70.0 4", "70.0 5", "70.0 6"));
}

TEST(Gates, WhoWasRefusedComesBackToTheirPlace) {
    Driven it;
    const Pace pace{.method = "chat.postMessage", .target = "C1", .answer = true};
    it.wait(pace);
    it.pass(0s);
    it.wait(2, pace);
    it.close("chat.postMessage", 10s);
    it.gates.wait(1, pace, 1000s);
    it.pass(1min);
    EXPECT_THAT(it.take(), ElementsAre("0.0 1", "10.0 1", "11.0 2", "12.0 3"));
}

TEST(Gates, WhatWouldComeTooLateIsToldAtOnce) {
    Driven it;
    it.close("views.open", 10s);
    it.wait({.method = "views.open", .answer = true, .patience = 2500ms});
    it.wait({.method = "views.open", .answer = true, .patience = 20s});
    it.pass(1min);
    EXPECT_THAT(it.take(), ElementsAre("0.0 1 late by 10000", "10.0 2"));
}

TEST(Gates, WhatIsOvertakenForTooLongIsToldThen) {
    Driven it;
    const Pace answer{.method = "chat.postMessage", .target = "C1", .answer = true};
    it.wait(3, answer);
    it.wait({.method = "chat.postMessage", .target = "C1", .patience = 1500ms});
    it.pass(900ms);
    it.wait(5, answer);
    it.pass(800ms);
    EXPECT_THAT(it.take(), ElementsAre("0.0 1", "0.0 2", "0.0 3", "1.0 5", "1.0 4 late by 1000"));
}

}  // namespace
}  // namespace goodturn::slack
