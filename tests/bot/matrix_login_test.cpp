#include "bot/cli.hpp"
#include "bot/lock.hpp"
#include "bot/log.hpp"
#include "bot/waiting.hpp"

#include "adapters/matrix/login.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/matrix_server/homeserver.hpp"
#include "tests/support/matrix_server/http_host.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gmock/gmock.h>
#include <spdlog/spdlog.h>

#include <future>
#include <sstream>
#include <thread>

namespace goodturn::bot {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

/// Commands of the program, and a homeserver that answers meanwhile.
class MatrixCommands : public testing::Test {
protected:
    MatrixCommands() : answers_([this] { loop_.run(); }) {
        server.url = host_.url();
        server.interval = 0s;
    }
    ~MatrixCommands() override {
        work_.reset();
        loop_.stop();
        answers_.join();
    }
    /// What the server is told or asked by a test, which it may be answering meanwhile.
    template <class Act>
    auto there(Act act) {
        std::packaged_task<decltype(act())()> task(std::move(act));
        boost::asio::post(loop_, [&task] { task(); });
        return task.get_future().get();
    }
    int call(const std::vector<std::string>& arguments, const std::string& typed = {}) {
        std::istringstream in(typed);
        out.str("");
        err.str("");
        return main(arguments, environment, in, out, err);
    }
    int log_in() { return call({"matrix", "login"}, server.url + "\n\n"); }
    [[nodiscard]] std::filesystem::path session() const { return folder / "goodturn.db.matrix"; }

