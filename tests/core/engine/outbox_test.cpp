#include "tests/core/engine/handed_out.hpp"
#include "tests/support/trial_practice.hpp"

#include <gmock/gmock.h>

namespace goodturn {
namespace {

using namespace std::chrono_literals;
using support::TestBot;
using support::trial_traces;
using support::with_trial;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(Outbox, AFailingConversationDelaysNoOther) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::transient);
    bot.says("ana", "chat one");
    bot.says("ben", "chat hello");
    EXPECT_THAT(bot.news("ben"), ElementsAre("hello"));
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.says("ana", "chat two");
    bot.pass(1min);
    EXPECT_THAT(bot.news("ana"), ElementsAre("one", "two"));
}

chat::Event in_channel(const TestBot& bot, std::string_view who, std::string_view text) {
    auto event = typed(bot, who, text);
    event.place = {{"release-4"}, {}, false};
    std::get<chat::Typed>(event.what).addressed = true;
    return event;
}

TEST(Outbox, WhatOnlyOnePersonSeesInAChannelWaitsForNobodyElse) {
    TestBot bot({.practices = with_trial()});
    EXPECT_THAT(begun_by(bot, "first", in_channel(bot, "ana", "boom press")), SizeIs(1));
    EXPECT_THAT(begun_by(bot, "second", in_channel(bot, "ben", "boom press")), SizeIs(1));
    EXPECT_THAT(begun_by(bot, "third", in_channel(bot, "ana", "boom press")), IsEmpty());
}

TEST(Outbox, NobodyIsInvitedForTheBotsOwnIdeas) {
    TestBot bot({.practices = with_trial()});
    const auto may_invite = [&](const std::string& who, const std::string& line) {
        std::vector<bool> may;
        for (const auto& out : begun_by(bot, line, typed(bot, who, line))) {
            if (text_of(out) == "post hello") may.push_back(out.may_invite);
        }
        return may;
    };
    for (const auto* who : {"ana", "ben", "cleo", "dan"}) bot.says(who, "chat hi");
    EXPECT_THAT(may_invite("ben", "chat hello"), ElementsAre(true));
    EXPECT_THAT(may_invite("ben", "deliver @ana hello"), ElementsAre(true));
    EXPECT_THAT(may_invite("cleo", "dated hello"), ElementsAre(false));
    EXPECT_THAT(may_invite("dan", "nudge hello"), ElementsAre(false));
}

TEST(Outbox, ARoundThatIsSlowToLeaveDelaysNoAnswer) {
    TestBot bot({.practices = with_trial()});
    std::vector<engine::Intake> items;
    for (const auto* who : {"ana", "ben", "cleo"}) {
        items.push_back({{std::string("nudge ") + who}, typed(bot, who, "nudge stretch"), {}});
    }
    const auto nudges = bot.engine().step(items, {}, bot.now(), {16, 2}).outgoing;
    ASSERT_THAT(nudges, SizeIs(2));
    const engine::Intake question{{"question"}, typed(bot, "dana", "chat here I am"), {}};
    const auto answers = bot.engine().step(std::span(&question, 1), {}, bot.now(), {14, 2}).outgoing;
    ASSERT_THAT(answers, SizeIs(1));
    EXPECT_THAT(text_of(answers.front()), HasSubstr("here I am"));
    const auto outcome = arrived(nudges.front(), "m1");
    EXPECT_THAT(bot.engine().step({}, std::span(&outcome, 1), bot.now(), {14, 2}).outgoing, SizeIs(1));
}

TEST(Outbox, AnswersKeepTheirOrderWhileTheClockIsSetBack) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::transient);
    bot.says("ana", "chat one");
    bot.says("ana", "chat two");
    bot.pass(-2h);
    bot.says("ana", "chat three");
    bot.pass(3h);
    EXPECT_THAT(bot.news("ana"), ElementsAre("one", "two", HasSubstr("three")));
}

