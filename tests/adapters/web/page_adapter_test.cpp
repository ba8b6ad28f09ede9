#include "adapters/web/page_adapter.hpp"

#include "adapters/web/sample.hpp"
#include "tests/support/browser.hpp"

#include <boost/asio/post.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <set>

namespace goodturn::web {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using support::run_until;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr chat::Instant noon = chat::Instant(std::chrono::sys_days(std::chrono::year(2027) / 3 / 10)) + 12h;
constexpr std::size_t facts = 1 + 7 + 7;  // the space, six people and the bot, the channel and six chats

/// Takes what the adapter hands over, like the engine: it keeps keys and cursor over restarts.
struct FakeBot {
    explicit FakeBot(boost::asio::io_context& the_loop) : loop(the_loop) {}

    engine::Sink sink() {
        return [this](engine::Intake intake, std::move_only_function<void(bool)> committed) {
            handed.push_back(intake);
            under_way.push_back({std::move(intake), std::move(committed)});
            if (commits) answer(true);
        };
    }
    /// What became of the oldest event under way.
    void answer(bool works) {
        auto [intake, done] = std::move(under_way.front());
        under_way.pop_front();
        if (works && intake.cursor) cursor = intake.cursor->value;
        if (works && std::ranges::none_of(intake.keys, [&](const auto& one) { return keys.contains(one); })) {
            taken.push_back(intake.event);
        }
        if (works) keys.insert(intake.keys.begin(), intake.keys.end());
        boost::asio::post(loop, [works, report = std::move(done)]() mutable { report(works); });
    }
    template <class T>
    [[nodiscard]] std::vector<T> all() const {
        std::vector<T> found;
        for (const auto& event : taken) {
            if (const auto* what = std::get_if<T>(&event.what)) found.push_back(*what);
        }
        return found;
    }

    struct UnderWay {
        engine::Intake intake;
        std::move_only_function<void(bool)> committed;
    };
    boost::asio::io_context& loop;
    bool commits = true;
    std::vector<engine::Intake> handed;
    std::deque<UnderWay> under_way;
    std::vector<chat::Event> taken;  // each once
    std::set<std::string> keys;
    std::optional<std::string> cursor;
};

class PageAdapterTest : public testing::Test {
protected:
    PageAdapterTest() {
        folder = std::filesystem::temp_directory_path() /
                 (std::string("goodturn-page-") + testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
    }
    ~PageAdapterTest() override {
        page.reset();
        std::filesystem::remove_all(folder);
    }

    void start() {
        Hooks hooks;
        hooks.move_clock = [this](ClockMove move, auto done) {
            moves.push_back(std::move(move));
            boost::asio::post(loop, [this, done = std::move(done)]() mutable { done(clock_refuses); });
        };
        hooks.start_over = [this](auto done) {
            ++erased;
            bot.taken.clear();
            boost::asio::post(loop, [done = std::move(done)]() mutable { done(); });
        };
        page = std::make_unique<PageAdapter>(
            loop.get_executor(), PageOptions{.chat_file = folder / "page.db", .port = 0}, [this] { return now; },
            bot.sink(), std::move(hooks));
        const auto address = page->start(bot.cursor);
        const auto colon = address.rfind(':');
        const auto slash = address.find('/', colon);
        port = static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1, slash - colon - 1)));
        path = address.substr(slash);
        host = "127.0.0.1:" + std::to_string(port);
    }
    /// The process dies: whatever the bot did not answer is lost to it.
    void crash() {
        page.reset();
        bot.under_way.clear();
        loop.restart();
        loop.poll();
    }

    std::unique_ptr<support::Tab> connect() {
        auto tab = std::make_unique<support::Tab>(loop);
        EXPECT_EQ(tab->connect(port, {.target = path + "socket", .host = host, .origin = "http://" + host}), 101U);
        return tab;
    }
    /// Reads until a frame of this kind comes.
    json next(support::Tab& tab, std::string_view is) {
        while (auto text = tab.next()) {
            json frame = json::parse(*text);
            seen.push_back(frame["is"]);
            if (frame["is"] == is) return frame;
        }
        ADD_FAILURE() << "no " << is;
        return {};
    }
    std::unique_ptr<support::Tab> open_page() {
        auto tab = connect();
        tab->send(R"({"do":"hello","after":0})");
        next(*tab, "welcome");
        for (std::size_t i = 0; i < channel_talk.size(); ++i) next(*tab, "message");
        return tab;
    }
    static std::string say(const std::string& id, const std::string& words) {
        return R"({"do":"say","id":")" + id + R"(","as":"ana","in":"bot-ana","words":[")" + words + "\"]}";
    }
    chat::SendResult send(std::int64_t delivery, chat::Address to, chat::Intent what) {
        std::optional<chat::SendResult> result;
        page->send(
            {.delivery = delivery, .space = {"page"}, .address = std::move(to), .route = {}, .intent = std::move(what)},
            [&](chat::SendResult sent) { result = std::move(sent); });
        EXPECT_FALSE(result) << "never from within the call";
        EXPECT_TRUE(run_until(loop, [&] { return result.has_value(); }));
        return result.value();
    }
    /// Until the bot was handed this much, each time it is handed counted.
    void until_handed(std::size_t count) {
        EXPECT_TRUE(run_until(loop, [&] { return bot.handed.size() >= count; })) << bot.handed.size();
    }

    boost::asio::io_context loop{1};
    FakeBot bot{loop};
    chat::Instant now = noon;
    std::filesystem::path folder;
    std::vector<ClockMove> moves;
    std::string clock_refuses;
    int erased = 0;
    std::unique_ptr<PageAdapter> page;
    std::uint16_t port = 0;
    std::string path;
    std::string host;
    std::vector<std::string> seen;
};

