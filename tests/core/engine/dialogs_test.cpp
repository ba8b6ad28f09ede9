#include "tests/support/test_bot.hpp"
#include "tests/support/trial_practice.hpp"

#include <gmock/gmock.h>

namespace goodturn {
namespace {

using namespace std::chrono_literals;
using support::TestBot;
using support::with_trial;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

/// A space without forms: they are asked for field by field.
class Dialogs : public testing::Test {
protected:
    std::string says(std::string_view text) {
        bot_.says("ana", text);
        return bot_.last("ana");
    }
    std::string says(std::initializer_list<std::string_view> lines) {
        std::string last;
        for (const auto line : lines) last = says(line);
        return last;
    }
    TestBot bot_{{.look = TestBot::Look::words, .practices = with_trial()}};
};

TEST_F(Dialogs, AskFieldByField) {
    EXPECT_EQ(says("form"), "What is it called?");
    EXPECT_EQ(says("Deploy"), "Who helps?");
    EXPECT_EQ(says("@ben"), "Which colour?\n1. Red\n2. Green");
    EXPECT_EQ(says("2"), "Anything else?");
    EXPECT_EQ(says("two lines\nof it"), "Deploy / @Ben Okafor / g / two lines\nof it");
    EXPECT_THAT(says("Deploy"), HasSubstr("only know short commands")) << "it is over";
}

TEST_F(Dialogs, TakeAChoiceByItsLabelAndAPersonByName) {
    EXPECT_EQ(says({"form", "x", "Jorg Weber", "green", "-"}), "x / @Jörg Weber / g / -");
}

TEST_F(Dialogs, GoBack) {
    EXPECT_THAT(says({"form", "back"}), HasSubstr("already the first question"));
    EXPECT_EQ(says("Deplay"), "Who helps?");
    EXPECT_EQ(says("Back"), "What is it called?");
    EXPECT_EQ(says({"Deploy", "@ben", "red", "more"}), "Deploy / @Ben Okafor / r / more");
}

TEST_F(Dialogs, SkipWhatIsNotRequired) {
    EXPECT_THAT(says({"form", "skip"}), StartsWith("I need this one."));
    EXPECT_EQ(says({"Deploy", "@ben", "red", "skip"}), "Deploy / @Ben Okafor / r / ");
}

TEST_F(Dialogs, AreCancelled) {
    EXPECT_EQ(says({"form", "Deploy", "cancel"}), "Dropped. Nothing was changed.");
    EXPECT_THAT(says("@ben"), Not(HasSubstr("colour")));
}

TEST_F(Dialogs, ExplainThemselves) {
    EXPECT_THAT(says({"form", "help"}), StartsWith("I'm waiting for an answer."));
    EXPECT_EQ(says("Deploy"), "Who helps?");
}

TEST_F(Dialogs, AskAgainForWhatDoesNotFit) {
    EXPECT_EQ(says({"form", std::string(21, 'x')}), "At most 20 characters, please.\nWhat is it called?");
    EXPECT_EQ(says(std::string(20, 'x')), "Who helps?");
    EXPECT_THAT(says("@nobody"), StartsWith("I don't know that person here."));
    EXPECT_THAT(says("somebody nice"), StartsWith("I don't know that person here."));
    EXPECT_THAT(says("@ben and @kai"), StartsWith("I can take one person here."));
    EXPECT_THAT(says("ben"), StartsWith("Which colour?"));
    EXPECT_THAT(says("0"), StartsWith("Please pick one of the choices."));
    EXPECT_THAT(says("3"), StartsWith("Please pick one of the choices."));
    EXPECT_THAT(says("blue"), StartsWith("Please pick one of the choices."));
    EXPECT_EQ(says("1"), "Anything else?");
}

TEST_F(Dialogs, AskAgainForWhatThePracticeRefuses) {
    EXPECT_EQ(says({"form", "taken", "@ben", "1", "words"}), "That name is taken.\nWhat is it called?");
    EXPECT_EQ(says("free"), "free / @Ben Okafor / r / words") << "what was answered well is not asked again";
}

TEST_F(Dialogs, EndAfterHalfAnHour) {
    says("form");
    bot_.pass(29min);
    EXPECT_EQ(says("Deploy"), "Who helps?");
    bot_.pass(29min);
    EXPECT_THAT(says("@ben"), StartsWith("Which colour?"));
    bot_.pass(30min);
    EXPECT_THAT(says("1"), Not(HasSubstr("Anything else?")));
    EXPECT_EQ(says("form"), "What is it called?");
}

TEST_F(Dialogs, AreOneAPerson) {
    says({"form", "Deploy"});
    EXPECT_EQ(says("!gt form"), "What is it called?");
    bot_.says("ben", "form");
    EXPECT_EQ(bot_.last("ben"), "What is it called?");
    EXPECT_EQ(says({"Again", "@kai", "1", "skip"}), "Again / @Kai Tanaka / r / ");
    bot_.says("ben", "Mine");
    EXPECT_EQ(bot_.last("ben"), "Who helps?");
}

TEST_F(Dialogs, TakeNoLineFromBeforeTheyAsked) {
    bot_.says_late("ana", "form", std::chrono::minutes(40));
    bot_.says_late("ana", "settings", std::chrono::minutes(30));
    EXPECT_THAT(bot_.last("ana"), HasSubstr("Hours"));
    EXPECT_EQ(says("Deploy"), "Who helps?") << "the question still waits";
}

TEST_F(Dialogs, GiveNobodyANameThatIsNone) {
    bot_.platform_knows({{"zoe"}, {}});
    says({"form", "x", "@zoe", "green", "-"});
    EXPECT_THAT(says("@zoe helped me"), HasSubstr("<@zoe>* helped you*"));
}

TEST_F(Dialogs, LetALineThatCallsTheBotThrough) {
    EXPECT_EQ(says({"form", "!gt chat hello"}), "hello");
    EXPECT_EQ(says("Deploy"), "Who helps?") << "the question is still open";
}

TEST_F(Dialogs, TakeVerbsAsAnswers) {
    EXPECT_EQ(says({"form", "settings"}), "Who helps?");
}

TEST_F(Dialogs, EndWithStop) {
    EXPECT_THAT(says({"form", "stop"}), HasSubstr("I won't write"));
    EXPECT_THAT(says("Deploy"), HasSubstr("only know short commands"));
}

TEST_F(Dialogs, DoNotHearWhatIsTypedInAChannel) {
    says("form");
    bot_.says("ana", "Deploy", "#release-4");
    EXPECT_THAT(bot_.news("ana"), IsEmpty());
    EXPECT_EQ(says("Deploy"), "Who helps?");
}

TEST_F(Dialogs, StartedInAChannelGoOnInTheChat) {
    bot_.says("ana", "!gt form", "#release-4");
    EXPECT_THAT(bot_.news("ana"), ElementsAre("What is it called?"));
    EXPECT_EQ(bot_.mark("ana"), "✅");
    EXPECT_EQ(says("Deploy"), "Who helps?");
}

TEST_F(Dialogs, SurviveWhatThrowsAtTheirEnd) {
    EXPECT_THAT(says({"form boom", "Deploy", "@ben", "1", "skip"}), HasSubstr("Something broke"));
    EXPECT_EQ(says("back"), "Which colour?\n1. Red\n2. Green") << "nothing was changed";
}

TEST(DialogsInAFile, SurviveARestart) {
    TestBot bot({.look = TestBot::Look::words, .file = support::fresh_file("dialog.db"), .practices = with_trial()});
    bot.says("ana", "form");
    bot.says("ana", "Deploy");
    bot.outage(10min);
    bot.says("ana", "@ben");
    EXPECT_THAT(bot.last("ana"), StartsWith("Which colour?"));
}

// Where there are forms.

TEST(Forms, AreOpenedAndSubmitted) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "form");
    EXPECT_THAT(bot.news("ana"), ElementsAre("form: Trial"));
    bot.submits("ana", {{"title", "Deploy"}, {"friend", "@ben"}, {"colour", "g"}});
    EXPECT_EQ(bot.last("ana"), "Deploy / @Ben Okafor / g / ");
}

