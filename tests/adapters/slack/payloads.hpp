#pragma once

#include "adapters/slack/decode.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

/// Frames as Slack sends them, names changed.
namespace goodturn::slack::payloads {

/// The envelope around an event of the workspace T1.
inline std::string event_frame(std::string_view event, std::string_view id = "Ev1") {
    return R"({"envelope_id":"e-1","type":"events_api","accepts_response_payload":false,"retry_attempt":0,)"
           R"("retry_reason":"","payload":{"token":"t","team_id":"T1","context_team_id":"T1",)"
           R"("context_enterprise_id":null,"api_app_id":"A1","event":)" +
           std::string(event) + R"(,"type":"event_callback","event_id":")" + std::string(id) +
           R"(","event_time":1801130400,"authorizations":[{"enterprise_id":null,"team_id":"T1","user_id":"UBOT",)"
           R"("is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false,"event_context":"4-x"}})";
}

inline std::string interaction_frame(std::string_view payload) {
    return R"({"envelope_id":"e-2","type":"interactive","accepts_response_payload":true,"payload":)" +
           std::string(payload) + "}";
}

inline const std::string direct_message = event_frame(R"({"client_msg_id":"m","type":"message",
    "text":"<@U2> helped me with the <https://ci.acme.com|deploy> &amp; more :tada:","user":"U1",
    "ts":"1801130400.123456","team":"T1","channel":"D1","event_ts":"1801130400.123456","channel_type":"im",
    "blocks":[{"type":"rich_text","block_id":"b","elements":[
      {"type":"rich_text_section","elements":[{"type":"user","user_id":"U2"},
        {"type":"text","text":" helped me with the "},{"type":"link","url":"https://ci.acme.com","text":"deploy"},
        {"type":"text","text":" & more ","style":{"bold":true}},
        {"type":"emoji","name":"tada","unicode":"1f389"},{"type":"text","text":"\n"}]},
      {"type":"rich_text_list","style":"ordered","indent":1,"offset":2,"border":0,"elements":[
        {"type":"rich_text_section","elements":[{"type":"channel","channel_id":"C7"}]}]},
      {"type":"rich_text_quote","elements":[{"type":"broadcast","range":"here"}]},
      {"type":"rich_text_preformatted","border":0,"elements":[{"type":"usergroup","usergroup_id":"S1"},
        {"type":"date","timestamp":1801130400,"format":"{date}","fallback":"Fri"}]}]}]})");

inline const std::string mention = event_frame(R"({"user":"U1","type":"app_mention","ts":"1801130400.000100",
    "text":"<@UBOT> thanks <@U2> for it","team":"T1","thread_ts":"1801130000.000200","channel":"C1",
    "event_ts":"1801130400.000100"})");

/// The same message, had the app asked for all of a channel's.
inline const std::string mention_as_message = event_frame(R"({"type":"message","user":"U1",
    "text":"<@UBOT> thanks <@U2> for it","ts":"1801130400.000100","thread_ts":"1801130000.000200","channel":"C1",
    "channel_type":"channel","event_ts":"1801130400.000100"})",
                                                          "Ev2");

inline const std::string edit = event_frame(R"({"type":"message","subtype":"message_changed","hidden":true,
    "channel":"D1","channel_type":"im","ts":"1801130460.000300","event_ts":"1801130460.000300",
    "message":{"type":"message","user":"U1","text":"thanks <@U2> for it","ts":"1801130400.000100",
      "edited":{"user":"U1","ts":"1801130460.000000"}},
    "previous_message":{"type":"message","user":"U1","text":"thx <@U2>","ts":"1801130400.000100"}})");

inline const std::string edited_mention = event_frame(R"({"type":"app_mention","user":"U1",
    "text":"<@UBOT> help","ts":"1801130400.000100","edited":{"user":"U1","ts":"1801130460.000000"},
    "channel":"C1","event_ts":"1801130460.000300"})");