const chat::Post hello{{{chat::Paragraph{{chat::Plain{"hello"}}}}}};

TEST_F(PageAdapterTest, ThePageIsOnlyForTheFullAddress) {
    start();
    const auto page_file = support::fetch(loop, port, {.target = path, .host = host});
    EXPECT_EQ(page_file.status, 200U);
    EXPECT_EQ(page_file.headers["Content-Type"], "text/html; charset=utf-8");
    EXPECT_EQ(support::fetch(loop, port, {.target = path + "app.js", .host = host}).headers["Content-Type"],
              "text/javascript; charset=utf-8");
    EXPECT_EQ(support::fetch(loop, port, {.target = path, .host = "localhost:" + std::to_string(port)}).status, 200U);
    const auto moved = support::fetch(loop, port, {.target = path.substr(0, path.size() - 1), .host = host});
    EXPECT_EQ(moved.status, 308U);
    EXPECT_EQ(moved.headers["Location"], path);
    EXPECT_EQ(support::fetch(loop, port, {.target = path + "../chat.db", .host = host}).status, 404U);

    std::string wrong = path;
    wrong[5] = wrong[5] == '0' ? '1' : '0';
    const support::Ask strangers[] = {
        {.target = "/", .host = host},
        {.target = "/t/", .host = host},
        {.target = wrong, .host = host},
        {.target = wrong.substr(0, 10), .host = host},
        {.target = path, .host = "evil.example"},
        {.target = path, .host = "127.0.0.1.evil.example:80"},
        {.target = path, .host = ""},
        {.target = path, .host = host, .origin = "http://evil.example"},
        {.target = path, .host = host, .origin = "null"},
    };
    for (const auto& ask : strangers) {
        const auto answer = support::fetch(loop, port, ask);
        EXPECT_GE(answer.status, 403U) << ask.target << " " << ask.host << " " << ask.origin;
        EXPECT_THAT(answer.body, HasSubstr("full address")) << ask.target << " " << ask.host << " " << ask.origin;
        auto socket = ask;
        if (ask.target == path) socket.target = path + "socket";
        support::Tab tab(loop);
        EXPECT_GE(tab.connect(port, socket), 403U) << ask.target << " " << ask.host << " " << ask.origin;
    }
}

