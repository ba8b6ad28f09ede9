#include "tests/adapters/slack/house.hpp"

#include "tests/support/logged.hpp"
#include "tests/support/slack_server/block_kit.hpp"

namespace goodturn::slack {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

class SliceTest : public HouseTest {
protected:
    SliceTest() { connect(); }

    void wait_for_modal(std::string_view who) {
        ASSERT_TRUE(until([&] { return server.people.modal(who) != nullptr; })) << "no form opened";
    }
    /// To the morning of the last Friday of the month, at nine for `who`.
    void to_the_round() { skip(25 * 24h - 1h); }
    std::size_t posts() { return server.calls_of("chat.postMessage").size(); }
};

TEST_F(SliceTest, ACommandIsAnsweredInItsAcknowledgement) {
    const auto command = server.people.runs("ana", "/goodturn helped @ben for unblocking the deploy", "#release-4");
    settle();
    EXPECT_EQ(command->state, slack_server::Delivery::State::acked);
    EXPECT_THAT(sees("ana", "#release-4"), ElementsAre(AllOf(StartsWith("(only you) Noted"),
                                                             HasSubstr("unblocking the deploy"), HasSubstr("[Undo]"))));
    EXPECT_THAT(server.calls_of("response_url"), IsEmpty());
    EXPECT_THAT(server.calls_of("chat.postEphemeral"), IsEmpty());
    EXPECT_THAT(sees("ben", "#release-4"), IsEmpty());
}

TEST_F(SliceTest, CommandsWorkWhereTheBotIsNot) {
    server.world.add_channel("T1", "secret", {"UANA", "UBO"});
    runs("ana", "/goodturn helped @bo for the tests", "#secret");
    EXPECT_THAT(sees("ana", "#secret"), ElementsAre(StartsWith("(only you) Noted")));
    presses("ana", "Undo", "#secret");
    EXPECT_THAT(sees("ana", "#secret"), ElementsAre(StartsWith("(only you) Removed")));
    runs("ana", "/goodturn log", "@ben");
    EXPECT_THAT(sees("ana", "@ben"), ElementsAre(HasSubstr("I answered in our private chat")));
    EXPECT_THAT(sees("ben", "@ben"), IsEmpty());
}

TEST_F(SliceTest, APostWhereTheBotIsNotWaitsUntilItIsInvited) {
    server.world.add_channel("T1", "lunch", {"UANA", "UBO"});
    runs("ana", "/goodturn thanks @bo here for the tests", "#lunch");
    EXPECT_THAT(sees("ana"), ElementsAre(AllOf(HasSubstr("I'm not in #lunch yet"), HasSubstr("/invite"),
                                               HasSubstr("[Send to Bo only] [Post in #lunch]"))));
    presses("ana", "Post in #lunch");
    EXPECT_THAT(last("ana"), StartsWith("I'm not in #lunch yet"));
    skip(23h);
    EXPECT_THAT(server.calls_of("chat.postMessage"), SizeIs(2)) << "the draft and the word about the invite";

    server.people.invites("ana", "goodturn", "#lunch");
    settle();
    presses("ana", "Post in #lunch");
    skip(31s);
    settle();
    EXPECT_THAT(sees("bo", "#lunch"), Contains(AllOf(HasSubstr("A thank-you from ana"), HasSubstr("the tests"))));
}

TEST_F(SliceTest, WhereTheBotIsNotADraftSaysSoAndGoesPrivately) {
    server.world.add_channel("T1", "secret", {"UANA", "UBO"}, slack_server::Kind::group);
    runs("ana", "/goodturn thanks @bo for the tests", "#secret");
    EXPECT_THAT(last("ana"), AllOf(HasSubstr("I'm not in "), HasSubstr("[Send to Bo only]"), HasSubstr("[Post in ")));
    presses("ana", "Send to Bo only");
    EXPECT_THAT(sees("ana"), Contains(StartsWith("To bo, in 30 seconds.")));
    runs("ana", "/goodturn thanks @kai for the tests");
    EXPECT_THAT(last("ana"), AllOf(HasSubstr("[Post in #release-4]"), Not(HasSubstr("I'm not in"))));
}

TEST_F(SliceTest, APostThatFailsAfterAllIsPressedAgain) {
    may_fail = true;
    runs("ana", "/goodturn thanks @bo here for the tests");
    server.faults.on("chat.postMessage", slack_server::refuses("not_in_channel"));
    skip(31s);
    settle();
    EXPECT_THAT(sees("ana"), ElementsAre(StartsWith("Not posted in #release-4."),
                                         AllOf(HasSubstr("in #release-4. If I'm not in there, invite me with /invite"),
                                               HasSubstr("[Post in #release-4]"), HasSubstr("[Send to Bo only]"))));
    presses("ana", "Post in #release-4");
    skip(31s);
    settle();
    EXPECT_THAT(sees("bo", "#release-4"), Contains(AllOf(HasSubstr("A thank-you from ana"), HasSubstr("the tests"))));
}

TEST_F(SliceTest, BetweenTwoPeopleAThankYouGoesPrivately) {
    runs("ana", "/goodturn thanks @ben for the tests", "@ben");
    EXPECT_THAT(last("ana"), AllOf(HasSubstr("[Send to Ben only]"), Not(HasSubstr("[Post"))));
    runs("ana", "/goodturn thanks @ben here for the tests", "@ben");
    EXPECT_THAT(last("ana"), AllOf(HasSubstr("I can't post in a chat of other people"), HasSubstr("\nfor the tests\n"),
                                   HasSubstr("[Send to Ben only]"), Not(HasSubstr("[Post"))));
    runs("ana", "/goodturn thanks @ben for the demo here", "@ben");
    EXPECT_THAT(last("ana"), AllOf(HasSubstr("I can't post in a chat of other people"), Not(HasSubstr("[Post"))));
}

TEST_F(SliceTest, AFormOpensWhateverBecomesOfTheCommit) {
    dies_on_commit = true;
    const auto command = server.people.runs("ana", "/goodturn helped", "#release-4");
    wait_for_modal("ana");
    EXPECT_TRUE(until([&] { return command->state == slack_server::Delivery::State::acked; }));
    restart();
}

TEST_F(SliceTest, ABotThatIsNotedIsTakenOutOnceSlackSaysWhatItIs) {
    server.world.add_user({.team = "T1", .name = "standup", .is_bot = true});
    runs("ana", "/goodturn helped @standup for the reminder");
    EXPECT_TRUE(until([&] { return last("ana", "#release-4").contains("turns out to be a bot"); }));
    EXPECT_THAT(sees("ana"), IsEmpty()) << "it is told where the command was answered";
    EXPECT_THAT(server.calls_of("chat.postEphemeral"), IsEmpty());
    types("ana", "log");
    EXPECT_THAT(last("ana"), HasSubstr("Your help log is empty"));
}

TEST_F(SliceTest, WhatTurnsOutIsToldWhereTheCommandWasAlsoWhereTheBotIsNot) {
    server.world.add_channel("T1", "secret", {"UANA", "UBO"});
    server.world.add_user({.team = "T1", .name = "leo", .deleted = true});
    server.world.add_user({.team = "T2", .name = "fay"});
    runs("ana", "/goodturn helped @leo for the demo", "#secret");
    EXPECT_TRUE(until([&] { return last("ana", "#secret").contains("the account is closed. So I took"); }));
    runs("ana", "/goodturn helped @fay for the shared part", "#secret");
    EXPECT_TRUE(until([&] { return last("ana", "#secret").contains("is of another organisation, and I keep"); }));
    EXPECT_THAT(last("ana", "#secret"), HasSubstr("the shared part"));
    runs("ana", "/goodturn @fay helped me with the shared part", "#secret");
    EXPECT_THAT(last("ana", "#secret"), StartsWith("(only you) That person is of another organisation"));
    EXPECT_THAT(sees("ana"), IsEmpty());
    types("ana", "log");
    EXPECT_THAT(last("ana"), HasSubstr("Your help log is empty"));
}

TEST_F(SliceTest, WhomSlackDoesNotKnowIsTakenOutAgain) {
    server.world.add_user({.id = "UZOE", .team = "T1", .name = "zoe"});
    server.faults.on("users.info", slack_server::refuses("user_not_found"));
    runs("ana", "/goodturn helped @zoe for the tests");
    EXPECT_TRUE(until([&] { return last("ana", "#release-4").contains("the account is closed. So I took"); }));
    EXPECT_THAT(last("ana", "#release-4"), AllOf(HasSubstr("zoe isn't here any more"), HasSubstr("the tests")));
    EXPECT_THAT(sees("ana"), IsEmpty()) << "it is told where the command was answered";
    types("ana", "log");
    EXPECT_THAT(last("ana"), HasSubstr("Your help log is empty"));
    // Should Slack come to know them, they can be noted.
    server.events.change(server.world.user("zoe"), "team_join");
    settle();
    runs("ana", "/goodturn helped @zoe for the tests");
    EXPECT_THAT(last("ana", "#release-4"), HasSubstr("Noted"));
}

TEST_F(SliceTest, WhoUsedTheBotIsNotGoneAfterARestartThoughSlackSaysSo) {
    server.world.add_user({.id = "UZOE", .team = "T1", .name = "zoe"});
    server.faults.on("users.info", slack_server::refuses("user_not_found"), slack_server::Faults::always);
    types("zoe", "help");
    runs("ana", "/goodturn helped @zoe for the tests");
    const auto before = server.calls_of("users.info").size();
    restart();
    ASSERT_TRUE(until([&] { return server.calls_of("users.info").size() > before; }));
    settle();
    runs("ana", "/goodturn helped @zoe for the review");
    types("ana", "log");
    EXPECT_THAT(last("ana"), testing::AllOf(HasSubstr("the tests"), HasSubstr("the review")));
}

TEST_F(SliceTest, WhomTheBotMayNotSeeStaysNoted) {
    const support::Logged log;
    server.world.add_user({.id = "UZOE", .team = "T1", .name = "zoe"});
    server.faults.on("users.info", slack_server::refuses("user_not_visible"));
    runs("ana", "/goodturn helped @zoe for the tests");
    ASSERT_TRUE(until([&] { return log.text().contains("users.info: user_not_visible"); }));
    settle();
    types("ana", "log");
    EXPECT_THAT(last("ana"), HasSubstr("the tests"));
}

TEST_F(SliceTest, WhoDoesThingsOrIsInAChannelIsThereThoughSlackSaysNot) {
    const support::Logged log;
    server.world.add_user({.id = "UYAN", .team = "T1", .name = "yan"});
    server.world.add_user({.id = "UZOE", .team = "T1", .name = "zoe"});
    server.faults.on("users.info", slack_server::refuses("user_not_found"), slack_server::Faults::always);
    types("zoe", "help");
    server.people.invites("ana", "yan", "#release-4");
    for (const auto* who : {"UYAN", "UZOE"}) {
        ASSERT_TRUE(until([&] { return log.text().contains(std::string(who) + " could not be learned"); }));
    }
    const auto before = server.calls_of("users.info").size();
    runs("ana", "/goodturn helped @yan and @zoe for the tests");
    ASSERT_TRUE(until([&] { return server.calls_of("users.info").size() == before + 2; }));
    skip(25h);
    types("ana", "log");
    EXPECT_THAT(last("ana"), HasSubstr("the tests"));
}

TEST_F(SliceTest, WhatTurnsOutAfterARestartIsToldThereToo) {
    server.world.add_user({.team = "T1", .name = "standup", .is_bot = true});
    server.faults.on("users.info", slack_server::slow_body(1h));
    runs("ana", "/goodturn helped @standup for the reminder");
    ASSERT_TRUE(until([&] { return server.calls_of("users.info").size() == 7; }));
    restart();
    runs("kai", "/goodturn helped @standup for the reminder");
    EXPECT_TRUE(until([&] { return last("ana", "#release-4").contains("turns out to be a bot"); }));
}

TEST_F(SliceTest, WhenTheWayBackIsOverItIsToldInTheirChat) {
    server.world.add_user({.team = "T1", .name = "standup", .is_bot = true});
    server.faults.on("users.info", slack_server::slow_body(1h));
    runs("ana", "/goodturn helped @standup for the reminder");
    ASSERT_TRUE(until([&] { return server.calls_of("users.info").size() == 7; }));
    skip(40min);
    restart();
    runs("kai", "/goodturn helped @standup for the reminder");
    EXPECT_TRUE(until([&] { return last("ana").contains("turns out to be a bot"); }));
    EXPECT_THAT(last("kai", "#release-4"), HasSubstr("turns out to be a bot"));
}

TEST_F(SliceTest, ThePressedMessageIsReplacedThoughOnlyOnePersonSeesIt) {
    runs("ana", "/goodturn helped @ben for the deploy");
    presses("ana", "Undo", "#release-4");
    EXPECT_THAT(sees("ana", "#release-4"), ElementsAre(StartsWith("(only you) Removed")));
    EXPECT_THAT(server.people.failures("ana"), IsEmpty());
}

TEST_F(SliceTest, InTheBotsOwnChatAnswersAreOrdinaryMessages) {
    types("ana", "helped @ben for the deploy");
    EXPECT_THAT(last("ana"), AllOf(StartsWith("Noted"), HasSubstr("[Undo]")));
    presses("ana", "Undo");
    EXPECT_THAT(last("ana"), StartsWith("Removed"));
    EXPECT_THAT(sees("ana"), Not(Contains(HasSubstr("[Undo]")))) << "the pressed message was edited";
    runs("ana", "/goodturn helped @bo for the tests", "");
    EXPECT_THAT(last("ana"), StartsWith("Noted")) << "a command there too";
}

TEST_F(SliceTest, AMentionIsAnsweredWhereItWasSaidAlsoInAThread) {
    const auto ts = server.people.types("ben", "the deploy is through", "#release-4");
    server.people.types("ana", "@goodturn helped @ben for the deploy", "#release-4", ts);
    settle();
    const auto answers = server.people.ephemerals("ana", "#release-4");
    ASSERT_THAT(answers, SizeIs(1));
    EXPECT_EQ(answers.front().thread_ts, ts);
    EXPECT_THAT(last("ana", "#release-4"), HasSubstr("Everyone in #release-4 can read that line"));
    EXPECT_THAT(server.calls_of("chat.postEphemeral"), SizeIs(1)) << "it came as two events";
}

TEST_F(SliceTest, InAThreadOfTheBotsOwnChatIsAnsweredThere) {
    const auto ts = server.people.types("ana", "helped @ben for the deploy");
    settle();
    EXPECT_EQ(server.people.sees("ana").back().thread_ts, "");
    server.people.types("ana", "helped @bo for the tests", "", ts);
    settle();
    EXPECT_THAT(last("ana"), AllOf(StartsWith("Noted"), HasSubstr("the tests")));
    EXPECT_EQ(server.people.sees("ana").back().thread_ts, ts);
    server.people.types("ana", "thanks @kai for the demo", "", ts);
    settle();
    EXPECT_THAT(last("ana"), HasSubstr("[Send to Kai only]"));
    EXPECT_EQ(server.people.sees("ana").back().thread_ts, ts) << "a draft too";
    types("ana", "log");
    EXPECT_THAT(last("ana"), StartsWith("Your help log."));
    EXPECT_EQ(server.people.sees("ana").back().thread_ts, "");
}

TEST_F(SliceTest, AListFromTheComposerIsANoteALine) {
    const auto item = [](const std::string& who, const std::string& words) {
        return slack_server::json{
            {"type", "rich_text_section"},
            {"elements", {{{"type", "user"}, {"user_id", who}}, {{"type", "text"}, {"text", words}}}}};
    };
    const slack_server::json list{
        {"type", "rich_text_list"},
        {"style", "bullet"},
        {"indent", 0},
        {"elements", {item("UBEN", " helped me with the deploy"), item("UBO", " helped me")}}};
    const slack_server::json blocks{{{"type", "rich_text"}, {"elements", slack_server::json::array({list})}}};
    server.people.sends("ana", "• <@UBEN> helped me with the deploy\n• <@UBO> helped me", blocks);
    settle();
    EXPECT_THAT(last("ana"), AllOf(StartsWith("Noted, for you only:"), HasSubstr("ben helped you – the deploy"),
                                   HasSubstr("bo helped you"), HasSubstr("[Undo]")));
    presses("ana", "Undo");
    EXPECT_THAT(last("ana"), StartsWith("Taken out of your log again"));
}

TEST_F(SliceTest, WhatIsMissingIsAskedForInAForm) {
    runs("ana", "/goodturn helped");
    wait_for_modal("ana");
    submits("ana", {{"who", "@ben"}, {"what", "the deploy"}});
    EXPECT_THAT(server.people.modal("ana"), testing::IsNull());
    EXPECT_THAT(last("ana"), AllOf(StartsWith("Noted"), HasSubstr("the deploy")));
}

TEST_F(SliceTest, WhatWasTypedStandsInTheFormAlready) {
    runs("ana", "/goodturn thanks for the review");
    wait_for_modal("ana");
    submits("ana", {{"who", "@ben"}});
    EXPECT_THAT(sees("ana"), Contains(AllOf(StartsWith("A thank-you to"), HasSubstr("for the review"))));
}

TEST_F(SliceTest, AFormsErrorsStandAtTheirFields) {
    runs("ana", "/goodturn helped");
    wait_for_modal("ana");
    submits("ana", {{"who", "@goodturn"}, {"what", "the deploy"}});
    const auto* const form = server.people.modal("ana");
    ASSERT_THAT(form, testing::NotNull()) << "it stays open";
    EXPECT_THAT(form->errors, ElementsAre(testing::Pair("who", Not(IsEmpty()))));
    submits("ana", {{"who", "@goodturn"}, {"what", "the deploy"}});
    ASSERT_THAT(server.people.modal("ana"), testing::NotNull()) << "the same once more is refused once more";
    submits("ana", {{"who", "@ben"}, {"what", "the deploy"}});
    EXPECT_THAT(server.people.modal("ana"), testing::IsNull());
    EXPECT_THAT(last("ana"), StartsWith("Noted"));
}

TEST_F(SliceTest, TheMonthlyRoundFromNoteToAnswer) {
    types("ana", "helped @ben for unblocking the deploy");
    to_the_round();
    EXPECT_THAT(last("ana"),
                AllOf(HasSubstr("Want to thank"), HasSubstr("unblocking the deploy"), HasSubstr("[Send]")));

    presses("ana", "Edit");
    wait_for_modal("ana");
    submits("ana", {{"why", "You unblocked the deploy. Thank you, Ben!"}});
    EXPECT_THAT(last("ana"), HasSubstr("You unblocked the deploy. Thank you, Ben!"));
    presses("ana", "Send");
    skip(1min);
    EXPECT_THAT(sees("ben"), IsEmpty()) << "it is night in New York";
    skip(12h);
    ASSERT_THAT(sees("ben"), SizeIs(1));
    EXPECT_THAT(last("ben"), AllOf(HasSubstr("You unblocked the deploy. Thank you, Ben!"),
                                   HasSubstr("I'm Goodturn, a bot run here by the platform team")));
    EXPECT_THAT(last("ana"), HasSubstr("Delivered"));

    types("ben", "happy to help");
    presses("ben", "Pass on");
    skip(60h);  // to Monday morning: it is evening in Lisbon
    EXPECT_THAT(sees("ana"), Contains(HasSubstr("happy to help")));
    types("ben", "no more");
    EXPECT_THAT(last("ben"), Not(HasSubstr("happy")));
}

TEST_F(SliceTest, AMenuOnAMessageNotesWhoWroteIt) {
    const auto ts = server.people.types("ben", "done, the build is green", "#release-4");
    server.people.uses_shortcut_on("ana", "they_helped_me", ts, "#release-4");
    settle();
    EXPECT_THAT(last("ana", "#release-4"), AllOf(StartsWith("(only you) Noted"), Not(HasSubstr("green"))));
    server.people.uses_shortcut("ana", "note_help");
    settle();
    wait_for_modal("ana");
}

TEST_F(SliceTest, AnAnswerToTheFirstMessageOfAThreadStandsInTheChannel) {
    const auto first = server.people.types("ben", "done, the build is green", "#release-4");
    const auto reply = server.people.types("kai", "I only held the lamp", "#release-4", first);
    server.people.uses_shortcut_on("ana", "they_helped_me", first, "#release-4");
    settle();
    ASSERT_THAT(server.people.ephemerals("ana", "#release-4"), SizeIs(1));
    EXPECT_EQ(server.people.ephemerals("ana", "#release-4").back().thread_ts, "");
    server.people.uses_shortcut_on("ana", "they_helped_me", reply, "#release-4");
    settle();
    ASSERT_THAT(server.people.ephemerals("ana", "#release-4"), SizeIs(2));
    EXPECT_EQ(server.people.ephemerals("ana", "#release-4").back().thread_ts, first);
}

TEST_F(SliceTest, WhoeverIsOfAnotherOrganisationSeesAllOfAnAnswerWhereTheyAre) {
    server.world.add_user({.team = "T2", .name = "fay"});
    server.people.invites("ana", "fay", "#release-4");
    ASSERT_TRUE(until([&] { return learned("fay") != chat::Instant{}; }));
    chat::Message list;
    for (int i = 0; i < 60; ++i) list.blocks.emplace_back(chat::Paragraph{{chat::Plain{std::to_string(i)}}});
    const chat::PrivateIn fay{.conversation = {server.world.channel("#release-4").id},
                              .thread = {},
                              .account = {server.world.user("fay").id},
                              .there_alone = true};
    EXPECT_TRUE(sends(fay, chat::Post{list}));
    EXPECT_THAT(server.people.ephemerals("fay", "#release-4"), SizeIs(2));
    EXPECT_THAT(last("fay", "#release-4"), HasSubstr("59"));

    server.faults.on("chat.postEphemeral", {.taken = true});
    server.faults.on("chat.postEphemeral", slack_server::refuses("internal_error"));
    EXPECT_TRUE(sends(fay, chat::Post{list})) << "what arrived is not sent once more for what did not";
    EXPECT_THAT(server.people.ephemerals("fay", "#release-4"), SizeIs(3));

    types("fay", "@goodturn log", "#release-4");
    EXPECT_THAT(last("fay", "#release-4"), HasSubstr("Your help log is empty"));
    EXPECT_THAT(server.calls_of("conversations.open"), IsEmpty());
}

TEST_F(SliceTest, ADraftSaysWhatAStrangerIsCalledOnceSlackHasSaidSo) {
    server.world.add_user({.team = "T1", .name = "zoe"});
    runs("ana", "/goodturn thanks");
    wait_for_modal("ana");
    submits("ana", {{"who", "@zoe"}, {"why", "the map"}});
    const auto draft = [&] { return sees("ana").front(); };
    EXPECT_TRUE(until([&] { return !sees("ana").empty() && draft().contains("[Send to zoe only]"); })) << draft();
}

TEST_F(SliceTest, WhoIsNamedAmongTheWordsIsShownByName) {
    meet_everybody();
    types("ana", "helped @ben for the work with @kai");
    EXPECT_THAT(last("ana"), HasSubstr("the work with @kai\n"));
    types("ana", "helpd @ben for the deploy");
    EXPECT_THAT(last("ana"), HasSubstr("[helped @ben for the deploy]"));
    runs("ana", "/goodturn helped");
    wait_for_modal("ana");
    submits("ana", {{"who", "@bo"}, {"what", "the tests with @kai"}});
    EXPECT_THAT(last("ana"), HasSubstr("the tests with @kai\n"));
}

TEST_F(SliceTest, HomeShowsWhatIsComingAndFollowsWhoLooks) {
    const auto home = [&](std::string_view who) {
        const auto* const view = server.people.home(who);
        return view == nullptr ? std::string("(nothing)") : block_kit::seen(view->content["blocks"]);
    };
    server.people.opens_home("ana");
    settle();
    EXPECT_THAT(home("ana"), AllOf(HasSubstr("Coming up"), HasSubstr("Pause for a week")));
    EXPECT_EQ(home("ben"), "(nothing)");
    EXPECT_THAT(sees("ana"), IsEmpty()) << "looking sends no message";
    server.people.presses_at_home("ana", "Pause for a week");
    settle();
    EXPECT_THAT(home("ana"), HasSubstr("Write to me again"));
    EXPECT_THAT(last("ana"), StartsWith("I'm quiet until"));
    server.people.presses_at_home("ana", "Note a help");
    settle();
    wait_for_modal("ana");
}

TEST_F(SliceTest, HelpIsForWhoAskedWhereverTheyAsk) {
    runs("ana", "/goodturn help");
    EXPECT_THAT(last("ana", "#release-4"), StartsWith("(only you) "));
    EXPECT_THAT(sees("bo", "#release-4"), IsEmpty());
    server.world.add_channel("T1", "elsewhere", {"ana", "bo"});
    runs("ana", "/goodturn", "#elsewhere");
    EXPECT_THAT(last("ana", "#elsewhere"), StartsWith("(only you) "));
    EXPECT_THAT(server.calls_of("chat.postMessage"), IsEmpty());
}

TEST_F(SliceTest, OfAProfileOnlyWhatCountsIsKept) {
    bool written = false;
    on_commit = [&] { written = true; };
    server.events.change(server.world.user("kai"));
    settle();
    EXPECT_FALSE(written) << "a status, say";
    server.world.user("kai").tz = "Europe/Lisbon";
    server.events.change(server.world.user("kai"));
    EXPECT_TRUE(until([&] { return written; }));
    settle();
    types("kai", "hours");
    EXPECT_THAT(last("kai"), HasSubstr("Lisbon"));
}

TEST_F(SliceTest, OnlyWhoAskedForItHasReactionsNoted) {
    const auto ts = server.people.types("ben", "done, the build is green", "#release-4");
    server.people.reacts("kai", "pray", ts, "#release-4");
    settle();
    EXPECT_THAT(sees("kai"), IsEmpty());
    types("ana", "reactions on");
    server.people.reacts("ana", "pray", ts, "#release-4");
    settle();
    EXPECT_THAT(last("ana"), AllOf(StartsWith("Noted"), HasSubstr("[Remove]")));
    server.people.reacts("ana", "pray", ts, "#release-4", false);
    settle();
    EXPECT_THAT(last("ana"), StartsWith("Removed"));
}

TEST_F(SliceTest, NobodysWordsPingAnybody) {
    types("ana", "helped @ben for <!channel> & <@UKAI> *now* <https://a.example|here>");
    EXPECT_THAT(last("ana"), HasSubstr("<!channel>")) << "as letters";
    for (const auto& call : server.calls_of("chat.postMessage")) {
        EXPECT_THAT(call.args["text"].get<std::string>(), Not(HasSubstr("<!")));
        EXPECT_THAT(call.args["blocks"].dump(), Not(HasSubstr(R"("range":)")));
    }
}

}  // namespace
}  // namespace goodturn::slack
