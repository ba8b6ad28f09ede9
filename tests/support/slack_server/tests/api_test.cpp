#include "tests/support/slack_server/tests/fixture.hpp"

namespace goodturn::slack_server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

class ApiTest : public SlackServerTest {
protected:
    json post_to(const std::string& channel, const json& more = json::object()) {
        json args = message("hello");
        args["channel"] = channel;
        args.update(more);
        return call("chat.postMessage", args);
    }
};

TEST_F(ApiTest, TokensAreKnownAndOfTheRightKind) {
    EXPECT_EQ(error_of("auth.test", {}, ""), "not_authed");
    EXPECT_EQ(error_of("auth.test", {}, "xoxb-other"), "invalid_auth");
    EXPECT_EQ(error_of("auth.test", {}, app), "not_allowed_token_type");
    EXPECT_EQ(error_of("apps.connections.open", {}, bot), "not_allowed_token_type");
    EXPECT_EQ(error_of("chat.postMassage"), "unknown_method");
    const auto came = outcome(begin("auth.test", json::object()));
    ASSERT_TRUE(came);
    EXPECT_THAT(std::string(came->header("x-oauth-scopes")), HasSubstr("chat:write"));
    const auto body = json::parse(came->body);
    EXPECT_EQ(body["team_id"], "T1");
    EXPECT_EQ(body["user_id"], "UBOT");
    EXPECT_EQ(body["bot_id"], "B1");
    EXPECT_EQ(body["url"], "https://acme.slack.com/");
    slack.world.install_in("T1", "A1").active = false;
    EXPECT_EQ(error_of("auth.test"), "account_inactive");
}

TEST_F(ApiTest, AMissingScopeIsNamed) {
    slack.world.install_in("T1", "A1").scopes = {"chat:write"};
    const auto answer = call("users.info", {{"user", "UANA"}});
    EXPECT_EQ(answer["error"], "missing_scope");
    EXPECT_EQ(answer["needed"], "users:read");
    EXPECT_EQ(answer["provided"], "chat:write");
    EXPECT_EQ(call("conversations.history", {{"channel", "CRELEASE4"}})["needed"], "channels:history");
    EXPECT_EQ(call("conversations.open", {{"users", "UANA"}})["needed"], "im:write");
}

TEST_F(ApiTest, WhoIsInDoNotDisturbIsSaidOfFifty) {
    slack.people.snoozes("ana", 1h);
    const auto users = call("dnd.teamInfo", {{"users", "UANA,UBEN"}})["users"];
    EXPECT_EQ(users["UANA"],
              (json{{"dnd_enabled", true}, {"next_dnd_start_ts", 1'801'130'400}, {"next_dnd_end_ts", 1'801'134'000}}));
    EXPECT_EQ(users["UBEN"]["dnd_enabled"], false);
    EXPECT_EQ(error_of("dnd.teamInfo", {{"users", "UANA,UNOBODY"}}), "user_not_visible");
    EXPECT_EQ(error_of("dnd.teamInfo"), "no_users_provided");
}

TEST_F(ApiTest, AMessageIsPostedEditedAndDeletedByFormAndByJson) {
    auto args = message("hello");
    args["channel"] = "CRELEASE4";
    const auto posted = call("chat.postMessage", args);
    ASSERT_EQ(posted["ok"], true) << posted;
    ASSERT_THAT(slack.people.sees("ana", "#release-4"), SizeIs(1));
    const json edit{{"channel", "CRELEASE4"}, {"ts", posted["ts"]}, {"text", "changed"}};
    const auto came = outcome(post({.url = slack.api_url() + "chat.update",
                                    .headers = {{"Content-Type", "application/json; charset=utf-8"},
                                                {"Authorization", std::string("Bearer ") + bot}},
                                    .body = edit.dump()}));
    ASSERT_TRUE(came);
    EXPECT_EQ(json::parse(came->body)["ok"], true) << came->body;
    const auto seen = slack.people.sees("ana", "#release-4");
    EXPECT_EQ(seen[0].text, "changed");
    EXPECT_TRUE(seen[0].blocks.is_null()) << "a text without blocks takes the old ones away";
    EXPECT_FALSE(seen[0].edited.empty());
    EXPECT_EQ(error_of("chat.delete", {{"channel", "CRELEASE4"}, {"ts", posted["ts"]}}), "");
    EXPECT_THAT(slack.people.sees("ana", "#release-4"), IsEmpty());
    EXPECT_EQ(error_of("chat.delete", {{"channel", "CRELEASE4"}, {"ts", posted["ts"]}}), "message_not_found");
    ASSERT_THAT(slack.calls_of("chat.postMessage"), SizeIs(1));
    EXPECT_EQ(slack.calls_of("chat.postMessage")[0].answer["ts"], posted["ts"]);
}

