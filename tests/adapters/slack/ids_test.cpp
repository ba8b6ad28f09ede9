#include "adapters/slack/ids.hpp"

#include <gtest/gtest.h>

namespace goodturn::slack {
namespace {

TEST(Ids, ASpaceIsTheOrganisationElseTheWorkspace) {
    EXPECT_EQ(space_id("", "T1").value, "slack/T1");
    EXPECT_EQ(space_id("E1", "T1").value, "slack/E1");
}

TEST(Ids, AMessageIsAChannelAndATs) {
    const auto id = message_id("C1", "1355517523.000005");
    EXPECT_EQ(id.value, "C1/1355517523.000005");
    EXPECT_EQ(split(id), (MessageName{"C1", "1355517523.000005"}));

    EXPECT_TRUE(message_id("", "1355517523.000005").empty());
    EXPECT_TRUE(message_id("C1", "").empty());
    EXPECT_TRUE(message_id("C1/D1", "1355517523.000005").empty());
    EXPECT_TRUE(message_id("C1", "1355517523").empty());
    for (const char* text : {"", "C1", "C1/", "/1.2", "C1/1.2/3", "C1/12", "c1/1.2", "C1/1.x"}) {
        EXPECT_EQ(split({text}), std::nullopt) << text;
    }
}

TEST(Ids, InstantsComeWithAndWithoutADot) {
    struct Case {
        const char* ts;
        std::optional<std::int64_t> millis;
    };
    for (const auto& [ts, millis] : {
             Case{"1355517523.000005", 1'355'517'523'000},
             Case{"1355517523.987999", 1'355'517'523'987},
             Case{"1355517523.5", 1'355'517'523'500},
             Case{"1355517523", 1'355'517'523'000},
             Case{"1355517523123", 1'355'517'523'123},
             Case{"1355517523123456", 1'355'517'523'123},
             Case{"0", 0},
             Case{"", {}},
             Case{".5", {}},
             Case{"1355517523.", {}},
             Case{"1355517523.x", {}},
             Case{"-5", {}},
             Case{"-5.5", {}},
             Case{"soon", {}},
             Case{"99999999999999999999", {}},
             Case{"9999999999999.000001", {}},
         }) {
        const auto instant = instant_of(ts);
        EXPECT_EQ(instant.has_value(), millis.has_value()) << ts;
        if (instant && millis) {
            EXPECT_EQ(instant->time_since_epoch().count(), *millis) << ts;
        }
    }
}

}  // namespace
}  // namespace goodturn::slack
