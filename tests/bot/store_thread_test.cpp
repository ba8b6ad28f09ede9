#include "bot/store_thread.hpp"

#include "bot/practices.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gmock/gmock.h>

#include <atomic>
#include <future>

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
    void say(std::string text, const std::string& who = "ana") {
        take({.space = page,
              .actor = {who},
              .place = {{"dm-" + who}, {}, true},
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

TEST_F(StoreThreadTest, WhatCameAfterAFailedStepIsNotDoneBeforeIt) {
    std::promise<void> begun;
    std::promise<void> all_said;
    store_.ask([&](engine::Engine&) {
        begun.set_value();
        const auto pages = db_.integer("PRAGMA page_count").value_or(0);
        EXPECT_TRUE(db_.integer("PRAGMA max_page_count = " + std::to_string(pages + 70)).has_value());
        all_said.get_future().wait();
    });
    begun.get_future().wait();
    // More than one step takes, and too much for the space there is; behind it what there would be space for.
    constexpr std::size_t long_lines = 256;
    for (std::size_t i = 0; i < long_lines; ++i) say("@ben helped me with " + std::string(900, 'x'), std::to_string(i));
    for (int i = 0; i < 8; ++i) say("settings");
    all_said.set_value();
    wait_for([this] { return committed_.size() == long_lines + 8; });
    EXPECT_THAT(committed_, testing::Each(false));
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
