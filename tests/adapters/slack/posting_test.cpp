#include "adapters/slack/posting.hpp"

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

constexpr std::int64_t id = 17;

std::string posted(const std::string& ts) {
    return R"({"ok":true,"channel":"D1","ts":")" + ts + R"("})";
}
std::string page(const std::string& messages, const std::string& next = "") {
    return R"({"ok":true,"messages":[{"user":"U1","ts":"1.000001","text":"x"})" +
           std::string(messages.empty() ? "" : ",") + messages + R"(],"response_metadata":{"next_cursor":")" + next +
           R"("}})";
}
std::string mark(const std::string& ts, std::int64_t delivery = id, std::size_t part = 0, const char* app = "A1") {
    return fmt::format(R"({{"app_id":"{}","ts":"{}","metadata":{{"event_type":"goodturn_delivery","event_payload":)"
                       R"({{"delivery":"{}","part":{}}}}}}})",
                       app, ts, delivery, part);
}
std::string error(const std::string& code) {
    return R"({"ok":false,"error":")" + code + R"("})";
}
const std::string lost = "lost";      // after 10 s nobody knows
const std::string unsent = "unsent";  // certainly not
const std::string limited = "limited";
const std::string closed = "closed";

struct Story {
    const char* what;
    bool again = false;
    std::size_t parts = 1;
    std::vector<std::string> answers;  ///< the JSON, or one of the above
    std::vector<std::string> happens;  ///< "seconds what"
};

void PrintTo(const Story& story, std::ostream* out) {
    *out << story.what;
}