TEST(Outbox, AnswersGoBeforeNudges) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "nudge in 10m idea");
    bot.says("bo", "dated in 10m promise");
    bot.says("bo", "once 10m");
    bot.pass(9min);
    // All of it is due when the process is back, and there is room for one thing at a time.
    chat::Instant now = bot.now() + 2min;
    std::vector<std::string> order;
    std::vector<engine::Outcome> outcomes;
    const std::vector<engine::Intake> items{{{"late"}, typed(bot, "kai", "chat answer"), {}}};
    for (int i = 0; i < 10; ++i) {
        const auto step =
            bot.engine().step(i == 0 ? std::span(items) : std::span<const engine::Intake>(), outcomes, now, 1);
        outcomes.clear();
        for (const auto& out : step.outgoing) {
            order.push_back(text_of(out));
            outcomes.push_back(arrived(out, "m" + std::to_string(i)));
        }
    }
    EXPECT_THAT(order, ElementsAre("post answer", "post bell 10", "post promise", "post idea"));
}

TEST(Outbox, TriesComeSlowerAndSlowerUntilADayHasPassed) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::transient, 100'000);
    bot.says("ana", "chat hello");
    bot.pass(1h);
    const auto first_hour = count(bot, "SELECT attempt FROM delivery ORDER BY id DESC LIMIT 1");
    EXPECT_THAT(first_hour, AllOf(testing::Ge(11), testing::Le(16)));
    bot.pass(1h);
    EXPECT_THAT(count(bot, "SELECT attempt FROM delivery ORDER BY id DESC LIMIT 1") - first_hour,
                AllOf(testing::Ge(4), testing::Le(6)));
    bot.pass(23h);
    EXPECT_THAT(bot.log(), ElementsAre(AllOf(HasSubstr("ended unsent"), Not(HasSubstr("hello")))));
    EXPECT_EQ(count(bot, "SELECT count(*) FROM delivery WHERE state <> 'done'"), 0);
    EXPECT_EQ(count(bot, "SELECT count(*) FROM delivery WHERE payload IS NOT NULL"), 0);
}

TEST(Outbox, WhatIsNoAnswerIsTriedForAWeekAndThenItsPracticeHearsOfIt) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::transient, 100'000);
    bot.says("ana", "dated hello");
    bot.pass(24h * 6);
    EXPECT_THAT(trial_traces(bot.db()), IsEmpty());
    bot.pass(24h * 4);
    EXPECT_THAT(trial_traces(bot.db()), ElementsAre("unreachable hello"));
}

TEST(Outbox, ALongPauseLeavesTimeForAllTries) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "pause until 1 feb");
    bot.says("ana", "dated hello");
    bot.clock_to("2027-02-01T08:59:00Z");
    bot.news("ana");
    bot.fail_sends(chat::SendFailure::transient, 2);
    bot.pass(10min);
    EXPECT_THAT(bot.news("ana"), AllOf(Not(IsEmpty()), Each("hello")));
}

TEST(Outbox, AnUnreachablePersonsMessageEndsAtOnce) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::unreachable);
    bot.says("ana", "dated hello");
    EXPECT_THAT(trial_traces(bot.db()), ElementsAre("unreachable hello"));
    bot.pass(1h);
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

TEST(Outbox, WhatMayHaveArrivedIsNotTakenForReturned) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::unknown);
    bot.says("ana", "dated hello");
    bot.pass(1h);
    EXPECT_THAT(bot.news("ana"), IsEmpty()) << "nor sent again";
    EXPECT_THAT(trial_traces(bot.db()), IsEmpty());
    EXPECT_THAT(bot.log(), ElementsAre(HasSubstr("may have arrived")));
    EXPECT_EQ(count(bot, "SELECT count(*) FROM delivery WHERE outcome = 'unknown'"), 1);
}

TEST(Outbox, ARejectedMessageIsLoggedWithoutItsWords) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::rejected);
    bot.says("ana", "chat very private");
    EXPECT_THAT(bot.log(), ElementsAre(AllOf(HasSubstr("ended unsent"), Not(HasSubstr("private")))));
    bot.says("ana", "chat next");
    EXPECT_THAT(bot.news("ana"), ElementsAre("next"));
}

