#include "adapters/slack/replies.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

net::HttpResponse answer(unsigned status, std::string body, net::HttpHeaders headers = {}) {
    return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}

std::string error(const std::string& code) {
    return R"({"ok":false,"error":")" + code + R"("})";
}

Problem problem(const std::expected<Reply, Problem>& reply) {
    EXPECT_FALSE(reply);
    return reply ? Problem{} : reply.error();
}

TEST(Replies, WhatIsDoneGivesTheJson) {
    const auto reply = read_reply("auth.test", answer(200,
                                                      R"({"ok":true,"user_id":"U1","warning":"x",
                                                         "response_metadata":{"next_cursor":"dXNlcjo="}})",
                                                      {{"X-OAuth-Scopes", "chat:write,commands"}}));
    ASSERT_TRUE(reply);
    EXPECT_EQ((*reply)["user_id"].text(), "U1");
    EXPECT_EQ(reply->next_page(), "dXNlcjo=");
    EXPECT_EQ(reply->scopes, "chat:write,commands");
}

TEST(Replies, TheLastPageHasNoCursorInAnyWay) {
    for (const char* body :
         {R"({"ok":true})", R"({"ok":true,"response_metadata":null})", R"({"ok":true,"response_metadata":{}})",
          R"({"ok":true,"response_metadata":{"next_cursor":""}})",
          R"({"ok":true,"response_metadata":{"next_cursor":null}})", R"({"ok":"true","response_metadata":[]})"}) {
        const auto reply = read_reply("conversations.history", answer(200, body));
        ASSERT_TRUE(reply) << body;
        EXPECT_EQ(reply->next_page(), "") << body;
    }
}

TEST(Replies, WhoHasTheReactionAlreadyHasIt) {
    EXPECT_TRUE(read_reply("reactions.add", answer(200, error("already_reacted"))));
    EXPECT_TRUE(read_reply("reactions.remove", answer(200, error("no_reaction"))));
}

struct Family {
    Fault fault;
    bool unknown;
    std::vector<std::string> codes;
};
class Codes : public testing::TestWithParam<Family> {};

TEST_P(Codes, SayWhatToDo) {
    for (const auto& code : GetParam().codes) {
        const auto found = problem(read_reply("chat.postMessage", answer(200, error(code))));
        EXPECT_EQ(found.fault, GetParam().fault) << code;
        EXPECT_EQ(found.unknown, GetParam().unknown) << code;
        EXPECT_EQ(found.code, code);
    }
}
INSTANTIATE_TEST_SUITE_P(
    All, Codes,
    testing::Values(
        Family{Fault::transient, true, {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}},
        Family{Fault::transient, false, {"team_added_to_org"}},
        Family{Fault::rate_limited, false, {"ratelimited", "rate_limited"}},
        Family{Fault::auth,
               false,
               {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired",
                "org_login_required", "team_access_not_granted"}},
        Family{Fault::config,
               false,
               {"missing_scope", "not_allowed_token_type", "no_permission", "not_enabled", "messages_tab_disabled",
                "message_limit_exceeded", "accesslimited", "two_factor_setup_required"}},
        Family{Fault::gone,
               false,
               {"message_not_found", "thread_not_found", "cant_update_message", "cant_delete_message",
                "edit_window_closed", "cannot_reply_to_message"}},
        Family{Fault::unreachable,
               false,
               {"channel_not_found", "not_in_channel", "user_not_in_channel", "is_archived", "cannot_dm_bot",
                "user_disabled", "user_not_visible", "restricted_action", "restricted_action_read_only_channel",
                "posting_to_general_channel_denied"}},
        Family{Fault::expired,
               false,
               {"expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "trigger_exchanged",
                "invalid_trigger_id", "expired_url", "used_url"}},
        Family{Fault::rejected,
               false,
               {"invalid_blocks", "msg_too_long", "no_text", "invalid_arguments", "unknown_method", "hash_conflict",
                "an_error_of_2031"}}));

