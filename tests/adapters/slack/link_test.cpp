#include "tests/adapters/slack/driven_link.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;
using testing::Not;

TEST(Link, ConnectsAndIsUpOnceSlackSaidHello) {
    Driven it;
    EXPECT_THAT(it.take(), ElementsAre("0.0 ask"));
    it.opened();
    EXPECT_THAT(it.take(), ElementsAre("0.0 connect 1"));
    it.did(it.link.connected(1, it.now));
    EXPECT_FALSE(it.link.up());
    it.did(it.link.hello(1, 1, 3600s, it.now));
    EXPECT_TRUE(it.link.up());
    EXPECT_THAT(it.take(), IsEmpty());
}

TEST(Link, PingsEveryThreeSeconds) {
    Driven it;
    it.up(1);
    it.pass_alive(30s);
    EXPECT_EQ(it.pings, 10);
}

class Leaves : public testing::TestWithParam<const char*> {};

TEST_P(Leaves, AndTheNewOneSaysHelloBeforeTheOldOneGoes) {
    Driven it;
    it.up(1);
    it.pass_alive(90s);
    std::ignore = it.take();
    it.disconnect(1, GetParam());
    EXPECT_THAT(it.take(), ElementsAre("90.0 ask"));
    it.pass_alive(5s);
    it.opened();
    it.did(it.link.connected(2, it.now));
    EXPECT_THAT(it.take(), ElementsAre("95.0 connect 2"));
    it.pass_alive(5s);
    EXPECT_THAT(it.take(), IsEmpty()) << "the old one stays as long as there is no other";
    it.did(it.link.hello(2, 2, 0s, it.now));
    it.pass_alive(20s);
    EXPECT_THAT(it.take(), ElementsAre("115.0 close 1"));
}
INSTANTIATE_TEST_SUITE_P(All, Leaves, testing::Values("warning", "refresh_requested", "something new"));

TEST(Link, WhatSlackClosesItselfNeedsNoGoodbye) {
    Driven it;
    it.up(1);
    it.disconnect(1, "warning");
    it.up(2);
    it.closed(1);
    std::ignore = it.take();
    it.pass_alive(1min);
    EXPECT_THAT(it.take(), IsEmpty());
}

TEST(Link, RefreshAfterAWarningIsOneReplacement) {
    Driven it;
    it.up(1);
    std::ignore = it.take();
    it.disconnect(1, "warning");
    it.disconnect(1, "refresh_requested");
    EXPECT_THAT(it.take(), ElementsAre("0.0 ask"));
}

TEST(Link, ReplacesOneBeforeTheEndThatSlackAnnounced) {
    Driven it;
    it.opened();
    it.did(it.link.connected(1, it.now));
    it.did(it.link.hello(1, 1, 3600s, it.now));
    std::ignore = it.take();
    it.pass_alive(3505s);
    EXPECT_THAT(it.take(), IsEmpty());
    it.pass_alive(10s);
    EXPECT_THAT(it.take(), ElementsAre("3510.0 ask"));
    EXPECT_TRUE(it.link.up());
}

TEST(Link, ALossIsMendedAtOnceAndThenSlowerAndSlower) {
    Driven it([] { return 0.0; });
    it.up(1);
    it.pass_alive(2min);
    std::ignore = it.take();
    it.closed(1);
    EXPECT_THAT(it.take(), ElementsAre(HasSubstr("ended: reset"), "120.0 ask"));
    for (int i = 0; i < 9; ++i) {
        it.not_opened();
        it.pass(30s);
    }
    std::vector<std::string> asked;
    for (const auto& line : it.take()) {
        if (line.ends_with("ask")) asked.push_back(line);
    }
    // Half of 1, 2, 4, 8, 16 and 30 s, the other half being chance.
    EXPECT_THAT(asked, ElementsAre("120.5 ask", "151.0 ask", "182.0 ask", "214.0 ask", "248.0 ask", "285.0 ask",
                                   "315.0 ask", "345.0 ask", "375.0 ask"));
}

enum class Bad {
    no_address,
    thrown_out,  ///< refused, or closed behind the hello
    told_to_go,  ///< by a message behind the hello, or instead of it
    used_once,   ///< told to go behind the first event
};
void PrintTo(Bad bad, std::ostream* out) {
    *out << std::array{"no address", "thrown out", "told to go", "used once"}.at(static_cast<std::size_t>(bad));
}
class BadMinutes : public testing::TestWithParam<Bad> {};

