#include "bot/store_thread.hpp"

#include "bot/practices.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gmock/gmock.h>

#include <atomic>

namespace goodturn::bot {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// The thread on an engine in memory; the loop runs until a test has seen what it waits for.
class StoreThreadTest : public testing::Test {
protected:
    StoreThreadTest() : engine_(db_, seal_, {}, practices()) {
        store_.start();
        take({.space = page,
              .actor = {},
              .place = {},
              .at = clock_.now(),
              .route = {},
              .what = chat::SpaceSeen{.name = "Test", .bot = {"bot"}, .can = {}}});
        wait_for([this] { return committed_.size() == 1; });
        committed_.clear();
    }
    ~StoreThreadTest() override { finish(); }

    void finish() {
        if (!finished_) store_.finish(1s, [this] { finished_ = true; });
        wait_for([this] { return finished_; });
    }

    void take(chat::Event event) {
        store_.take({{}, std::move(event), {}}, [this](bool well) { committed_.push_back(well); });
    }
    void say(std::string text) {
        take({.space = page,
              .actor = {"ana"},
              .place = {{"dm"}, {}, true},
              .at = clock_.now(),
              .route = {},
              .what = chat::Typed{.words = {std::move(text)}, .message = {}}});
    }
    void wait_for(const std::function<bool()>& seen) {
        // Only a watchdog: the loop is left as soon as the condition holds.
        const auto until = std::chrono::steady_clock::now() + 30s;
        while (!seen() && std::chrono::steady_clock::now() < until) {
            loop_.run_one_for(1s);
            loop_.restart();
        }
        ASSERT_TRUE(seen());
    }

    const chat::SpaceId page{"test"};
    store::Database db_{store::Database::Options{}};
    store::Seal seal_{std::string(32, 'k')};
    engine::Engine engine_;
    Clock clock_;
    boost::asio::io_context loop_;
    std::vector<bool> committed_;
    std::vector<chat::Outgoing> outgoing_;
    std::string broken_;
    bool finished_ = false;
    StoreThread store_{loop_.get_executor(),
                       engine_,
                       clock_,
                       {.show = [](const engine::Volatile&) {},
                        .report =
                            [this](Report report) {
                                for (auto& out : report.outgoing) outgoing_.push_back(std::move(out));
                            },
                        .broken = [this](const std::string& why) { broken_ = why; }}};
};

TEST_F(StoreThreadTest, SaysWhatIsOnDiskAndHandsOutTheAnswer) {
    say("settings");
    wait_for([this] { return !committed_.empty() && !outgoing_.empty(); });
    EXPECT_THAT(committed_, ElementsAre(true));
    store_.sent({outgoing_.front().delivery, chat::Receipt{{"dm"}, {"m1"}}});
}

TEST_F(StoreThreadTest, NothingOfAFailedStepRemainsAndTheNextOneWorks) {
    std::optional<std::int64_t> pages;
    bool full = false;
    store_.ask([&](engine::Engine&) {
        pages = db_.integer("PRAGMA page_count");
        EXPECT_TRUE(db_.integer("PRAGMA max_page_count = 1").has_value());
        full = true;
    });
    const std::string words(9'000, 'x');
    for (int i = 0; i < 40; ++i) say("@ben helped me with " + words.substr(0, 900));
    wait_for([this] { return committed_.size() == 40; });
    EXPECT_TRUE(full);
    EXPECT_THAT(committed_, testing::Contains(false));
    EXPECT_EQ(broken_, "");
    committed_.clear();
    store_.ask([&](engine::Engine&) { EXPECT_TRUE(db_.integer("PRAGMA max_page_count = 1000000").has_value()); });
    say("settings");
    wait_for([this] { return committed_.size() == 1; });
    EXPECT_THAT(committed_, ElementsAre(true));
}

TEST_F(StoreThreadTest, AClockThatIsSetBackMakesNothingWaitForIt) {
    say("settings");
    wait_for([this] { return !outgoing_.empty(); });
    const auto delivery = outgoing_.front().delivery;
    outgoing_.clear();
    store_.sent({delivery, std::unexpected(chat::SendError{chat::SendFailure::rate_limited, 1s, {}})});
    // The first question is answered before the step that takes the outcome, or after it; the second surely after.
    for (int i = 0; i < 2; ++i) {
        std::atomic<bool> asked = false;
        store_.ask([&](engine::Engine&) { asked = true; });
        wait_for([&] { return asked.load(); });
    }
    clock_.set_offset(-1h);
    wait_for([this] { return !outgoing_.empty(); });
    EXPECT_EQ(outgoing_.front().delivery, delivery);
}

TEST_F(StoreThreadTest, AQuestionThatThrowsEndsNothing) {
    store_.ask([](engine::Engine&) { throw std::runtime_error("no answer"); });
    say("settings");
    wait_for([this] { return !committed_.empty(); });
    EXPECT_THAT(committed_, ElementsAre(true));
}

TEST_F(StoreThreadTest, BeginsNothingNewOnceItFinishes) {
    say("settings");
    finish();
    EXPECT_LE(outgoing_.size(), 1U);
    EXPECT_THAT(committed_, ElementsAre(true));
}

}  // namespace
}  // namespace goodturn::bot