TEST(Replies, WhatIsNoAnswerOfSlackLeavesItOpen) {
    struct Case {
        unsigned status;
        std::string body;
    };
    for (const auto& [status, body] : {
             Case{500, "<html>secret</html>"},
             Case{502, ""},
             Case{503, error("service_unavailable")},
             Case{503, error("invalid_auth")},
             Case{500, R"({"ok":true,"ts":"1.2"})"},
             Case{200, "<html><title>Log in to the guest network, secret</title></html>"},
             Case{200, ""},
             Case{200, "{"},
             Case{200, "null"},
             Case{200, "[]"},
             Case{200, "{}"},
             Case{200, R"({"ok":null})"},
             Case{200, R"({"ok":1})"},
             Case{200, R"({"ok":"yes"})"},
             Case{200, R"({"ok":{"ok":true}})"},
             Case{200, R"({"ok":false})"},
             Case{200, R"({"ok":false,"error":null})"},
             Case{200, R"({"ok":false,"error":{"code":"secret"}})"},
             Case{200, std::string(100'000, '[')},
             Case{302, R"({"ok":true})"},
             Case{403, "Forbidden: secret"},
             Case{404, R"({"message":"Not Found"})"},
         }) {
        const auto found = problem(read_reply("chat.postMessage", answer(status, body)));
        EXPECT_EQ(found.fault, Fault::transient) << status << body;
        EXPECT_TRUE(found.unknown) << status << body;
        EXPECT_THAT(found.detail, HasSubstr("chat.postMessage: HTTP status " + std::to_string(status)));
        EXPECT_THAT(found.detail, Not(HasSubstr("secret"))) << body;
    }
}

TEST(Replies, TooManyWaitAsLongAsSlackSays) {
    struct Case {
        net::HttpHeaders headers;
        std::chrono::seconds wait;
    };
    for (const auto& [headers, wait] : {
             Case{{{"Retry-After", "7"}}, 7s},
             Case{{{"retry-after", "0"}}, 1s},
             Case{{{"retry-after", "999999999"}}, 1h},
             Case{{}, 30s},
             Case{{{"Retry-After", ""}}, 30s},
             Case{{{"Retry-After", "-5"}}, 30s},
             Case{{{"Retry-After", "99999999999999999999"}}, 30s},
             Case{{{"Retry-After", "Fri, 29 Jan 2027 10:00:00 GMT"}}, 30s},
         }) {
        for (const auto& [status, body] : {std::pair{429U, std::string("<html>")},
                                           {429U, ""},
                                           {429U, R"({"ok":true})"},
                                           {200U, error("ratelimited")}}) {
            for (const auto& found : {problem(read_reply("chat.update", answer(status, body, headers))),
                                      problem(read_response(answer(status, body, headers)))}) {
                EXPECT_EQ(found.fault, Fault::rate_limited);
                EXPECT_EQ(found.retry_after, wait);
                EXPECT_FALSE(found.unknown);
            }
        }
    }
}

TEST(Replies, TheLogNamesWhatIsMissing) {
    const auto found = problem(read_reply(
        "views.publish",
        answer(200, R"({"ok":false,"error":"missing_scope","needed":"im:write","provided":"chat:write,commands"})")));
    EXPECT_EQ(found.detail, "views.publish: missing_scope, needs im:write, has chat:write,commands");
}

TEST(Replies, TheLogNamesThePlaceOfAMistakeAndNotItsText) {
    const auto found = problem(read_reply("chat.postMessage", answer(200, R"({"ok":false,"error":"invalid_blocks",
        "errors":["secret"],"response_metadata":{"messages":[7,"[ERROR] secret is too long",
        "[ERROR] secret [json-pointer:/blocks/3/text/text]"]}})")));
    EXPECT_EQ(found.detail, "chat.postMessage: invalid_blocks at /blocks/3/text/text");
}

TEST(Replies, TheLogTakesNoWordThatIsNone) {
    for (const char* body : {
             R"({"ok":false,"error":"xoxb-1-SECRET"})",
             R"({"ok":false,"error":"SECRET words"})",
             R"({"ok":false,"error":"no_text","needed":"https://SECRET","provided":{"a":"SECRET"}})",
             R"({"ok":false,"error":"no_text","response_metadata":{"messages":["x [json-pointer:/SECRET]"]}})",
         }) {
        EXPECT_THAT(problem(read_reply("chat.update", answer(200, body))).detail, Not(HasSubstr("SECRET"))) << body;
    }
    EXPECT_EQ(problem(read_reply("chat.update", answer(200, error("Oh no")))).detail,
              "chat.update: an error without a name");
}

TEST(Replies, AResponseUrlIsDoneWithAWordOrJson) {
    for (const char* body : {"ok", "", R"({"ok":true})"}) EXPECT_TRUE(read_response(answer(200, body))) << body;
}

TEST(Replies, AResponseUrlIsRefusedInManyWays) {
    struct Case {
        unsigned status;
        std::string body;
        Fault fault;
        bool unknown;
    };
    for (const auto& [status, body, fault, unknown] : {
             Case{404, error("expired_url"), Fault::expired, false},
             Case{200, error("used_url"), Fault::expired, false},
             Case{404, "used_url", Fault::expired, false},
             Case{404, "<html>secret</html>", Fault::expired, false},
             Case{410, "", Fault::expired, false},
             Case{404, error("something"), Fault::expired, false},
             Case{400, "secret text", Fault::expired, false},
             Case{400, "invalid_payload", Fault::rejected, false},
             Case{400, error("no_text"), Fault::rejected, false},
             Case{403, "action_prohibited", Fault::unreachable, false},
             Case{410, "channel_is_archived", Fault::unreachable, false},
             Case{200, "<html>secret</html>", Fault::transient, true},
             Case{200, "{}", Fault::transient, true},
             Case{302, "ok", Fault::transient, true},
             Case{500, error("internal_error"), Fault::transient, true},
             Case{200, error("internal_error"), Fault::transient, true},
         }) {
        const auto found = problem(read_response(answer(status, body)));
        EXPECT_EQ(found.fault, fault) << status << body;
        EXPECT_EQ(found.unknown, unknown) << status << body;
        EXPECT_THAT(found.detail, HasSubstr("response_url: ")) << body;
        EXPECT_THAT(found.detail, Not(HasSubstr("secret"))) << body;
    }
}

TEST(Replies, WithoutAnAnswerItIsUnknownUnlessNothingWasSent) {
    const auto lost = no_reply("chat.postMessage", {.sent = true, .detail = "slack.com: nothing after 10000 ms"});
    EXPECT_EQ(lost.fault, Fault::transient);
    EXPECT_TRUE(lost.unknown);
    EXPECT_EQ(lost.detail, "chat.postMessage: slack.com: nothing after 10000 ms");
    EXPECT_FALSE(no_reply("chat.postMessage", {.sent = false, .detail = "slack.com: refused"}).unknown);
}

TEST(Replies, TheEngineHearsItInItsOwnWords) {
    using enum chat::SendFailure;
    for (const auto& [fault, failure] : {
             std::pair{Fault::transient, transient},
             {Fault::rate_limited, later},
             {Fault::auth, transient},
             {Fault::config, transient},
             {Fault::gone, gone},
             {Fault::unreachable, unreachable},
             {Fault::expired, rejected},
             {Fault::rejected, rejected},
         }) {
        const auto error = send_error({.fault = fault, .retry_after = 5s, .detail = "why"});
        EXPECT_EQ(error.failure, failure);
        EXPECT_EQ(error.retry_after, 5s);
        EXPECT_EQ(error.detail, "why");
    }
}

}  // namespace
}  // namespace goodturn::slack