TEST_F(PageAdapterTest, TheBotLearnsTheFactsBeforeAnythingElse) {
    start();
    auto tab = open_page();
    tab->send(say("1", "help"));
    next(*tab, "done");
    ASSERT_THAT(bot.handed, SizeIs(facts + 1));
    EXPECT_TRUE(std::holds_alternative<chat::SpaceSeen>(bot.handed.front().event.what));
    for (std::size_t i = 0; i < facts; ++i) EXPECT_THAT(bot.handed[i].keys, IsEmpty());
    EXPECT_THAT(bot.handed.back().keys, SizeIs(1));
    EXPECT_THAT(bot.handed.back().keys[0], testing::StartsWith("page:"));
    ASSERT_TRUE(bot.handed.back().cursor);
    EXPECT_EQ(bot.handed.back().cursor->name, "page");
}

TEST_F(PageAdapterTest, ANewTabIsToldEverythingAndAReconnectedOneWhatChanged) {
    start();
    auto tab = connect();
    tab->send(R"({"do":"hello","after":0})");
    const auto welcome = next(*tab, "welcome");
    EXPECT_THAT(welcome["people"], SizeIs(6));
    EXPECT_EQ(welcome["people"][4]["name"], "Jörg Weber");
    EXPECT_EQ(welcome["bot"]["account"], "goodturn");
    EXPECT_THAT(welcome["conversations"], SizeIs(22));
    EXPECT_EQ(welcome["look"], "slack");
    EXPECT_EQ(welcome["now"], noon.time_since_epoch().count());
    EXPECT_EQ(welcome["moving"], false);
    std::int64_t seq = 0;
    for (std::size_t i = 0; i < channel_talk.size(); ++i) seq = next(*tab, "message")["seq"];
    ASSERT_TRUE(send(1, chat::DirectTo{{"ana"}}, hello));

    auto again = connect();
    again->send(R"({"do":"hello","after":)" + std::to_string(seq) + "}");
    EXPECT_EQ(next(*again, "welcome")["generation"], welcome["generation"]);
    const auto message = next(*again, "message");
    EXPECT_EQ(message["by"], "goodturn");
    EXPECT_EQ(message["blocks"][0]["t"], "paragraph");
    EXPECT_EQ(message["at"], noon.time_since_epoch().count());
}

TEST_F(PageAdapterTest, DoneComesOnlyAfterTheBotCommitted) {
    start();
    auto tab = open_page();
    until_handed(facts);
    bot.commits = false;
    seen.clear();
    tab->send(say("1", "help"));
    until_handed(facts + 1);
    loop.poll();
    next(*tab, "message");
    EXPECT_THAT(seen, ElementsAre("message"));
    bot.answer(true);
    EXPECT_EQ(next(*tab, "done")["id"], "1");
    EXPECT_THAT(seen, ElementsAre("message", "done"));
}

/// What is not understood is refused as soon as it is read: so its refusal shows how far the tab was read.
TEST_F(PageAdapterTest, OfATabThatSendsTooFastNoMoreIsReadUntilItIsServed) {
    constexpr std::size_t sent = 100;
    start();
    auto hasty = open_page();
    auto other = open_page();
    until_handed(facts);
    bot.commits = false;
    for (std::size_t line = 0; line < sent; ++line) hasty->send(say(std::to_string(line), "help"));
    hasty->send(R"({"do":"no such thing","id":"behind"})");
    until_handed(facts + 1);
    for (std::size_t line = 0; line < sent; ++line) {
        other->send(R"({"do":"say","id":"other )" + std::to_string(line) +
                    R"(","as":"kai","in":"kai+will","words":["served"]})");
        next(*other, "done");
    }
    bot.commits = true;
    bot.answer(true);
    seen.clear();
    EXPECT_EQ(next(*hasty, "refused")["id"], "behind");
    EXPECT_GE(std::ranges::count(seen, "done"), 15);
    std::string last;
    while (last != std::to_string(sent - 1)) last = next(*hasty, "done")["id"];
}