/// Does what the machine wants, with the answers of a story, and writes down what and when.
class Driven {
public:
    explicit Driven(const Story& story)
        : answers_(story.answers.begin(), story.answers.end()),
          posting_({.id = id,
                    .again = story.again,
                    .first_attempt = chat::Instant(1'801'130'400s),
                    .place = {.channel = "D1"},
                    .parts = std::vector<Part>(story.parts)},
                   workspace_) {}

    std::vector<std::string> run() {
        auto action = posting_.start(now_);
        for (int steps = 0; steps < 100; ++steps) {
            if (const auto* wait = std::get_if<WaitUntil>(&action)) {
                EXPECT_GE(wait->at, now_);
                now_ = wait->at;
                action = posting_.waited();
            } else if (const auto* make = std::get_if<Make>(&action)) {
                EXPECT_EQ(make->call.pace.method, "chat.postMessage");
                const auto metadata = fields(make->call)["metadata"];
                log("post " + metadata.substr(metadata.size() - 3, 1));
                action = posting_.posted(answer(), now_);
            } else if (const auto* look = std::get_if<LookUp>(&action)) {
                EXPECT_EQ(look->call.pace.method, "conversations.history");
                EXPECT_EQ(fields(look->call)["oldest"], "1801130340.000000") << "a minute before";
                log("look" + (" " + fields(look->call)["cursor"]));
                action = posting_.looked(answer(), now_);
            } else {
                finish(action);
                EXPECT_TRUE(answers_.empty()) << "it wanted less";
                return log_;
            }
        }
        ADD_FAILURE() << "it never ends";
        return log_;
    }

private:
    static std::map<std::string, std::string> fields(const Call& call) {
        return {call.fields.begin(), call.fields.end()};
    }
    void log(std::string what) {
        while (what.ends_with(' ')) what.pop_back();
        log_.push_back(fmt::format("{} {}", (now_ - start).count() / 1000, what));
    }
    void finish(const PostingAction& action) {
        if (const auto* done = std::get_if<Arrived>(&action)) {
            return log("done " + done->receipt.conversation.value + " " + done->receipt.message.value);
        }
        const auto& problem = std::get<GiveUp>(action).problem;
        const std::map<Fault, const char*> names{{Fault::transient, "transient"}, {Fault::rate_limited, "rate_limited"},
                                                 {Fault::auth, "auth"},           {Fault::unreachable, "unreachable"},
                                                 {Fault::gone, "gone"},           {Fault::config, "config"},
                                                 {Fault::rejected, "rejected"},   {Fault::expired, "expired"}};
        log(fmt::format("gives up, {}{}", names.at(problem.fault), problem.unknown ? ", unknown" : ""));
    }
    std::expected<Reply, Problem> answer() {
        if (answers_.empty()) {
            ADD_FAILURE() << "it wants more";
            return std::unexpected(Problem{.fault = Fault::rejected});
        }
        const auto what = answers_.front();
        answers_.pop_front();
        if (what == limited) return read_reply("x", {.status = 429, .headers = {{"Retry-After", "40"}}});
        if (what == closed) return read_reply("x", {.status = 429, .headers = {{"Retry-After", "3600"}}});
        if (what == unsent) return std::unexpected(no_reply("x", {.sent = false, .detail = {}}));
        if (what != lost) return read_reply("x", {.status = 200, .headers = {}, .body = what});
        now_ += 10s;
        return std::unexpected(no_reply("x", {.sent = true, .detail = {}}));
    }

    static constexpr Moment start = 1000s;
    Workspace workspace_ = payloads::workspace();
    std::deque<std::string> answers_;
    Posting posting_;
    Moment now_ = start;
    std::vector<std::string> log_;
};

class Stories : public testing::TestWithParam<Story> {};

TEST_P(Stories, End) {
    EXPECT_EQ(Driven(GetParam()).run(), GetParam().happens) << GetParam().what;
}

INSTANTIATE_TEST_SUITE_P(
    Plain, Stories,
    testing::Values(
        Story{.what = "it arrives", .answers = {posted("5.000001")}, .happens = {"0 post 0", "0 done D1 D1/5.000001"}},
        Story{.what = "all its parts arrive, and the first is its name",
              .parts = 3,
              .answers = {posted("5.000001"), posted("5.000002"), posted("5.000003")},
              .happens = {"0 post 0", "0 post 1", "0 post 2", "0 done D1 D1/5.000001"}},
        Story{.what = "the channel is called as Slack calls it",
              .answers = {R"({"ok":true,"channel":"D2","ts":"5.000001"})"},
              .happens = {"0 post 0", "0 done D2 D2/5.000001"}},
        Story{.what = "it is refused",
              .answers = {error("channel_not_found")},
              .happens = {"0 post 0", "0 gives up, unreachable"}},
        Story{.what = "it was never sent", .answers = {unsent}, .happens = {"0 post 0", "0 gives up, transient"}},
        Story{.what = "it is too early", .answers = {limited}, .happens = {"0 post 0", "0 gives up, rate_limited"}},
        Story{.what = "it is too early for the second part: the next attempt has to look for the first",
              .parts = 2,
              .answers = {posted("5.000001"), limited},
              .happens = {"0 post 0", "0 post 1", "0 gives up, transient"}}));

INSTANTIATE_TEST_SUITE_P(
    InDoubt, Stories,
    testing::Values(
        Story{.what = "the answer was lost and the message is there",
              .answers = {lost, page(mark("5.000001"))},
              .happens = {"0 post 0", "12 look", "12 done D1 D1/5.000001"}},
        Story{.what = "the message appears between the two look-ups",
              .answers = {lost, page(""), page(mark("5.000001"))},
              .happens = {"0 post 0", "12 look", "25 look", "25 done D1 D1/5.000001"}},
        Story{.what = "it is not there, and is posted again",
              .answers = {lost, page(""), page(""), posted("9.000001")},
              .happens = {"0 post 0", "12 look", "25 look", "25 post 0", "25 done D1 D1/9.000001"}},
        Story{.what = "an answer without a name is as good as a lost one",
              .answers = {R"({"ok":true})", page(mark("5.000001"))},
              .happens = {"0 post 0", "2 look", "2 done D1 D1/5.000001"}},
        Story{.what = "Slack says itself that it does not know",
              .answers = {error("internal_error"), page(mark("5.000001"))},
              .happens = {"0 post 0", "2 look", "2 done D1 D1/5.000001"}},
        Story{.what = "what others marked, or other deliveries, or parts that are none, is not it",
              .answers = {lost,
                          page(mark("5.000001", id, 0, "A2") + "," + mark("5.000002", 18) + "," + mark("5.3", id, 9)),
                          page(""), posted("9.000001")},
              .happens = {"0 post 0", "12 look", "25 look", "25 post 0", "25 done D1 D1/9.000001"}},
        Story{.what = "it is on the last of three pages, the second of which is empty",
              .answers = {lost, page("", "p2"), R"({"ok":true,"messages":[],"response_metadata":{"next_cursor":"p3"}})",
                          page(mark("5.000001"))},
              .happens = {"0 post 0", "12 look", "12 look p2", "12 look p3", "12 done D1 D1/5.000001"}},
        Story{.what = "all pages are looked at both times",
              .answers = {lost, page("", "p2"), page(""), page("", "q2"), page(mark("5.000001"))},
              .happens = {"0 post 0", "12 look", "12 look p2", "25 look", "25 look q2", "25 done D1 D1/5.000001"}},
        Story{.what = "found on the first page, the others are not wanted",
              .answers = {lost, page(mark("5.000001"), "p2")},
              .happens = {"0 post 0", "12 look", "12 done D1 D1/5.000001"}},
        Story{.what = "lost once more: the next attempt begins with looking",
              .answers = {lost, page(""), page(""), lost},
              .happens = {"0 post 0", "12 look", "25 look", "25 post 0", "35 gives up, transient, unknown"}},
        Story{.what = "after the doubt it is refused",
              .answers = {lost, page(""), page(""), error("is_archived")},
              .happens = {"0 post 0", "12 look", "25 look", "25 post 0", "25 gives up, unreachable"}},
        Story{.what = "after the doubt it is too early: the next attempt has to look",
              .answers = {lost, page(""), page(""), limited},
              .happens = {"0 post 0", "12 look", "25 look", "25 post 0", "25 gives up, transient"}},
        Story{.what = "the doubt is about the second part; the third follows at once",
              .parts = 3,
              .answers = {posted("5.000001"), lost, page(mark("5.000002", id, 1)), posted("5.000003")},
              .happens = {"0 post 0", "0 post 1", "12 look", "12 post 2", "12 done D1 D1/5.000001"}}));

INSTANTIATE_TEST_SUITE_P(
    Again, Stories,
    testing::Values(Story{.what = "an earlier attempt got there",
                          .again = true,
                          .answers = {page(mark("5.000001"))},
                          .happens = {"2 look", "2 done D1 D1/5.000001"}},
                    Story{.what = "it did not",
                          .again = true,
                          .answers = {page(""), page(""), posted("5.000001")},
                          .happens = {"2 look", "15 look", "15 post 0", "15 done D1 D1/5.000001"}},
                    Story{.what = "it did with one part of two: the other may come late",
                          .again = true,
                          .parts = 2,
                          .answers = {page(mark("5.000001")), page(mark("5.000001")), posted("9.000002")},
                          .happens = {"2 look", "15 look", "15 post 1", "15 done D1 D1/5.000001"}},
                    Story{.what = "and it did come",
                          .again = true,
                          .parts = 2,
                          .answers = {page(mark("5.000001")), page(mark("5.000002", id, 1) + "," + mark("5.000001"))},
                          .happens = {"2 look", "15 look", "15 done D1 D1/5.000001"}}));

INSTANTIATE_TEST_SUITE_P(
    CannotLook, Stories,
    testing::Values(
        Story{.what = "the conversation can't be read: nothing is posted again",
              .answers = {lost, error("not_in_channel")},
              .happens = {"0 post 0", "12 look", "12 gives up, rejected, unknown"}},
        Story{.what = "nor at the second time",
              .answers = {lost, page(""), error("missing_scope")},
              .happens = {"0 post 0", "12 look", "25 look", "25 gives up, rejected, unknown"}},
        Story{.what = "the thread is gone",
              .answers = {lost, error("thread_not_found")},
              .happens = {"0 post 0", "12 look", "12 gives up, rejected, unknown"}},
        Story{.what = "the token is dead: after a new installation it is looked for",
              .answers = {lost, error("token_revoked")},
              .happens = {"0 post 0", "12 look", "12 gives up, auth"}},
        Story{.what = "looking fails and is tried again, from the first page",
              .answers = {lost, page("", "p2"), lost, page("", "p2"), error("invalid_cursor"), page(mark("5.000001"))},
              .happens = {"0 post 0", "12 look", "12 look p2", "24 look", "24 look p2", "28 look",
                          "28 done D1 D1/5.000001"}},
        Story{.what = "it can't be looked for for an hour: the next attempt looks",
              .answers = {lost, closed},
              .happens = {"0 post 0", "12 look", "12 gives up, transient, unknown"}},
        Story{.what = "it waits as long as Slack asks",
              .answers = {lost, limited, page(""), page(""), posted("9.000001")},
              .happens = {"0 post 0", "12 look", "52 look", "52 look", "52 post 0", "52 done D1 D1/9.000001"}},
        Story{.what = "pages that are none don't count as empty",
              .answers = {lost, R"({"ok":true})", R"({"ok":true,"messages":null})", R"({"ok":true,"messages":{}})",
                          page(mark("5.000001"))},
              .happens = {"0 post 0", "12 look", "14 look", "18 look", "26 look", "26 done D1 D1/5.000001"}},
        Story{.what = "pages without an end",
              .answers = {lost, page("", "p2"), page("", "p2"), page(mark("5.000001"))},
              .happens = {"0 post 0", "12 look", "12 look p2", "14 look", "14 done D1 D1/5.000001"}},
        Story{.what = "looking fails for long: the next attempt looks on",
              .answers = {lost, error("fatal_error"), "<html>", error("ratelimited"), "", "{}", error("fatal_error")},
              .happens = {"0 post 0", "12 look", "14 look", "18 look", "48 look", "64 look", "96 look",
                          "96 gives up, transient, unknown"}}));

TEST(Posting, InAThreadTheThreadIsRead) {
    const auto workspace = payloads::workspace();
    Posting posting({.id = id,
                     .first_attempt = {},
                     .place = {.channel = "C1", .thread = "1801130000.000200"},
                     .parts = std::vector<Part>(1),
                     .answer = true},
                    workspace);
    const auto make = posting.start(0s);
    ASSERT_TRUE(std::holds_alternative<Make>(make));
    EXPECT_TRUE(std::get<Make>(make).call.pace.answer);
    std::ignore = posting.posted(std::unexpected(Problem{.unknown = true}), 0s);
    const auto look = posting.waited();
    ASSERT_TRUE(std::holds_alternative<LookUp>(look));
    EXPECT_EQ(std::get<LookUp>(look).call.pace.method, "conversations.replies");
    EXPECT_TRUE(std::get<LookUp>(look).call.pace.answer);
}

TEST(Posting, TheLogSaysThatItStaysUnknown) {
    const auto workspace = payloads::workspace();
    Posting posting({.id = id, .again = true, .first_attempt = {}, .place = {.channel = "C1"}, .parts = {Part{}}},
                    workspace);
    std::ignore = posting.start(0s);
    std::ignore = posting.waited();
    const auto end = posting.looked(
        read_reply("conversations.history", {.status = 200, .headers = {}, .body = error("not_in_channel")}), 2s);
    ASSERT_TRUE(std::holds_alternative<GiveUp>(end));
    EXPECT_EQ(std::get<GiveUp>(end).problem.detail,
              "conversations.history: not_in_channel; whether the message arrived stays unknown");
}

}  // namespace
}  // namespace goodturn::slack
