#include "config/config.hpp"
#include "config/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace goodturn::config {
namespace {

using std::chrono::local_days;
using std::chrono_literals::operator""y;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Each test reads its files from a folder of its own.
class Load : public testing::Test {
protected:
    Load() {
        std::string name = (std::filesystem::temp_directory_path() / "goodturn-config-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    ~Load() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path file(const std::string& name, const std::string& text) {
        std::ofstream(folder_ / name) << text;
        return folder_ / name;
    }
    Sources sources(const std::string& toml, decltype(Sources::environment) environment = {}) {
        return {.file = file("goodturn.toml", toml), .environment = std::move(environment)};
    }
    /// Each problem as the operator reads it, with the file's path cut to its name.
    std::vector<std::string> told(const Sources& from, std::span<const Setting> table = settings()) {
        const auto loaded = load(from, table);
        std::vector<std::string> lines;
        if (loaded) return lines;
        for (const Problem& problem : loaded.error()) {
            std::string line = to_text(problem);
            const std::string prefix = folder_.string() + "/";
            for (auto at = line.find(prefix); at != std::string::npos; at = line.find(prefix))
                line.erase(at, prefix.size());
            lines.push_back(line);
        }
        return lines;
    }

    std::filesystem::path folder_;
};

TEST_F(Load, NothingGivenMeansTheDefaults) {
    const auto config = load(Sources{});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->bot.display_name, "Goodturn");
    EXPECT_EQ(config->bot.command, "goodturn");
    EXPECT_EQ(config->bot.prefix, "gt");
    EXPECT_EQ(config->bot.operator_name, "");
    EXPECT_EQ(config->store.path, "goodturn.db");
    EXPECT_EQ(config->store.key_file, "goodturn.db.key");
    EXPECT_TRUE(config->web.enabled);
    EXPECT_EQ(config->web.address, "127.0.0.1");
    EXPECT_EQ(config->web.port, 8080);
    EXPECT_EQ(schedule::to_text(config->schedule.hours), "mon-fri 9:00-17:00");
    EXPECT_THAT(config->schedule.holidays, IsEmpty());
    EXPECT_EQ(config->schedule.spread_minutes, 10);
    EXPECT_EQ(config->keep.help_months, 13);
    EXPECT_EQ(config->keep.undelivered_days, 7);
    EXPECT_EQ(config->log.level, "info");
    EXPECT_EQ(config->log.format, "text");
}

TEST_F(Load, EverySettingIsTakenFromTheFile) {
    const auto config = load(sources(R"toml(
        [bot]
        display_name = "Dankeschön"
        command = "danke"
        prefix = "d"
        operator_name = "Ana Sousa"
        privacy_contact = "ana@example.org"
        [store]
        path = "data/x.db"
        key_file = "keys/x"
        [web]
        enabled = false
        address = "::1"
        port = 0
        [schedule]
        hours = "sat sun 10-18"
        holidays = ["2027-01-01", 2027-12-25]
        spread_minutes = 0
        [keep]
        help_months = 6
        undelivered_days = 3
        [log]
        level = "debug"
        format = "json"
    )toml"));
    ASSERT_TRUE(config);
    EXPECT_EQ(config->bot.display_name, "Dankeschön");
    EXPECT_EQ(config->bot.command, "danke");
    EXPECT_EQ(config->bot.prefix, "d");
    EXPECT_EQ(config->bot.operator_name, "Ana Sousa");
    EXPECT_EQ(config->bot.privacy_contact, "ana@example.org");
    EXPECT_EQ(config->store.path, "data/x.db");
    EXPECT_EQ(config->store.key_file, "keys/x");
    EXPECT_FALSE(config->web.enabled);
    EXPECT_EQ(config->web.address, "::1");
    EXPECT_EQ(config->web.port, 0);
    EXPECT_EQ(schedule::to_text(config->schedule.hours), "sat,sun 10:00-18:00");
    EXPECT_THAT(config->schedule.holidays, ElementsAre(local_days(2027y / 1 / 1), local_days(2027y / 12 / 25)));
    EXPECT_EQ(config->schedule.spread_minutes, 0);
    EXPECT_EQ(config->keep.help_months, 6);
    EXPECT_EQ(config->keep.undelivered_days, 3);
    EXPECT_EQ(config->log.level, "debug");
    EXPECT_EQ(config->log.format, "json");
}

TEST_F(Load, TheEnvironmentWinsOverTheFile) {
    const auto config = load(
        sources("[web]\nport = 9000\nenabled = true\n", {{"GOODTURN_WEB_PORT", "9001"},
                                                         {"GOODTURN_WEB_ENABLED", "false"},
                                                         {"GOODTURN_SCHEDULE_HOLIDAYS", "2027-01-01,2027-05-01"}}));
    ASSERT_TRUE(config);
    EXPECT_EQ(config->web.port, 9001);
    EXPECT_FALSE(config->web.enabled);
    EXPECT_EQ(config->schedule.holidays.size(), 2U);
}

TEST_F(Load, TheDatabaseLiesInTheStateDirectoryAndTheKeyBesideIt) {
    const auto service = load({.file = std::nullopt, .environment = {{"STATE_DIRECTORY", "/var/lib/goodturn:/x"}}});
    ASSERT_TRUE(service);
    EXPECT_EQ(service->store.path, "/var/lib/goodturn/goodturn.db");
    EXPECT_EQ(service->store.key_file, "/var/lib/goodturn/goodturn.db.key");

    const auto placed =
        load({.file = std::nullopt,
              .environment = {{"STATE_DIRECTORY", "/var/lib/goodturn"}, {"GOODTURN_STORE_PATH", "a.db"}}});
    ASSERT_TRUE(placed);
    EXPECT_EQ(placed->store.key_file, "a.db.key");
}

TEST_F(Load, TenMistakesAreTenProblems) {
    EXPECT_THAT(
        told(sources(R"toml(port = 80
[bot]
display_name = ""
comand = "gt"
[web]
enabled = "yes"
address = "0.0.0.0"
port = 70000
[schedul]
hours = "mon-fri 9:00-17:00"
[schedule]
hours = "whenever"
holidays = ["2027-02-30"]
[log]
level = "loud"
)toml")),
        ElementsAre(
            "port (goodturn.toml, line 1): There is no such setting. Did you mean web.port?",
            "bot.display_name = \"\" (goodturn.toml, line 3): Allowed: one line of 1 to 40 characters.",
            "bot.comand (goodturn.toml, line 4): There is no such setting. Did you mean bot.command?",
            "web.enabled = \"yes\" (goodturn.toml, line 6): Allowed: true or false.",
            "web.address = \"0.0.0.0\" (goodturn.toml, line 7): Allowed: a loopback address such as "
            "127.0.0.1 or ::1, for the page asks nobody who they are.",
            "web.port = 70000 (goodturn.toml, line 8): Allowed: a whole number from 0 to 65535.",
            "[schedul] (goodturn.toml, line 9): There is no such section. Did you mean [schedule]?",
            AllOf(HasSubstr("schedule.hours = \"whenever\" (goodturn.toml, line 12)"), HasSubstr("mon-fri 9:00-17:00")),
            AllOf(HasSubstr("schedule.holidays = ["), HasSubstr("2027-02-30"),
                  HasSubstr("(goodturn.toml, line 13): Allowed: dates such as \"2027-01-01\".")),
            "log.level = \"loud\" (goodturn.toml, line 15): Allowed: trace, debug, info, warn, error or "
            "critical."));
}

TEST_F(Load, AWrongTypeIsTold) {
    EXPECT_THAT(told(sources("[web]\nport = \"8080\"\nenabled = 1\n[bot]\nprefix = true\n[schedule]\nholidays = "
                             "\"2027-01-01\"\nspread_minutes = 1.5\n[log]\nlevel = [1, 2]\n")),
                ElementsAre(HasSubstr("web.port = \"8080\" (goodturn.toml, line 2)"), HasSubstr("web.enabled = 1 ("),
                            HasSubstr("bot.prefix = true ("), HasSubstr("schedule.holidays = \"2027-01-01\" ("),
                            HasSubstr("schedule.spread_minutes = 1.5 ("), HasSubstr("log.level = [")));
}

TEST_F(Load, NumbersAreHeldToTheirRanges) {
    for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
             {"GOODTURN_WEB_PORT", "-1"},
             {"GOODTURN_WEB_PORT", "65536"},
             {"GOODTURN_WEB_PORT", "80x"},
             {"GOODTURN_WEB_PORT", ""},
             {"GOODTURN_WEB_PORT", "99999999999999999999"},
             {"GOODTURN_SCHEDULE_SPREAD_MINUTES", "61"},
             {"GOODTURN_KEEP_HELP_MONTHS", "0"},
             {"GOODTURN_KEEP_UNDELIVERED_DAYS", "0"},
         })
        EXPECT_THAT(told({.file = std::nullopt, .environment = {{name, value}}}),
                    ElementsAre(AllOf(HasSubstr("(" + name + ")"), HasSubstr("whole number from"))))
            << value;
}

TEST_F(Load, NamesAreHeldToTheirForm) {
    const std::string long_name(33, 'x');
    for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
             {"GOODTURN_BOT_COMMAND", ""},
             {"GOODTURN_BOT_COMMAND", "Goodturn"},
             {"GOODTURN_BOT_COMMAND", "good turn"},
             {"GOODTURN_BOT_COMMAND", "/goodturn"},
             {"GOODTURN_BOT_PREFIX", "2gt"},
             {"GOODTURN_BOT_PREFIX", long_name},
             {"GOODTURN_BOT_DISPLAY_NAME", " Goodturn"},
             {"GOODTURN_BOT_DISPLAY_NAME", "Good\nturn"},
             {"GOODTURN_BOT_DISPLAY_NAME", std::string(41, 'x')},
             {"GOODTURN_BOT_OPERATOR_NAME", "Ana\x07"},
             {"GOODTURN_BOT_PRIVACY_CONTACT", "\xff"},
         })
        EXPECT_THAT(told({.file = std::nullopt, .environment = {{name, value}}}), testing::SizeIs(1)) << value;
}

