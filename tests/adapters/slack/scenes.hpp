#pragma once

#include "tests/support/test_bot.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace goodturn::slack {

/// What people do, so that the bot says something about one topic.
struct Scene {
    std::string name;  ///< of its golden file
    std::function<void(support::TestBot&)> play;
    support::TestBot::Setup setup{};
    bool at_home = false;  ///< what is said stands in the Home tab
    bool fails = false;    ///< something does on purpose, and the log says so
};

/// Together they have the bot say everything it can say in Slack.
[[nodiscard]] std::vector<Scene> scenes();

/// The texts of each table that no message in Slack has, by name.
[[nodiscard]] std::map<std::string, std::set<std::string>> not_on_slack();

}  // namespace goodturn::slack
