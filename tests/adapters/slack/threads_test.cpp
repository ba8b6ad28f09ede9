#include "tests/adapters/slack/house.hpp"

#include "adapters/slack/route.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <numeric>
#include <sstream>

/// A message that is longer than Slack lets edit, whatever happens to its thread.
namespace goodturn::slack {
namespace {

using slack_server::refuses;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

class ThreadsTest : public HouseTest {
protected:
    ThreadsTest() : HouseTest({.look_ups = {20ms, 50ms}, .person = 0ms}) {
        connect();
        here = {.conversation = {server.world.channel("#release-4").id}, .thread = {}};
    }

    /// Paragraphs of 1,000 characters.
    static chat::Message text(int paragraphs, char letter) {
        chat::Message message;
        for (int i = 0; i < paragraphs; ++i)
            message.blocks.emplace_back(chat::Paragraph{{chat::Plain{std::string(1000, letter)}}});
        return message;
    }
    chat::MessageId posts() {
        const auto receipt = sends(here, chat::Post{text(1, 'a')});
        EXPECT_TRUE(receipt);
        return receipt ? receipt->message : chat::MessageId();
    }
    chat::SendResult edits(const chat::MessageId& message, int paragraphs, char letter) {
        return sends(here, chat::Edit{message, text(paragraphs, letter)});
    }
    /// As above: how many characters of it stand in each message of the channel.
    std::vector<std::ptrdiff_t> lengths(char letter, std::string_view where = "#release-4") {
        std::vector<std::ptrdiff_t> all;
        for (const auto& message : sees("ana", where)) {
            if (const auto count = std::ranges::count(message, letter); count > 500) all.push_back(count);
        }
        return all;
    }

    chat::InConversation here;
};

/// What takes several messages, and only one person sees.
class PrivatelyTest : public ThreadsTest {
protected:
    PrivatelyTest() {
        ana = {.conversation = here.conversation, .thread = {}, .account = {server.world.user("ana").id}};
    }

    /// Of a command, or of a button in the message `pressed`.
    std::string route(const std::string& pressed = "") {
        return to_text({.envelope = "an envelope",
                        .response_url = server.world.new_response_url({.app = "A1",
                                                                       .team = "T1",
                                                                       .user = ana.account.value,
                                                                       .channel = here.conversation.value,
                                                                       .original = pressed}),
                        .until = std::chrono::floor<std::chrono::milliseconds>(server.clock.now()) + 29min,
                        .ephemeral = !pressed.empty()});
    }
    /// In their chat with the bot, and a line in the channel says so.
    void expect_in_chat(std::ptrdiff_t characters) {
        EXPECT_TRUE(until([&] { return last("ana", "#release-4").contains("too long for here"); }));
        const auto there = lengths('b', "");
        EXPECT_GT(there.size(), 1U);
        EXPECT_EQ(std::accumulate(there.begin(), there.end(), std::ptrdiff_t{0}), characters);
        EXPECT_THAT(sees("ana", "#release-4"),
                    ElementsAre("(only you) That is too long for here: I wrote it in our private chat."));
    }