TEST(Outbox, ADeletedViewIsPostedAgain) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "count");
    bot.news("ana");
    bot.fail_sends(chat::SendFailure::gone);
    bot.presses("ana", "Up");
    EXPECT_THAT(bot.news("ana"), ElementsAre("count 1\n[Up]"));
    EXPECT_THAT(bot.sees("ana"), SizeIs(2)) << "a new message";
    bot.presses("ana", "Up");
    EXPECT_THAT(bot.news("ana"), ElementsAre("count 2\n[Up]"));
    EXPECT_THAT(bot.sees("ana"), SizeIs(2));
}

TEST(Outbox, APostThatIsGoneIsNotPostedForEver) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::gone, 100'000);
    bot.says("ana", "dated hello");
    EXPECT_THAT(trial_traces(bot.db()), ElementsAre("unreachable hello"));
}

TEST(Outbox, SeveralChangesBeforeAViewIsSentMakeOneMessage) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "count");
    bot.news("ana");
    bot.fail_sends(chat::SendFailure::rate_limited, 1, 30s);
    bot.presses("ana", "Up");
    bot.says("ana", "up");
    bot.says("ana", "up");
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    bot.pass(31s);
    EXPECT_THAT(bot.news("ana"), AllOf(SizeIs(testing::Le(2)), Each("count 3")));
}

TEST(Outbox, ASpaceThatIsBackHasNotToWaitAnyMore) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::rate_limited, 1, 1h);
    bot.says("ana", "count");
    bot.says("ben", "count");
    ASSERT_THAT(bot.news("ben"), IsEmpty());
    bot.set_look(TestBot::Look::buttons);  // the space is described anew
    EXPECT_THAT(bot.news("ben"), ElementsAre("count 0\n[Up]"));
}

TEST(Outbox, AViewsChangeWhileItsPostIsOnTheWayIsShownAfterIt) {
    TestBot bot({.practices = with_trial()});
    const auto post = begun_by(bot, "1", typed(bot, "ana", "count"));
    ASSERT_THAT(post, SizeIs(1));
    EXPECT_EQ(text_of(post.front()), "post count 0\n[Up]");
    EXPECT_THAT(begun_by(bot, "2", typed(bot, "ana", "up")), IsEmpty()) << "an edit waits for its post";
    const auto outcome = arrived(post.front(), "m1");
    const auto edit = bot.engine().step({}, std::span(&outcome, 1), bot.now(), 16).outgoing;
    ASSERT_THAT(edit, SizeIs(1));
    EXPECT_EQ(text_of(edit.front()), "edit m1 count 1\n[Up]");
}

TEST(Outbox, AnAnswerThatCouldNotBeSentAtOnceSaysWhenItWasAsked) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::transient, 100'000);
    bot.says("ana", "chat hello");
    bot.pass(1h);
    bot.fail_sends(chat::SendFailure::transient, 0);
    bot.pass(1h);
    EXPECT_THAT(bot.news("ana"), ElementsAre("(You asked this Mon 4 Jan, 10:00 Lisbon; I was away until now.)\nhello"));
}

TEST(Outbox, AViewShowsWhatIsTrueAfterDaysInWhichNothingCouldBeSent) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "count");
    bot.fail_sends(chat::SendFailure::transient, 100'000);
    bot.presses("ana", "Up");
    bot.pass(60h);
    bot.fail_sends(chat::SendFailure::transient, 0);
    bot.pass(1h);
    EXPECT_THAT(bot.sees("ana"), ElementsAre("count 1\n[Up]"));
}

TEST(Outbox, WhatMayHaveArrivedIsDeletedWhenItIsTakenBack) {
    TestBot bot({.practices = with_trial()});
    bot.lose_answers(1);
    bot.says("ana", "nudge hello");
    EXPECT_THAT(bot.sees("ana"), ElementsAre("hello"));
    bot.says("ana", "unsay");
    bot.pass(1h);
    EXPECT_THAT(bot.sees("ana"), IsEmpty());
}

