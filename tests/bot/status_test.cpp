#include "bot/status.hpp"

#include "tests/support/folder.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <future>
#include <thread>

namespace goodturn::bot {
namespace {

class StatusTest : public testing::Test {
protected:
    StatusTest() : answers_([this] { loop_.run(); }) {}
    ~StatusTest() override {
        work_.reset();
        loop_.stop();
        answers_.join();
    }
    template <class Act>
    void on_loop(Act act) {
        std::packaged_task<void()> task(std::move(act));
        boost::asio::post(loop_, [&task] { task(); });
        task.get_future().get();
    }
    void open() {
        on_loop([this] { door_ = std::make_unique<StatusDoor>(loop_, database(), [] { return "All is well.\n"; }); });
    }
    void close() {
        on_loop([this] { door_.reset(); });
    }
    [[nodiscard]] std::filesystem::path database() const { return folder_ / "goodturn.db"; }
    [[nodiscard]] std::filesystem::path socket() const { return folder_ / "goodturn.db.status"; }

    support::Folder folder_;
    boost::asio::io_context loop_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{loop_.get_executor()};
    std::unique_ptr<StatusDoor> door_;
    std::thread answers_;
};

TEST_F(StatusTest, TellsWhoeverAsksAsOftenAsTheyAsk) {
    open();
    EXPECT_EQ(ask_running(database()), "All is well.\n");
    EXPECT_EQ(ask_running(database()), "All is well.\n");
    close();
}

TEST_F(StatusTest, OnlyTheOwnerMayAsk) {
    open();
    struct stat file{};
    ASSERT_EQ(stat(socket().c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777U, 0600U);
    close();
}

TEST_F(StatusTest, NobodyAnswersOnceItIsClosed) {
    open();
    close();
    EXPECT_EQ(ask_running(database()), std::nullopt);
    EXPECT_FALSE(std::filesystem::exists(socket()));
}

TEST_F(StatusTest, WhatAKilledBotLeftIsNoHindrance) {
    std::ofstream(socket()) << "left";
    EXPECT_EQ(ask_running(database()), std::nullopt);
    open();
    EXPECT_EQ(ask_running(database()), "All is well.\n");
    close();
}

TEST_F(StatusTest, APathTooLongForASocketStopsNothing) {
    std::filesystem::path deep = folder_ / std::string(120, 'd');
    std::filesystem::create_directories(deep);
    on_loop([&] { door_ = std::make_unique<StatusDoor>(loop_, deep / "goodturn.db", [] { return std::string(); }); });
    EXPECT_EQ(ask_running(deep / "goodturn.db"), std::nullopt);
    close();
}

}  // namespace
}  // namespace goodturn::bot