TEST_F(PageAdapterTest, AnEventThatWasNotCommittedIsHandedOverAgainBeforeTheNext) {
    start();
    auto tab = open_page();
    until_handed(facts);
    bot.commits = false;
    tab->send(say("1", "one"));
    tab->send(say("2", "two"));
    until_handed(facts + 1);
    bot.answer(false);
    until_handed(facts + 2);
    EXPECT_EQ(bot.handed[facts].keys, bot.handed[facts + 1].keys);
    bot.commits = true;
    bot.answer(true);
    EXPECT_EQ(next(*tab, "done")["id"], "1");
    EXPECT_EQ(next(*tab, "done")["id"], "2");
    EXPECT_THAT(bot.all<chat::Typed>(), SizeIs(2));
}

TEST_F(PageAdapterTest, ACommandSentAgainAfterAReconnectIsCarriedOutOnce) {
    start();
    auto tab = open_page();
    until_handed(facts);
    bot.commits = false;
    tab->send(say("1", "one"));
    until_handed(facts + 1);
    tab->vanish();
    auto again = open_page();
    again->send(say("1", "one"));
    again->send(R"({"do":"open","id":"2","as":"ben"})");
    bot.commits = true;
    bot.answer(true);
    EXPECT_EQ(next(*again, "done")["id"], "1");
    EXPECT_EQ(next(*again, "done")["id"], "2");
    again->send(say("1", "one"));
    EXPECT_EQ(next(*again, "done")["id"], "1") << "long done";
    EXPECT_THAT(bot.all<chat::Typed>(), SizeIs(1));
}

TEST_F(PageAdapterTest, WhatTheBotDidNotCommitBeforeACrashComesAgain) {
    start();
    auto tab = open_page();
    tab->send(say("1", "one"));
    next(*tab, "done");
    bot.commits = false;
    tab->send(say("2", "two"));
    until_handed(facts + 2);
    tab->send(say("3", "three"));
    const auto keys = bot.handed.back().keys;
    next(*tab, "message");
    next(*tab, "message");
    tab.reset();
    crash();

    bot.commits = true;
    bot.handed.clear();
    start();
    until_handed(facts + 2);
    EXPECT_EQ(bot.handed[facts].keys, keys);
    auto again = connect();
    again->send(R"({"do":"hello","after":0})");
    again->send(say("2", "two"));
    again->send(say("3", "three"));
    EXPECT_EQ(next(*again, "done")["id"], "2");
    EXPECT_EQ(next(*again, "done")["id"], "3");
    std::vector<std::string> typed;
    for (const auto& said : bot.all<chat::Typed>()) typed.push_back(std::get<std::string>(said.words.at(0)));
    EXPECT_THAT(typed, ElementsAre("one", "two", "three"));
    EXPECT_EQ(erased, 0);
}

TEST_F(PageAdapterTest, TheAddressAndTheClocksOffsetSurviveARestart) {
    start();
    EXPECT_EQ(page->clock_offset(), 0ms);
    bool saved = false;
    page->set_clock_offset(-90min, [&] { saved = true; });
    EXPECT_TRUE(run_until(loop, [&] { return saved; }));
    const auto first = path;
    crash();
    start();
    EXPECT_EQ(path, first);
    EXPECT_EQ(page->clock_offset(), -90min);
}