TEST(Outbox, WhatDidNotArriveIsNotShownOnceItIsTakenBack) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::transient);
    bot.says("ana", "nudge hello");
    bot.says("ana", "unsay");
    bot.pass(1h);
    EXPECT_THAT(bot.news("ana"), Not(Contains(HasSubstr("hello"))));
    EXPECT_THAT(bot.sees("ana"), IsEmpty());
}

TEST(Outbox, WhatIsTakenBackIsDeletedAfterDaysInWhichNothingCouldBeSent) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "dated hello");
    bot.fail_sends(chat::SendFailure::transient, 100'000);
    bot.says("ana", "unsay");
    bot.pass(60h);
    bot.fail_sends(chat::SendFailure::transient, 0);
    bot.pass(1h);
    EXPECT_THAT(bot.sees("ana"), IsEmpty());
}

TEST(Outbox, WhatIsTakenBackIsDeletedThoughItWasGivenUpLongAgo) {
    TestBot bot({.practices = with_trial()});
    bot.lose_answers(1);
    bot.says("ana", "nudge for 1m hello");
    bot.outage(8 * 24h);
    bot.fail_sends(chat::SendFailure::transient, 3);
    bot.says("ana", "unsay");
    bot.pass(1h);
    EXPECT_THAT(bot.sees("ana"), IsEmpty());
}

TEST(Outbox, WhatCouldNotBeSentBeforeALongOutageIsTriedAfterIt) {
    TestBot bot({.practices = with_trial()});
    bot.fail_sends(chat::SendFailure::transient, 3);
    bot.says("ana", "dated hello");
    bot.outage(8 * 24h);
    bot.pass(1h);
    EXPECT_THAT(bot.sees("ana"), ElementsAre("hello"));
}

TEST(Outbox, WhatWasTriedOftenBeforeALongOutageIsTriedAfterIt) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "dated hello");
    bot.fail_sends(chat::SendFailure::transient, 100'000);
    bot.says("ana", "unsay");
    bot.pass(6h);
    bot.outage(8 * 24h);
    bot.fail_sends(chat::SendFailure::transient, 0);
    bot.pass(1h);
    EXPECT_THAT(bot.sees("ana"), IsEmpty());
}

TEST(Outbox, WhatWasTriedOftenBeforeTheClockWasSetAheadIsTriedAfterIt) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "dated hello");
    bot.fail_sends(chat::SendFailure::transient, 100'000);
    bot.says("ana", "unsay");
    bot.pass(6h);
    bot.clock_jumps(8 * 24h);
    bot.fail_sends(chat::SendFailure::transient, 0);
    bot.pass(1h);
    EXPECT_THAT(bot.sees("ana"), IsEmpty());
}

TEST(Outbox, WhatMayHaveArrivedIsNotThereTwiceWhenItIsAskedFor) {
    TestBot bot({.practices = with_trial()});
    bot.lose_answers(1);
    bot.says("ana", "nudge for 1m hello");
    bot.outage(24h);
    EXPECT_THAT(bot.sees("ana"), ElementsAre("hello"));
    bot.says("ana", "now");
    bot.pass(1h);
    EXPECT_THAT(bot.sees("ana"), ElementsAre("hello"));
    EXPECT_EQ(count(bot, "SELECT count(*) FROM nudge"), 1);
}

struct Again {
    std::string_view name;
    chat::SendFailure failure;
    std::string_view words;
};
class MayHaveArrived : public testing::TestWithParam<Again> {};

TEST_P(MayHaveArrived, AndIsLookedForSinceItsFirstTry) {
    TestBot bot({.practices = with_trial()});
    const auto first = begun_by(bot, "first", typed(bot, "ana", "nudge hello"));
    ASSERT_THAT(first, SizeIs(1));
    const engine::Outcome lost{first.front().delivery,
                               std::unexpected(chat::SendError{GetParam().failure, {}, "lost"})};
    static_cast<void>(bot.engine().step({}, std::span(&lost, 1), bot.now(), 16));
    const engine::Intake asked{{"again"}, typed(bot, "ana", GetParam().words), {}};
    const auto again = bot.engine().step(std::span(&asked, 1), {}, bot.now() + 5min, 16).outgoing;
    ASSERT_THAT(again, SizeIs(1));
    EXPECT_EQ(again.front().delivery, first.front().delivery);
    EXPECT_EQ(again.front().attempt, 2);
    EXPECT_EQ(again.front().first_attempt, bot.now());
}

