#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace goodturn {
namespace {

using namespace std::chrono_literals;
using support::TestBot;

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream all;
    all << file.rdbuf();
    return all.str();
}

/// Words that appear nowhere else, in every place where a person can type some.
constexpr std::array<std::string_view, 9> secrets{"zanzibar",   "quokka",   "mulberry",    "xylophone", "kumquat",
                                                  "perihelion", "tarragon", "gallimaufry", "ombudsman"};

TEST(Secrecy, NoPrivateWordIsInTheDatabaseItsLogOrTheBotsLog) {
    const auto folder = std::filesystem::temp_directory_path() / ("goodturn-secrecy-" + std::to_string(getpid()));
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    std::string log;
    for (const auto look : {TestBot::Look::buttons, TestBot::Look::words}) {
        const auto file = folder / (look == TestBot::Look::buttons ? "buttons.db" : "words.db");
        TestBot bot({.look = look, .file = file});
        bot.says("ana", "@ben helped me with the zanzibar deploy");
        bot.says("ana", "helped @kai for quokka");
        bot.says("ana", "thanks @bo for the mulberry review");
        bot.says("ana", "send");
        bot.says("ana", "helpd @kai for the xylophone");
        bot.says("ana", "thanks @will");
        bot.says("ana", "kumquat, again and again");
        bot.says("ana", "perihelion is not a command");
        bot.says("ana", "thanks @joerg for tarragon", "#release-4");
        bot.clock_to("2027-01-29T10:00:00Z");
        bot.says("ana", "edit 1 gallimaufry");
        bot.says("ana", "send 1");
        bot.pass(72h);
        bot.says("bo", "you are an ombudsman");
        for (const auto& line : bot.log()) log += line + "\n";
        const std::string all = bytes_of(file) + bytes_of(file.string() + "-wal") + log;
        ASSERT_GT(all.size(), 100'000U);
        for (const auto secret : secrets) EXPECT_EQ(all.find(secret), std::string::npos) << secret;
    }
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace goodturn