TEST_F(ApiTest, WhereTheBotMayNotSpeak) {
    slack.world.add_channel("T1", "other", {"ana"});
    slack.world.add_channel("T1", "private", {"ana"}, Kind::group);
    auto& closed = slack.world.add_channel("T1", "closed", {"goodturn"});
    closed.is_archived = true;
    EXPECT_EQ(post_to("CNONE")["error"], "channel_not_found");
    EXPECT_EQ(post_to("COTHER")["error"], "not_in_channel");
    EXPECT_EQ(post_to("CPRIVATE")["error"], "channel_not_found");
    EXPECT_EQ(post_to("CCLOSED")["error"], "is_archived");
    EXPECT_EQ(post_to(slack.world.place("ana", "@ben").id)["error"], "channel_not_found");
    const auto direct = post_to("UANA");
    EXPECT_EQ(direct["channel"], "DANA") << "a person's id opens the chat";
    EXPECT_EQ(error_of("chat.update", {{"channel", "UANA"}, {"ts", direct["ts"]}, {"text", "x"}}), "channel_not_found");
    const auto ts = slack.people.types("ana", "mine", "#release-4");
    EXPECT_EQ(error_of("chat.update", {{"channel", "CRELEASE4"}, {"ts", ts}, {"text", "x"}}), "cant_update_message");
}

TEST_F(ApiTest, WhatSlackRefusesToShow) {
    EXPECT_EQ(error_of("chat.postMessage", {{"channel", "UANA"}}), "no_text");
    EXPECT_EQ(post_to("UANA", {{"blocks", {{"a", 1}}}})["error"], "invalid_blocks_format");
    json many = json::array();
    for (int i = 0; i < 51; ++i) many.push_back({{"type", "divider"}});
    const auto refusal = post_to("UANA", {{"blocks", many}});
    EXPECT_EQ(refusal["error"], "invalid_blocks");
    EXPECT_THAT(refusal["response_metadata"]["messages"][0].get<std::string>(), HasSubstr("blocks: 51"));
    EXPECT_EQ(post_to("UANA", {{"blocks", {{{"type", "nonsense"}}}}})["error"], "invalid_blocks");
    EXPECT_EQ(post_to("UANA", {{"blocks", {{{"type", "section"}, {"text", 7}}}}})["error"], "invalid_blocks");
    EXPECT_EQ(post_to("UANA", {{"metadata", "nonsense"}})["error"], "invalid_metadata_format");
    const auto ts = post_to("UANA")["ts"];
    const json edit{{"channel", "DANA"}, {"ts", ts}, {"text", std::string(4001, 'x')}};
    EXPECT_EQ(error_of("chat.update", edit), "msg_too_long");
    json blocks = json::array();
    for (const char letter : {'a', 'b'}) {
        const json text{{"type", "plain_text"}, {"text", std::string(2001, letter)}};
        blocks.push_back({{"type", "section"}, {"text", text}});
    }
    EXPECT_EQ(error_of("chat.postMessage", {{"channel", "UANA"}, {"text", "x"}, {"blocks", blocks}}), "");
    const json wide{{"channel", "DANA"}, {"ts", ts}, {"text", "x"}, {"blocks", blocks}};
    EXPECT_EQ(error_of("chat.update", wide), "msg_blocks_too_long");
    EXPECT_THAT(slack.problems, IsEmpty());
    post_to("UANA", {{"blocks", json::parse(R"([{"type":"section","text":{"type":"mrkdwn","text":"x"}}])")}});
    EXPECT_THAT(slack.problems, ElementsAre("chat.postMessage: mrkdwn that Slack may parse"))
        << "taken, but not as we want it";
}