TEST(Forms, ShowEveryErrorInTheirFields) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "form");
    bot.news("ana");
    bot.submits("ana", {{"title", std::string(21, 'x')}, {"friend", " "}, {"colour", "blue"}, {"more", ""}});
    EXPECT_THAT(bot.news("ana"),
                ElementsAre("error title: At most 20 characters, please.", "error friend: Please fill this in.",
                            "error colour: Please pick one of the choices."));
    bot.submits("ana", {{"title", "taken"}, {"friend", "@ben"}, {"colour", "r"}});
    EXPECT_THAT(bot.news("ana"), ElementsAre("error title: That name is taken."));
}

TEST(Forms, ThatAreRefusedAreAnotherAttemptWhenTheyComeAgain) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "form");
    const engine::Intake form{{"the form"},
                              {.space = {"test"},
                               .actor = {"ana"},
                               .place = {},
                               .at = bot.now(),
                               .route = {},
                               .what = chat::Submitted{.token = bot.form("ana")->token,
                                                       .values = {{"title", bot.words("taken")},
                                                                  {"friend", bot.words("@ben")},
                                                                  {"colour", bot.words("r")}}}},
                              {}};
    std::vector<engine::FormErrors> shown;
    const auto show = [&](const engine::Volatile& what) { shown.push_back(std::get<engine::FormErrors>(what.what)); };
    static_cast<void>(bot.engine().step(std::span(&form, 1), {}, bot.now(), 0, show));
    static_cast<void>(bot.engine().step(std::span(&form, 1), {}, bot.now(), 0, show));
    ASSERT_THAT(shown, SizeIs(2));
    EXPECT_EQ(shown.front(), shown.back());
}

