#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

#include <string>

namespace goodturn {
namespace {

using support::TestBot;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

TEST(Overview, ShowsWhatIsComingAndEverySetting) {
    TestBot bot;
    bot.opens_overview("ana");
    EXPECT_THAT(bot.news("ana"),
                ElementsAre(AllOf(StartsWith("(overview) *Coming up*\nYour thank-you round"), HasSubstr("Time zone"),
                                  HasSubstr("[Note a help] [My help log]"),
                                  HasSubstr("[Pause for a week] [What can I type?] [How private is this?]"))));
    EXPECT_THAT(bot.news("ben"), IsEmpty());
}

TEST(Overview, ShowsWhatWaitsForSomebodysHours) {
    TestBot bot;
    bot.opens_overview("ana");
    bot.says("ana", "thanks @will privately for the deploy");
    bot.news("ana");
    bot.pass(31s);
    EXPECT_THAT(bot.news("ana"),
                Contains(AllOf(StartsWith("(overview)"), HasSubstr("Sent to *Will Carter*. It arrives"))));
    bot.clock_to("2027-01-04T18:00:00Z");
    bot.opens_overview("ana");
    EXPECT_THAT(bot.news("ana"), Contains(AllOf(StartsWith("(overview)"), Not(HasSubstr("Will Carter")))));
}

TEST(Overview, ShowsAPostOnceHoweverManyItThanks) {
    TestBot bot;
    bot.says("ana", "!gt thanks @bo @kai here for the deploy", "#release-4");
    bot.fail_sends(chat::SendFailure::unknown, 2);
    bot.pass(31s);
    bot.opens_overview("ana");
    const auto page = bot.news("ana").back();
    const auto line = page.find("On its way to #release-4.");
    ASSERT_NE(line, std::string::npos);
    EXPECT_EQ(page.find("On its way to #release-4.", line + 1), std::string::npos);
}

TEST(Overview, PromisesNoRoundWhileItIsQuiet) {
    TestBot bot;
    bot.says("ana", "@bo helped me");
    bot.opens_overview("ana");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Next: Fri 29 Jan"));
    bot.says("ana", "pause until friday");
    EXPECT_THAT(bot.news("ana").back(), HasSubstr("Next: Fri 29 Jan")) << "it will be over by then";
    bot.says("ana", "pause until 3 mar");
    EXPECT_THAT(bot.news("ana").back(), AllOf(StartsWith("(overview)"), Not(HasSubstr("29 Jan"))));
    bot.says("ana", "resume");
    bot.says("ana", "stop");
    EXPECT_THAT(bot.news("ana").back(), AllOf(StartsWith("(overview)"), Not(HasSubstr("29 Jan"))));
}

TEST(Overview, NobodyIsGreetedForLooking) {
    TestBot bot({.strangers = true});
    bot.opens_overview("ana");
    EXPECT_THAT(bot.news("ana"), ElementsAre(StartsWith("(overview)")));
    bot.says("ana", "hi");
    EXPECT_THAT(bot.news("ana"), Contains(HasSubstr("I'm Goodturn"))) << "the first word is still to come";
}

TEST(Overview, OpenedAgainItIsAsItIsNow) {
    TestBot bot;
    bot.opens_overview("ana");
    (void)bot.news("ana");
    bot.pass(2h);
    bot.says("ana", "pause until friday");
    EXPECT_THAT(bot.news("ana"), Not(Contains(StartsWith("(overview)")))) << "she looked two hours ago";
    bot.opens_overview("ana");
    EXPECT_THAT(bot.news("ana"), ElementsAre(AllOf(StartsWith("(overview)"), HasSubstr("Paused until"))));
}

TEST(Overview, WhoLookedWithinTheHourSeesTheirChange) {
    TestBot bot;
    bot.opens_overview("ana");
    (void)bot.news("ana");
    bot.presses("ana", "Pause for a week");
    EXPECT_THAT(bot.news("ana"), ElementsAre(AllOf(StartsWith("I'm quiet until *Mon 11 Jan*"), HasSubstr("[Undo]")),
                                             AllOf(StartsWith("(overview)"), HasSubstr("Paused until"),
                                                   HasSubstr("[Write to me again]"))));
    bot.presses("ana", "Write to me again");
    EXPECT_THAT(bot.news("ana"), Contains(AllOf(StartsWith("(overview)"), HasSubstr("[Pause for a week]"))));
    bot.says("ben", "pause until friday");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

TEST(Overview, ItsButtonsCantBeTyped) {
    TestBot bot;
    bot.opens_overview("ana");
    (void)bot.news("ana");
    bot.says("ana", "1");
    EXPECT_THAT(bot.news("ana"), Not(Contains(HasSubstr("quiet"))));
    bot.says("ana", "note");
    EXPECT_THAT(bot.news("ana"), Not(Contains(HasSubstr("Who helped you?"))));
}

}  // namespace
}  // namespace goodturn
