#include "tests/adapters/slack/driven_link.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <string>

/// A connection that has another beside it.
namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

enum class Why { renewed, doubted, told };
void PrintTo(Why why, std::ostream* out) {
    *out << std::array{"renewed", "doubted", "told to go"}.at(static_cast<std::size_t>(why));
}
class Replaced : public testing::TestWithParam<Why> {
protected:
    Replaced() {
        it.opened();
        it.did(it.link.connected(1, it.now));
        it.did(it.link.hello(1, 1, 3600s, it.now));
        it.pass_alive(GetParam() == Why::renewed ? 3510s : 3000s);
        if (GetParam() == Why::doubted) it.pass(6s);
        if (GetParam() == Why::told) it.disconnect(1, "warning");
        it.up(2);
        std::ignore = it.take();
        began = it.now;
    }
    [[nodiscard]] std::string at(Moment later, const std::string& what) const {
        return fmt::format("{:.1f} {}", std::chrono::duration<double>(began + later).count(), what);
    }
    Driven it;
    Moment began;
};

TEST_P(Replaced, GoesOnlyWhenSlackSaysSo) {
    it.pass_alive(20s);
    if (GetParam() == Why::told) {
        EXPECT_THAT(it.take(), ElementsAre(at(15s, "close 1")));
        return;
    }
    EXPECT_THAT(it.take(), IsEmpty());
    it.disconnect(1, "warning");
    it.pass_alive(20s);
    EXPECT_THAT(it.take(), ElementsAre(at(35s, "close 1")));
}

TEST_P(Replaced, StaysWhenTheOtherOneIsGone) {
    it.pass_alive(5s);
    it.closed(2);
    for (int i = 0; i < 4; ++i) {
        it.not_opened();
        it.pass_alive(5s);
    }
    EXPECT_THAT(it.take(), Not(Contains(HasSubstr("close 1"))));
    EXPECT_TRUE(it.link.up());
}

TEST_P(Replaced, OfTwoTheSilentOneMakesRoomForAThird) {
    for (int i = 0; i < 7; ++i) {
        it.link.heard(1, it.now);
        it.pass(1s);
    }
    it.closed(2);
    const auto log = it.take();
    EXPECT_THAT(log, Not(Contains(HasSubstr("close 1"))));
    EXPECT_EQ(std::ranges::count(log, at(6s, "close 2")), GetParam() == Why::doubted ? 0 : 1) << "1 is well again";
}

TEST_P(Replaced, WhenBothAreSilentANewOneIsAskedForInSeconds) {
    it.pass_alive(1min);
    std::ignore = it.take();
    if (GetParam() == Why::told) return;
    it.pass(8s);
    const auto log = it.take();
    ASSERT_THAT(log, ElementsAre(testing::AnyOf(at(65s, "close 1"), at(65s, "close 2"))));
    it.closed(log.front().back() == '1' ? 1 : 2);
    EXPECT_THAT(it.take(), ElementsAre(at(68s, "ask")));
}
INSTANTIATE_TEST_SUITE_P(All, Replaced, testing::Values(Why::renewed, Why::doubted, Why::told));

}  // namespace
}  // namespace goodturn::slack
