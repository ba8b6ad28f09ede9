#include "tests/support/slack_server/tests/fixture.hpp"

namespace goodturn::slack_server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

class PeopleTest : public SlackServerTest {
protected:
    /// What was delivered since, as an app sees it; each is acknowledged.
    std::vector<json> events() {
        std::vector<json> all;
        run_dry();
        EXPECT_TRUE(until([&] {
            for (; next < socket->frames.size(); ++next) {
                all.push_back(socket->frames[next]["payload"]);
                ack(*socket, socket->frames[next]);
            }
            return slack.gateway.waiting() == 0;
        }));
        return all;
    }
    json event() {
        const auto all = events();
        EXPECT_THAT(all, SizeIs(1));
        return all.empty() ? json() : all[0]["event"];
    }
    /// The frame of the interaction that was just sent.
    json got(const DeliveryRef&) { return frame(*socket, next++); }
    json acked(const DeliveryRef& delivery, const json& payload = nullptr) {
        const auto frame = got(delivery);
        ack(*socket, frame, payload);
        EXPECT_TRUE(until_acked(delivery));
        return frame["payload"];
    }
    void open_form(const json& view = form_view()) {
        const auto command = acked(slack.people.runs("ana", "/goodturn form"));
        EXPECT_EQ(error_of("views.open", {{"trigger_id", command["trigger_id"]}, {"view", view}}), "");
    }

    std::shared_ptr<Socket> socket = connect();
    std::size_t next = 1;
};

TEST_F(PeopleTest, AMentionIsTwoEventsWhereTheAppAskedForBoth) {
    slack.people.types("ana", "@goodturn thanks @ben, R&D <3 https://a.example/b", "#release-4");
    const auto mention = event();
    EXPECT_EQ(mention["type"], "app_mention");
    EXPECT_EQ(mention["text"], "<@UBOT> thanks <@UBEN>, R&amp;D &lt;3 <https://a.example/b>");
    EXPECT_EQ(mention["user"], "UANA");
    EXPECT_EQ(mention["channel"], "CRELEASE4");
    EXPECT_EQ(mention["blocks"][0]["elements"][0]["elements"][2], (json{{"type", "user"}, {"user_id", "UBEN"}}));
    slack.world.app("A1").events.insert("message.channels");
    slack.people.types("ana", "@goodturn help", "#release-4");
    slack.people.types("ana", "nothing", "#release-4");
    const auto all = events();
    ASSERT_THAT(all, SizeIs(3));
    EXPECT_EQ(all[0]["event"]["type"], "message");
    EXPECT_EQ(all[0]["event"]["channel_type"], "channel");
    EXPECT_EQ(all[1]["event"]["type"], "app_mention");
    EXPECT_EQ(all[0]["event"]["ts"], all[1]["event"]["ts"]);
    EXPECT_NE(all[0]["event_id"], all[1]["event_id"]);
    EXPECT_EQ(all[0]["authorizations"][0]["user_id"], "UBOT");
}

TEST_F(PeopleTest, WhatIsSaidElsewhereIsNotHeard) {
    slack.people.types("ana", "@goodturn thanks", "@ben");
    slack.world.add_channel("T1", "other", {"ana", "ben"});
    slack.people.types("ana", "@goodturn thanks", "#other");
    EXPECT_THAT(events(), IsEmpty());
    EXPECT_THAT(slack.people.sees("ben", "#other"), SizeIs(1));
}

TEST_F(PeopleTest, AChatWithTheBotIsHeardEditsAndItsOwnMessagesToo) {
    const auto ts = slack.people.types("ana", "thx");
    const auto first = event();
    EXPECT_EQ(first["channel_type"], "im");
    EXPECT_EQ(first["channel"], "DANA");
    slack.people.edits("ana", ts, "thanks");
    const auto edit = event();
    EXPECT_EQ(edit["subtype"], "message_changed");
    EXPECT_EQ(edit["message"]["text"], "thanks");
    EXPECT_EQ(edit["previous_message"]["text"], "thx");
    slack.people.deletes("ana", ts);
    EXPECT_EQ(event()["subtype"], "message_deleted");
    auto args = message("hello");
    args["channel"] = "DANA";
    call("chat.postMessage", args);
    const auto own = event();
    EXPECT_EQ(own["bot_id"], "B1");
    EXPECT_EQ(own["user"], "UBOT");
}