TEST_P(BadMinutes, TenAreFortyQuestionsAtMost) {
    for (unsigned seed = 1; seed <= 100; ++seed) {
        std::mt19937 dice(seed);  // NOLINT(cert-msc51-cpp): to be the same each time
        Driven it([&] { return std::uniform_real_distribution(0.0, 1.0)(dice); });
        std::ptrdiff_t asked = 0;
        for (ConnectionId id = 1; it.now < 10min; it.pass(it.link.next() - it.now)) {
            while (asked < 1'000 &&
                   std::ranges::any_of(it.take(), [](const auto& line) { return line.ends_with("ask"); })) {
                ++asked;
                if (GetParam() == Bad::no_address) {
                    it.not_opened();
                    continue;
                }
                it.opened();
                const bool used = GetParam() == Bad::used_once;
                if (used || id % 2 == 0) it.connected(id);
                if (used) it.link.served(id);
                if (used || GetParam() == Bad::told_to_go)
                    it.disconnect(id, id % 3 == 0 ? "warning" : "refresh_requested");
                it.closed(id++);
            }
        }
        EXPECT_THAT(asked, AllOf(Ge(20), Le(40))) << "seed " << seed;
    }
}
INSTANTIATE_TEST_SUITE_P(All, BadMinutes,
                         testing::Values(Bad::no_address, Bad::thrown_out, Bad::told_to_go, Bad::used_once));

struct Life {
    const char* what;
    Moment lasts;
    bool serves = false;
    const char* reason = "warning";
    /// Until the replacement is asked for, life after life.
    std::vector<double> waits;
};
void PrintTo(const Life& life, std::ostream* out) {
    *out << life.what;
}
class Lives : public testing::TestWithParam<Life> {};

TEST_P(Lives, DecideHowSoonTheNextOneIsAskedFor) {
    const auto& life = GetParam();
    Driven it([] { return 0.0; });
    ConnectionId id = 1;
    for (const double wait : life.waits) {
        it.up(id);
        it.pass_alive(life.lasts);
        if (life.serves) it.link.served(id);
        std::ignore = it.take();
        const double told = std::chrono::duration<double>(it.now).count();
        it.disconnect(id, life.reason);
        it.pass_alive(1min);
        EXPECT_THAT(it.take(), Contains(fmt::format("{:.1f} ask", told + wait))) << life.what << ", life " << id;
        it.closed(id++);
    }
}
INSTANTIATE_TEST_SUITE_P(
    All, Lives,
    testing::Values(Life{"it lived", 60s, false, "warning", {0, 0, 0, 0}},
                    Life{"it lived, and was of use", 60s, true, "warning", {0, 0, 0, 0, 0, 0}},
                    Life{"it was short, and of use", 100ms, true, "warning", {0, 0, 0, 0, 0.5, 1, 2}},
                    Life{"it was short, and useless", 100ms, false, "warning", {0, 0.5, 1, 2, 4, 8, 15, 15}},
                    Life{"almost a minute of nothing", 59s, false, "refresh_requested", {0, 0.5, 1, 2}}));

TEST(Link, OneThatWasOfUseIsReplacedAtOnceAgainAfterTenMinutes) {
    Driven it([] { return 0.0; });
    const auto waits = [&](ConnectionId id) {
        it.up(id);
        it.link.served(id);
        std::ignore = it.take();
        it.disconnect(id, "refresh_requested");
        const bool asks =
            it.take() == std::vector{fmt::format("{:.1f} ask", std::chrono::duration<double>(it.now).count())};
        it.closed(id);
        it.pass(30s);
        return !asks;
    };
    ConnectionId id = 0;
    for (int i = 0; i < 4; ++i) EXPECT_FALSE(waits(++id)) << i;
    EXPECT_TRUE(waits(++id));
    it.pass(8min);
    EXPECT_FALSE(waits(++id));
    EXPECT_TRUE(waits(++id));
}

TEST(Link, OneThatLivesEndsTheSlowness) {
    Driven it([] { return 0.0; });
    for (ConnectionId id = 1; id <= 5; ++id) {
        it.up(id);
        it.disconnect(id, "warning");
        it.closed(id);
        it.pass(30s);
    }
    it.up(6);
    it.pass_alive(1min);
    std::ignore = it.take();
    it.disconnect(6, "warning");
    EXPECT_THAT(it.take(), ElementsAre(testing::EndsWith("ask")));
}

TEST(Link, OneThatIsAcceptedAndThrownOutAtOnceIsAFailure) {
    Driven it;
    for (ConnectionId id = 1; id <= 8; ++id) {
        it.up(id);
        it.closed(id);
        it.pass(30s);
    }
    std::ignore = it.take();
    it.up(9);
    it.closed(9);
    EXPECT_THAT(it.take(), Not(Contains(HasSubstr("ask")))) << "still slow";
}