TEST_F(PageAdapterTest, AFormReachesTheTabThatWaitsAndIsClosedWhenItWasTaken) {
    start();
    auto tab = open_page();
    auto other = open_page();
    until_handed(facts);
    bot.commits = false;
    const chat::Form form{.token = "t",
                          .title = "Who?",
                          .fields = {{.name = "who", .label = "Who?", .initial = {}, .options = {}}},
                          .submit = "Send"};
    const std::string submit = R"(,"as":"ana","token":"t","values":{"who":["x"]}})";

    tab->send(say("1", "helped"));
    until_handed(facts + 1);
    page->open_form(bot.handed.back().event.route, form);
    bot.answer(true);
    const auto shown = next(*tab, "form");
    EXPECT_EQ(shown["for"], "ana");
    EXPECT_EQ(shown["form"]["token"], "t");
    next(*tab, "done");

    tab->send(R"({"do":"submit","id":"2")" + submit);
    until_handed(facts + 2);
    EXPECT_TRUE(bot.handed.back().event.place.direct);
    page->form_errors(bot.handed.back().event.route, {{"who", "Nobody is called so."}});
    bot.answer(true);
    EXPECT_EQ(next(*tab, "form_errors")["errors"], json::parse(R"([["who","Nobody is called so."]])"));
    seen.clear();
    next(*tab, "done");
    EXPECT_THAT(seen, ElementsAre("done")) << "it stays open";

    tab->send(R"({"do":"submit","id":"3")" + submit);
    until_handed(facts + 3);
    page->open_form(bot.handed.back().event.route, form);
    bot.answer(true);
    seen.clear();
    next(*tab, "done");
    EXPECT_THAT(seen, ElementsAre("form", "done")) << "the next form took its place";

    tab->send(R"({"do":"submit","id":"4")" + submit);
    until_handed(facts + 4);
    bot.answer(true);
    EXPECT_EQ(next(*tab, "form_done")["for"], "ana");
    next(*tab, "done");
    tab->send(R"({"do":"submit","id":"4")" + submit);
    next(*tab, "form_done");

    seen.clear();
    other->send(R"({"do":"look","id":"5","look":"slack"})");
    next(*other, "done");
    EXPECT_THAT(seen, ElementsAre("message", "done")) << "nothing of it reached the other tab";

    tab->vanish();
    for (const char* route : {"1/ana/1", "99/ana/1", "", "x", "1/"}) {
        page->open_form(route, form);
        page->form_errors(route, {});
    }
}

TEST_F(PageAdapterTest, SwitchingTheLookChangesWhatTheSpaceCanShow) {
    start();
    auto tab = open_page();
    auto other = open_page();
    for (const char* look : {"matrix", "slack", "slack"}) {
        tab->send(R"({"do":"look","id":"look-)" + std::to_string(seen.size()) + R"(","look":")" + look + "\"}");
        next(*tab, "done");
    }
    EXPECT_EQ(next(*other, "look")["look"], "matrix");
    EXPECT_EQ(next(*other, "look")["look"], "slack");
    std::vector<bool> buttons;
    for (const auto& space : bot.all<chat::SpaceSeen>()) buttons.push_back(space.can.buttons);
    EXPECT_THAT(buttons, ElementsAre(true, false, true));
}

TEST_F(PageAdapterTest, FillingAMonthIsDoneWhenTheBotHasAllOfIt) {
    start();
    auto tab = open_page();
    tab->send(R"({"do":"fill","id":"1"})");
    EXPECT_EQ(next(*tab, "done")["id"], "1");
    EXPECT_THAT(bot.all<chat::Typed>(), SizeIs(sample_helps.size()));
    tab->send(R"({"do":"fill","id":"1"})");
    next(*tab, "done");
    EXPECT_THAT(bot.all<chat::Typed>(), SizeIs(sample_helps.size()));
}