INSTANTIATE_TEST_SUITE_P(All, MayHaveArrived,
                         testing::Values(Again{"TakenBack", chat::SendFailure::transient, "unsay"},
                                         Again{"TakenBackThoughGivenUp", chat::SendFailure::unknown, "unsay"},
                                         Again{"AskedForThoughGivenUp", chat::SendFailure::unknown, "now"}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Outbox, AnEditThatIsTriedAgainDoesNotUndoALaterOne) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "list a");
    bot.fail_sends(chat::SendFailure::transient);
    bot.presses("ana", "Send");
    bot.presses("ana", "Later");
    bot.pass(1min);
    EXPECT_THAT(bot.sees("ana"), ElementsAre("done later a"));
}

// Each would keep a message from being sent: once it is taken back, none may keep it from being deleted.
struct Obstacle {
    std::string_view name;
    void (*put)(TestBot&);
};
class TakenBack : public testing::TestWithParam<Obstacle> {};

TEST_P(TakenBack, IsDeletedThoughItCouldNotBeSent) {
    for (const bool before : {true, false}) {
        TestBot bot({.practices = with_trial()});
        bot.clock_to("2027-01-04T16:59:00Z");
        bot.lose_answers(1);
        bot.says("ana", "nudge for 1m hello");
        if (before) GetParam().put(bot);
        bot.says("ana", "unsay");
        if (!before) GetParam().put(bot);
        bot.pass(30min);
        EXPECT_THAT(bot.sees("ana"), Not(Contains("hello"))) << (before ? "taken back later" : "taken back before");
    }
}

INSTANTIATE_TEST_SUITE_P(All, TakenBack,
                         testing::Values(Obstacle{"NoMoreNudges", [](TestBot& bot) { bot.says("ana", "stop"); }},
                                         Obstacle{"Pause", [](TestBot& bot) { bot.says("ana", "pause"); }},
                                         Obstacle{"ItsTimeIsOver", [](TestBot& bot) { bot.outage(20min); }},
                                         Obstacle{"TheNextDay", [](TestBot& bot) { bot.outage(24h); }},
                                         Obstacle{"OutOfHours",
                                                  [](TestBot& bot) { bot.says("ana", "hours 9:00-12:00"); }}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Outbox, AnswersDoNotWaitForTheChangeOfAMessageThatIsThere) {
    for (const auto* change : {"up", "unsay"}) {
        TestBot bot({.practices = with_trial()});
        bot.says("ana", "count");
        bot.says("ana", "dated hello");
        bot.fail_sends(chat::SendFailure::transient);
        if (std::string(change) == "up")
            bot.presses("ana", "Up");
        else
            bot.says("ana", change);
        bot.says("ana", "chat behind");
        EXPECT_THAT(bot.sees("ana"), Contains("behind")) << change;
    }
}

TEST(Outbox, ALostConfirmationOfAViewMakesNoSecondMessage) {
    TestBot bot({.practices = with_trial()});
    bot.lose_answers(1);
    bot.says("ana", "count");
    bot.pass(1min);
    EXPECT_THAT(bot.sees("ana"), ElementsAre("count 0\n[Up]"));
    bot.lose_answers(1);
    bot.presses("ana", "Up");
    bot.pass(1min);
    EXPECT_THAT(bot.sees("ana"), ElementsAre("count 1\n[Up]"));
}

TEST(Outbox, ManyDeathsDontMakeTheNextTryWait) {
    TestBot bot({.practices = with_trial()});
    auto sent = begun_by(bot, "1", typed(bot, "ana", "chat hello"));
    for (int death = 0; death < 8; ++death) {
        bot.engine().recover(bot.now());
        sent = bot.engine().step({}, {}, bot.now(), 16).outgoing;
        ASSERT_THAT(sent, SizeIs(1));
    }
    const engine::Outcome lost{sent.front().delivery,
                               std::unexpected(chat::SendError{chat::SendFailure::transient, {}, {}})};
    EXPECT_EQ(bot.engine().step({}, std::span(&lost, 1), bot.now(), 16).next, bot.now() + 1s);
}

TEST(Outbox, AViewSurvivesACrashBeforeItIsSent) {
    TestBot bot({.file = support::fresh_file("view.db"), .practices = with_trial()});
    bot.crash_before_sending();
    bot.says("ana", "count");
    EXPECT_THAT(bot.sees("ana"), ElementsAre("count 0\n[Up]"));
    bot.crash_before_sending();
    bot.presses("ana", "Up");
    EXPECT_THAT(bot.sees("ana"), ElementsAre("count 1\n[Up]"));
}

TEST(Outbox, NothingThatWasSentIsKeptInWords) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "chat one");
    bot.says("ana", "list");
    bot.says("ana", "now");
    EXPECT_EQ(count(bot, "SELECT count(*) FROM delivery WHERE payload IS NOT NULL OR route <> ''"), 0);
}