TEST_F(ApiTest, EphemeralMessagesAreForMembers) {
    auto args = message("psst");
    args["channel"] = "CRELEASE4";
    args["user"] = "UANA";
    EXPECT_EQ(error_of("chat.postEphemeral", args), "");
    EXPECT_THAT(slack.people.ephemerals("ana", "#release-4"), SizeIs(1));
    EXPECT_THAT(slack.people.ephemerals("ben", "#release-4"), IsEmpty());
    slack.people.leaves("ben", "#release-4");
    args["user"] = "UBEN";
    EXPECT_EQ(error_of("chat.postEphemeral", args), "user_not_in_channel");
    EXPECT_THAT(slack.people.ephemerals("ben", "#release-4"), IsEmpty());
}

TEST_F(ApiTest, HistoryIsPagedNewestFirstAndLags) {
    const json metadata{{"event_type", "goodturn"}, {"event_payload", {{"key", "k1"}}}};
    const auto first = post_to("UANA", {{"metadata", metadata}})["ts"];
    slack.clock.skip(10s);
    const auto second = post_to("UANA")["ts"];
    const auto reply = post_to("UANA", {{"thread_ts", first}})["ts"];
    const json args{{"channel", "DANA"}, {"limit", 1}, {"include_all_metadata", true}};
    auto page = call("conversations.history", args);
    ASSERT_THAT(page["messages"], SizeIs(1));
    EXPECT_EQ(page["messages"][0]["ts"], second);
    EXPECT_EQ(page["has_more"], true);
    auto next = args;
    next["cursor"] = page["response_metadata"]["next_cursor"];
    page = call("conversations.history", next);
    ASSERT_THAT(page["messages"], SizeIs(1)) << "answers in threads are not in it";
    EXPECT_EQ(page["messages"][0]["ts"], first);
    EXPECT_EQ(page["messages"][0]["metadata"], metadata);
    EXPECT_EQ(page["response_metadata"]["next_cursor"], "");

    const auto thread = call("conversations.replies", {{"channel", "DANA"}, {"ts", first}})["messages"];
    ASSERT_THAT(thread, SizeIs(2));
    EXPECT_EQ(thread[1]["ts"], reply);
    EXPECT_FALSE(thread[0].contains("metadata")) << "only when asked for";

    const auto since = [&](const json& more) {
        json span{{"channel", "DANA"}};
        span.update(more);
        return call("conversations.history", span)["messages"].size();
    };
    EXPECT_EQ(since({{"oldest", first}}), 1U);
    EXPECT_EQ(since({{"oldest", first}, {"inclusive", true}}), 2U);
    EXPECT_EQ(since({{"latest", second}}), 1U);
    slack.faults.history_lags = 5s;
    EXPECT_EQ(since(json::object()), 1U);
    slack.clock.skip(5s);
    EXPECT_EQ(since(json::object()), 2U);
}

TEST_F(ApiTest, ADeletedMessageLeavesItsThread) {
    const auto first = post_to("UANA")["ts"];
    const auto reply = post_to("UANA", {{"thread_ts", first}})["ts"];
    const json parent{{"channel", "DANA"}, {"ts", first}};
    EXPECT_EQ(error_of("chat.delete", parent), "");
    EXPECT_EQ(error_of("chat.delete", parent), "message_not_found");
    const auto thread = call("conversations.replies", parent)["messages"];
    ASSERT_THAT(thread, SizeIs(2));
    EXPECT_EQ(thread[0]["subtype"], "tombstone");
    EXPECT_EQ(thread[1]["ts"], reply);
    EXPECT_EQ(error_of("chat.delete", {{"channel", "DANA"}, {"ts", reply}}), "");
    EXPECT_EQ(error_of("conversations.replies", parent), "thread_not_found");
}

