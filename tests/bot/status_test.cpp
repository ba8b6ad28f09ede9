#include "bot/status.hpp"

#include "bot/lock.hpp"

#include "tests/support/folder.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <gmock/gmock.h>

#include <future>
#include <thread>

namespace goodturn::bot {
namespace {

const Status well{true, "All is well.\n"};

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
        on_loop([this] { door_ = std::make_unique<StatusDoor>(loop_, database(), [] { return well; }); });
    }
    void close() {
        on_loop([this] { door_.reset(); });
    }
    [[nodiscard]] std::filesystem::path database() const { return folder_ / "goodturn.db"; }

    support::Folder folder_;
    std::optional<Lock> lock_ = Lock::take(folder_ / "goodturn.db");
    boost::asio::io_context loop_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{loop_.get_executor()};
    std::unique_ptr<StatusDoor> door_;
    std::thread answers_;
};

TEST_F(StatusTest, TellsWhoeverAsksAsOftenAsTheyAsk) {
    open();
    EXPECT_EQ(ask_running(database()), well);
    EXPECT_EQ(ask_running(database()), well);
    close();
}

TEST_F(StatusTest, TellsThatNotAllIsWell) {
    const Status stopped{false, "-Not in use.\n"};
    std::unique_ptr<StatusDoor> door;
    on_loop([&] { door = std::make_unique<StatusDoor>(loop_, database(), [&] { return stopped; }); });
    EXPECT_EQ(ask_running(database()), stopped);
    on_loop([&] { door.reset(); });
}

TEST_F(StatusTest, ThePathMayBeWrittenInAnyWay) {
    open();
    EXPECT_EQ(ask_running(folder_.path() / "." / "goodturn.db"), well);
    close();
}

TEST_F(StatusTest, NobodyAnswersOnceItIsClosed) {
    EXPECT_EQ(ask_running(database()), std::nullopt);
    open();
    close();
    EXPECT_EQ(ask_running(database()), std::nullopt);
}

TEST_F(StatusTest, OneThatIsTakenStopsNothing) {
    open();
    on_loop([this] { StatusDoor(loop_, database(), [] { return Status{true, "Another.\n"}; }); });
    EXPECT_EQ(ask_running(database()), well);
    close();
}

TEST_F(StatusTest, AnotherDatabasesBotDoesNotAnswer) {
    open();
    const auto other = Lock::take(folder_ / "other.db");
    EXPECT_EQ(ask_running(folder_ / "other.db"), std::nullopt);
    close();
}

}  // namespace
}  // namespace goodturn::bot