TEST_F(Load, ThePageListensOnThisMachineOnly) {
    for (const std::string address : {"127.0.0.1", "127.0.0.53", "::1"})
        EXPECT_TRUE(load({.file = std::nullopt, .environment = {{"GOODTURN_WEB_ADDRESS", address}}})) << address;
    for (const std::string address : {"0.0.0.0", "::", "192.168.1.2", "128.0.0.1", "localhost", "127.1", ""})
        EXPECT_FALSE(load({.file = std::nullopt, .environment = {{"GOODTURN_WEB_ADDRESS", address}}})) << address;
}

TEST_F(Load, ABrokenFileIsToldWithLineAndColumnBesideWhatElseIsWrong) {
    EXPECT_THAT(told(sources("[web]\nport = = 1\n", {{"GOODTURN_WEB_PORT", "x"}})),
                ElementsAre(HasSubstr("goodturn.toml, line 2, column 8: This is not TOML: "),
                            HasSubstr("web.port = \"x\" (GOODTURN_WEB_PORT)")));
}

TEST_F(Load, AFileThatIsNotThereIsTold) {
    EXPECT_THAT(told({.file = folder_ / "nowhere.toml", .environment = {}}),
                ElementsAre("nowhere.toml: This file can't be read: No such file or directory."));
    EXPECT_THAT(told({.file = folder_, .environment = {}}), ElementsAre(HasSubstr("can't be read: Is a directory.")));
}

