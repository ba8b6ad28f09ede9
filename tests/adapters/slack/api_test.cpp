#include "adapters/slack/api.hpp"

#include "tests/adapters/net/client_fixture.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;
using net::RudeServer;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string http(const std::string& body, const std::string& status = "200 OK", const std::string& headers = "") {
    return fmt::format("HTTP/1.1 {}\r\n{}Content-Length: {}\r\n\r\n{}", status, headers, body.size(), body);
}

/// Too many, a second each time, until a call of another method came.
boost::asio::awaitable<void> is_full(net::Scene& scene, net::Peer& peer) {
    for (;;) {
        scene.requests.push_back(co_await peer.request());
        if (scene.requests.back().contains("/views.")) scene.hang_up = true;
        const bool full = !scene.hang_up && scene.requests.back().contains("/users.list");
        co_await peer.write(full ? http("", "429 Too Many Requests", "Retry-After: 1\r\n") : scene.answer);
    }
}

class ApiTest : public net::ClientTest {
protected:
    void use(const RudeServer& server, std::chrono::milliseconds deadline = 10s) {
        api = std::make_unique<Api>(
            loop.get_executor(), *client,
            ApiOptions{.base = server.url("/api/"), .token = "xoxb-secret", .patience = {.call = deadline}});
    }

    /// What became of each call, in the order in which they ended: "<name> done", or the problem.
    Api::Done note(std::string name) {
        return [this, name = std::move(name)](std::expected<Reply, Problem> reply) {
            last = std::move(reply);
            ended.push_back(name + " " + (last ? "done" : last.error().detail));
        };
    }
    void call(const std::string& method, const std::string& name = "it") {
        api->call({.pace = {.method = method}}, note(name));
    }
    void wait_for(std::size_t count) {
        ASSERT_TRUE(support::run_until(loop, [&] { return ended.size() >= count; }));
    }

    std::unique_ptr<Api> api;
    std::vector<std::string> ended;
    std::expected<Reply, Problem> last;
};

TEST_F(ApiTest, CallsWithAFormAndTheTokenInTheHeader) {
    RudeServer server(loop, net::answers, good);
    server->answer = http(R"({"ok":true,"ts":"5.000001"})");
    use(server);
    api->call({.pace = {.method = "chat.postMessage", .target = "D1"},
               .fields = {{"channel", "D1"}, {"text", "R&D=1+1 é~"}, {"blocks", R"([{"a":1}])"}}},
              note("it"));
    EXPECT_THAT(ended, IsEmpty()) << "from within the call";
    wait_for(1);
    ASSERT_TRUE(last) << last.error().detail;
    EXPECT_EQ((*last)["ts"].text(), "5.000001");
    EXPECT_THAT(server->requests,
                ElementsAre(fmt::format(
                    "POST /api/chat.postMessage HTTP/1.1\r\nHost: localhost:{}\r\nUser-Agent: goodturn\r\n"
                    "Authorization: Bearer xoxb-secret\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    "Content-Length: 70\r\n\r\nchannel=D1&text=R%26D%3D1%2B1%20%C3%A9~&blocks=%5B%7B%22a%22%3A1%7D%5D",
                    server.port())));
}

TEST_F(ApiTest, TheBaseMayEndWithoutASlash) {
    RudeServer server(loop, net::answers);
    server->answer = http(R"({"ok":true})");
    api = std::make_unique<Api>(loop.get_executor(), *client, ApiOptions{.base = server.url("/api"), .token = "x"});
    call("auth.test");
    wait_for(1);
    EXPECT_THAT(server->requests, ElementsAre(testing::StartsWith("POST /api/auth.test HTTP/1.1\r\n")));
}

TEST_F(ApiTest, AnswersAtAResponseUrlWithoutTheToken) {
    RudeServer server(loop, net::answers, good);
    use(server);  // which says "ok" and no more
    api->respond(server.url("/commands/T1/2/secret"), R"({"text":"x"})", "C1", note("it"));
    wait_for(1);
    EXPECT_THAT(ended, ElementsAre("it done"));
    EXPECT_THAT(server->requests, ElementsAre(AllOf(testing::StartsWith("POST /commands/T1/2/secret HTTP/1.1\r\n"),
                                                    HasSubstr("Content-Type: application/json; charset=utf-8\r\n"),
                                                    Not(HasSubstr("xoxb")), EndsWith("\r\n\r\n{\"text\":\"x\"}"))));
}

TEST_F(ApiTest, AnExpiredResponseUrlIsTold) {
    RudeServer server(loop, net::answers, good);
    server->answer = http("expired_url", "404 Not Found");
    use(server);
    api->respond(server.url("/commands/secret"), "{}", "C1", note("it"));
    wait_for(1);
    EXPECT_EQ(last.error().fault, Fault::expired);
    EXPECT_THAT(ended, ElementsAre("it response_url: expired_url"));
}

