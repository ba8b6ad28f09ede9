#include "bot/cli.hpp"
#include "bot/lock.hpp"
#include "bot/practices.hpp"
#include "core/engine/engine.hpp"
#include "core/store/database.hpp"
#include "core/store/sealed.hpp"

#include "tests/support/folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace goodturn::bot {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class Cli : public testing::Test {
protected:
    Cli() { environment_["STATE_DIRECTORY"] = folder_.path().string(); }

    int call(const std::vector<std::string>& arguments) {
        out_.str("");
        err_.str("");
        std::istringstream in(typed_);
        return main(arguments, environment_, in, out_, err_);
    }
    std::string out() { return out_.str(); }
    std::string err() { return err_.str(); }
    [[nodiscard]] std::filesystem::path database() const { return folder_ / "goodturn.db"; }
    [[nodiscard]] std::filesystem::path key() const { return folder_ / "goodturn.db.key"; }
    void make_store() const {
        store::Database db({.path = database()});
        const auto seal = store::Seal::from_file(key());
        const engine::Engine engine(db, seal, {}, practices());
    }

    support::Folder folder_;
    std::string typed_;
    std::map<std::string, std::string, std::less<>> environment_;

private:
    std::ostringstream out_;
    std::ostringstream err_;
};

TEST_F(Cli, HelpNamesEveryCommandAndTheExitCodes) {
    ASSERT_EQ(call({"help"}), exit_done);
    for (const std::string word :
         {"run", "check", "send-test", "config", "slack", "matrix", "help", "version", "Exit codes", "GOODTURN_"})
        EXPECT_THAT(out(), HasSubstr(word));
    EXPECT_EQ(call({"run", "--help"}), exit_done);
    EXPECT_THAT(out(), AllOf(HasSubstr("--clock"), HasSubstr("--try"), HasSubstr("--config")));
}

TEST_F(Cli, VersionNamesTheProgramAndSqlite) {
    ASSERT_EQ(call({"version"}), exit_done);
    EXPECT_THAT(out(), AllOf(testing::StartsWith("goodturn 0."), HasSubstr("SQLite 3.")));
}

TEST_F(Cli, AnUnreadableCommandLineIsTold) {
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{}, {"rum"}, {"run", "--clok", "x"}, {"run", "extra"}, {"check", "--try"}}) {
        EXPECT_EQ(call(arguments), exit_usage);
        EXPECT_NE(err(), "");
    }
}

TEST_F(Cli, AnUnknownCommandIsNamed) {
    EXPECT_EQ(call({"rum"}), exit_usage);
    EXPECT_EQ(err(), "\"rum\" is no command: `goodturn help` lists them, `goodturn run` starts the bot.\n");
    EXPECT_EQ(call({}), exit_usage);
    EXPECT_EQ(err(), "Which command? `goodturn help` lists them, `goodturn run` starts the bot.\n");
}

TEST_F(Cli, AnUnreadableClockIsRefused) {
    for (const std::string clock :
         {"", "soon", "1960-06-01T00:00:00Z", "9999-12-31T23:59:59Z", "2027-01-29", "2027-02-30T00:00:00Z",
          "2027-01-29T08:59:50", "2027-01-29T25:00:00Z", "2027-01-29T08:59:50Z tomorrow"}) {
        EXPECT_EQ(call({"run", "--clock", clock}), exit_usage) << clock;
        EXPECT_THAT(err(), HasSubstr("\"" + clock + "\" is not an instant. Write it in UTC, such as "));
    }
}

TEST_F(Cli, WrongSettingsStopRunCheckAndConfigAlike) {
    environment_["GOODTURN_WEB_PORT"] = "x";
    environment_["GOODTURN_LOG_LEVEL"] = "loud";
    for (const std::string command : {"run", "check", "config"}) {
        EXPECT_EQ(call({command}), exit_settings);
        EXPECT_THAT(err(), AllOf(HasSubstr("web.port"), HasSubstr("log.level")));
        EXPECT_THAT(out(), IsEmpty());
    }
}