TEST_F(Load, AnEmptyFileIsFine) {
    EXPECT_THAT(told(sources("")), IsEmpty());
}

TEST_F(Load, AMisspeltVariableIsToldAndAStrangersIsNot) {
    EXPECT_THAT(told({.file = std::nullopt,
                      .environment = {{"GOODTURN_WEB_PROT", "1"},
                                      {"GOODTURN_CONFIG", "x.toml"},
                                      {"GOODTURN_PORT_8080_TCP_ADDR", "10.0.0.1"},
                                      {"GOODTURN_SERVICE_HOST", "10.0.0.1"}}}),
                ElementsAre("GOODTURN_WEB_PROT: There is no such setting. Did you mean GOODTURN_WEB_PORT?"));
}

TEST_F(Load, AnUnknownSettingsValueIsNotShownForItMayBeASecret) {
    EXPECT_THAT(told(sources("[bot]\ntoken = \"hush\"\n")), ElementsAre(Not(HasSubstr("hush"))));
}

/// No setting is secret yet: this stands for the first.
constexpr std::array secret_table{Setting{.section = "chat",
                                          .key = "token",
                                          .standard = "",
                                          .description = "A token.",
                                          .field = [](Config& c) -> Field { return &c.bot.operator_name; },
                                          .allowed = "a token that begins with x",
                                          .fits = [](const std::string& t) { return t.empty() || t.starts_with("x"); },
                                          .secret = true}};