// What throws is lost alone.

TEST(Outbox, AnEventThatThrowsIsAnsweredHonestly) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "boom");
    EXPECT_THAT(bot.news("ana"), ElementsAre(HasSubstr("Something broke on my side; nothing was changed")));
    EXPECT_THAT(bot.log(), ElementsAre(AllOf(HasSubstr("made to fail"), HasSubstr("test:"))));
    bot.says("ana", "chat fine");
    EXPECT_THAT(bot.news("ana"), ElementsAre("fine"));
}

TEST(Outbox, APressThatThrowsIsAnsweredHonestly) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "boom press");
    bot.news("ana");
    bot.presses("ana", "Boom");
    EXPECT_THAT(bot.news("ana"), ElementsAre(HasSubstr("Something broke")));
}

class WhatThrows : public testing::TestWithParam<std::string> {};

TEST_P(WhatThrows, IsLostAlone) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "count");
    bot.news("ana");
    if (GetParam() == "unreachable") bot.fail_sends(chat::SendFailure::unreachable);
    bot.says("ana", "boom " + GetParam());
    bot.says("ana", "up");
    EXPECT_THAT(bot.news("ana"), Contains("count 1\n[Up]"));
    EXPECT_THAT(bot.log(), Contains(AllOf(HasSubstr("delivery "), HasSubstr("failed: made to fail"))).Times(1));
    bot.pass(1h);
    EXPECT_THAT(bot.log(), Contains(HasSubstr("failed: made to fail")).Times(1));
    EXPECT_EQ(count(bot, "SELECT count(*) FROM delivery WHERE state <> 'done'"), 0);
}

INSTANTIATE_TEST_SUITE_P(All, WhatThrows, testing::Values("render", "shown", "unreachable"),
                         [](const auto& test) { return test.param; });

TEST(Outbox, WhatThrowsWhenItIsTooLateToSendIsLostAlone) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "nudge in 60m boom unreachable");
    bot.says("ben", "once 90m");
    bot.says("ana", "stop");
    bot.pass(2h);
    EXPECT_THAT(bot.news("ben"), ElementsAre("bell 90"));
    EXPECT_THAT(bot.log(), ElementsAre(HasSubstr("made to fail")));
}

TEST(Outbox, AMessageThatWasShownIsKnownThoughItsPracticeThrewThen) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "boom shown");
    bot.says("ana", "now");
    EXPECT_THAT(bot.sees("ana"), ElementsAre("boom shown"));
}

