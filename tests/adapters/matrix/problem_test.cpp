#include "adapters/matrix/problem.hpp"

#include "adapters/matrix/backoff.hpp"
#include "adapters/matrix/doorman.hpp"
#include "adapters/matrix/texts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace goodturn::matrix {
namespace {

using namespace std::chrono_literals;
using chat::SendFailure;
using testing::HasSubstr;
using testing::Not;

TEST(MatrixProblem, EachAnswerHasAClass) {
    struct Case {
        unsigned status;
        const char* body;
        Fault fault;
        SendFailure failure;
    };
    for (const auto& [status, body, fault, failure] : {
             Case{401, R"({"errcode":"M_UNKNOWN_TOKEN"})", Fault::token, SendFailure::transient},
             Case{401, R"({"errcode":"M_MISSING_TOKEN"})", Fault::token, SendFailure::transient},
             Case{403, R"({"errcode":"M_FORBIDDEN"})", Fault::forbidden, SendFailure::unreachable},
             Case{404, R"({"errcode":"M_NOT_FOUND"})", Fault::missing, SendFailure::gone},
             Case{413, R"({"errcode":"M_TOO_LARGE"})", Fault::too_large, SendFailure::rejected},
             Case{413, "<html>", Fault::too_large, SendFailure::rejected},
             Case{400, R"({"errcode":"M_UNKNOWN"})", Fault::refused, SendFailure::rejected},
             Case{429, "<html>", Fault::rate_limited, SendFailure::later},
             Case{400, R"({"errcode":"M_LIMIT_EXCEEDED"})", Fault::rate_limited, SendFailure::later},
             Case{500, R"({"errcode":"M_UNKNOWN"})", Fault::transient, SendFailure::transient},
             Case{502, "<html>", Fault::transient, SendFailure::transient},
             Case{524, "", Fault::transient, SendFailure::transient},
             Case{404, "<html>", Fault::transient, SendFailure::transient},
             Case{302, "", Fault::transient, SendFailure::transient},
             Case{200, "", Fault::transient, SendFailure::transient},
             Case{200, R"({"next_ba)", Fault::transient, SendFailure::transient},
             Case{200, "[]", Fault::transient, SendFailure::transient},
         }) {
        const auto reply = read_reply("send", net::HttpResponse{.status = status, .headers = {}, .body = body});
        ASSERT_FALSE(reply) << status << body;
        EXPECT_EQ(fault, reply.error().fault) << status << body;
        EXPECT_EQ(failure, send_error(reply.error()).failure) << status << body;
    }
    EXPECT_TRUE(read_reply("send", net::HttpResponse{.status = 200, .headers = {}, .body = "{}"}));
    const auto lost = read_reply("send", std::unexpected(net::HttpError{true, "example.org: no whole answer"}));
    EXPECT_EQ(Fault::transient, lost.error().fault);
    EXPECT_EQ("send: example.org: no whole answer", lost.error().detail);
}

TEST(MatrixProblem, ItWaitsAsLongAsTheServerSays) {
    struct Case {
        const char* header;
        const char* body;
        std::chrono::milliseconds wait;
    };
    for (const auto& [header, body, wait] : {
             Case{"5", R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":4551})", 5s},
             Case{"1", R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":4551})", 4551ms},
             Case{"334", "{}", 334s},
             Case{"", "{}", 5s},
             Case{"0", R"({"retry_after_ms":0})", 5s},
             Case{"soon", R"({"retry_after_ms":-5})", 5s},
             Case{"4294967295", R"({"retry_after_ms":9223372036854775807})", 1h},
         }) {
        const auto reply =
            read_reply("send", net::HttpResponse{.status = 429, .headers = {{"retry-after", header}}, .body = body});
        EXPECT_EQ(wait, reply.error().retry_after) << header << body;
    }
}

TEST(MatrixProblem, ASoftLogoutKeepsTheDevice) {
    const auto soft = [](const char* body) {
        return read_reply("sync", net::HttpResponse{.status = 401, .headers = {}, .body = body}).error().soft;
    };
    EXPECT_TRUE(soft(R"({"errcode":"M_UNKNOWN_TOKEN","soft_logout":true})"));
    EXPECT_TRUE(soft(R"({"errcode":"M_USER_LOCKED"})"));
    EXPECT_FALSE(soft(R"({"errcode":"M_UNKNOWN_TOKEN"})"));
}

TEST(MatrixProblem, WordsOfAServerAreNotLogged) {
    const auto reply = read_reply(
        "send",
        net::HttpResponse{.status = 403, .headers = {}, .body = R"({"errcode":"M_FORBIDDEN","error":"secret"})"});
    EXPECT_THAT(reply.error().detail, Not(HasSubstr("secret")));
}

TEST(MatrixBackoff, GrowsToAMinute) {
    Backoff backoff;
    std::chrono::milliseconds all{0};
    for (int i = 0; i < 10; ++i) all += backoff.after({});
    EXPECT_EQ(1s + 2s + 4s + 8s + 16s + 32s + 4 * 60s, all);
    EXPECT_EQ(5min, backoff.after({.fault = Fault::rate_limited, .retry_after = 5min}));
    backoff.reset();
    EXPECT_EQ(1s, backoff.after({}));
}

TEST(MatrixDoorman, LetsItsOwnServerIn) {
    const Account account{{"matrix/example.org"}, {"@goodturn:example.org"}};
    struct Case {
        const char* inviter;
        bool encrypted;
        std::string_view why;
    };
    for (const auto& [inviter, encrypted, why] : {
             Case{"@ana:example.org", false, ""},
             Case{"@ana:friends.org", false, ""},
             Case{"@ana:elsewhere.org", false, texts::other_server},
             Case{"@ana:example.org.elsewhere.org", false, texts::other_server},
             Case{"@ana:example.org", true, texts::encrypted},
             Case{"@ana:elsewhere.org", true, texts::other_server},
         }) {
        const Invite invite{.room = "!r:example.org", .inviter = {inviter}, .encrypted = encrypted};
        EXPECT_EQ(why, objection(invite, account, {"friends.org"})) << inviter;
    }
}

}  // namespace
}  // namespace goodturn::matrix