TEST_F(Load, ASecretComesFromAFileOrACredentialAndTheNearerSourceWins) {
    const std::string named = file("named", "x-named\n").string();
    file("chat_token", "x-credential\n");
    const auto token = [&](decltype(Sources::environment) environment) {
        const auto config = load(sources("[chat]\ntoken = \"x-file\"\n", std::move(environment)), secret_table);
        return config ? config->bot.operator_name : "problems";
    };
    const std::pair<const std::string, std::string> direct{"GOODTURN_CHAT_TOKEN", "x-direct"};
    const std::pair<const std::string, std::string> by_name{"GOODTURN_CHAT_TOKEN_FILE", named};
    const std::pair<const std::string, std::string> credentials{"CREDENTIALS_DIRECTORY", folder_.string()};
    EXPECT_EQ(token({direct, by_name, credentials}), "x-direct");
    EXPECT_EQ(token({by_name, credentials}), "x-named");
    EXPECT_EQ(token({credentials}), "x-credential");
    EXPECT_EQ(token({{"CREDENTIALS_DIRECTORY", "/nowhere"}}), "x-file");
}

TEST_F(Load, ASecretIsNeverShown) {
    EXPECT_THAT(told(sources("[chat]\ntoken = \"hush\"\n"), secret_table),
                ElementsAre("chat.token (goodturn.toml, line 2): Allowed: a token that begins with x."));
    EXPECT_THAT(told({.file = std::nullopt, .environment = {{"GOODTURN_CHAT_TOKEN", "hush"}}}, secret_table),
                ElementsAre(Not(HasSubstr("hush"))));
    const std::string too_long = "98765432109876543210";
    EXPECT_THAT(told(sources("[chat]\ntoken = " + too_long + "\n"), secret_table),
                ElementsAre(AllOf(HasSubstr("goodturn.toml, line 2, column"), Not(HasSubstr(too_long)))));
    Config config;
    config.bot.operator_name = "x-hush";
    EXPECT_EQ(to_toml(secret_table.front(), config), "\"(secret)\"");
}

TEST_F(Load, ASecretsFileThatIsNotThereIsTold) {
    EXPECT_THAT(told({.file = std::nullopt, .environment = {{"GOODTURN_CHAT_TOKEN_FILE", (folder_ / "no").string()}}},
                     secret_table),
                ElementsAre("chat.token (GOODTURN_CHAT_TOKEN_FILE): no can't be read: No such file or directory."));
}

}  // namespace
}  // namespace goodturn::config