TEST_F(Cli, AProxyThatCantBeUsedIsAWrongSetting) {
    environment_["https_proxy"] = "socks5://127.0.0.1:1";
    EXPECT_EQ(call({"check"}), exit_done);  // nothing goes through it
    EXPECT_EQ(call({"matrix", "login"}), exit_settings);
    EXPECT_THAT(err(), StartsWith("https_proxy: "));
    EXPECT_THAT(out(), IsEmpty());
    environment_.insert({{"SLACK_BOT_TOKEN", "xoxb-1-a"},
                         {"SLACK_APP_TOKEN", "xapp-1-a"},
                         {"GOODTURN_BOT_OPERATOR_NAME", "Ana"},
                         {"GOODTURN_BOT_PRIVACY_CONTACT", "ana@example.org"}});
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"run"}, {"check"}, {"send-test", "U012AB3CD"}}) {
        EXPECT_EQ(call(arguments), exit_settings);
        EXPECT_THAT(err(), AllOf(StartsWith("https_proxy: "), HasSubstr("http://proxy.example:3128")));
        EXPECT_THAT(out(), IsEmpty());
    }
    environment_["HTTPS_PROXY"] = "secret://";
    EXPECT_EQ(call({"run"}), exit_settings);
    EXPECT_THAT(err(), AllOf(StartsWith("HTTPS_PROXY: "), Not(HasSubstr("secret"))));
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(Cli, TheFileIsTheOptionsElseTheVariables) {
    std::ofstream(folder_ / "a.toml") << "[web]\nport = 1\n";
    std::ofstream(folder_ / "b.toml") << "[web]\nport = 2\n";
    environment_["GOODTURN_CONFIG"] = (folder_ / "b.toml").string();
    ASSERT_EQ(call({"config"}), exit_done);
    EXPECT_THAT(out(), HasSubstr("port = 2\n"));
    ASSERT_EQ(call({"config", "--config", (folder_ / "a.toml").string()}), exit_done);
    EXPECT_THAT(out(), HasSubstr("port = 1\n"));
}

TEST_F(Cli, ConfigPrintsExampleAndReferenceWhateverTheSettings) {
    environment_["GOODTURN_WEB_PORT"] = "x";
    ASSERT_EQ(call({"config", "--example"}), exit_done);
    EXPECT_THAT(out(), HasSubstr("#port = 8080\n"));
    ASSERT_EQ(call({"config", "--reference"}), exit_done);
    EXPECT_THAT(out(), HasSubstr("### web.port\n"));
}