TEST_F(ApiTest, ConversationsAreOpenedListedAndCounted) {
    const auto opened = call("conversations.open", {{"users", "UANA"}});
    EXPECT_EQ(opened["channel"]["id"], "DANA");
    EXPECT_EQ(call("conversations.open", {{"users", "UANA"}})["channel"]["id"], "DANA") << "the same again";
    slack.world.user("ben").deleted = true;
    EXPECT_EQ(error_of("conversations.open", {{"users", "UBEN"}}), "user_disabled");
    EXPECT_EQ(error_of("conversations.open", {{"users", "UNOBODY"}}), "user_not_found");
    EXPECT_EQ(call("conversations.info", {{"channel", "CRELEASE4"}})["channel"]["is_member"], true);
    EXPECT_EQ(call("conversations.info", {{"channel", "DANA"}})["channel"]["user"], "UANA");
    std::vector<std::string> members;
    json args{{"channel", "CRELEASE4"}, {"limit", 3}};
    for (std::string cursor = "start"; !cursor.empty();) {
        const auto page = call("conversations.members", args);
        for (const auto& one : page["members"]) members.push_back(one);
        cursor = page["response_metadata"]["next_cursor"];
        args["cursor"] = cursor;
    }
    EXPECT_THAT(members, ElementsAre("UANA", "UBEN", "UBO", "UBOT", "UJOERG", "UKAI", "UWILL"));
    const auto mine = call("users.conversations", {{"types", "public_channel,im"}})["channels"];
    ASSERT_THAT(mine, SizeIs(2));
    EXPECT_EQ(mine[0]["id"], "CRELEASE4");
    EXPECT_EQ(mine[1]["id"], "DANA");
    EXPECT_EQ(call("users.info", {{"user", "UBO"}})["user"]["tz"], "Europe/Stockholm");
    EXPECT_EQ(error_of("users.info", {{"user", "UNOBODY"}}), "user_not_found");
    const auto ts = slack.people.types("ana", "hi", "#release-4");
    EXPECT_THAT(call("chat.getPermalink", {{"channel", "CRELEASE4"}, {"message_ts", ts}})["permalink"],
                "https://acme.slack.com/archives/CRELEASE4/p1801130400000000");
}

TEST_F(ApiTest, ReactionsAreAddedOnce) {
    slack.world.install_in("T1", "A1").scopes.insert("reactions:write");
    const auto ts = slack.people.types("ana", "hi", "#release-4");
    const json args{{"channel", "CRELEASE4"}, {"timestamp", ts}, {"name", "pray"}};
    EXPECT_EQ(error_of("reactions.add", args), "");
    EXPECT_EQ(error_of("reactions.add", args), "already_reacted");
    EXPECT_THAT(slack.people.sees("ben", "#release-4")[0].reactions.at("pray"), ElementsAre("UBOT"));
    EXPECT_EQ(error_of("reactions.remove", args), "");
    EXPECT_EQ(error_of("reactions.remove", args), "no_reaction");
}

TEST_F(ApiTest, HomeIsPublishedWhereItIsOn) {
    json view{{"type", "home"}, {"blocks", message("welcome")["blocks"]}};
    EXPECT_EQ(slack.people.home("ana"), nullptr);
    const auto first = call("views.publish", {{"user_id", "UANA"}, {"view", view}});
    ASSERT_EQ(first["ok"], true) << first;
    ASSERT_NE(slack.people.home("ana"), nullptr);
    EXPECT_EQ(error_of("views.publish", {{"user_id", "UANA"}, {"view", view}, {"hash", first["view"]["hash"]}}), "");
    EXPECT_EQ(error_of("views.publish", {{"user_id", "UANA"}, {"view", view}, {"hash", first["view"]["hash"]}}),
              "hash_conflict");
    EXPECT_EQ(error_of("views.publish", {{"user_id", "UANA"}, {"view", form_view()}}), "invalid_arguments");
    slack.world.app("A1").home_tab_enabled = false;
    EXPECT_EQ(error_of("views.publish", {{"user_id", "UANA"}, {"view", view}}), "not_enabled");
    EXPECT_THAT(slack.problems, IsEmpty());
}

}  // namespace
}  // namespace goodturn::slack_server
