#include "bot/practices.hpp"
#include "tests/support/test_bot.hpp"
#include "tests/support/trial_practice.hpp"

#include <gmock/gmock.h>

namespace goodturn {
namespace {

using namespace std::chrono_literals;
using support::TestBot;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Engine, ARepeatedEventChangesNothing) {
    TestBot bot;
    bot.says("ana", "tz berlin");
    EXPECT_THAT(bot.news("ana"), SizeIs(1));
    bot.repeat_last_event();
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

TEST(Engine, AnAnswerIsSeenOnceThoughTheProcessDiesBeforeSendingIt) {
    TestBot bot({.file = support::fresh_file("crash.db")});
    bot.crash_before_sending();
    bot.says("ana", "tz berlin");
    EXPECT_THAT(bot.news("ana"), ElementsAre(HasSubstr("Berlin")));
}

TEST(Engine, AnAnswerIsSeenOnceThoughThePlatformLosesTheConfirmation) {
    TestBot bot;
    bot.lose_answers(1);
    bot.says("ana", "tz berlin");
    EXPECT_THAT(bot.news("ana"), SizeIs(1));
    bot.pass(5min);
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

TEST(Engine, WhatFailsKeepsItsPlaceInTheConversation) {
    TestBot bot;
    bot.fail_sends(chat::SendFailure::transient);
    bot.says("ana", "tz berlin");
    bot.says("ana", "tz lisbon");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.pass(1min);
    EXPECT_THAT(bot.news("ana"), ElementsAre(HasSubstr("Berlin"), HasSubstr("Lisbon")));
}

TEST(Engine, ARateLimitHoldsTheWholeSpace) {
    TestBot bot;
    bot.fail_sends(chat::SendFailure::rate_limited, 1, 30s);
    bot.says("ana", "help");
    bot.says("ben", "help");
    bot.pass(29s);
    EXPECT_THAT(bot.news("ben"), IsEmpty());
    bot.pass(2s);
    EXPECT_THAT(bot.news("ben"), SizeIs(1));
    EXPECT_THAT(bot.news("ana"), SizeIs(1));
}

TEST(Engine, MoreThanAnybodyTypesIsToldOnceAndIgnored) {
    TestBot bot;
    for (int i = 0; i < 10'000; ++i) bot.says("ana", "help");
    const auto news = bot.news("ana");
    EXPECT_THAT(news, SizeIs(61));
    EXPECT_THAT(news.back(), HasSubstr("faster than I can follow"));
    bot.pass(30s);
    bot.says("ana", "help");
    EXPECT_THAT(bot.news("ana"), SizeIs(1));
}

TEST(Engine, WhatFailsCountsOnceTowardsThem) {
    TestBot bot({.practices = support::with_trial()});
    for (int i = 0; i < 100; ++i) bot.says("ana", "boom");
    EXPECT_THAT(bot.news("ana"), SizeIs(61));
}

TEST(Engine, WhatFailsTakesNothingWithIt) {
    TestBot bot({.practices = support::with_trial()});
    bot.says("ana", "hi");
    const auto typed = [&](const std::string& key, std::string_view text) {
        return engine::Intake{{key},
                              {.space = {"test"},
                               .actor = {"ana"},
                               .place = {{"dm:ana"}, {}, true},
                               .at = bot.now(),
                               .route = {},
                               .what = chat::Typed{.words = bot.words(text), .message = {key}}},
                              {}};
    };
    const std::vector items{typed("before", "@ben helped me"), typed("that", "boom"), typed("after", "@bo helped me")};
    const auto step = bot.engine().step(items, {}, bot.now(), 16);
    EXPECT_THAT(step.handled, ElementsAre(engine::Handled::done, engine::Handled::failed, engine::Handled::done));
    EXPECT_THAT(step.log, SizeIs(1));
    EXPECT_EQ(bot.db().integer("SELECT count(*) FROM help"), 2);
    EXPECT_THAT(bot.engine().step(items, {}, bot.now(), 16).handled, testing::Each(engine::Handled::duplicate));
}

TEST(Engine, AHugeLineIsRefusedAndNothingOfItIsKept) {
    TestBot bot;
    bot.says("ana", "helped " + std::string(100'000, 'x'));
    EXPECT_THAT(bot.last("ana"), HasSubstr("longer than I can read"));
}

TEST(Engine, AnOldLineDoesNothing) {
    TestBot bot;
    chat::Event event{.space = {"test"},
                      .actor = {"ana"},
                      .place = {{"dm:ana"}, {}, true},
                      .at = bot.now() - 25h,
                      .route = {},
                      .what = chat::Typed{.words = {std::string("tz berlin")}, .message = {"old"}}};
    bot.take({{"old"}, event, {}});
    EXPECT_THAT(bot.last("ana"), HasSubstr("What you wrote before Sun 3 Jan, 10:00 Lisbon reached me"));
    bot.take({{"old too"}, event, {}});
    EXPECT_THAT(bot.news("ana"), IsEmpty()) << "one sentence is for all of them";
    event.at = bot.now() - 11min;
    bot.take({{"late"}, event, {}});
    EXPECT_THAT(bot.last("ana"), HasSubstr("You asked this"));
}

TEST(Engine, APastThatIsRetoldCountsAndIsNotAnswered) {
    TestBot bot;
    bot.take({{"past"},
              {.space = {"test"},
               .actor = {"ana"},
               .place = {{"dm:ana"}, {}, true},
               .at = bot.now() - 240h,
               .route = {},
               .retold = true,
               .what = chat::Typed{.words = bot.words("@ben helped me with the deploy"), .message = {"past"}}},
              {}});
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), HasSubstr("the deploy"));
}

TEST(Engine, AGuessRunsOnceWhenItIsPressed) {
    TestBot bot;
    bot.says("ana", "setings");
    EXPECT_THAT(bot.last("ana"), HasSubstr("[settings]"));
    bot.presses("ana", "settings");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Lisbon"));
}

TEST(Engine, WordsStandInForButtons) {
    TestBot bot({.look = TestBot::Look::words});
    bot.says("ana", "setings");
    EXPECT_THAT(bot.last("ana"), HasSubstr("1. settings"));
    bot.says("ana", "1");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Lisbon"));
}

TEST(Engine, APersonalAnswerInAChannelIsForItsAskerOnly) {
    TestBot bot;
    bot.says("ana", "@Goodturn settings", "#release-4");
    EXPECT_THAT(bot.last("ana"), HasSubstr("(only you)"));
    EXPECT_THAT(bot.news("ben"), IsEmpty());
}

TEST(Engine, WhereNothingIsPrivateAPersonalAnswerGoesToTheChat) {
    TestBot bot({.look = TestBot::Look::words});
    bot.says("ana", "!gt settings", "#release-4");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Everyone in #release-4 can read that line"));
    EXPECT_EQ(bot.mark("ana"), "✅");
    EXPECT_THAT(bot.news("ben"), IsEmpty());
}

TEST(Engine, TalkInAChannelIsNotForTheBot) {
    TestBot bot;
    bot.says("ana", "I think Goodturn is great", "#release-4");
    bot.says("ana", "settings", "#release-4");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

TEST(Engine, AStrangerIsGreetedWithTheFirstAnswer) {
    TestBot bot({.strangers = true});
    bot.opens("ana");
    EXPECT_THAT(bot.news("ana"), ElementsAre(HasSubstr("Hi Ana")));
    bot.opens("ana");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.says("ben", "tz berlin");
    EXPECT_THAT(bot.news("ben"), ElementsAre(testing::AllOf(HasSubstr("Berlin"), HasSubstr("Hi Ben"))));
}

TEST(Engine, AReactionIsNotTheStartOfATalk) {
    TestBot bot({.strangers = true});
    bot.says("ana", "@ben helped me with the deploy");
    bot.says("ana", "thanks @ben for the deploy");
    bot.presses("ana", "Send to Ben only");
    bot.pass(24h);
    EXPECT_THAT(bot.news("ben"), SizeIs(1));
    bot.reacts("ben", "🙏");
    EXPECT_THAT(bot.news("ben"), IsEmpty());
}

TEST(Engine, ARefusedLineRunsWhenItIsMended) {
    TestBot bot;
    bot.says("ana", "tz atlantis");
    EXPECT_THAT(bot.news("ana"), SizeIs(1));
    bot.edits("ana", "tz berlin");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Berlin"));
    bot.edits("ana", "tz lisbon");
    EXPECT_THAT(bot.news("ana"), IsEmpty()) << "it was understood; what it says now is talk";
}

TEST(Engine, NobodyElseMendsARefusedLine) {
    TestBot bot;
    bot.says("ana", "!gt tz atlantis", "#release-4");
    EXPECT_THAT(bot.news("ana"), SizeIs(1));
    bot.edits("ben", "!gt tz berlin", "ana");
    EXPECT_THAT(bot.news("ben"), IsEmpty());
    bot.edits("ana", "!gt tz berlin");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Berlin"));
}

}  // namespace
}  // namespace goodturn