TEST(Link, WaitsAsLongAsSlackAsks) {
    Driven it;
    it.not_opened(NotOpened::transient, 45s);
    std::ignore = it.take();
    it.pass(44s);
    EXPECT_THAT(it.take(), IsEmpty());
    it.pass(2s);
    EXPECT_THAT(it.take(), ElementsAre("45.0 ask"));
}

TEST(Link, ARefusedTokenIsTriedOnceInAWhile) {
    Driven it;
    it.not_opened(NotOpened::refused);
    EXPECT_THAT(it.take(), Contains(HasSubstr("Slack gives no connection: error")));
    it.pass(4min);
    EXPECT_THAT(it.take(), IsEmpty());
    it.pass(2min);
    EXPECT_THAT(it.take(), ElementsAre("300.0 ask"));
}

TEST(Link, SilenceLeadsToASecondConnectionBesideTheFirst) {
    Driven it;
    it.up(1);
    std::ignore = it.take();
    it.pass(6s);
    EXPECT_THAT(it.take(), ElementsAre("6.0 ask"));
    it.up(2);
    it.pass_alive(20s);
    EXPECT_THAT(it.take(), ElementsAre("6.0 connect 2")) << "Slack gives each its share, and does not take it back";
}

TEST(Link, ASilenceThatEndsInTimeLeadsToNone) {
    Driven it;
    it.up(1);
    it.pass(6s);
    it.link.heard(1, it.now);
    std::ignore = it.take();
    it.opened();
    it.pass_alive(1min);
    EXPECT_THAT(it.take(), IsEmpty());
}

TEST(Link, SilenceOfAllIsMetAtMostOnceAMinute) {
    Driven it;
    it.up(1);
    it.pass(6s);
    it.up(2);
    std::ignore = it.take();
    it.pass(18s);
    EXPECT_THAT(it.take(), Not(Contains(HasSubstr("ask"))));
}

TEST(Link, WhatIsSilentForLongIsLeftWithAGoodbye) {
    Driven it;
    it.up(1);
    it.pass(6s);
    it.not_opened();
    it.pass(20s);
    EXPECT_THAT(it.take(), Contains("25.0 close 1"));
    EXPECT_FALSE(it.link.up());
}

TEST(Link, WithoutAHelloItIsLeftWithAGoodbye) {
    Driven it;
    it.opened();
    it.did(it.link.connected(1, it.now));
    it.pass_alive(11s);
    EXPECT_THAT(it.take(), AllOf(Contains("10.0 close 1"), Not(Contains(HasSubstr("drop")))));
}

TEST(Link, SocketModeSwitchedOffIsSaidAndTriedInMinutes) {
    Driven it;
    it.up(1);
    it.disconnect(1, "link_disabled");
    it.closed(1);
    EXPECT_THAT(it.take(), Contains(HasSubstr("switch it on under Settings")));
    it.pass(299s);
    EXPECT_THAT(it.take(), IsEmpty());
    it.pass(2s);
    EXPECT_THAT(it.take(), ElementsAre("300.0 ask"));
}

TEST(Link, WithTooManyItClosesItsOwnAndWaits) {
    Driven it;
    it.up(1);
    it.disconnect(1, "warning");
    it.up(2);
    std::ignore = it.take();
    it.disconnect(2, "too_many_websockets");
    EXPECT_THAT(it.take(), AllOf(Contains("0.0 close 1"), Contains("0.0 close 2")));
    it.closed(1);
    it.closed(2);
    it.pass(89s);
    EXPECT_THAT(it.take(), IsEmpty());
    it.pass(2s);
    EXPECT_THAT(it.take(), ElementsAre("90.0 ask"));
}

TEST(Link, OneThatIsRefusedBeforeItsHelloTakesTheOtherAlongOnlyIfThatWasToldToGo) {
    for (const auto* reason : {"warning", "refresh_requested", "too_many_websockets"}) {
        Driven it;
        it.opened();
        it.did(it.link.connected(1, it.now));
        it.did(it.link.hello(1, 1, 3600s, it.now));
        it.pass_alive(3510s);  // it is renewed in time
        it.opened();
        it.did(it.link.connected(2, it.now));
        std::ignore = it.take();
        it.disconnect(2, reason);
        it.pass_alive(900ms);
        EXPECT_THAT(it.take(), AllOf(Contains("3510.0 close 2"), Not(Contains("3510.0 close 1")))) << reason;
        EXPECT_EQ(it.link.best(), 1) << reason;
        EXPECT_TRUE(it.link.up()) << reason;
        it.closed(2);
        it.pass_alive(2min);
        EXPECT_THAT(it.take(), Contains(testing::EndsWith("ask"))) << reason;
        EXPECT_TRUE(it.link.up()) << "until the next one says hello: " << reason;
    }
}

