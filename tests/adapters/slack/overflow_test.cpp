#include "adapters/slack/overflow.hpp"

#include "tests/adapters/slack/payloads.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t id = 1'801'130'400'000'200;

std::string part(const std::string& ts, int number, std::int64_t delivery = id, const char* app = "A1") {
    return fmt::format(R"({{"app_id":"{}","ts":"{}","metadata":{{"event_type":"goodturn_delivery","event_payload":)"
                       R"({{"delivery":"{}","part":{}}}}}}})",
                       app, ts, delivery, number);
}
/// The thread's first message, and then these.
std::string page(const std::vector<std::string>& messages, const std::string& next = "") {
    std::string all = part("1801130400.000200", 0, 17);
    for (const auto& message : messages) all += "," + message;
    return fmt::format(R"({{"ok":true,"messages":[{}],"response_metadata":{{"next_cursor":"{}"}}}})", all, next);
}
std::string error(const std::string& code) {
    return R"({"ok":false,"error":")" + code + R"("})";
}
const std::string ok = R"({"ok":true,"channel":"C1","ts":"9.000009"})";

struct Story {
    const char* what;
    std::size_t parts;
    std::vector<std::string> answers;
    std::vector<std::string> happens;
    bool again = false;
    bool fresh = false;
};

void PrintTo(const Story& story, std::ostream* out) {
    *out << story.what;
}

std::string to_text(Fault fault) {
    if (fault == Fault::transient) return "for now";
    return fault == Fault::rejected ? "rejected" : "for a reason that is not the thread's";
}

std::vector<std::string> told(const Story& story) {
    const auto workspace = payloads::workspace();
    std::vector<Part> parts;
    for (std::size_t i = 0; i < story.parts; ++i) parts.push_back({.text = std::to_string(i), .blocks = "[]"});
    Overflow overflow({.of = {.channel = "C1", .ts = "1801130400.000200"},
                       .thread = "1801130400.000200",
                       .parts = std::move(parts),
                       .fresh = story.fresh,
                       .again = story.again},
                      workspace);
    std::deque<std::string> answers(story.answers.begin(), story.answers.end());
    const auto answer = [&] {
        const auto body = answers.empty() ? error("nobody_asked") : answers.front();
        if (!answers.empty()) answers.pop_front();
        return read_reply("x", {.status = 200, .headers = {}, .body = body});
    };
    std::vector<std::string> log;
    auto action = overflow.start(0s);
    for (Moment now = 0s; log.size() < 50;) {
        if (const auto* make = std::get_if<Make>(&action)) {
            std::map<std::string, std::string> fields(make->call.fields.begin(), make->call.fields.end());
            const auto mark = fields["metadata"];
            log.push_back(make->call.pace.method + " " + fields["ts"] + fields["thread_ts"] + " " + fields["text"]);
            if (!mark.empty())
                EXPECT_THAT(mark, testing::HasSubstr(fmt::format(R"("{}","part":{})", id, fields["text"])));
            action = overflow.posted(answer(), now);
        } else if (const auto* look = std::get_if<LookUp>(&action)) {
            std::map<std::string, std::string> fields(look->call.fields.begin(), look->call.fields.end());
            EXPECT_EQ(look->call.pace.method, "conversations.replies");
            log.push_back("look " + fields["cursor"]);
            action = overflow.looked(answer(), now);
        } else if (const auto* wait = std::get_if<WaitUntil>(&action)) {
            now = wait->at;
            log.push_back(fmt::format("at {} s", now.count() / 1000));
            action = overflow.waited();
        } else {
            const auto* given_up = std::get_if<GiveUp>(&action);
            log.push_back(given_up == nullptr ? "done" : "gives up: " + to_text(given_up->problem.fault));
            EXPECT_TRUE(answers.empty()) << "it wanted less";
            break;
        }
    }
    return log;
}

class Overflows : public testing::TestWithParam<Story> {};

TEST_P(Overflows, AreBroughtIntoTheThread) {
    EXPECT_EQ(told(GetParam()), GetParam().happens) << GetParam().what;
}

const std::string post = "chat.postMessage 1801130400.000200 ";

