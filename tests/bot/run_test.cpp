#include "bot/run.hpp"

#include "bot/cli.hpp"
#include "bot/lock.hpp"
#include "bot/log.hpp"
#include "bot/practices.hpp"
#include "core/engine/engine.hpp"

#include <gmock/gmock.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace goodturn::bot {
namespace {

/// A folder with a store that a bot made and left; gone afterwards.
class RunTest : public testing::Test {
protected:
    RunTest() {
        std::filesystem::create_directories(folder_);
        config_.store.path = folder_ / "goodturn.db";
        config_.store.key_file = folder_ / "goodturn.db.key";
        config_.web.enabled = true;
        config_.web.address = "127.0.0.1";
        const auto seal = store::Seal::from_file(config_.store.key_file);
        store::Database db({.path = config_.store.path});
        const engine::Engine engine(db, seal, {}, practices());
    }
    ~RunTest() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string content() const {
        std::ifstream file(config_.store.path, std::ios::binary);
        std::ostringstream all;
        all << file.rdbuf();
        return all.str();
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("goodturn-run-" + std::to_string(getpid()));
    config::Config config_;
};

TEST_F(RunTest, StopsAtADatabaseOfANewerProgramAndLeavesItAsItIs) {
    {
        store::Database db({.path = config_.store.path});
        db.run(R"sql(INSERT INTO migration (id, name) VALUES (9999, 'retro 7'))sql");
    }
    const std::string before = content();
    EXPECT_EQ(run(config_, {.try_out = true, .clock = {}}), exit_failed);
    EXPECT_EQ(content(), before);
}

TEST_F(RunTest, StopsAtADamagedDatabaseAndLeavesItAsItIs) {
    std::fstream(config_.store.path, std::ios::in | std::ios::out | std::ios::binary) << std::string(200, '?');
    const std::string before = content();
    EXPECT_EQ(run(config_, {.try_out = true, .clock = {}}), exit_failed);
    EXPECT_EQ(content(), before);
}

TEST_F(RunTest, DoesNotStartWithoutTheKeyOfItsDatabaseAndMakesNoNewOne) {
    std::filesystem::remove(config_.store.key_file);
    EXPECT_EQ(run(config_, {.try_out = true, .clock = {}}), exit_failed);
    EXPECT_FALSE(std::filesystem::exists(config_.store.key_file));
}

TEST_F(RunTest, DoesNotStartWithoutTheDatabaseOfItsKeyAndMakesNoNewOne) {
    std::filesystem::remove(config_.store.path);
    EXPECT_EQ(run(config_, {.try_out = true, .clock = {}}), exit_failed);
    EXPECT_FALSE(std::filesystem::exists(config_.store.path));
}

TEST_F(RunTest, DoesNotStartWithTheKeyOfAnotherDatabase) {
    std::filesystem::remove(config_.store.key_file);
    EXPECT_NO_THROW((void)store::Seal::from_file(config_.store.key_file));
    EXPECT_EQ(run(config_, {.try_out = true, .clock = {}}), exit_failed);
}

TEST_F(RunTest, DoesNotStartWhereNoDatabaseCanBe) {
    config_.store.path = folder_;
    EXPECT_EQ(run(config_, {.try_out = true, .clock = {}}), exit_failed);
    EXPECT_FALSE(std::filesystem::exists(folder_.string() + ".lock"));
    EXPECT_EQ(problem_with_store(folder_), folder_.string() +
                                               " is a folder: store.path is the database's own file, such as " +
                                               (folder_ / "goodturn.db").string());
    EXPECT_EQ(problem_with_store(folder_ / "gone" / "goodturn.db"),
              "there is no folder " + (folder_ / "gone").string() + " for the database: make it, or change store.path");
    std::filesystem::create_symlink("loop", folder_ / "loop");
    EXPECT_EQ(problem_with_store(folder_ / "loop" / "goodturn.db"),
              "the folder " + (folder_ / "loop").string() + " can't be reached: Too many levels of symbolic links");
    EXPECT_EQ(problem_with_store(folder_ / "new.db"), "");
    EXPECT_EQ(problem_with_store("goodturn.db"), "");
}

TEST_F(RunTest, DoesNotStartBesideAnotherOne) {
    const auto lock = Lock::take(config_.store.path);
    ASSERT_TRUE(lock);
    EXPECT_EQ(run(config_, {.try_out = true, .clock = {}}), exit_failed);
}

TEST_F(RunTest, TheLogSaysWhatShouldNotStaySo) {
    const auto usual = spdlog::default_logger();
    std::ostringstream log;
    set_up_log({.level = "info", .format = "text"}, log);
    const auto lock = Lock::take(config_.store.path);
    config_.warnings = {"Everybody can read it."};
    EXPECT_EQ(run(config_, {.try_out = true, .clock = {}}), exit_failed);
    spdlog::set_default_logger(usual);
    EXPECT_THAT(log.str(), testing::HasSubstr("warning  Everybody can read it.\n"));
}

TEST_F(RunTest, HasNothingToRunWithoutPageAndAccounts) {
    config_.web.enabled = false;
    EXPECT_EQ(run(config_, {}), exit_settings);
}

}  // namespace
}  // namespace goodturn::bot