TEST_F(PeopleTest, ReactionsMembersProfilesAndHome) {
    const auto ts = slack.people.types("ben", "done", "#release-4");
    slack.people.reacts("ana", "pray::skin-tone-3", ts, "#release-4");
    slack.people.reacts("ana", "pray::skin-tone-3", ts, "#release-4", false);
    auto all = events();
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[0]["event"]["type"], "reaction_added");
    EXPECT_EQ(all[0]["event"]["item"]["ts"], ts);
    EXPECT_EQ(all[0]["event"]["item_user"], "UBEN");
    EXPECT_EQ(all[1]["event"]["type"], "reaction_removed");
    slack.world.add_channel("T1", "other", {"ana"});
    slack.people.invites("ana", "goodturn", "#other");
    auto joined = event();
    EXPECT_EQ(joined["type"], "member_joined_channel");
    EXPECT_EQ(joined["user"], "UBOT");
    EXPECT_EQ(joined["channel_type"], "C");
    slack.people.leaves("ana", "#other");
    EXPECT_EQ(event()["type"], "member_left_channel");
    auto& ana = slack.world.user("ana");
    ana.tz = "Asia/Tokyo";
    slack.events.change(ana);
    EXPECT_EQ(event()["user"]["tz"], "Asia/Tokyo");
    slack.people.opens_home("ana");
    const auto home = event();
    EXPECT_EQ(home["tab"], "home");
    EXPECT_EQ(home["channel"], "DANA");
    EXPECT_FALSE(home["event_ts"].get<std::string>().contains('.'));
}

TEST_F(PeopleTest, ACommandIsAnsweredInItsAcknowledgement) {
    slack.world.add_channel("T1", "other", {"ana"});
    const auto payload = acked(slack.people.runs("ana", "/goodturn helped @ben for R&D", "#other"), message("Noted."));
    EXPECT_EQ(payload["command"], "/goodturn");
    EXPECT_EQ(payload["text"], "helped <@UBEN|ben> for R&D");
    EXPECT_EQ(payload["channel_id"], "COTHER");
    EXPECT_EQ(payload["is_enterprise_install"], "false");
    ASSERT_THAT(slack.people.ephemerals("ana", "#other"), SizeIs(1)) << "also where the bot is no member";
    EXPECT_EQ(slack.people.ephemerals("ana", "#other")[0].text, "Noted.");
    auto loud = message("All may read it.");
    loud["response_type"] = "in_channel";
    acked(slack.people.runs("ana", "/goodturn", "#other"), loud);
    EXPECT_EQ(slack.people.sees("ben", "#other").back().text, "All may read it.");
    acked(slack.people.runs("ana", "/goodturn", "#other"), json::object());
    EXPECT_THAT(slack.people.sees("ana", "#other"), SizeIs(2)) << "an empty answer says nothing";
    slack.world.app("A1").should_escape = false;
    EXPECT_EQ(acked(slack.people.runs("ana", "/goodturn thanks @ben"))["text"], "thanks @ben");
    EXPECT_EQ(slack.people.runs("ana", "/unknown"), nullptr);
    EXPECT_THAT(slack.problems, IsEmpty());
}

TEST_F(PeopleTest, AResponseUrlIsGoodForFiveAnswersInHalfAnHour) {
    const auto first = acked(slack.people.runs("ana", "/goodturn", "#release-4"));
    for (int i = 0; i < 5; ++i) EXPECT_EQ(respond(first["response_url"], message("later")).first, 200U);
    const auto sixth = respond(first["response_url"], message("later"));
    EXPECT_EQ(sixth.first, 404U);
    EXPECT_EQ(sixth.second["error"], "used_url");
    EXPECT_THAT(slack.people.ephemerals("ana", "#release-4"), SizeIs(5));
    const auto second = acked(slack.people.runs("ana", "/goodturn", "#release-4"));
    slack.clock.skip(30min + 1s);
    EXPECT_EQ(respond(second["response_url"], message("later")).second["error"], "expired_url");
    EXPECT_THAT(slack.calls_of(Faults::response_url), SizeIs(7));
}

