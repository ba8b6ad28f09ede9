#include "bot/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace goodturn::bot {
namespace {

/// spdlog's default logger belongs to the process: leave it as it was.
class Log : public testing::Test {
protected:
    ~Log() override { spdlog::set_default_logger(before_); }

    std::string written(const config::Config::Log& settings, const std::string& text) {
        set_up_log(settings, out_);
        spdlog::debug("below");
        spdlog::warn(text);
        return out_.str();
    }

private:
    std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
    std::ostringstream out_;
};

TEST_F(Log, TextIsOneLineAnEvent) {
    EXPECT_THAT(written({.level = "info", .format = "text"}, "two\nlines"),
                testing::MatchesRegex("....-..-..T..:..:..[.]...Z warning  two\\\\nlines\n"));
}

TEST_F(Log, JsonIsOneObjectAnEvent) {
    const std::string line = written({.level = "info", .format = "json"}, "say \"hi\"\n\xff");
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    const auto event = nlohmann::json::parse(line);
    EXPECT_EQ(event["level"], "warning");
    EXPECT_EQ(event["text"], "say \"hi\"\n\uFFFD");
    EXPECT_EQ(event["time"].get<std::string>().size(), std::string("2027-01-29T09:00:00.000Z").size());
}

TEST_F(Log, TheLevelHoldsBackWhatIsLess) {
    EXPECT_EQ(written({.level = "error", .format = "text"}, "x"), "");
    EXPECT_THAT(written({.level = "debug", .format = "text"}, "x"), testing::HasSubstr("debug    below\n"));
}

}  // namespace
}  // namespace goodturn::bot