    chat::PrivateIn ana;
};

TEST_F(PrivatelyTest, ItIsInTheirChatWhereAllOfItIsEdited) {
    const auto there = sends(ana, chat::Post{text(12, 'b')}, route());
    ASSERT_TRUE(there);
    expect_in_chat(12'000);
    EXPECT_TRUE(sends(ana, chat::Edit{there->message, text(1, 'c')}));
    EXPECT_THAT(lengths('b', ""), IsEmpty());
    EXPECT_THAT(lengths('c', ""), ElementsAre(1000));
}

TEST_F(PrivatelyTest, WhatWasShortGoesThereOnceItIsLong) {
    const auto there = sends(ana, chat::Post{text(1, 'a')});
    ASSERT_TRUE(there);
    const auto pressed = server.people.ephemerals("ana", "#release-4").front().ts;
    EXPECT_TRUE(sends(ana, chat::Edit{there->message, text(12, 'b')}, route(pressed)));
    expect_in_chat(12'000);
}

TEST_F(PrivatelyTest, OnlyWhatIsThereIsPointedTo) {
    server.faults.on("chat.postMessage", refuses("invalid_blocks"));
    EXPECT_FALSE(sends(ana, chat::Post{text(12, 'b')}, route()));
    settle();
    EXPECT_THAT(sees("ana", "#release-4"), IsEmpty());
}

TEST_F(ThreadsTest, AllThatIsThereCanBeEditedAgain) {
    const auto message = posts();
    EXPECT_TRUE(edits(message, 12, 'b'));
    EXPECT_THAT(lengths('b'), ElementsAre(3000, 3000, 3000, 3000));
    EXPECT_TRUE(edits(message, 11, 'c'));
    EXPECT_THAT(lengths('c'), ElementsAre(3000, 3000, 3000, 2000));
    EXPECT_THAT(lengths('b'), IsEmpty());
}

TEST_F(ThreadsTest, WhatWasPostedInPartsIsEditedAsAWhole) {
    const auto posted = sends(here, chat::Post{text(12, 'a')});
    ASSERT_TRUE(posted);
    EXPECT_THAT(lengths('a'), ElementsAre(3000, 3000, 3000, 3000));
    EXPECT_TRUE(edits(posted->message, 5, 'b'));
    EXPECT_THAT(lengths('a'), IsEmpty());
    EXPECT_THAT(lengths('b'), ElementsAre(3000, 2000));
    EXPECT_TRUE(edits(posted->message, 1, 'c'));
    EXPECT_THAT(lengths('b'), IsEmpty());
    EXPECT_THAT(lengths('c'), ElementsAre(1000));
}

TEST_F(ThreadsTest, WhatWasPostedInPartsGoesAsAWhole) {
    const auto posted = sends(here, chat::Post{text(12, 'a')});
    ASSERT_TRUE(posted);
    EXPECT_TRUE(sends(here, chat::Delete{posted->message}));
    EXPECT_THAT(lengths('a'), IsEmpty());
}

TEST_F(ThreadsTest, APostStandsThoughItsRestIsRefused) {
    for (const auto* why : {"invalid_blocks", "restricted_action_thread_locked"}) {
        server.faults.on("chat.postMessage", slack_server::slow_body(0s));
        server.faults.on("chat.postMessage", refuses(why));
        const auto posted = sends(here, chat::Post{text(12, 'a')});
        ASSERT_TRUE(posted) << posted.error().detail;
        EXPECT_THAT(lengths('a'), ElementsAre(3000));
        EXPECT_TRUE(edits(posted->message, 6, 'b')) << "the rest is told once it can be";
        EXPECT_THAT(lengths('b'), ElementsAre(3000, 3000));
        EXPECT_TRUE(sends(here, chat::Delete{posted->message}));
    }
}

TEST_F(ThreadsTest, APostMayHaveItsRestWhereNobodyKnows) {
    server.faults.on("chat.postMessage", slack_server::slow_body(0s));
    server.faults.on("chat.postMessage", slack_server::taken_then_500());
    server.faults.on("conversations.replies", refuses("missing_scope"));
    const auto posted = sends(here, chat::Post{text(12, 'a')});
    ASSERT_FALSE(posted);
    EXPECT_EQ(posted.error().failure, chat::SendFailure::unknown);
}

TEST_F(ThreadsTest, NothingIsReadForAPostThatIsNew) {
    ASSERT_TRUE(sends(here, chat::Post{text(12, 'a')}));
    EXPECT_THAT(server.calls_of("conversations.replies"), IsEmpty());
}

TEST_F(ThreadsTest, ALongMessageInAThreadGoesOnInThatThread) {
    const auto first = posts();
    here.thread = first;
    const auto posted = sends(here, chat::Post{text(12, 'b')});
    ASSERT_TRUE(posted);
    const auto all_in_it = [&] {
        const auto all = server.people.sees("ana", "#release-4");
        return std::ranges::all_of(
            all, [&](const auto& message) { return message.thread_ts == all.front().ts || message.bot_id.empty(); });
    };
    EXPECT_TRUE(all_in_it());
    EXPECT_THAT(lengths('b'), ElementsAre(3000, 3000, 3000, 3000));
    EXPECT_TRUE(edits(posted->message, 8, 'c'));
    EXPECT_TRUE(all_in_it());
    EXPECT_THAT(lengths('b'), IsEmpty());
    EXPECT_THAT(lengths('c'), ElementsAre(3000, 3000, 2000));
    EXPECT_TRUE(sends(here, chat::Delete{posted->message}));
    EXPECT_THAT(lengths('c'), IsEmpty());
    EXPECT_THAT(lengths('a'), ElementsAre(1000));
}

TEST_F(ThreadsTest, AThreadThatIsGoneIsNotTheMessage) {
    const auto message = posts();
    server.faults.on("chat.postMessage", refuses("thread_not_found"));
    const auto result = edits(message, 6, 'b');
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().failure, chat::SendFailure::transient) << "or the message would be posted once more";
    EXPECT_TRUE(edits(message, 6, 'b'));
    EXPECT_THAT(lengths('b'), ElementsAre(3000, 3000));
}

TEST_F(ThreadsTest, ItsRestGoesWithAMessage) {
    const auto message = posts();
    ASSERT_TRUE(edits(message, 6, 'b'));
    ASSERT_THAT(lengths('b'), SizeIs(2));
    EXPECT_TRUE(sends(here, chat::Delete{message}));
    EXPECT_THAT(lengths('b'), IsEmpty());
}

TEST_F(ThreadsTest, WhoseDeletionWasLostLeavesNoRestEither) {
    const auto message = posts();
    ASSERT_TRUE(edits(message, 6, 'b'));
    server.faults.on("chat.delete", slack_server::taken_then_500());
    EXPECT_FALSE(sends(here, chat::Delete{message}));
    const auto again = sends(here, chat::Delete{message});
    EXPECT_THAT(lengths('b'), IsEmpty());
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().failure, chat::SendFailure::gone);
}

TEST_F(ThreadsTest, WhatCanNotBeReadNowIsReadAtTheNextTry) {
    const auto message = posts();
    ASSERT_TRUE(edits(message, 6, 'b'));
    server.faults.on("conversations.replies", refuses("internal_error"));
    const auto first = sends(here, chat::Delete{message});
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().failure, chat::SendFailure::transient);
    static_cast<void>(sends(here, chat::Delete{message}));
    EXPECT_THAT(lengths('b'), IsEmpty());
}

TEST_F(ThreadsTest, WhatCanNotBeReadKeepsNoMessageFromGoing) {
    std::ostringstream text;
    struct Restored {
        std::shared_ptr<spdlog::logger> logger = spdlog::default_logger();
        ~Restored() { spdlog::set_default_logger(logger); }
    } const before;
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_st>(text)));
    const auto message = posts();
    ASSERT_TRUE(edits(message, 6, 'b'));
    server.faults.on("conversations.replies", refuses("missing_scope"));
    EXPECT_TRUE(sends(here, chat::Delete{message}));
    EXPECT_THAT(text.str(), HasSubstr(fmt::format("what stands in the thread of {} may have stayed: "
                                                  "conversations.replies: missing_scope",
                                                  message.value)));
    EXPECT_THAT(lengths('b'), SizeIs(1)) << "the rest";
    text.str("");
    EXPECT_TRUE(sends(here, chat::Delete{posts()}));
    EXPECT_EQ(text.str(), "") << "there was no thread";
}

}  // namespace
}  // namespace goodturn::slack