TEST_F(PageAdapterTest, StartingOverErasesBothSidesAndTellsEverybody) {
    start();
    auto tab = open_page();
    auto other = open_page();
    tab->send(say("1", "one"));
    next(*tab, "done");
    ASSERT_TRUE(send(1, chat::DirectTo{{"ana"}}, hello));
    next(*other, "message");
    next(*other, "message");
    bot.handed.clear();
    tab->send(R"({"do":"start_over","id":"2"})");
    EXPECT_EQ(next(*tab, "done")["id"], "2");
    EXPECT_EQ(erased, 1);
    for (auto* each : {tab.get(), other.get()}) {
        next(*each, "welcome");
        for (std::size_t i = 0; i < channel_talk.size(); ++i) EXPECT_EQ(next(*each, "message")["in"], "release-4");
    }
    until_handed(facts);
    EXPECT_TRUE(std::holds_alternative<chat::SpaceSeen>(bot.handed.front().event.what));
    EXPECT_THAT(bot.all<chat::Typed>(), IsEmpty());

    tab->send(R"({"do":"start_over","id":"2"})");
    next(*tab, "done");
    EXPECT_EQ(erased, 1) << "the same command again";
    tab->send(say("3", "two"));
    next(*tab, "done");
    EXPECT_THAT(bot.all<chat::Typed>(), SizeIs(1));
    ASSERT_TRUE(send(2, chat::DirectTo{{"ana"}}, hello));
}

TEST_F(PageAdapterTest, StartingOverWaitsForTheEventUnderWayAndDropsTheRest) {
    start();
    auto tab = open_page();
    until_handed(facts);
    bot.commits = false;
    tab->send(say("1", "one"));
    tab->send(say("2", "two"));
    until_handed(facts + 1);
    tab->send(R"({"do":"start_over","id":"3"})");
    next(*tab, "message");
    next(*tab, "message");
    tab->send(R"({"do":"look","id":"4","look":"slack"})");
    next(*tab, "done");
    EXPECT_EQ(erased, 0);
    bot.commits = true;
    bot.answer(true);
    for (const char* id : {"1", "2", "3"}) EXPECT_EQ(next(*tab, "done")["id"], id);
    EXPECT_EQ(erased, 1);
    until_handed(facts + 1 + facts);
    EXPECT_THAT(bot.all<chat::Typed>(), IsEmpty());
}

TEST_F(PageAdapterTest, ACrashBetweenTheTwoErasuresIsMadeGoodAtTheNextStart) {
    start();
    auto tab = open_page();
    tab->send(say("1", "one"));
    next(*tab, "done");
    const auto cursor = bot.cursor;
    tab->send(R"({"do":"start_over","id":"2"})");
    next(*tab, "done");
    tab.reset();
    crash();
    bot.cursor = cursor;  // the bot's erasure was lost
    start();
    EXPECT_TRUE(run_until(loop, [&] { return erased == 2; }));
}

TEST_F(PageAdapterTest, ABotWithANewDatabaseStartsTheChatOver) {
    start();
    auto tab = open_page();
    tab->send(say("1", "one"));
    next(*tab, "done");
    ASSERT_TRUE(send(1, chat::DirectTo{{"ana"}}, hello));
    tab.reset();
    crash();
    bot.cursor.reset();
    bot.taken.clear();
    start();
    tab = open_page();
    const auto posted = send(1, chat::DirectTo{{"ana"}}, hello);
    ASSERT_TRUE(posted);
    EXPECT_EQ(next(*tab, "message")["id"], posted->message.value) << "delivery 1 is a new one";
    EXPECT_THAT(bot.all<chat::Typed>(), IsEmpty());
}

