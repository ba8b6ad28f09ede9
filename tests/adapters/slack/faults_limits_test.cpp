#include "tests/adapters/slack/house.hpp"

/// What Slack wants no more of, for now.
namespace goodturn::slack {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

/// Slack wants a message changed no more often than every 1.2 s, and nothing waits for that.
class HastyTest : public HouseTest {
protected:
    HastyTest() : HouseTest({.unasked = 200ms, .quiet_gather = 0ms, .person = 0ms}) { connect(); }
};

TEST_F(HastyTest, AnEditThatHasToWaitKeepsNoAnswerFromBeingSent) {
    types("ana", "thanks @bo for the tests");
    presses("ana", "Send to Bo only");
    presses("ana", "Undo");
    types("ana", "log");
    EXPECT_THAT(last("ana"), StartsWith("Your help log is empty")) << "answers go on";
    EXPECT_THAT(server.calls_of("chat.update"), SizeIs(1));
    restart();
    skip(2s);
    EXPECT_THAT(sees("ana"), Contains(HasSubstr("Send to Bo only")));
}

/// Ana has sent Bo a letter, half an hour before the working day ends in Stockholm. Slack would not take it.
class LimitsTest : public HouseTest {
protected:
    LimitsTest() {
        connect();
        skip(5h + 30min);
        types("ana", "thanks @bo for the tests");
        server.faults.on("chat.postMessage", slack_server::rate_limited(3600));
        presses("ana", "Send to Bo only");
        skip(1min);  // the time for second thoughts
        EXPECT_FALSE(server.calls_of("chat.postMessage").back().taken);
    }

    std::vector<std::string> heard_by_bo() {
        auto all = sees("bo");
        std::erase_if(all, [](const auto& text) { return !text.contains("the tests"); });
        return all;
    }
};

TEST_F(LimitsTest, ALetterThatHasToWaitIsAskedAboutAgainAndMeetsNobodyAtNight) {
    skip(61min);
    restart();
    EXPECT_THAT(heard_by_bo(), IsEmpty()) << "the evening";
    skip(16h);
    EXPECT_THAT(heard_by_bo(), SizeIs(1));
    EXPECT_THAT(server.calls_of("conversations.history"), IsEmpty()) << "certainly nothing was posted";
}

TEST_F(LimitsTest, ALetterThatHasToWaitIsTakenBackBeforeItWent) {
    const auto posts = server.calls_of("chat.postMessage").size();
    runs("ana", "/goodturn undo");
    EXPECT_THAT(last("ana", "#release-4"), StartsWith("(only you) ")) << "answers go on";
    skip(61min);
    restart();
    skip(24h);
    EXPECT_THAT(heard_by_bo(), IsEmpty());
    EXPECT_EQ(server.calls_of("chat.postMessage").size(), posts);
    EXPECT_THAT(server.calls_of("chat.delete"), IsEmpty());
}

}  // namespace
}  // namespace goodturn::slack