INSTANTIATE_TEST_SUITE_P(
    All, Overflows,
    testing::Values(
        Story{"it is new", 2, {page({}), ok, ok}, {"look ", post + "0", post + "1", "done"}},
        Story{"nothing of it can be there", 2, {ok, ok}, {post + "0", post + "1", "done"}, false, true},
        Story{"it is there: each part is edited in place",
              2,
              {page({part("5.000001", 0), part("5.000002", 1)}), ok, ok},
              {"look ", "chat.update 5.000001 0", "chat.update 5.000002 1", "done"}},
        Story{"it grew, and the thread has several pages",
              3,
              {page({part("5.000001", 0)}, "next"), page({part("6.000001", 1)}), ok, ok, ok},
              {"look ", "look next", "chat.update 5.000001 0", "chat.update 6.000001 1", post + "2", "done"}},
        Story{"it shrank, and once something was posted twice",
              1,
              {page({part("5.000001", 0), part("5.000002", 0), part("5.000003", 1)}), ok, ok, ok},
              {"look ", "chat.update 5.000001 0", "chat.delete 5.000002 ", "chat.delete 5.000003 ", "done"}},
        Story{
            "nothing is left of it", 0, {page({part("5.000001", 0)}), ok}, {"look ", "chat.delete 5.000001 ", "done"}},
        Story{"there never was anything", 0, {page({})}, {"look ", "done"}},
        Story{"other messages of the bot, and other apps' with our mark, are left alone",
              0,
              {page({part("5.000001", 0, 18), part("5.000002", 0, id, "A2")})},
              {"look ", "done"}},
        Story{"somebody took a part away meanwhile",
              1,
              {page({part("5.000001", 0)}), error("message_not_found"), ok},
              {"look ", "chat.update 5.000001 0", post + "0", "done"}},
        Story{"what is gone need not be deleted",
              0,
              {page({part("5.000001", 0)}), error("message_not_found")},
              {"look ", "chat.delete 5.000001 ", "done"}},
        Story{"the thread can't be read", 1, {error("missing_scope"), ok}, {"look ", post + "0", "done"}},
        Story{"it can't be read now", 1, {error("internal_error")}, {"look ", "gives up: for now"}},
        Story{"a page's name is forgotten",
              1,
              {page({}, "next"), error("invalid_cursor")},
              {"look ", "look next", "gives up: for now"}},
        Story{"a page without messages is no empty thread",
              1,
              {R"({"ok":true,"response_metadata":{"next_cursor":""}})"},
              {"look ", "gives up: for now"}},
        Story{"a page follows itself",
              1,
              {page({}, "next"), page({}, "next")},
              {"look ", "look next", "gives up: for now"}},
        Story{"nothing is left of it, and what is there can't be read",
              0,
              {error("missing_scope")},
              {"look ", "gives up: rejected"}},
        Story{"nothing is left of it, and there is no thread", 0, {error("thread_not_found")}, {"look ", "done"}},
        Story{"too many threads were read: the rest of the workspace goes on",
              1,
              {error("ratelimited")},
              {"look ", "gives up: for now"}},
        Story{"too many parts were edited",
              1,
              {page({part("5.000001", 0)}), error("ratelimited")},
              {"look ", "chat.update 5.000001 0", "gives up: for now"}},
        Story{"too many parts were posted",
              1,
              {page({}), error("ratelimited")},
              {"look ", post + "0", "gives up: for now"}},
        Story{"the thread is gone: only an edit tells whether the message is",
              1,
              {page({}), error("thread_not_found")},
              {"look ", post + "0", "gives up: for now"}},
        Story{"a part is refused",
              1,
              {page({part("5.000001", 0)}), error("invalid_blocks")},
              {"look ", "chat.update 5.000001 0", "gives up: rejected"}},
        Story{"the answer to a post is lost: it is looked for, and is there",
              1,
              {page({}), error("internal_error"), page({part("5.000001", 0)})},
              {"look ", post + "0", "at 2 s", "look ", "done"}},
        Story{"an earlier attempt may have posted what isn't shown yet",
              2,
              {page({part("5.000001", 0)}), ok, page({part("5.000001", 0)}),
               page({part("5.000001", 0), part("5.000002", 1)})},
              {"look ", "chat.update 5.000001 0", "at 2 s", "look ", "at 15 s", "look ", "done"},
              true}));

TEST(Overflow, IsLookedForFromItsMessageOn) {
    const auto workspace = payloads::workspace();
    Overflow overflow({.of = {.channel = "C1", .ts = "1801130400.000200"}, .thread = "1800000000.000100", .parts = {}},
                      workspace);
    const auto action = overflow.start(0s);
    const auto* look = std::get_if<LookUp>(&action);
    ASSERT_NE(look, nullptr);
    EXPECT_THAT(look->call.fields, testing::Contains(testing::Pair("oldest", "1801130400.000000")));
    EXPECT_THAT(look->call.fields, testing::Contains(testing::Pair("ts", "1800000000.000100")));
}

MessageName message(int second) {
    return {.channel = "C1", .ts = fmt::format("18011{:05}.000200", second)};
}

TEST(Threads, AreKnownOfWhatIsYounger) {
    Threads threads(chat::Instant(1'801'100'100s));
    EXPECT_TRUE(threads.may_have_something(message(100)));
    EXPECT_FALSE(threads.may_have_something(message(101)));
    threads.know(message(101), true);
    EXPECT_TRUE(threads.may_have_something(message(101)));
    EXPECT_FALSE(threads.may_have_something({"C2", message(101).ts}));
    threads.know(message(101), false);
    EXPECT_FALSE(threads.may_have_something(message(101)));
}

TEST(Threads, AreForgottenRatherThanKeptForEver) {
    Threads threads(chat::Instant(1'801'100'100s));
    for (int second = 20'000; second > 10'000; second -= 2) threads.know(message(second), true);
    for (int second = 10'000; second <= 20'000; second += 2) EXPECT_TRUE(threads.may_have_something(message(second)));
    EXPECT_TRUE(threads.may_have_something(message(10'001))) << "that it has nothing is forgotten too";
    EXPECT_FALSE(threads.may_have_something(message(19'999)));
    EXPECT_FALSE(threads.may_have_something(message(20'001)));
}

}  // namespace
}  // namespace goodturn::slack
