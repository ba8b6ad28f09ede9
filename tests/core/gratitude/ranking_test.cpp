#include "core/gratitude/ranking.hpp"

#include <gmock/gmock.h>

namespace goodturn::gratitude {
namespace {

using engine::PersonId;
using std::chrono::days;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr PersonId ana{1};
constexpr PersonId bo{2};
constexpr PersonId kai{3};
const chat::Instant now = std::chrono::sys_days{std::chrono::year(2027) / 2 / 26} + std::chrono::hours(9);

HelpAt help(PersonId helper, int days_ago) {
    return {helper, now - days(days_ago)};
}

TEST(Ranking, NobodyHelped) {
    EXPECT_THAT(ranked({}, now), IsEmpty());
}

TEST(Ranking, RecentHelpComesBeforeOlder) {
    const std::vector<HelpAt> helps{help(ana, 40), help(bo, 3), help(kai, 20)};
    EXPECT_THAT(ranked(helps, now), ElementsAre(bo, kai, ana));
}

TEST(Ranking, EveryPersonAppearsOnce) {
    const std::vector<HelpAt> helps{help(ana, 1), help(ana, 2), help(ana, 3)};
    EXPECT_THAT(ranked(helps, now), ElementsAre(ana));
}

TEST(Ranking, SeveralOlderHelpsOutweighOneRecent) {
    // 3 × 2^(-40/30) ≈ 1.19 > 2^(-1/30) ≈ 0.98
    const std::vector<HelpAt> helps{help(bo, 1), help(ana, 40), help(ana, 40), help(ana, 40)};
    EXPECT_THAT(ranked(helps, now), ElementsAre(ana, bo));
}

TEST(Ranking, ThirtyDaysHalveAHelp) {
    // Two helps 30 days old weigh exactly as much as one of now; the more recent one decides.
    const std::vector<HelpAt> helps{help(ana, 30), help(ana, 30), help(bo, 0)};
    EXPECT_THAT(ranked(helps, now), ElementsAre(bo, ana));
    const std::vector<HelpAt> a_day_older{help(ana, 30), help(ana, 30), help(bo, 1)};
    EXPECT_THAT(ranked(a_day_older, now), ElementsAre(ana, bo));
}

TEST(Ranking, EqualHistoriesGoBySmallerIdWhateverTheOrderOfRows) {
    const std::vector<HelpAt> helps{help(bo, 2),   help(bo, 17), help(bo, 61),
                                    help(ana, 61), help(ana, 2), help(ana, 17)};
    EXPECT_THAT(ranked(helps, now), ElementsAre(ana, bo));
}

TEST(Ranking, AClockThatWentBackIsNoProblem) {
    const std::vector<HelpAt> helps{help(ana, 0), help(bo, -1)};
    EXPECT_THAT(ranked(helps, now), ElementsAre(bo, ana));
}

}  // namespace
}  // namespace goodturn::gratitude
