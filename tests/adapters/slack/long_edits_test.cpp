#include "tests/adapters/slack/house.hpp"

#include "tests/support/slack_server/block_kit.hpp"

#include <fmt/format.h>

/// What does not fit into a message that was edited stands in its thread.
namespace goodturn::slack {
namespace {

using slack_server::Message;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using namespace std::chrono_literals;

class LongEditsTest : public HouseTest {
protected:
    LongEditsTest() : HouseTest({.look_ups = {20ms, 50ms}, .person = 0ms}) { connect(); }

    /// A log with so many entries, the newest first: five are shown, and four are too long for a message.
    void has_noted(int entries) {
        for (int i = 1; i <= entries; ++i)
            types("ana", fmt::format("helped @ben for number {}: {}", i, std::string(980, 'x')));
        types("ana", "log");
    }
    /// Notes whose answer is too long for a message.
    static std::string many() {
        std::string list;
        for (int i = 0; i < 10; ++i) list += "- @ben helped me with " + std::string(900, 'Q') + "\n";
        return list;
    }
    /// What it said last may still be on its way back to it, as an event.
    void comes_back() {
        die_and_start();
        ASSERT_TRUE(until([&] { return live().size() == 1; }));
        skip(1min);
    }
    /// In how many messages the bot says something of them, and how many characters.
    std::pair<int, std::ptrdiff_t> told() {
        std::pair<int, std::ptrdiff_t> all;
        for (const auto& message : server.people.sees("ana")) {
            const auto words = message.bot_id.empty() ? "" : slack::block_kit::seen(message.blocks);
            all.first += words.contains("QQ") ? 1 : 0;
            all.second += std::ranges::count(words, 'Q');
        }
        return all;
    }
    /// What stands in a thread of their chat with the bot.
    std::vector<Message> rest() {
        std::vector<Message> all;
        for (const auto& message : server.people.sees("ana")) {
            if (!message.thread_ts.empty() && message.thread_ts != message.ts) all.push_back(message);
        }
        return all;
    }
};

TEST_F(LongEditsTest, TheRestIsEditedInPlaceAndGoesOnceItIsNotNeeded) {
    has_noted(7);
    ASSERT_THAT(rest(), IsEmpty());
    presses("ana", "Remove");
    const auto first = rest();
    ASSERT_THAT(first, SizeIs(1));
    EXPECT_THAT(first[0].text, AllOf(HasSubstr("number 2:"), Not(HasSubstr("number 5:"))));

    server.people.types("ana", "a word of my own", "", first[0].thread_ts);
    settle();
    const auto calls = server.calls_of("chat.postMessage").size();
    for (int i = 0; i < 2; ++i) presses("ana", "Remove");
    EXPECT_EQ(server.calls_of("chat.postMessage").size(), calls);
    std::vector<Message> bots;
    for (auto& message : rest()) {
        if (!message.bot_id.empty() && message.text.contains("number")) bots.push_back(std::move(message));
    }
    ASSERT_THAT(bots, SizeIs(1));
    EXPECT_EQ(bots[0].ts, first[0].ts);
    EXPECT_THAT(bots[0].text, AllOf(HasSubstr("number 1:"), Not(HasSubstr("number 3:"))));

    presses("ana", "Remove");
    for (const auto& message : rest()) EXPECT_THAT(message.text, Not(HasSubstr("number")));
    EXPECT_THAT(last("ana"), Not(HasSubstr("number 5:")));
}

TEST_F(LongEditsTest, AfterARestartItIsFoundAgain) {
    has_noted(6);
    presses("ana", "Remove");
    const auto first = rest();
    ASSERT_THAT(first, SizeIs(1));
    restart();
    presses("ana", "Remove");
    ASSERT_THAT(rest(), SizeIs(1));
    EXPECT_EQ(rest()[0].ts, first[0].ts);
    restart();
    presses("ana", "Remove");
    EXPECT_THAT(rest(), IsEmpty());
}

TEST_F(LongEditsTest, ItIsThereOnceThoughAnAnswerIsLost) {
    has_noted(6);
    server.faults.on("chat.postMessage", slack_server::taken_then_500());
    presses("ana", "Remove");
    ASSERT_THAT(rest(), SizeIs(1));
    server.faults.on("chat.update", slack_server::taken_then_500());
    presses("ana", "Remove");
    skip(1min);
    EXPECT_THAT(rest(), SizeIs(1));
}

TEST_F(LongEditsTest, WhatTookSeveralMessagesIsUndoneInAllOfThem) {
    types("ana", many());
    ASSERT_GT(told().first, 1);
    restart();
    presses("ana", "Undo");
    EXPECT_EQ(told().first, 0);
    EXPECT_EQ(last("ana"), "Taken out of your log again, all of them.");
}

TEST_F(LongEditsTest, WhatTakesSeveralMessagesIsThereOnceThoughTheProcessEndsBetweenThem) {
    types("ana", many());
    const auto whole = told();
    presses("ana", "Undo");
    ASSERT_EQ(told().first, 0);

    server.faults.on("chat.postMessage", slack_server::slow_body(0s));
    server.faults.on("chat.postMessage", slack_server::taken_then_hangs());
    server.people.types("ana", many());
    ASSERT_TRUE(until([&] { return told().first == 2; }));
    comes_back();
    EXPECT_EQ(told(), whole);

    server.faults.on("chat.delete", slack_server::slow_body(0s));
    server.faults.on("chat.delete", slack_server::taken_then_hangs());
    server.people.presses("ana", "Undo");
    ASSERT_TRUE(until([&] { return told().first == 0; }));
    comes_back();
    EXPECT_EQ(told().first, 0);
    EXPECT_EQ(last("ana"), "Taken out of your log again, all of them.");
}

TEST_F(LongEditsTest, NoThreadIsReadOfAMessageThatNeverHadARest) {
    skip(2min);
    types("ana", "helped @ben for the deploy");
    presses("ana", "Undo");
    ASSERT_THAT(last("ana"), testing::StartsWith("Removed"));
    EXPECT_THAT(server.calls_of("conversations.replies"), IsEmpty());
}

}  // namespace
}  // namespace goodturn::slack