TEST(Outbox, AFullDiskFailsTheWholeStepAndTheSameStepWorksLater) {
    TestBot bot({.practices = with_trial()});
    const auto rows = count(bot, "SELECT count(*) FROM dedupe") + count(bot, "SELECT count(*) FROM delivery");
    std::vector<engine::Intake> items;
    items.reserve(20);
    for (int i = 0; i < 20; ++i) {
        items.push_back({{"page:" + std::to_string(i)},
                         typed(bot, "ana", "dated in 60m " + std::string(5000, 'x')),
                         engine::Cursor{"page", std::to_string(i)}});
    }
    // No more than there are now.
    static_cast<void>(bot.db().integer("PRAGMA max_page_count = 1"));
    std::optional<store::Error::Kind> failure;
    try {
        static_cast<void>(bot.engine().step(items, {}, bot.now(), 16));
    } catch (const store::Error& error) {
        failure = error.kind();
    }
    EXPECT_EQ(failure, store::Error::Kind::full);
    EXPECT_EQ(count(bot, "SELECT count(*) FROM dedupe") + count(bot, "SELECT count(*) FROM delivery"), rows);
    EXPECT_EQ(bot.engine().cursor("page"), std::nullopt);
    static_cast<void>(bot.db().integer("PRAGMA max_page_count = 1000000"));
    const auto step = bot.engine().step(items, {}, bot.now(), 16);
    EXPECT_THAT(step.handled, Each(engine::Handled::done));
    EXPECT_EQ(bot.engine().cursor("page"), "19");
}

// What comes in.

TEST(Intake, AnEventThatFailedIsADuplicateWhenItComesAgain) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "boom");
    bot.news("ana");
    bot.repeat_last_event();
    EXPECT_THAT(bot.news("ana"), IsEmpty());
    EXPECT_THAT(bot.log(), SizeIs(1));
}

TEST(Intake, ACursorMovesWithWhateverBecomesOfItsEvent) {
    TestBot bot({.practices = with_trial()});
    const std::vector<engine::Intake> items{
        {{"a"}, typed(bot, "ana", "chat hello"), engine::Cursor{"page", "1"}},
        {{"b"}, typed(bot, "ana", "boom"), engine::Cursor{"page", "2"}},
        {{"a", "c"}, typed(bot, "ana", "chat again"), engine::Cursor{"page", "3"}},
    };
    const auto step = bot.engine().step(items, {}, bot.now(), 0);
    EXPECT_THAT(step.handled, ElementsAre(engine::Handled::done, engine::Handled::failed, engine::Handled::duplicate));
    EXPECT_EQ(bot.engine().cursor("page"), "3");
}

TEST(Intake, ARepeatWithAFreshRouteTakesTheWaitingAnswerThere) {
    TestBot bot({.practices = with_trial()});
    engine::Intake item{{"a"}, typed(bot, "ana", "chat hello"), {}};
    item.event.route = "first";
    static_cast<void>(bot.engine().step(std::span(&item, 1), {}, bot.now(), 0));
    item.event.route = "second";
    const auto step = bot.engine().step(std::span(&item, 1), {}, bot.now(), 16);
    ASSERT_THAT(step.outgoing, SizeIs(1));
    EXPECT_EQ(step.outgoing.front().route, "second");
}

TEST(Intake, AfterAKillTheAnswerStillKnowsItsRoute) {
    TestBot bot({.practices = with_trial()});
    engine::Intake item{{"a"}, typed(bot, "ana", "chat hello"), {}};
    item.event.route = "first";
    static_cast<void>(bot.engine().step(std::span(&item, 1), {}, bot.now(), 16));
    bot.engine().recover(bot.now());
    const auto step = bot.engine().step({}, {}, bot.now(), 16);
    ASSERT_THAT(step.outgoing, SizeIs(1));
    EXPECT_EQ(step.outgoing.front().route, "first");
    EXPECT_EQ(step.outgoing.front().attempt, 2);
    EXPECT_EQ(step.outgoing.front().first_attempt, bot.now());
}

TEST(Intake, AnEventFromASpaceNobodyDescribedFailsAlone) {
    TestBot bot({.practices = with_trial()});
    auto event = typed(bot, "ana", "chat hello");
    event.space = {"elsewhere"};
    const engine::Intake item{{"a"}, event, {}};
    const auto step = bot.engine().step(std::span(&item, 1), {}, bot.now(), 16);
    EXPECT_THAT(step.handled, ElementsAre(engine::Handled::failed));
    EXPECT_THAT(step.outgoing, IsEmpty());
}

}  // namespace
}  // namespace goodturn