inline const std::string reaction = event_frame(R"({"type":"reaction_added","user":"U1",
    "reaction":"pray::skin-tone-3","item":{"type":"message","channel":"C1","ts":"1801130400.000100"},
    "item_user":"U2","event_ts":"1801130500.000400"})");

inline const std::string home = event_frame(R"({"type":"app_home_opened","user":"U1","channel":"D1","tab":"messages",
    "event_ts":"1801130400123456"})");

inline const std::string invited = event_frame(R"({"type":"member_joined_channel","user":"UBOT","channel":"C1",
    "channel_type":"C","team":"T1","inviter":"U1","event_ts":"1801130400.000100"})");

inline const std::string profile =
    event_frame(R"({"type":"user_change","user":{"id":"U2","team_id":"T1","name":"ana.sousa",
    "deleted":false,"real_name":"Ana Maria Sousa","tz":"Europe/Lisbon","tz_offset":0,
    "profile":{"real_name":"Ana Maria Sousa","display_name":"Ana &amp; Co","first_name":"Ana","last_name":"Sousa"},
    "is_admin":false,"is_restricted":false,"is_ultra_restricted":false,"is_bot":false,"updated":1801130400},
    "cache_ts":1801130400,"event_ts":"1801130400.000100"})");

inline const std::string revoked =
    event_frame(R"({"type":"tokens_revoked","tokens":{"oauth":["U1"],"bot":["UBOT"]},"event_ts":"1801130400.000100"})");

inline const std::string command = R"({"envelope_id":"e-3","type":"slash_commands","accepts_response_payload":true,
    "payload":{"token":"t","team_id":"T1","team_domain":"acme","channel_id":"C1","channel_name":"release-4",
      "user_id":"U1","user_name":"ben","command":"/goodturn","text":"thanks <@U2|ana> for A & B","api_app_id":"A1",
      "is_enterprise_install":"false","response_url":"https://hooks.slack.com/commands/T1/1/x",
      "trigger_id":"1.2.abc"}})";

inline const std::string button = interaction_frame(R"({"type":"block_actions","user":{"id":"U1","username":"ben",
    "name":"ben","team_id":"T1"},"api_app_id":"A1","token":"t",
    "container":{"type":"message","message_ts":"1801130400.000100","channel_id":"D1","is_ephemeral":false,
      "thread_ts":"1801130000.000200"},
    "trigger_id":"1.2.def","team":{"id":"T1","domain":"acme"},"enterprise":null,"is_enterprise_install":false,
    "channel":{"id":"D1","name":"directmessage"},
    "message":{"bot_id":"B1","type":"message","text":"x","user":"UBOT","ts":"1801130400.000100"},
    "state":{"values":{}},"response_url":"https://hooks.slack.com/actions/T1/1/x",
    "actions":[{"action_id":"gt/17","block_id":"b","text":{"type":"plain_text","text":"Send","emoji":true},
      "value":"17","style":"primary","type":"button","action_ts":"1801130410.500000"}]})");

inline const std::string menu = interaction_frame(R"({"type":"block_actions","user":{"id":"U1"},
    "container":{"type":"message","message_ts":"1801130400.000100","channel_id":"D2","is_ephemeral":true},
    "trigger_id":"1.2.ghi","team":null,"channel":{"id":"D2"},"response_url":"https://hooks.slack.com/actions/x",
    "actions":[{"type":"static_select","action_id":"gt/18","block_id":"b","action_ts":"1801130410.500000",
      "selected_option":{"text":{"type":"plain_text","text":"Weekly"},"value":"weekly"}}]})");

inline const std::string home_button = interaction_frame(R"({"type":"block_actions","user":{"id":"U1"},
    "container":{"type":"view","view_id":"V9"},"trigger_id":"1.2.jkl","team":{"id":"T1"},
    "view":{"id":"V9","type":"home","hash":"h1","private_metadata":""},
    "actions":[{"action_id":"gt/19","type":"button","action_ts":"1801130410.500000"}]})");

