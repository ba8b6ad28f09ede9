#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/adapters/slack/payloads.hpp"

namespace goodturn::slack {
namespace {

using namespace payloads;
using testing::ElementsAre;
using testing::IsEmpty;

std::string with(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Command, IsForTheBot) {
    const auto all = decoded(command);
    const auto item = only(all);
    EXPECT_THAT(item.keys, ElementsAre("slack/T1/envelope/e-3", "slack/T1/trigger/1.2.abc"));
    EXPECT_EQ(item.event.actor.value, "U1");
    EXPECT_EQ(item.event.at, arrival);
    EXPECT_EQ(item.event.place, (chat::Place{.conversation = {"C1"}, .thread = {}, .name = "#release-4"}));
    const auto typed = what<chat::Typed>(item);
    EXPECT_TRUE(typed.addressed);
    EXPECT_FALSE(typed.edited);
    EXPECT_TRUE(typed.message.empty());
    EXPECT_EQ(typed.words, (chat::Words{"thanks ", chat::Named{{"U2"}, "ana"}, " for A & B"}));

    EXPECT_EQ(all.wait.waiting, Waiting::command);
    EXPECT_EQ(all.wait.response_url, "https://hooks.slack.com/commands/T1/1/x");
    EXPECT_EQ(all.wait.trigger, "1.2.abc");
    EXPECT_EQ(all.wait.channel, "C1");
}

TEST(Command, MayBeAVerb) {
    const auto thanks = with(command, R"("/goodturn","text":"thanks )", R"("/thanks","text":")");
    EXPECT_EQ(what<chat::Typed>(only(decoded(thanks))).words,
              (chat::Words{"thanks ", chat::Named{{"U2"}, "ana"}, " for A & B"}));
    // However the command was named for this workspace.
    const auto renamed = with(command, "/goodturn", "/gt");
    EXPECT_EQ(what<chat::Typed>(only(decoded(renamed))).words, what<chat::Typed>(only(decoded(command))).words);
}

TEST(Command, MayBeBare) {
    const auto bare = with(command, "thanks <@U2|ana> for A & B", "");
    EXPECT_THAT(what<chat::Typed>(only(decoded(bare))).words, IsEmpty());
}

TEST(Command, IsDirectOnlyInAChatThatIsKnownToBeTheBots) {
    EXPECT_TRUE(only(decoded(with(command, R"("C1")", R"("D1")"))).event.place.direct);
    EXPECT_FALSE(only(decoded(with(command, R"("C1")", R"("D2")"))).event.place.direct);
}

TEST(Button, IsPressed) {
    const auto all = decoded(button);
    const auto item = only(all);
    EXPECT_THAT(item.keys, ElementsAre("slack/T1/envelope/e-2", "slack/T1/trigger/1.2.def"));
    EXPECT_EQ(item.event.at.time_since_epoch().count(), 1'801'130'410'500);
    EXPECT_EQ(item.event.place, (chat::Place{{"D1"}, {"D1/1801130000.000200"}, true}));
    const auto pressed = what<chat::Pressed>(item);
    EXPECT_EQ(pressed.button, "17");
    EXPECT_EQ(pressed.choice, "");
    EXPECT_EQ(pressed.message.value, "D1/1801130400.000100");

    EXPECT_EQ(all.wait.waiting, Waiting::button);
    EXPECT_EQ(all.wait.response_url, "https://hooks.slack.com/actions/T1/1/x");
    EXPECT_EQ(all.wait.trigger, "1.2.def");
    EXPECT_EQ(all.wait.channel, "D1");
    EXPECT_EQ(all.wait.thread, "1801130000.000200");
    EXPECT_EQ(all.wait.message, "1801130400.000100");
    EXPECT_FALSE(all.wait.ephemeral);
}

TEST(Button, AMenusChoice) {
    const auto all = decoded(menu);
    const auto pressed = what<chat::Pressed>(only(all));
    EXPECT_EQ(pressed.button, "18");
    EXPECT_EQ(pressed.choice, "weekly");
    EXPECT_TRUE(all.wait.ephemeral);
    // Taken back.
    EXPECT_THAT(decoded(with(menu, R"("selected_option":{)", R"("selected_option":null,"x":{)")).items, IsEmpty());
}

TEST(Button, OnlyOnePersonSeesItInAChatOfTwoOthers) {
    EXPECT_FALSE(only(decoded(menu)).event.place.direct);
    EXPECT_TRUE(only(decoded(with(menu, R"("is_ephemeral":true)", R"("is_ephemeral":false)"))).event.place.direct);
}

TEST(Button, InTheHomeTab) {
    const auto all = decoded(home_button);
    const auto item = only(all);
    EXPECT_EQ(item.event.place, chat::Place());
    EXPECT_EQ(what<chat::Pressed>(item).button, "19");
    EXPECT_TRUE(what<chat::Pressed>(item).message.empty());
    EXPECT_EQ(all.wait.view, "V9");
    EXPECT_EQ(all.wait.response_url, "");
}

TEST(Button, OthersButtonsAndLinksSayNothing) {
    for (const char* id : {"link/1", "gt/", "17", "GT/17"}) {
        const auto all = decoded(with(button, "gt/17", id));
        EXPECT_THAT(all.items, IsEmpty()) << id;
        EXPECT_EQ(all.wait.waiting, Waiting::button);
    }
}

TEST(Button, EachOfSeveralHasItsOwnKey) {
    const auto two = with(home_button, R"("actions":[)",
                          R"("actions":[{"action_id":"gt/20","type":"button","action_ts":"1801130410.500000"},)");
    const auto all = decoded(two);
    ASSERT_EQ(all.items.size(), 2U);
    EXPECT_EQ(what<chat::Pressed>(all.items[0]).button, "20");
    EXPECT_EQ(what<chat::Pressed>(all.items[1]).button, "19");
    EXPECT_NE(all.items[0].keys, all.items[1].keys);
}

TEST(Form, ComesBackWithItsValues) {
    const auto all = decoded(form);
    const auto item = only(all);
    EXPECT_EQ(item.event.actor.value, "U1");
    EXPECT_EQ(item.event.place, chat::Place());
    EXPECT_EQ(item.event.at, arrival);
    const auto submitted = what<chat::Submitted>(item);
    EXPECT_EQ(submitted.token, "help.note 3");
    EXPECT_EQ(submitted.values, (std::map<std::string, chat::Words>{{"who", {chat::Named{{"U2"}, ""}}},
                                                                    {"what", {"R&D\nand more"}},
                                                                    {"where", {"here"}},
                                                                    {"more", {}},
                                                                    {"whom", {}},
                                                                    {"how", {}}}));
    EXPECT_EQ(all.wait.waiting, Waiting::submit);
    EXPECT_EQ(all.wait.view, "V1");
    EXPECT_EQ(all.wait.trigger, "1.2.mno");
    const auto copied = decoded(with(form, "and more", "New\u02CDYork"));
    EXPECT_EQ(what<chat::Submitted>(only(copied)).values["what"], chat::Words{"R&D\nNew_York"});
}

TEST(Form, IsOneSubmissionHoweverOftenItIsSent) {
    const auto keys = only(decoded(form)).keys;
    ASSERT_EQ(keys.size(), 3U);
    EXPECT_EQ(keys[2], "slack/T1/form/V1");
    const auto again = only(decoded(with(with(form, "e-2", "e-9"), "1.2.mno", "1.2.xyz"))).keys;
    EXPECT_NE(again[0], keys[0]);
    EXPECT_NE(again[1], keys[1]);
    EXPECT_EQ(again[2], keys[2]);
    EXPECT_EQ(only(decoded(with(form, "and more", "and less"))).keys[2], keys[2])
        << "who was not answered changes words";
    EXPECT_NE(only(decoded(with(form, R"("id":"V1")", R"("id":"V2")"))).keys[2], keys[2]);
}

TEST(Shortcut, OnAMessageIsALine) {
    const auto all = decoded(message_shortcut);
    const auto item = only(all);
    EXPECT_EQ(item.event.place,
              (chat::Place{.conversation = {"C1"}, .thread = {"C1/1801130000.000200"}, .name = "#release-4"}));
    const auto typed = what<chat::Typed>(item);
    EXPECT_TRUE(typed.addressed);
    // It is somebody else's message.
    EXPECT_TRUE(typed.message.empty());
    EXPECT_EQ(typed.words, (chat::Words{chat::Named{{"U2"}, ""}, " helped me"}));
    EXPECT_EQ(all.wait.waiting, Waiting::shortcut);
    EXPECT_EQ(all.wait.message, "1801130400.000100");
    EXPECT_EQ(all.wait.channel, "C1");
    EXPECT_EQ(all.wait.trigger, "1.2.pqr");

    EXPECT_EQ(what<chat::Typed>(only(decoded(with(message_shortcut, "they_helped_me", "thank_them")))).words,
              (chat::Words{"thanks ", chat::Named{{"U2"}, ""}}));
}

TEST(Shortcut, WithoutAnAuthorTheFormAsks) {
    const auto bots = with(message_shortcut, R"("user":"U2")", R"("user":"U7","bot_id":"B7")");
    EXPECT_EQ(what<chat::Typed>(only(decoded(bots))).words, chat::Words{"helped"});
    EXPECT_EQ(what<chat::Typed>(only(decoded(with(bots, "they_helped_me", "thank_them")))).words,
              chat::Words{"thanks"});
}

TEST(Shortcut, FromAnywhereHasNoPlace) {
    const auto all = decoded(shortcut);
    EXPECT_EQ(only(all).event.place, chat::Place());
    EXPECT_EQ(what<chat::Typed>(only(all)).words, chat::Words{"helped"});
    EXPECT_EQ(all.wait.waiting, Waiting::shortcut);

    const auto unknown = decoded(with(shortcut, "note_help", "make_tea"));
    EXPECT_THAT(unknown.items, IsEmpty());
    EXPECT_THAT(unknown.news, ElementsAre(News(Unknown{"shortcut make_tea"})));
    EXPECT_EQ(unknown.wait.waiting, Waiting::shortcut);
}

TEST(Interaction, WhatWeDontAskForIsNamedOrNothing) {
    EXPECT_THAT(decoded(interaction_frame(R"({"type":"block_suggestion"})")).news,
                ElementsAre(News(Unknown{"interaction block_suggestion"})));
    EXPECT_THAT(decoded(interaction_frame(R"({"type":"view_closed"})")).news, IsEmpty());
}

}  // namespace
}  // namespace goodturn::slack