TEST(Link, OneThatNeverSaidHelloIsNotUp) {
    Driven it;
    it.opened();
    it.did(it.link.connected(1, it.now));
    it.disconnect(1, "warning");
    EXPECT_FALSE(it.link.up());
    EXPECT_EQ(it.link.best(), std::nullopt);
}

TEST(Link, WhatIsToldToGoServesUntilThereIsAnother) {
    Driven it;
    it.up(1);
    it.disconnect(1, "warning");
    EXPECT_EQ(it.link.best(), 1);
    it.up(2);
    EXPECT_EQ(it.link.best(), 2);
}

TEST(Link, ConnectionsOfOthersAreTold) {
    for (const int count : {2, 3}) {
        Driven it;
        it.opened();
        it.did(it.link.connected(1, it.now));
        std::ignore = it.take();
        it.did(it.link.hello(1, count, 0s, it.now));
        EXPECT_THAT(it.take(), ElementsAre(HasSubstr(fmt::format("Slack counts {} connections of this app", count))));
    }
}

TEST(Link, OneOfOursThatJustBrokeOffIsNoOthers) {
    Driven it;
    it.up(1);
    it.pass_alive(2min);
    it.closed(1);
    it.opened();
    it.did(it.link.connected(2, it.now));
    std::ignore = it.take();
    it.did(it.link.hello(2, 2, 0s, it.now));
    EXPECT_THAT(it.take(), IsEmpty());
}

TEST(Link, SaysGoodbyeToAllAndNothingFollows) {
    Driven it;
    it.up(1);
    it.disconnect(1, "warning");
    std::ignore = it.take();
    it.did(it.link.stop(it.now));
    EXPECT_THAT(it.take(), ElementsAre("0.0 close 1"));
    it.opened();
    it.closed(1);
    it.pass(10min);
    EXPECT_THAT(it.take(), IsEmpty());
}

/// Slack at its worst, by dice: whatever comes in whatever order, there are never three connections, and once it
/// behaves again the link is up.
TEST(Link, HoldsTwoConnectionsAtMostAndAlwaysComesBack) {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        std::mt19937 dice(seed);  // NOLINT(cert-msc51-cpp): to be the same each time
        const auto roll = [&](unsigned sides) { return static_cast<unsigned>(dice()) % sides; };
        Driven it;
        constexpr std::array reasons{"warning", "refresh_requested", "too_many_websockets", "link_disabled"};
        bool asked = false;
        std::set<ConnectionId> open;
        const auto follow = [&] {
            for (const auto& line : it.take()) {
                const auto what = line.substr(line.find(' ') + 1);
                const auto id = [&] { return std::stoull(what.substr(what.find(' ') + 1)); };
                if (what == "ask") {
                    ASSERT_FALSE(asked) << "two questions at once, seed " << seed;
                    asked = true;
                }
                if (what.starts_with("connect ")) open.insert(id());
                if (what.starts_with("drop ")) open.erase(id());
                ASSERT_LE(open.size(), 2U) << "seed " << seed;
            }
        };
        const auto any = [&] {
            return *std::next(open.begin(), static_cast<int>(roll(static_cast<unsigned>(open.size()))));
        };
        for (int i = 0; i < 300; ++i) {
            follow();
            if (asked && roll(2) == 0) {
                asked = false;
                roll(3) == 0 ? it.not_opened(NotOpened::transient, Moment(roll(20'000))) : it.opened();
                follow();
            }
            if (!open.empty()) {
                const auto id = any();
                switch (roll(5)) {
                    case 0:
                        open.erase(id);
                        it.closed(id);
                        break;
                    case 1:
                        it.disconnect(id, reasons.at(roll(4)));
                        break;
                    default:
                        it.link.heard(id, it.now);
                        it.connected(id);
                        break;
                }
            }
            follow();
            it.pass(Moment(roll(4'000)));
        }
        for (int i = 0; i < 1'200 && !it.link.up(); ++i) {
            follow();
            if (std::exchange(asked, false)) it.opened();
            follow();
            for (const auto id : std::set(open)) {
                it.link.heard(id, it.now);
                it.connected(id);
            }
            it.pass_alive(1s);
        }
        EXPECT_TRUE(it.link.up()) << "seed " << seed;
    }
}

}  // namespace
}  // namespace goodturn::slack
