#include "bot/cli.hpp"
#include "bot/lock.hpp"
#include "bot/practices.hpp"
#include "bot/status.hpp"
#include "core/engine/engine.hpp"
#include "core/store/database.hpp"
#include "core/store/sealed.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/slack_server/slack_server.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <gmock/gmock.h>

#include <future>
#include <sstream>
#include <thread>

namespace goodturn::bot {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

/// `goodturn check` with a Slack, and perhaps a bot, that answer meanwhile.
class CheckCommand : public testing::Test {
protected:
    CheckCommand() : answers_([this] { loop_.run(); }) {}
    ~CheckCommand() override {
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
    int check() {
        out.str("");
        err.str("");
        return main({"check"},
                    {{"STATE_DIRECTORY", folder.path().string()},
                     {"SLACK_BOT_TOKEN", "xoxb-T1-test"},
                     {"SLACK_APP_TOKEN", "xapp-1-A1-test"},
                     {"GOODTURN_SLACK_API_URL", slack.api_url()},
                     {"GOODTURN_BOT_OPERATOR_NAME", "Ana"},
                     {"GOODTURN_BOT_PRIVACY_CONTACT", "ana@example.org"}},
                    in_, out, err);
    }
    [[nodiscard]] std::unique_ptr<StatusDoor> open_door(const Status& says) {
        return std::make_unique<StatusDoor>(loop_, database(), [says] { return says; });
    }
    [[nodiscard]] std::size_t sockets_opened() {
        std::size_t opened = 0;
        on_loop([&] { opened = slack.gateway.seen.opened; });
        return opened;
    }
    [[nodiscard]] std::size_t sockets_asked_for() {
        std::size_t asked = 0;
        on_loop([&] { asked = slack.calls_of("apps.connections.open").size(); });
        return asked;
    }
    [[nodiscard]] std::filesystem::path database() const { return folder / "goodturn.db"; }
    void make_store() const {
        store::Database db({.path = database()});
        const auto seal = store::Seal::from_file(folder / "goodturn.db.key");
        const engine::Engine engine(db, seal, {}, practices());
    }

    support::Folder folder;
    std::ostringstream out;
    std::ostringstream err;

private:
    std::istringstream in_;
    boost::asio::io_context loop_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{loop_.get_executor()};

protected:
    slack_server::SlackServer slack{loop_};

private:
    std::thread answers_;
};

TEST_F(CheckCommand, SaysFirstWhichDatabaseItLooksAt) {
    EXPECT_EQ(check(), exit_done) << err.str();
    EXPECT_THAT(out.str(), StartsWith("The settings are fine. The database is " + database().string() + ".\n"));
}

TEST_F(CheckCommand, OpensNoConnectionWhereNoBotHasRunForOneMayRunElsewhere) {
    EXPECT_EQ(check(), exit_done) << err.str();
    EXPECT_EQ(sockets_opened(), 0U);
    EXPECT_EQ(sockets_asked_for(), 1U);
    EXPECT_THAT(out.str(), AllOf(HasSubstr("There is no database yet"), HasSubstr("GOODTURN_STORE_PATH"),
                                 HasSubstr("It was not opened")));
}

TEST_F(CheckCommand, OpensAConnectionWhereTheBotIsStopped) {
    make_store();
    EXPECT_EQ(check(), exit_done) << err.str();
    EXPECT_EQ(sockets_opened(), 1U);
    EXPECT_THAT(out.str(), HasSubstr("Slack takes the app's connection."));
}

TEST_F(CheckCommand, AsksTheRunningBotAndOpensNoConnection) {
    make_store();
    const auto lock = Lock::take(database());
    std::unique_ptr<StatusDoor> door;
    on_loop([&] { door = open_door({true, "All is well.\n"}); });
    EXPECT_EQ(check(), exit_done) << err.str();
    EXPECT_THAT(out.str(), AllOf(HasSubstr("A bot is running on " + database().string()), HasSubstr("All is well.\n")));
    EXPECT_EQ(sockets_asked_for(), 0U);
    on_loop([&] { door.reset(); });
}

TEST_F(CheckCommand, ARunningBotWithAnAccountThatStoppedIsSomethingWrong) {
    make_store();
    const auto lock = Lock::take(database());
    std::unique_ptr<StatusDoor> door;
    on_loop([&] { door = open_door({false, "Not in use.\n"}); });
    EXPECT_EQ(check(), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("Not in use.\n"));
    on_loop([&] { door.reset(); });
}

TEST_F(CheckCommand, ARunningBotThatDoesNotAnswerIsSomethingWrong) {
    make_store();
    const auto lock = Lock::take(database());
    EXPECT_EQ(check(), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("It does not answer"));
    EXPECT_EQ(sockets_asked_for(), 0U);
}

}  // namespace
}  // namespace goodturn::bot
