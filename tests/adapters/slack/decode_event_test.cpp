#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/slack/accounts.hpp"
#include "core/chat/json.hpp"
#include "tests/adapters/slack/payloads.hpp"

namespace goodturn::slack {
namespace {

using namespace payloads;
using testing::ElementsAre;

std::int64_t millis(const engine::Intake& item) {
    return item.event.at.time_since_epoch().count();
}

/// `text` with the first `from` in it replaced.
std::string with(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    return text.replace(at, from.size(), to);
}

void expect_nothing(const std::string& frame) {
    const auto all = decoded(frame);
    EXPECT_TRUE(all.items.empty()) << frame;
    EXPECT_TRUE(all.news.empty()) << frame;
}

TEST(Event, ADirectMessage) {
    const auto all = decoded(direct_message);
    const auto item = only(all);
    EXPECT_THAT(item.keys, ElementsAre("slack/T1/event/Ev1", "slack/T1/message/D1/1801130400.123456"));
    EXPECT_EQ(item.event.space.value, "slack/T1");
    EXPECT_EQ(item.event.actor.value, "U1");
    EXPECT_EQ(item.event.place, (chat::Place{{"D1"}, {}, true}));
    EXPECT_EQ(millis(item), 1'801'130'400'123);
    const auto typed = what<chat::Typed>(item);
    EXPECT_EQ(typed.message.value, "D1/1801130400.123456");
    EXPECT_FALSE(typed.addressed);
    EXPECT_FALSE(typed.edited);
    EXPECT_EQ(chat::to_json(typed.words), chat::to_json({chat::Named{{"U2"}, ""},
                                                         " helped me with the deploy (https://ci.acme.com) & more 🎉\n"
                                                         "  3. #private-channel\n> @here\n@groupFri"}));
    EXPECT_EQ(all.wait.waiting, Waiting::nothing);
    EXPECT_TRUE(all.news.empty());
}

TEST(Event, AMentionIsTheSameMessageHoweverItIsTold) {
    const auto item = only(decoded(mention));
    EXPECT_EQ(item.event.place, (chat::Place{{"C1"}, {"C1/1801130000.000200"}, false}));
    // The engine takes the bot's name away.
    EXPECT_EQ(what<chat::Typed>(item).words,
              (chat::Words{chat::Named{{"UBOT"}, ""}, " thanks ", chat::Named{{"U2"}, ""}, " for it"}));
    EXPECT_FALSE(what<chat::Typed>(item).addressed);

    const auto again = only(decoded(mention_as_message));
    EXPECT_EQ(what<chat::Typed>(again).words, what<chat::Typed>(item).words);
    EXPECT_NE(again.keys.front(), item.keys.front());
    EXPECT_EQ(again.keys.back(), item.keys.back());
    EXPECT_EQ(again.keys.back(), "slack/T1/message/C1/1801130400.000100");
}

TEST(Event, AThreadsFirstMessageIsNotInIt) {
    const auto item = only(decoded(with(mention, "1801130000.000200", "1801130400.000100")));
    EXPECT_TRUE(item.event.place.thread.empty());
}

TEST(Event, OnlyAChatWithTheBotIsDirect) {
    EXPECT_TRUE(only(decoded(with(direct_message, R"("channel_type":"im")", R"("channel_type":"app_home")")))
                    .event.place.direct);
    EXPECT_TRUE(only(decoded(with(direct_message, R"("channel_type":"im")", R"("x":1)"))).event.place.direct);
    EXPECT_FALSE(
        only(decoded(with(direct_message, R"("channel_type":"im")", R"("channel_type":"mpim")"))).event.place.direct);
}

TEST(Event, PeopleAttachFilesAndTellThreadsToTheChannel) {
    for (const char* subtype : {"file_share", "thread_broadcast"}) {
        const auto frame = with(direct_message, R"("type":"message",)",
                                R"("type":"message","subtype":")" + std::string(subtype) + "\",");
        EXPECT_EQ(what<chat::Typed>(only(decoded(frame))).message.value, "D1/1801130400.123456");
    }
}

TEST(Event, WhatNoPersonTypedIsNothing) {
    const auto message = [](const char* more) {
        return with(direct_message, R"("type":"message",)", R"("type":"message",)" + std::string(more));
    };
    expect_nothing(message(R"("subtype":"bot_message",)"));
    expect_nothing(message(R"("subtype":"channel_join",)"));
    expect_nothing(message(R"("subtype":"message_deleted",)"));
    expect_nothing(message(R"("subtype":"something_new",)"));
    expect_nothing(message(R"("bot_id":"B1",)"));
    expect_nothing(message(R"("bot_id":"B99",)"));
    expect_nothing(message(R"("app_id":"A1",)"));
    expect_nothing(with(direct_message, R"("user":"U1")", R"("user":"UBOT")"));
    expect_nothing(with(direct_message, R"("user":"U1")", R"("user":"USLACKBOT")"));
    expect_nothing(with(direct_message, R"("user":"U1")", R"("user":null)"));
    expect_nothing(with(mention, R"("user":"U1")", R"("bot_id":"B2","user":"U1")"));
}

TEST(Event, AnEdit) {
    const auto item = only(decoded(edit));
    EXPECT_THAT(item.keys, ElementsAre("slack/T1/event/Ev1", "slack/T1/edit/D1/1801130400.000100/1801130460.000000"));
    const auto typed = what<chat::Typed>(item);
    EXPECT_TRUE(typed.edited);
    EXPECT_EQ(typed.message.value, "D1/1801130400.000100");
    EXPECT_EQ(typed.words, (chat::Words{"thanks ", chat::Named{{"U2"}, ""}, " for it"}));
    EXPECT_EQ(millis(item), 1'801'130'460'000);
    EXPECT_TRUE(item.event.place.direct);
}

TEST(Event, AnEditedMentionComesAsAMentionAgain) {
    const auto item = only(decoded(edited_mention));
    EXPECT_TRUE(what<chat::Typed>(item).edited);
    EXPECT_EQ(what<chat::Typed>(item).message.value, "C1/1801130400.000100");
    EXPECT_EQ(item.keys.back(), "slack/T1/edit/C1/1801130400.000100/1801130460.000000");
    EXPECT_EQ(millis(item), 1'801'130'460'000);
}

TEST(Event, WhatSlackOrABotChangedIsNoEdit) {
    // A link was unfolded.
    expect_nothing(with(edit, "thx <@U2>", "thanks <@U2> for it"));
    expect_nothing(with(edit, R"("type":"message","user":"U1")", R"("type":"message","user":"UBOT","bot_id":"B1")"));
    expect_nothing(
        with(edit, R"("type":"message","user":"U1")", R"("type":"message","subtype":"tombstone","user":"U1")"));
    // Nobody says what it was before, nor that a person changed it.
    auto unknown = with(edit, R"("previous_message":{)", R"("was":{)");
    EXPECT_TRUE(what<chat::Typed>(only(decoded(unknown))).edited);
    expect_nothing(with(unknown, R"("edited":{)", R"("changed":{)"));
}

TEST(Event, AReaction) {
    const auto item = only(decoded(reaction));
    EXPECT_THAT(item.keys, ElementsAre("slack/T1/event/Ev1",
                                       "slack/T1/reaction/U1/C1/1801130400.000100/pray::skin-tone-3/added/"
                                       "1801130500.000400"));
    const auto reacted = what<chat::Reacted>(item);
    EXPECT_EQ(reacted.message.value, "C1/1801130400.000100");
    EXPECT_EQ(reacted.author.value, "U2");
    EXPECT_EQ(reacted.emoji, "🙏🏼");
    EXPECT_TRUE(reacted.added);
    EXPECT_EQ(reacted.link, "https://acme.slack.com/archives/C1/p1801130400000100");
    EXPECT_EQ(item.event.place, (chat::Place{{"C1"}, {}, false}));
    EXPECT_EQ(millis(item), 1'801'130'500'000);

    const auto removed = only(decoded(with(reaction, "reaction_added", "reaction_removed")));
    EXPECT_FALSE(what<chat::Reacted>(removed).added);
    EXPECT_NE(removed.keys.back(), item.keys.back());

    auto nowhere = workspace();
    nowhere.url.clear();
    EXPECT_EQ(what<chat::Reacted>(only(decoded(reaction, nowhere))).link, "");
    nowhere.url = "https://acme.slack.com";
    EXPECT_EQ(what<chat::Reacted>(only(decoded(reaction, nowhere))).link, reacted.link);

    EXPECT_EQ(what<chat::Reacted>(only(decoded(with(reaction, R"("item_user":"U2",)", "")))).author.value, "");
    EXPECT_TRUE(only(decoded(with(reaction, R"("channel":"C1")", R"("channel":"D1")"))).event.place.direct);
    expect_nothing(with(reaction, R"("user":"U1")", R"("user":"UBOT")"));
    expect_nothing(with(reaction, R"({"type":"message","channel":"C1","ts":"1801130400.000100"})",
                        R"({"type":"file","file":"F1"})"));
}

TEST(Event, TheChatIsOpened) {
    const auto all = decoded(home);
    const auto item = only(all);
    what<chat::Opened>(item);
    EXPECT_EQ(item.event.place, (chat::Place{{"D1"}, {}, true}));
    EXPECT_EQ(millis(item), 1'801'130'400'123);
    EXPECT_THAT(all.news, ElementsAre(News(HomeOpened{{"U1"}, {"D1"}})));

    const auto tab = decoded(with(home, R"("tab":"messages")", R"("tab":"home")"));
    ASSERT_EQ(tab.items.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<chat::OverviewOpened>(tab.items[0].event.what)) << "nobody is greeted for that";
    EXPECT_THAT(tab.news, ElementsAre(News(HomeOpened{{"U1"}, {"D1"}})));
}

TEST(Event, TheBotIsInvited) {
    const auto all = decoded(invited);
    const auto item = only(all);
    what<chat::Invited>(item);
    EXPECT_EQ(item.event.actor.value, "U1");
    EXPECT_EQ(item.event.place, (chat::Place{{"C1"}, {}, false}));
    EXPECT_THAT(all.news, ElementsAre(News(Joined{{"C1"}})));

    const auto by_nobody = decoded(with(invited, R"("inviter":"U1",)", ""));
    EXPECT_TRUE(by_nobody.items.empty());
    EXPECT_THAT(by_nobody.news, ElementsAre(News(Joined{{"C1"}})));
}

TEST(Event, ConversationsChange) {
    const auto changed = ElementsAre(News(ConversationChanged{{"C1"}}));
    const auto somebody = decoded(with(invited, R"("user":"UBOT")", R"("user":"U3")"));
    EXPECT_TRUE(somebody.items.empty());
    EXPECT_THAT(somebody.news, changed);
    for (const char* event : {
             R"({"type":"member_left_channel","user":"UBOT","channel":"C1","channel_type":"C","team":"T1"})",
             R"({"type":"member_left_channel","user":"U3","channel":"C1","channel_type":"C","team":"T1"})",
         }) {
        EXPECT_THAT(decoded(event_frame(event)).news, changed) << event;
    }
}

TEST(Event, AProfile) {
    const auto all = decoded(profile);
    EXPECT_TRUE(all.profile_changed);
    EXPECT_THAT(only(all).keys, ElementsAre("slack/T1/event/Ev1"));
    const auto seen = std::get<chat::AccountSeen>(only(all).event.what);
    EXPECT_EQ(seen.account.value, "U2");
    EXPECT_EQ(seen.name, "Ana & Co");
    EXPECT_EQ(seen.given, "Ana");
    EXPECT_EQ(seen.zone, "Europe/Lisbon");
    EXPECT_FALSE(seen.bot || seen.guest || seen.gone);
    EXPECT_NE(seen.mark, 0);
}

/// What a user object with these members says.
chat::AccountSeen account(const std::string& members, const Workspace& where = workspace()) {
    const auto document = Document::parse(R"({"id":"U2","team_id":"T1",)" + members + "}");
    EXPECT_TRUE(document) << members;
    const auto account = document ? account_of(document->root(), where) : std::nullopt;
    EXPECT_TRUE(account) << members;
    return account.value_or(chat::AccountSeen());
}

TEST(Accounts, NamesAreTheFirstThatIsSet) {
    EXPECT_EQ(account(R"("name":"a","real_name":"b","profile":{"real_name":"c","display_name":"d"})").name, "d");
    EXPECT_EQ(account(R"("name":"a","real_name":"b","profile":{"real_name":"c","display_name":""})").name, "c");
    EXPECT_EQ(account(R"("name":"a","real_name":"b","profile":null)").name, "b");
    EXPECT_EQ(account(R"("name":"a")").name, "a");
    EXPECT_EQ(account(R"("name":null)").name, "U2");
}

TEST(Accounts, WhoIsNoColleague) {
    EXPECT_TRUE(account(R"("is_bot":true)").bot);
    EXPECT_TRUE(account(R"("id":"USLACKBOT","is_bot":false)").bot);
    EXPECT_TRUE(account(R"("is_restricted":true)").guest);
    EXPECT_TRUE(account(R"("is_ultra_restricted":"true")").guest);
    EXPECT_TRUE(account(R"("deleted":true)").gone);
    EXPECT_FALSE(account(R"("deleted":false)").guest);
}

TEST(Accounts, OthersOrganisationsAreForeign) {
    const auto other = account(R"("x":1,"team_id":"T9")");
    EXPECT_TRUE(other.guest);
    EXPECT_TRUE(other.foreign);
    EXPECT_FALSE(account(R"("is_restricted":true)").foreign);
    EXPECT_FALSE(account(R"("x":1,"team_id":null)").guest);

    auto organisation = workspace();
    organisation.enterprise = "E1";
    const std::string colleague = R"("x":1,"team_id":"T9","enterprise_user":{"enterprise_id":"E1"})";
    EXPECT_FALSE(account(colleague, organisation).guest);
    EXPECT_FALSE(account(colleague, organisation).foreign);
    EXPECT_TRUE(account(colleague).guest);
    EXPECT_TRUE(account(colleague).foreign);
    EXPECT_FALSE(account(R"("x":1,"team_id":"E1")", organisation).guest);

    const auto all = decoded(with(profile, R"("team_id":"T1","name")", R"("team_id":"T9","name")"));
    EXPECT_TRUE(std::get<chat::AccountSeen>(only(all).event.what).guest);
}

TEST(Event, TheInstallationEnds) {
    EXPECT_THAT(decoded(revoked).news, ElementsAre(News(TokensRevoked{})));
    expect_nothing(with(revoked, R"("bot":["UBOT"])", R"("bot":[])"));
    EXPECT_THAT(decoded(event_frame(R"({"type":"app_uninstalled","event_ts":"1801130400.000100"})")).news,
                ElementsAre(News(Uninstalled{})));
}

TEST(Event, TooMany) {
    EXPECT_THAT(decoded(rate_limited).news, ElementsAre(News(RateLimited{})));
}

bool concerns(const std::string& frame, const Workspace& workspace) {
    return slack::concerns(std::get<Envelope>(read_frame(frame)), workspace);
}

TEST(Event, OfAnotherWorkspaceIsNotOurs) {
    EXPECT_TRUE(concerns(mention, workspace()));
    EXPECT_FALSE(
        concerns(with(mention, R"("enterprise_id":null,"team_id":"T1")", R"("enterprise_id":null,"team_id":"T2")"),
                 workspace()));
    // Somebody else's channel that is shared with us.
    EXPECT_TRUE(concerns(with(mention, R"("team_id":"T1","context_team_id")", R"("team_id":"T2","context_team_id")"),
                         workspace()));
    // Installed for a whole organisation.
    auto organisation = workspace();
    organisation.enterprise = "E1";
    const auto whole =
        with(mention, R"("enterprise_id":null,"team_id":"T1")", R"("enterprise_id":"E1","team_id":null)");
    EXPECT_TRUE(concerns(whole, organisation));
    EXPECT_FALSE(concerns(whole, workspace()));
    EXPECT_TRUE(concerns(R"({"envelope_id":"e","type":"hints","payload":{}})", organisation)) << "it names none";
}

TEST(Event, WhatWeDontKnowIsNamed) {
    EXPECT_THAT(decoded(event_frame(R"({"type":"pin_added"})")).news, ElementsAre(News(Unknown{"event pin_added"})));
    EXPECT_THAT(decoded(R"({"envelope_id":"e","type":"hints","payload":{}})").news,
                ElementsAre(News(Unknown{"envelope hints"})));
}

TEST(Event, WhatIsMissingIsNamedAndNothingElseOfIt) {
    for (const auto& [frame, said] : {
             std::pair<std::string, std::string>{R"({"envelope_id":"e","type":"events_api","payload":{}})",
                                                 "event without a name"},
             {R"({"envelope_id":"e","type":"my secret words","payload":{}})", "envelope without a name"},
             {event_frame(R"({"type":"Bo's secret"})"), "event without a name"},
             {event_frame(R"({"type":"message","user":"U1","text":"secret","channel":null})"),
              "event message without a place"},
             {event_frame(R"({"type":"message","subtype":"message_changed","channel":"D1"})"),
              "event message without a message"},
             {event_frame(R"({"type":"reaction_added","user":"U1","reaction":"pray","item":{"type":"message"}})"),
              "event reaction_added without a message"},
             {event_frame(R"({"type":"app_home_opened","tab":"home"})"), "event app_home_opened without a person"},
             {event_frame(R"({"type":"member_joined_channel","user":"U1"})"),
              "event member_joined_channel without a place"},
             {event_frame(R"({"type":"member_left_channel","user":"U1"})"),
              "event member_left_channel without a place"},
             {event_frame(R"({"type":"user_change","user":null})"), "event user_change without a person"},
             {R"({"envelope_id":"e","type":"slash_commands","payload":{"text":"secret"}})",
              "a command without a person"},
             {interaction_frame(R"({"callback_id":"x"})"), "interaction without a name"},
             {interaction_frame(R"({"type":"block_actions","user":{"id":"U1"}})"), "a press without a button"},
             {interaction_frame(R"({"type":"block_actions","actions":[{}]})"), "a press without a person"},
             {interaction_frame(R"({"type":"view_submission","view":{}})"), "a form without a person"},
             {interaction_frame(R"({"type":"shortcut","user":{"id":"U1"}})"), "shortcut without a name"},
             {interaction_frame(R"({"type":"shortcut","callback_id":"note_help"})"), "a shortcut without a person"},
         }) {
        EXPECT_THAT(decoded(frame).news, ElementsAre(News(Unknown{said}))) << frame;
    }
}

TEST(Event, WithoutAnIdTheEnvelopeIsItsName) {
    const auto frame = with(home, R"("event_id":"Ev1")", R"("event_id":null)");
    EXPECT_THAT(only(decoded(frame)).keys, ElementsAre("slack/T1/envelope/e-1"));
}

TEST(Event, WithoutAnInstantItHappensAtArrival) {
    EXPECT_EQ(only(decoded(with(home, R"("1801130400123456")", "null"))).event.at, arrival);
}

}  // namespace
}  // namespace goodturn::slack
