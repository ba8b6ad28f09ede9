#include "tests/config/load_fixture.hpp"

#include <gmock/gmock.h>

namespace goodturn::config {
namespace {

using std::chrono::local_days;
using std::chrono_literals::operator""y;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

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
    EXPECT_THAT(config->slack, IsEmpty());
    EXPECT_EQ(schedule::to_text(config->schedule.hours), "mon-fri 9:00-17:00");
    EXPECT_THAT(config->schedule.holidays, IsEmpty());
    EXPECT_EQ(config->schedule.spread_minutes, 10);
    EXPECT_EQ(config->keep.help_months, 13);
    EXPECT_EQ(config->keep.undelivered_days, 7);
    EXPECT_EQ(config->log.level, "info");
    EXPECT_EQ(config->log.format, "text");
    EXPECT_EQ(config->proxy.https, "");
    EXPECT_EQ(config->proxy.except, "");
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

TEST_F(Load, TheProxyIsTheEnvironmentsInCapitalsOrSmallLetters) {
    const auto proxy = [](decltype(Sources::environment) environment) {
        const auto config = load({.file = std::nullopt, .environment = std::move(environment)});
        return config ? config->proxy.https + " but " + config->proxy.except : "problems";
    };
    EXPECT_EQ(proxy({{"HTTPS_PROXY", "http://a:1"}, {"NO_PROXY", "b"}}), "http://a:1 but b");
    EXPECT_EQ(proxy({{"https_proxy", "http://a:1"}, {"no_proxy", "b"}}), "http://a:1 but b");
    EXPECT_EQ(proxy({{"HTTPS_PROXY", "http://a:1"}, {"https_proxy", "http://c:1"}}), "http://a:1 but ");
    EXPECT_EQ(proxy({{"HTTPS_PROXY", ""}, {"https_proxy", "http://c:1"}}), "http://c:1 but ");
    EXPECT_EQ(proxy({{"HTTP_PROXY", "http://a:1"}}), " but ");
}

TEST_F(Load, ASectionWithinAnotherIsNoSection) {
    EXPECT_THAT(told(sources("[web.inner]\nport = 1\n[bot]\nname = {x = 1}\n")),
                ElementsAre("[web.inner] (goodturn.toml, line 1): There is no such section.",
                            HasSubstr("[bot.name] (goodturn.toml, line 4): There is no such section.")));
}

TEST_F(Load, ABrokenFileIsToldWithLineAndColumnBesideWhatElseIsWrong) {
    EXPECT_THAT(told(sources("[web]\nport = = 1\n", {{"GOODTURN_WEB_PORT", "x"}})),
                ElementsAre(HasSubstr("goodturn.toml, line 2, column 8: This is not TOML: "),
                            HasSubstr("web.port = \"x\" (GOODTURN_WEB_PORT)")));
}

TEST_F(Load, AFileThatIsNotThereIsTold) {
    EXPECT_THAT(told({.file = folder_ / "nowhere.toml", .environment = {}}),
                ElementsAre("nowhere.toml: This file can't be read: No such file or directory."));
    EXPECT_THAT(told({.file = folder_.path(), .environment = {}}),
                ElementsAre(HasSubstr("can't be read: Is a directory.")));
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

}  // namespace
}  // namespace goodturn::config