TEST(Forms, AreShownOnceThoughSomethingBesideThemThrows) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "hi");
    const auto typed = [&](const std::string& key, std::string_view text) {
        return engine::Intake{{key},
                              {.space = {"test"},
                               .actor = {"ana"},
                               .place = {.conversation = {"dm:ana"}, .thread = {}, .direct = true},
                               .at = bot.now(),
                               .route = key,
                               .what = chat::Typed{.words = bot.words(text), .message = {key}}},
                              {}};
    };
    const std::vector items{typed("first", "form"), typed("second", "boom"), typed("third", "form")};
    std::vector<std::string> shown;
    static_cast<void>(
        bot.engine().step(items, {}, bot.now(), 0, [&](const engine::Volatile& what) { shown.push_back(what.route); }));
    EXPECT_THAT(shown, ElementsAre("first", "third"));
}

/// Somebody nobody has met writes to the bot, in one step with others.
class FormsOfStrangers : public testing::Test {
protected:
    FormsOfStrangers() {
        for (const auto* who : {"zoe", "yan", "xia"}) bot_.platform_knows({{who}, who});
    }
    engine::Intake typed(const std::string& who, std::string_view text) {
        const std::string key = "line " + std::to_string(++lines_);
        return {{key},
                {.space = {"test"},
                 .actor = {who},
                 .place = {.conversation = {"dm:" + who}, .thread = {}, .direct = true},
                 .at = bot_.now(),
                 .route = key,
                 .what = chat::Typed{.words = bot_.words(text), .message = {key}}},
                {}};
    }
    void step(const std::vector<engine::Intake>& items, const engine::Show& show = [](const engine::Volatile&) {}) {
        static_cast<void>(bot_.engine().step(items, {}, bot_.now(), 0, show));
    }
    /// What comes of the form, once its words are typed and everybody's name was told.
    std::string submitted(const std::string& token) {
        for (const std::string who : {"zoe", "yan", "xia"}) {
            bot_.joins({.account = {who}, .name = who + " stranger", .given = {}, .zone = "Europe/Paris"});
        }
        bot_.sends("nora", {.token = token, .values = {{"why", bot_.words("the slides")}}});
        return bot_.sees("nora").back();
    }

    TestBot bot_{{.practices = with_trial()}};
    int lines_ = 0;
};

TEST_F(FormsOfStrangers, MeanTheSamePeopleWhenTheStepIsDoneAgain) {
    std::string token;
    step({typed("nora", "thanks @zoe @yan"), typed("ana", "boom")},
         [&](const engine::Volatile& what) { token = std::get<chat::Form>(what.what).token; });
    EXPECT_THAT(submitted(token), HasSubstr("*zoe stranger* and *yan stranger*"));
}

TEST_F(FormsOfStrangers, MeanTheSamePeopleWhenTheCommitFailed) {
    std::string token;
    const auto fails = [&](const engine::Volatile& what) {
        token = std::get<chat::Form>(what.what).token;
        throw store::Error(store::Error::Kind::io, "the disk failed");
    };
    EXPECT_THROW(step({typed("nora", "thanks @zoe @yan")}, fails), store::Error);
    step({typed("xia", "hi"), typed("ana", "@xia and @yan and @zoe helped me"), typed("nora", "hi")});
    EXPECT_THAT(submitted(token), HasSubstr("*zoe stranger* and *yan stranger*"));
}

TEST(Forms, ThatThrowAreAnsweredHonestly) {
    TestBot bot({.practices = with_trial()});
    bot.says("ana", "form boom");
    bot.news("ana");
    bot.submits("ana", {{"title", "secret"}, {"friend", "@ben"}, {"colour", "r"}});
    EXPECT_THAT(bot.last("ana"), HasSubstr("Something broke"));
    EXPECT_THAT(bot.log(), ElementsAre(Not(HasSubstr("secret"))));
}

}  // namespace
}  // namespace goodturn