TEST_F(ApiTest, WhatWasRefusedWaitsAndOthersDoNot) {
    RudeServer server(loop, is_full);
    server->answer = http(R"({"ok":true})");
    use(server);
    call("users.list", "first");
    ASSERT_TRUE(support::run_until(loop, [&] { return server->requests.size() == 1; }));
    call("auth.test", "auth");
    wait_for(1);
    call("users.list", "second");
    call("views.open", "view");
    wait_for(4);
    EXPECT_THAT(ended, ElementsAre("auth done", "view done", "first done", "second done"));
    EXPECT_THAT(server->requests, SizeIs(5)) << "the second waited without asking";
}

TEST_F(ApiTest, WhatIsRefusedAgainAndAgainWaitsAndOthersDoNot) {
    RudeServer server(loop, is_full);
    server->answer = http(R"({"ok":true})");
    use(server);
    call("users.list", "list");
    ASSERT_TRUE(support::run_until(loop, [&] { return server->requests.size() == 6; }));
    EXPECT_THAT(ended, IsEmpty());
    call("views.open", "view");
    wait_for(2);
    EXPECT_THAT(ended, ElementsAre("view done", "list done"));
}

TEST_F(ApiTest, WhatHasNoPatienceIsToldAtOnce) {
    RudeServer server(loop, net::answers);
    server->answer = http("", "429 Too Many Requests", "Retry-After: 3600\r\n");
    use(server);
    api->call({.pace = {.method = "views.open", .answer = true, .patience = 2500ms}}, note("it"));
    wait_for(1);
    EXPECT_EQ(last.error().fault, Fault::rate_limited);
    EXPECT_GT(last.error().retry_after, 3500s);
    EXPECT_THAT(ended, ElementsAre("it views.open: would have to wait for too long"));
    EXPECT_THAT(server->requests, SizeIs(1));
}

TEST_F(ApiTest, WhatWasCertainlyNotSentIsTriedTwice) {
    const net::Authority stranger;
    RudeServer server(loop, net::answers, stranger.issue("DNS:localhost"));
    use(server);
    call("chat.postMessage");
    wait_for(1);
    EXPECT_FALSE(last.error().unknown);
    EXPECT_EQ(server->connections, 2U);
    EXPECT_THAT(ended, ElementsAre(AllOf(HasSubstr("chat.postMessage: localhost: "), Not(HasSubstr("secret")))));
}

TEST_F(ApiTest, WhatMayHaveArrivedIsNot) {
    RudeServer server(loop, net::resets_at_the_request, good);
    use(server);
    call("chat.postMessage");
    wait_for(1);
    EXPECT_EQ(last.error().fault, Fault::transient);
    EXPECT_TRUE(last.error().unknown);
    EXPECT_THAT(server->requests, SizeIs(1));
    EXPECT_THAT(ended, ElementsAre(AllOf(HasSubstr("chat.postMessage: localhost: "), Not(HasSubstr("secret")))));
}

TEST_F(ApiTest, EveryCallHasADeadline) {
    RudeServer server(loop, net::answers_when_told);
    use(server, 50ms);
    call("chat.postMessage");
    wait_for(1);
    EXPECT_TRUE(last.error().unknown);
    EXPECT_THAT(ended, ElementsAre(HasSubstr("nothing after 50 ms")));
    EXPECT_THAT(server->requests, SizeIs(1));
}

TEST_F(ApiTest, AWrongBaseIsAProblemAndTellsNoToken) {
    api =
        std::make_unique<Api>(loop.get_executor(), *client, ApiOptions{.base = "http://example.com/", .token = "xoxb"});
    call("auth.test");
    wait_for(1);
    EXPECT_FALSE(last.error().unknown);
    EXPECT_THAT(ended, ElementsAre(AllOf(HasSubstr("auth.test: "), Not(HasSubstr("xoxb")))));
}

TEST_F(ApiTest, AnAnswerMayCallAndEndIt) {
    RudeServer server(loop, net::answers);
    server->answer = http("", "429 Too Many Requests", "Retry-After: 3600\r\n");
    use(server);
    const Call hasty{.pace = {.method = "views.open", .patience = 1s}};
    api->call(hasty, note("first"));
    wait_for(1);
    // Now both are too late in the same moment.
    api->call(hasty, [&](const auto&) {
        call("auth.test");
        api.reset();
        ended.emplace_back("second");
    });
    api->call(hasty, note("other"));
    wait_for(2);
    expect_quiet();
    EXPECT_THAT(ended, ElementsAre(HasSubstr("too long"), "second"));
}

TEST_F(ApiTest, NothingIsAnsweredOnceItIsGone) {
    RudeServer server(loop, net::answers_when_told);
    server->answer = http(R"({"ok":true})");
    use(server);
    call("auth.test");
    ASSERT_TRUE(support::run_until(loop, [&] { return server->requests.size() == 1; }));
    call("views.open");
    api.reset();
    server->go_on();
    const auto other = send(request(server.url()));
    EXPECT_TRUE(outcome(other)) << "the client goes on";
    expect_quiet();
    EXPECT_THAT(ended, IsEmpty());
}

}  // namespace
}  // namespace goodturn::slack
