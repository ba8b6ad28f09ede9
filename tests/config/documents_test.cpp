#include "config/documents.hpp"
#include "config/settings.hpp"

#include "tests/support/folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace goodturn::config {
namespace {

using testing::HasSubstr;

std::string committed(const std::string& name) {
    std::ifstream in(std::filesystem::path(GOODTURN_SOURCE_DIR) / "config" / name);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

auto load_text(const std::string& text) {
    const support::Folder folder;
    std::ofstream(folder / "goodturn.toml") << text;
    return load({.file = folder / "goodturn.toml", .environment = {}});
}

TEST(Documents, TheCommittedExampleIsTheTables) {
    EXPECT_EQ(committed("goodturn.example.toml"), example_file())
        << "Run: goodturn config --example > config/goodturn.example.toml";
}

TEST(Documents, TheCommittedReferenceIsTheTables) {
    EXPECT_EQ(committed("REFERENCE.md"), reference_page()) << "Run: goodturn config --reference > config/REFERENCE.md";
}

TEST(Documents, TheExampleWithEveryLineTakenInIsTheDefaults) {
    std::string text;
    std::istringstream lines(example_file());
    for (std::string line; std::getline(lines, line);) {
        const bool setting = line.starts_with("#") && !line.starts_with("# ");
        text += line.substr(setting ? 1 : 0) + "\n";
    }
    for (const Setting& setting : settings()) EXPECT_THAT(text, HasSubstr("\n" + std::string(setting.key) + " = "));
    const auto loaded = load_text(text);
    ASSERT_TRUE(loaded) << to_text(loaded.error().front());
    EXPECT_EQ(effective(*loaded), effective(*load({})));
}

TEST(Documents, WhatIsInForceCanBeReadBack) {
    auto config = *load({.file = std::nullopt,
                         .environment = {{"GOODTURN_BOT_OPERATOR_NAME", R"(Ana "A." \ 'Sousa' ✓)"},
                                         {"GOODTURN_SCHEDULE_HOLIDAYS", "2027-12-25, 2027-01-01"},
                                         {"GOODTURN_STORE_PATH", "/srv/my data/x.db"}}});
    const auto again = load_text(effective(config));
    ASSERT_TRUE(again) << to_text(again.error().front());
    EXPECT_EQ(again->bot.operator_name, config.bot.operator_name);
    EXPECT_EQ(effective(*again), effective(config));
    EXPECT_THAT(effective(config), HasSubstr(R"(holidays = ["2027-01-01", "2027-12-25"])"));
}

TEST(Table, EverySettingHasASectionADescriptionAndANameOfItsOwn) {
    std::set<std::string> names;
    for (const Setting& setting : settings()) {
        EXPECT_TRUE(names.insert(environment_name(setting)).second) << path_of(setting);
        EXPECT_TRUE(setting.description.ends_with('.')) << path_of(setting);
        EXPECT_NE(allowed(setting), "") << path_of(setting);
        EXPECT_NE(std::ranges::find(sections(), setting.section, &Section::name), sections().end()) << path_of(setting);
    }
}

}  // namespace
}  // namespace goodturn::config