TEST_F(PeopleTest, AButtonIsPressedAndItsMessageChanged) {
    const auto command = slack.people.runs("ana", "/goodturn", "#release-4");
    acked(command, with_button("Sure?", "Yes"));
    const auto press = acked(slack.people.presses("ana", "Yes", "#release-4"));
    EXPECT_EQ(press["type"], "block_actions");
    EXPECT_EQ(press["actions"][0]["action_id"], "gt/1");
    EXPECT_EQ(press["container"]["is_ephemeral"], true);
    EXPECT_FALSE(press.contains("message"));
    auto changed = message("Done.");
    changed["replace_original"] = true;
    EXPECT_EQ(respond(press["response_url"], changed).first, 200U);
    ASSERT_THAT(slack.people.ephemerals("ana", "#release-4"), SizeIs(1));
    EXPECT_EQ(slack.people.ephemerals("ana", "#release-4")[0].text, "Done.");
    EXPECT_THROW(slack.people.presses("ana", "Yes", "#release-4"), std::out_of_range);
    EXPECT_EQ(respond(press["response_url"], {{"delete_original", true}}).first, 200U);
    EXPECT_THAT(slack.people.ephemerals("ana", "#release-4"), IsEmpty());

    auto args = with_button("Here?", "Here");
    args["channel"] = "UANA";
    const auto posted = call("chat.postMessage", args);
    static_cast<void>(got(nullptr));  // its own message comes back
    const auto other = got(slack.people.presses("ana", "Here"));
    EXPECT_EQ(other["accepts_response_payload"], false);
    EXPECT_EQ(other["payload"]["message"]["ts"], posted["ts"]);
    EXPECT_EQ(other["payload"]["container"]["message_ts"], posted["ts"]);
    slack.clock.skip(3s);
    ASSERT_THAT(slack.people.failures("ana"), SizeIs(1));
    EXPECT_EQ(slack.people.failures("ana")[0].what, "Here");
}

TEST_F(PeopleTest, AFormIsOpenedOnceWithinThreeSeconds) {
    const auto command = acked(slack.people.runs("ana", "/goodturn form"));
    const json args{{"trigger_id", command["trigger_id"]}, {"view", form_view()}};
    EXPECT_EQ(error_of("views.open", {{"trigger_id", "1.2.3"}, {"view", form_view()}}), "invalid_trigger_id");
    EXPECT_EQ(error_of("views.open", args), "");
    ASSERT_NE(slack.people.modal("ana"), nullptr);
    EXPECT_EQ(error_of("views.open", args), "exchanged_trigger_id");
    const auto late = acked(slack.people.runs("ben", "/goodturn form"));
    slack.clock.skip(3s + 1us);
    EXPECT_EQ(error_of("views.open", {{"trigger_id", late["trigger_id"]}, {"view", form_view()}}),
              "expired_trigger_id");
    EXPECT_EQ(slack.people.modal("ben"), nullptr);
    auto broken = form_view();
    broken.erase("submit");
    const auto again = acked(slack.people.runs("ben", "/goodturn form"));
    EXPECT_EQ(error_of("views.open", {{"trigger_id", again["trigger_id"]}, {"view", broken}}), "invalid_arguments");
}

TEST_F(PeopleTest, AFormIsFilledInCorrectedAndSent) {
    open_form();
    EXPECT_EQ(slack.people.submits("ana", {{"What for", "the deploy"}}), nullptr) << "the client asks for the rest";
    EXPECT_THAT(slack.people.modal("ana")->errors, ElementsAre(Pair("who", "Please complete this required field.")));
    const auto submit = slack.people.submits("ana", {{"Who", "@ben"}});
    const auto payload = acked(submit, {{"response_action", "errors"}, {"errors", {{"who", "Not yourself."}}}});
    EXPECT_EQ(payload["type"], "view_submission");
    EXPECT_EQ(payload["view"]["private_metadata"], "token");
    const auto& values = payload["view"]["state"]["values"];
    EXPECT_EQ(values["who"]["v"]["selected_user"], "UBEN");
    EXPECT_EQ(values["what"]["v"]["value"], "the deploy");
    EXPECT_EQ(values["how"]["v"]["selected_option"]["value"], "d");
    ASSERT_NE(slack.people.modal("ana"), nullptr);
    EXPECT_THAT(slack.people.modal("ana")->errors, ElementsAre(Pair("who", "Not yourself.")));
    const auto again = acked(slack.people.submits("ana", {{"who", "bo"}, {"how", "Weekly"}}));
    EXPECT_EQ(again["view"]["state"]["values"]["what"]["v"]["value"], "the deploy") << "what was typed stays";
    EXPECT_EQ(again["view"]["state"]["values"]["how"]["v"]["selected_option"]["value"], "w");
    EXPECT_EQ(slack.people.modal("ana"), nullptr) << "an empty answer closes it";
    EXPECT_THAT(slack.problems, IsEmpty());
}