inline const std::string form = interaction_frame(R"({"type":"view_submission","team":{"id":"T1","domain":"acme"},
    "user":{"id":"U1","username":"ben","name":"ben","team_id":"T1"},"api_app_id":"A1","token":"t",
    "trigger_id":"1.2.mno","view":{"id":"V1","team_id":"T1","type":"modal","private_metadata":"help.note 3",
      "callback_id":"form","hash":"h2","state":{"values":{
        "who":{"v":{"type":"users_select","selected_user":"U2"}},
        "what":{"v":{"type":"plain_text_input","value":"R&amp;D\nand more"}},
        "where":{"v":{"type":"static_select","selected_option":{"text":{"type":"plain_text","text":"Here"},
          "value":"here"}}},
        "more":{"v":{"type":"plain_text_input","value":null}},
        "whom":{"v":{"type":"users_select","selected_user":null}},
        "how":{"v":{"type":"static_select","selected_option":null}}}},
      "previous_view_id":null,"root_view_id":"V1","app_id":"A1","bot_id":"B1"},"response_urls":[]})");

inline const std::string message_shortcut =
    interaction_frame(R"({"type":"message_action","callback_id":"they_helped_me",
    "trigger_id":"1.2.pqr","response_url":"https://hooks.slack.com/app/x","message_ts":"1801130400.000100",
    "action_ts":"1801130420.000100","user":{"id":"U1","name":"ben"},"team":{"id":"T1"},
    "channel":{"id":"C1","name":"release-4"},
    "message":{"type":"message","user":"U2","ts":"1801130400.000100","text":"done","thread_ts":"1801130000.000200"}})");

inline const std::string shortcut = interaction_frame(R"({"type":"shortcut","callback_id":"note_help",
    "trigger_id":"1.2.stu","action_ts":"1801130420.000100","user":{"id":"U1","username":"ben"},"team":{"id":"T1"}})");

inline const std::string rate_limited = R"({"envelope_id":"e-4","type":"events_api","payload":{"token":"t",
    "type":"app_rate_limited","team_id":"T1","minute_rate_limited":1801130400,"api_app_id":"A1"}})";

inline const std::string hello = R"({"type":"hello","num_connections":2,"debug_info":{"host":"applink-1",
    "started":"2027-01-29 09:00:00.000","build_number":10,"approximate_connection_time":18060},
    "connection_info":{"app_id":"A1"}})";

inline const std::string disconnect = R"({"type":"disconnect","reason":"warning","debug_info":{"host":"applink-1"}})";

inline std::vector<std::string> all() {
    return {direct_message,
            mention,
            mention_as_message,
            edit,
            edited_mention,
            reaction,
            home,
            invited,
            profile,
            revoked,
            command,
            button,
            menu,
            home_button,
            form,
            message_shortcut,
            shortcut,
            rate_limited,
            hello,
            disconnect};
}

inline Workspace workspace() {
    return {.space = {"slack/T1"},
            .team = "T1",
            .enterprise = {},
            .bot = {"UBOT"},
            .bot_id = "B1",
            .app = "A1",
            .url = "https://acme.slack.com/",
            .verbs = {{"/thanks", "thanks"}},
            .own_chats = {{"D1"}},
            .joined = {}};
}

inline constexpr chat::Instant arrival{std::chrono::milliseconds(1'801'130'999'000)};

/// Of a frame that is an envelope.
inline Decoded decoded(std::string_view frame, const Workspace& where = workspace()) {
    const auto read = read_frame(frame);
    const auto* envelope = std::get_if<Envelope>(&read);
    EXPECT_NE(envelope, nullptr) << frame;
    return envelope == nullptr ? Decoded() : decode(*envelope, where, arrival);
}

/// The only item; an empty one if there is none.
inline engine::Intake only(const Decoded& decoded) {
    EXPECT_EQ(decoded.items.size(), 1U);
    return decoded.items.empty() ? engine::Intake() : decoded.items.front();
}

template <class T>
T what(const engine::Intake& item) {
    const auto* what = std::get_if<T>(&item.event.what);
    EXPECT_NE(what, nullptr);
    return what == nullptr ? T() : *what;
}

}  // namespace goodturn::slack::payloads