    support::Folder folder;
    std::map<std::string, std::string, std::less<>> environment{{"STATE_DIRECTORY", folder.path().string()},
                                                                {"GOODTURN_BOT_OPERATOR_NAME", "Ana"},
                                                                {"GOODTURN_BOT_PRIVACY_CONTACT", "ana@example.org"}};
    std::ostringstream out;
    std::ostringstream err;
    matrix_server::Homeserver server{
        [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }};

private:
    boost::asio::io_context loop_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{loop_.get_executor()};
    matrix_server::HttpHost host_{loop_, [this](const net::HttpRequest& request) { return server.answer(request); }};
    std::thread answers_;
};

TEST_F(MatrixCommands, LogInByABrowser) {
    server.device_errors = {"authorization_pending"};
    EXPECT_EQ(log_in(), exit_done) << err.str();
    EXPECT_THAT(out.str(),
                AllOf(HasSubstr("How to log in: browser (just Enter), password or token: "),
                      HasSubstr("Open " + server.url + "/link?code=ABCD-1234 in a browser"),
                      HasSubstr("The code is ABCD-1234."), HasSubstr("Logged in as @goodturn:example.org.")));
    EXPECT_THAT(out.str() + err.str(), Not(HasSubstr(there([&] { return server.token(); }))));
    EXPECT_EQ(std::filesystem::status(session()).permissions(), std::filesystem::perms(0600));
    EXPECT_THAT(support::bytes_of(session()),
                AllOf(HasSubstr("refresh1"), HasSubstr("\"client_id\":\"client\""), HasSubstr("\"DEVICE\"")));
}

TEST_F(MatrixCommands, SayThatALoginWasDeclined) {
    server.device_errors = {"access_denied"};
    EXPECT_EQ(log_in(), exit_failed);
    EXPECT_EQ(err.str(), "Not logged in: it was declined in the browser.\n");
    EXPECT_FALSE(std::filesystem::exists(session()));
}

TEST_F(MatrixCommands, LogInAsNobodyElse) {
    EXPECT_EQ(call({"matrix", "login"}, "@other:127.0.0.1\n" + server.url + "\nbrowser\n"), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("the token is @goodturn:example.org's, and not @other:127.0.0.1's"));
    EXPECT_FALSE(std::filesystem::exists(session()));
}

TEST_F(MatrixCommands, AskForNoBrowserWhereTheServerHasNoOauth) {
    server.oauth = false;
    EXPECT_EQ(call({"matrix", "login"}, server.url + "\n\ngoodturn\n"), exit_failed);
    EXPECT_THAT(out.str(), AllOf(Not(HasSubstr("browser")), HasSubstr("name: I can't log in without it."),
                                 HasSubstr("name: Its password")));
}

TEST_F(MatrixCommands, LogInByATokenThatIsNoneSaysSo) {
    EXPECT_EQ(call({"matrix", "login"}, "@goodturn:127.0.0.1\n" + server.url + "\ntoken\nsyt_of_nobody\n"),
              exit_failed);
    EXPECT_EQ(err.str(),
              "Not logged in: the server does not take the access token (M_UNKNOWN_TOKEN): give another one.\n");
}

TEST_F(MatrixCommands, SendTestSaysWhatToDoWhereNoChatCanBeMade) {
    ASSERT_EQ(log_in(), exit_done) << err.str();
    there([&] { return server.makes_rooms = false; });
    EXPECT_EQ(call({"send-test", "@nobody:example.org"}), exit_failed);
    EXPECT_EQ(err.str(),
              "[matrix] Nothing could be written to @nobody:example.org: the server makes no chat with them "
              "(M_FORBIDDEN). Is the id right? If it is, let them open a chat with the bot first.\n");
    EXPECT_EQ(call({"send-test", "@goodturn:example.org"}), exit_failed);
    EXPECT_EQ(err.str(), "[matrix] That is the bot itself: name a person, such as yourself.\n");
}

TEST_F(MatrixCommands, CheckRenewsWhatHasEnded) {
    server.token_lasts = 0s;
    ASSERT_EQ(log_in(), exit_failed) << "a token that is no good at once";
    server.token_lasts = 300s;
    ASSERT_EQ(log_in(), exit_done) << err.str();
    const auto before = support::bytes_of(session());
    auto old = before;
    const std::string ends = "\"expires_at_ms\":";
    old.replace(old.find(ends) + ends.size(), 13, "1600000000000");
    support::write_bytes(session(), old);
    EXPECT_EQ(call({"check"}), exit_done) << err.str();
    EXPECT_THAT(out.str(), HasSubstr("The server takes the token: the bot is @goodturn:example.org."));
    EXPECT_EQ(there([&] { return server.refreshes(); }), 1U);
    EXPECT_NE(support::bytes_of(session()), old);
}

TEST_F(MatrixCommands, CheckRenewsNothingBesideARunningBot) {
    ASSERT_EQ(log_in(), exit_done) << err.str();
    support::write_bytes(folder / "goodturn.db", "");
    const auto lock = Lock::take(folder / "goodturn.db");
    there([&] {
        server.seen.clear();
        server.ended = true;
        return 0;
    });
    (void)call({"check"});
    EXPECT_TRUE(there([&] { return server.seen.empty(); }));
    EXPECT_EQ(call({"send-test", "@ana:example.org"}), exit_failed);
    EXPECT_EQ(there([&] { return server.refreshes(); }), 0U);
}

TEST_F(MatrixCommands, CheckComparesTheClocks) {
    ASSERT_EQ(log_in(), exit_done) << err.str();
    const auto said_with = [&](std::chrono::seconds off) {
        there([&] { return server.clock_off = off; });
        return call({"check"}) == exit_done ? "" : err.str();
    };
    EXPECT_EQ(said_with(30s), "");
    EXPECT_THAT(said_with(12min), HasSubstr("[matrix] The clock here is 12 min behind the server's: set it right"));
    EXPECT_THAT(said_with(-3h), HasSubstr("[matrix] The clock here is 3 h ahead of the server's"));
}

TEST_F(MatrixCommands, CheckSaysThatNewRoomsAreEncryptedAndLeavesNone) {
    ASSERT_EQ(log_in(), exit_done) << err.str();
    EXPECT_EQ(call({"check"}), exit_done) << err.str();
    EXPECT_THAT(out.str(), HasSubstr("[matrix] New chats can be made, and are not encrypted."));
    there([&] {
        server.seen.clear();
        return server.encrypts = true;
    });
    EXPECT_EQ(call({"check"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("[matrix] Nobody can be answered in private: the server makes every new chat "
                                     "encrypted, which the bot can't read yet."));
    there([&] {
        EXPECT_THAT(server.bodies("/_matrix/client/v3/createRoom"), ElementsAre(HasSubstr("\"invite\":[]")));
        EXPECT_THAT(server.bodies("/_matrix/client/v3/rooms/%21new%3Aexample.org/leave"), SizeIs(1));
        EXPECT_THAT(server.bodies("/_matrix/client/v3/rooms/%21new%3Aexample.org/forget"), SizeIs(1));
        return 0;
    });
}

TEST_F(MatrixCommands, ADamagedSessionIsNoReasonToRunWithoutAccount) {
    std::ofstream(session()) << R"({"garbage)";
    for (const char* const command : {"run", "check"}) {
        EXPECT_EQ(call({command}), exit_settings) << command;
        EXPECT_THAT(err.str(), AllOf(HasSubstr(session().string()), HasSubstr("`goodturn matrix login`"))) << command;
    }
}

TEST_F(MatrixCommands, ASessionThatCanNotBeKeptIsGoneOnWith) {
    const auto before = spdlog::default_logger();
    std::ostringstream log;
    set_up_log({.level = "info", .format = "text"}, log);
    there([&] { return server.password = "a password"; });
    std::filesystem::create_directory(session().string() + ".new");  // so it can't be a file, even for root
    Waiting line({});
    const auto api = line.api(server.url);
    matrix::Login login{
        .homeserver = server.url, .user = server.user, .password = "a password", .session_file = session()};
    const auto logins = [&] { return there([&] { return server.bodies("/_matrix/client/v3/login").size(); }); };
    for (const char* const time : {"at first", "when the connection comes back"}) {
        EXPECT_TRUE(line.result(matrix::enter(*api, login))) << time;
        EXPECT_EQ(logins(), 1U) << time;
    }
    EXPECT_FALSE(std::filesystem::exists(session()));
    EXPECT_THAT(log.str(), AllOf(HasSubstr("the session can't be kept in " + session().string()),
                                 HasSubstr("The next start logs in by the password again")));
    spdlog::set_default_logger(before);
}

TEST_F(MatrixCommands, CheckSpeaksForTheAccountOfAnApplicationService) {
    environment["GOODTURN_MATRIX_HOMESERVER"] = server.url;
    environment["GOODTURN_MATRIX_USER_ID"] = server.user;
    environment["GOODTURN_MATRIX_ACCESS_TOKEN"] = "the-service's-token";
    there([&] { return server.service = "the-service's-token"; });
    for (const char* const time : {"before the account is there", "after that"}) {
        EXPECT_EQ(call({"check"}), exit_done) << time << ": " << err.str();
        EXPECT_THAT(out.str(), HasSubstr("The server takes the token: the bot is @goodturn:example.org.")) << time;
    }
    there([&] {
        for (const auto& one : server.seen) {
            if (!one.path.ends_with("/createRoom")) continue;
            EXPECT_EQ(one.query, "user_id=%40goodturn%3Aexample.org&device_id=GOODTURN");
        }
        return 0;
    });
    environment["GOODTURN_MATRIX_USER_ID"] = "@other:example.org";
    EXPECT_EQ(call({"check"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("the token is an application service's, among whose users @other:example.org is "
                                     "not. Mend user_id or access_token."));
}

TEST_F(MatrixCommands, CheckCallsNoTokenDeadThatTheServerDidNotLookAt) {
    ASSERT_EQ(log_in(), exit_done) << err.str();
    const auto said_with = [&](unsigned status, const std::string& body) {
        there([&] {
            server.instead_of_whoami = {.status = status, .headers = {}, .body = body};
            return 0;
        });
        EXPECT_EQ(call({"check"}), exit_failed);
        return err.str();
    };
    const std::string dead = "does not take the token";
    EXPECT_THAT(said_with(502, "<html>"),
                AllOf(Not(HasSubstr(dead)), HasSubstr("could not be seen now"), HasSubstr("try again in a while")));
    EXPECT_THAT(said_with(429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":4000})"),
                AllOf(Not(HasSubstr(dead)), HasSubstr("wants to be asked nothing for 4 s: try again then.")));
    EXPECT_THAT(said_with(401, R"({"errcode":"M_MISSING_TOKEN"})"), HasSubstr(dead));
}

TEST_F(MatrixCommands, SendTestSaysNothingInARoomThatTurnsOutToBeEncrypted) {
    ASSERT_EQ(log_in(), exit_done) << err.str();
    there([&] { return server.encrypts = true; });
    EXPECT_EQ(call({"send-test", "@ana:example.org"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("the server makes every new chat encrypted"));
    there([&] {
        for (const auto& one : server.seen) EXPECT_THAT(one.path, Not(HasSubstr("/send/")));
        return 0;
    });
}

TEST_F(MatrixCommands, CheckSaysThatTheSessionIsOverAndWhatToDo) {
    ASSERT_EQ(log_in(), exit_done) << err.str();
    there([&] { return server.ended = true; });
    EXPECT_EQ(call({"check"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("[matrix] It can't go on: the server has ended the session (invalid_grant): stop "
                                     "the bot, log in again with `goodturn matrix login`, and start it."));
}

}  // namespace
}  // namespace goodturn::bot