TEST_F(PeopleTest, AFormIsUpdatedAndAnErrorAtNoFieldIsTrouble) {
    open_form();
    const auto id = slack.people.modal("ana")->id;
    const auto hash = slack.people.modal("ana")->hash;
    EXPECT_EQ(error_of("views.update", {{"view_id", id}, {"view", form_view()}, {"hash", "other"}}), "hash_conflict");
    EXPECT_EQ(error_of("views.update", {{"view_id", id}, {"view", form_view()}, {"hash", hash}}), "");
    EXPECT_EQ(error_of("views.update", {{"view_id", "V0"}, {"view", form_view()}}), "not_found");
    auto other = form_view();
    other["title"] = plain("Next");
    acked(slack.people.submits("ana", {{"who", "ben"}}), {{"response_action", "update"}, {"view", other}});
    EXPECT_EQ(slack.people.modal("ana")->content["title"]["text"], "Next");
    acked(slack.people.submits("ana", {}), {{"response_action", "errors"}, {"errors", {{"nowhere", "!"}}}});
    EXPECT_THAT(slack.people.failures("ana"), SizeIs(1));
    EXPECT_THAT(slack.problems, ElementsAre("acknowledgement: an error at nowhere"));
    acked(slack.people.submits("ana", {}), {{"response_action", "clear"}});
    EXPECT_EQ(slack.people.modal("ana"), nullptr);
}

TEST_F(PeopleTest, HomeHasButtonsAndShortcutsHaveTriggers) {
    json view{{"type", "home"}, {"blocks", with_button("Your day", "Pause")["blocks"]}};
    EXPECT_EQ(error_of("views.publish", {{"user_id", "UANA"}, {"view", view}}), "");
    const auto press = acked(slack.people.presses_at_home("ana", "Pause"));
    EXPECT_EQ(press["container"]["type"], "view");
    EXPECT_EQ(press["view"]["type"], "home");
    EXPECT_FALSE(press.contains("response_url"));
    const auto shortcut = acked(slack.people.uses_shortcut("ana", "note_help"));
    EXPECT_EQ(shortcut["type"], "shortcut");
    EXPECT_FALSE(shortcut.contains("channel"));
    EXPECT_EQ(error_of("views.open", {{"trigger_id", shortcut["trigger_id"]}, {"view", form_view()}}), "");
    const auto ts = slack.people.types("ben", "done", "#release-4");
    const auto menu = acked(slack.people.uses_shortcut_on("ana", "they_helped_me", ts, "#release-4"));
    EXPECT_EQ(menu["message"]["user"], "UBEN");
    EXPECT_EQ(menu["channel"]["id"], "CRELEASE4");
    EXPECT_EQ(respond(menu["response_url"], message("Noted.")).first, 200U);
    EXPECT_THAT(slack.people.ephemerals("ana", "#release-4"), SizeIs(1));
}

TEST_F(PeopleTest, AnAppThatIsUninstalledHearsOfItAndNoMore) {
    slack.events.uninstall(slack.world.install_in("T1", "A1"));
    const auto all = events();
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_THAT((std::vector<std::string>{all[0]["event"]["type"], all[1]["event"]["type"]}),
                UnorderedElementsAre("tokens_revoked", "app_uninstalled"));
    EXPECT_EQ(all[0]["event"]["tokens"]["bot"][0], "UBOT");
    slack.people.types("ana", "hi");
    EXPECT_THAT(events(), IsEmpty());
}

}  // namespace
}  // namespace goodturn::slack_server