TEST_F(Cli, CheckBeforeTheFirstStartMakesNothing) {
    ASSERT_EQ(call({"check"}), exit_done);
    EXPECT_THAT(out(), AllOf(HasSubstr("There is no database yet"), HasSubstr("`goodturn matrix login`"),
                             HasSubstr("`goodturn slack manifest`"), HasSubstr("--config")));
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(Cli, CheckFindsASoundDatabaseSound) {
    make_store();
    ASSERT_EQ(call({"check"}), exit_done) << err();
    EXPECT_THAT(out(), HasSubstr("is sound."));
}

TEST_F(Cli, ATestGoesToAMemberIdOfAWorkspaceThatIsThere) {
    EXPECT_EQ(call({"send-test", "@ana"}), exit_usage);
    EXPECT_THAT(err(), HasSubstr("\"@ana\" is neither a member ID such as U012AB3CD"));
    EXPECT_EQ(call({"send-test", "@ana:example.org"}), exit_failed);
    EXPECT_THAT(err(), HasSubstr("No account of Matrix is configured here"));
    EXPECT_EQ(call({"send-test", "U012AB3CD"}), exit_failed);
    EXPECT_THAT(err(), AllOf(HasSubstr("No workspace of Slack is configured here"), HasSubstr("--config")));
    EXPECT_EQ(call({"send-test"}), exit_usage);
    EXPECT_EQ(err(),
              "Write to whom? `goodturn send-test @you:example.org`, or with a member ID of Slack: `goodturn send-test "
              "U012AB3CD`.\n");
}

TEST_F(Cli, LoginAsksUntilTheInputEnds) {
    typed_ = "\nhttp://127.0.0.1:1\nnowhere\n\n";
    EXPECT_EQ(call({"matrix", "login"}), exit_failed);
    EXPECT_THAT(out(),
                AllOf(testing::StartsWith("The bot's account, such as @goodturn:example.org"),
                      HasSubstr("I need one of the two"),
                      HasSubstr("http://127.0.0.1:1 can't be reached: Connection refused.\nThe URL of its homeserver: "
                                "That is no URL. It begins with https://, such as https://matrix.example.org.\n"
                                "The URL of its homeserver: That is no URL.")));
    EXPECT_EQ(err(), "goodturn: the input ended before everything was asked\n");
    EXPECT_EQ(call({"matrix"}), exit_usage);
    EXPECT_EQ(err(), "Which command of matrix? `goodturn matrix login` asks for the account.\n");
}

TEST_F(Cli, AnAddressThatIsNoneIsToldInOneSentence) {
    for (const std::string address : {"https://exam ple.org", "ftp://example.org", "http://example.org"}) {
        typed_ = address + "\n";
        EXPECT_EQ(call({"matrix", "login"}), exit_failed);
        EXPECT_THAT(out(), AllOf(HasSubstr(".\nThe URL of its homeserver: "), Not(HasSubstr("..")))) << address;
    }
}

TEST_F(Cli, NobodyLogsInBesideARunningBot) {
    make_store();
    const auto lock = Lock::take(database());
    EXPECT_EQ(call({"matrix", "login"}), exit_failed);
    EXPECT_THAT(err(), HasSubstr("stop it first"));
    EXPECT_EQ(out(), "");
}

TEST_F(Cli, WhoLoggedInAtATerminalIsTheAccount) {
    std::ofstream(database().string() + ".matrix")
        << R"({"homeserver":"http://127.0.0.1:1","user_id":"@goodturn:localhost","device_id":"D","access_token":"t"})";
    EXPECT_EQ(call({"check"}), exit_settings);
    EXPECT_THAT(err(), AllOf(HasSubstr("bot.operator_name: "), HasSubstr("bot.privacy_contact: ")));
    environment_["GOODTURN_BOT_OPERATOR_NAME"] = "Ana";
    environment_["GOODTURN_BOT_PRIVACY_CONTACT"] = "ana@example.org";
    EXPECT_EQ(call({"check"}), exit_failed);
    EXPECT_THAT(err(), HasSubstr("[matrix] http://127.0.0.1:1 does not answer"));
}

TEST_F(Cli, CheckTellsThatSlackCantBeAsked) {
    environment_.insert({{"SLACK_BOT_TOKEN", "xoxb-1-a"},
                         {"SLACK_APP_TOKEN", "xapp-1-a"},
                         {"GOODTURN_SLACK_API_URL", "http://127.0.0.1:1/api/"},
                         {"GOODTURN_BOT_OPERATOR_NAME", "Ana"},
                         {"GOODTURN_BOT_PRIVACY_CONTACT", "ana@example.org"}});
    EXPECT_EQ(call({"check"}), exit_failed);
    EXPECT_THAT(err(), HasSubstr("[slack] Slack can't be asked: "));
    EXPECT_EQ(call({"send-test", "U012AB3CD"}), exit_failed);
    EXPECT_THAT(err(), HasSubstr("[slack] Nothing could be written to U012AB3CD: "));
}

TEST_F(Cli, CheckTellsThatTheHomeserverIsNotThere) {
    environment_.insert({{"GOODTURN_MATRIX_HOMESERVER", "http://127.0.0.1:1"},
                         {"GOODTURN_MATRIX_USER_ID", "@goodturn:localhost"},
                         {"GOODTURN_MATRIX_PASSWORD", "very secret"},
                         {"GOODTURN_BOT_OPERATOR_NAME", "Ana"},
                         {"GOODTURN_BOT_PRIVACY_CONTACT", "ana@example.org"}});
    EXPECT_EQ(call({"check"}), exit_failed);
    EXPECT_THAT(err(), HasSubstr("[matrix] http://127.0.0.1:1 does not answer as a homeserver does"));
    EXPECT_THAT(out() + err(), Not(HasSubstr("secret")));
    EXPECT_THAT(out(), Not(HasSubstr("No workspace of Slack")));
}

TEST_F(Cli, CheckWarnsOfTokensThatOthersCanRead) {
    const auto file = folder_ / "goodturn.toml";
    std::ofstream(file)
        << "[bot]\noperator_name = \"Ana\"\nprivacy_contact = \"ana@example.org\"\n[slack]\nbot_token = "
           "\"xoxb-1-a\"\napp_token = \"xapp-1-a\"\napi_url = \"http://127.0.0.1:1/\"\n";
    std::filesystem::permissions(file, std::filesystem::perms(0644));
    std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
    EXPECT_EQ(call({"check", "--config", file.string()}), exit_failed);
    EXPECT_THAT(err(), HasSubstr("chmod o-r " + file.string()));
}

TEST_F(Cli, CheckMissesTheKey) {
    make_store();
    std::filesystem::remove(key());
    EXPECT_EQ(call({"check"}), exit_failed);
    EXPECT_THAT(err(), HasSubstr("is missing"));
    EXPECT_FALSE(std::filesystem::exists(key()));
}

TEST_F(Cli, AnEmptyDatabaseIsOneThatNoBotHasRunOn) {
    std::ofstream(database()).close();
    EXPECT_EQ(call({"check"}), exit_done) << err();
    EXPECT_THAT(out(), HasSubstr("There is no database yet"));
}

TEST_F(Cli, CheckMissesTheDatabaseOfAKey) {
    make_store();
    std::filesystem::remove(database());
    EXPECT_EQ(call({"check"}), exit_failed);
    EXPECT_THAT(err(), HasSubstr("is missing, though its key"));
    EXPECT_FALSE(std::filesystem::exists(database()));
}

TEST_F(Cli, CheckTellsAKeyOfAnotherDatabase) {
    make_store();
    std::filesystem::remove(key());
    (void)store::Seal::from_file(key());
    EXPECT_EQ(call({"check"}), exit_failed);
    EXPECT_THAT(err(), HasSubstr("is not the one"));
}

TEST_F(Cli, CheckTellsWhatIsNoDatabase) {
    make_store();
    std::ofstream(database()) << std::string(8192, 'x');
    EXPECT_EQ(call({"check"}), exit_failed);
    EXPECT_NE(err(), "");
}

TEST_F(Cli, OneProcessADatabase) {
    {
        const auto first = Lock::take(database());
        ASSERT_TRUE(first);
        EXPECT_FALSE(Lock::take(database()));
    }
    EXPECT_TRUE(Lock::take(database()));
    EXPECT_THROW((void)Lock::take(folder_ / "nowhere" / "x.db"), store::Error);
}

}  // namespace
}  // namespace goodturn::bot