TEST_F(PageAdapterTest, TheClockIsMovedByTheBotOnce) {
    start();
    auto tab = open_page();
    const std::string move = R"({"do":"clock","id":"1","as":"kai","to":{"days":1}})";
    tab->send(move);
    tab->send(move);
    next(*tab, "done");
    next(*tab, "done");
    tab->send(move);
    next(*tab, "done");
    ASSERT_THAT(moves, SizeIs(1));
    EXPECT_EQ(moves[0].actor.value, "kai");
    EXPECT_EQ(std::get<std::chrono::days>(moves[0].to), std::chrono::days(1));

    clock_refuses = "Nothing is planned.";
    tab->send(R"({"do":"clock","id":"2","as":"kai","to":{"nudge":true}})");
    const auto refused = next(*tab, "refused");
    EXPECT_EQ(refused["id"], "2");
    EXPECT_EQ(refused["why"], "Nothing is planned.");

    page->clock(noon + 1h, true);
    const auto clock = next(*tab, "clock");
    EXPECT_EQ(clock["now"], (noon + 1h).time_since_epoch().count());
    EXPECT_EQ(clock["moving"], true);
}

TEST_F(PageAdapterTest, SendsOnceAndSaysWhatBecameOfIt) {
    start();
    auto tab = open_page();
    const auto first = send(1, chat::DirectTo{{"ana"}}, hello);
    const auto again = send(1, chat::DirectTo{{"ana"}}, hello);
    ASSERT_TRUE(first && again);
    EXPECT_EQ(first->conversation.value, "bot-ana");
    EXPECT_EQ(first->message, again->message);
    const auto only = send(2, chat::PrivateIn{{"release-4"}, {}, {"ben"}}, hello);
    ASSERT_TRUE(only);
    EXPECT_EQ(next(*tab, "message")["id"], first->message.value);
    const auto shown = next(*tab, "message");
    EXPECT_EQ(shown["id"], only->message.value);
    EXPECT_EQ(shown["for"], "ben");
    EXPECT_EQ(send(3, chat::DirectTo{{"nobody"}}, hello).error().failure, chat::SendFailure::unreachable);
    EXPECT_EQ(send(4, chat::DirectTo{{"ana"}}, chat::Edit{{"999999"}, {}}).error().failure, chat::SendFailure::gone);
}

TEST_F(PageAdapterTest, FramesThatAreNotOfTheProtocolDisturbNobody) {
    start();
    auto good = open_page();
    auto early = connect();
    early->send(say("1", "before hello"));
    EXPECT_EQ(early->close_code(), 1008);
    auto broken = open_page();
    broken->send(R"({"do":"say","id":"7","as":"mallory","in":"x","words":["a"]})");
    EXPECT_EQ(next(*broken, "refused")["id"], "7");
    broken->send(R"({"do":"say","id":"8","as":"ana","in":"bot-ben","words":["a"]})");
    EXPECT_THAT(next(*broken, "refused")["why"], HasSubstr("not in this conversation"));
    broken->send("not json");
    EXPECT_EQ(broken->close_code(), 1008);
    auto large = open_page();
    large->send(std::string(256 * 1024 + 1, ' '));
    EXPECT_EQ(large->close_code(), 1009);
    good->send(say("9", "fine"));
    EXPECT_EQ(next(*good, "done")["id"], "9");
    EXPECT_THAT(bot.all<chat::Typed>(), SizeIs(1));
}

TEST_F(PageAdapterTest, StopsWhileTabsAreOpenAndStillFinishesWhatWasAsked) {
    start();
    auto tab = open_page();
    bool stopped = false;
    page->stop([&] { stopped = true; });
    EXPECT_TRUE(run_until(loop, [&] { return stopped; }));
    EXPECT_EQ(tab->close_code(), 1001);
    EXPECT_TRUE(send(1, chat::DirectTo{{"ana"}}, hello));
}

TEST_F(PageAdapterTest, StopsWithoutEverHavingStarted) {
    PageAdapter idle(loop.get_executor(), {.chat_file = folder / "idle.db"}, [this] { return now; }, bot.sink(), {});
    bool stopped = false;
    idle.stop([&] { stopped = true; });
    EXPECT_TRUE(run_until(loop, [&] { return stopped; }));
}

}  // namespace
}  // namespace goodturn::web
