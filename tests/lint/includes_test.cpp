#include <gtest/gtest.h>

#include <array>
#include <map>
#include <regex>
#include <sstream>

#include "tests/lint/source.hpp"

/// Which way includes may point. One library a folder; heavy headers stay in the .cpp files that need them.
namespace goodturn::lint {
namespace {

bool below(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

/// The library that a file belongs to: "core/chat", "adapters/web", "config".
std::string module_of(std::string_view path) {
    const auto first = path.find('/');
    const auto second = below(path, "core") || below(path, "adapters") ? path.find('/', first + 1) : first;
    return std::string(path.substr(0, second));
}

/// Libraries include those of a lower level; the few that share one and may meet are named.
int level_of(const std::string& module) {
    static const std::map<std::string, int> levels{
        {"core/chat", 0},    {"core/store", 0},     {"core/schedule", 1},   {"core/engine", 2},  {"config", 4},
        {"adapters/net", 5}, {"adapters/slack", 6}, {"adapters/matrix", 6}, {"adapters/web", 6}, {"bot", 7},
    };
    const auto found = levels.find(module);
    if (found != levels.end()) return found->second;
    return below(module, "core") ? 3 : -1;  // a practice, or nothing of the program
}

/// Why `file` must not include this; empty: it may.
std::string problem(const std::string& file, const std::string& included, bool quoted) {
    const auto module = module_of(file);
    if (quoted) {
        const auto other = module_of(included);
        if (level_of(other) < 0) return "is not rooted at the project, or no part of the program";
        if (module == other || level_of(other) < level_of(module)) return "";
        return "points the wrong way";
    }
    struct Rule {
        std::string_view header;
        std::vector<std::string_view> allowed;  ///< folders
        bool in_headers = true;
    };
    static const std::array rules{
        Rule{"boost/beast", {"adapters/net"}},
        Rule{"openssl", {"adapters/net"}},
        Rule{"boost/asio", {"adapters", "bot"}},
        Rule{"boost", {"adapters", "bot"}},
        Rule{"SQLiteCpp", {"core/store", "adapters/web"}, false},
        Rule{"sqlite3.h", {"core/store", "adapters/web"}, false},
        Rule{"nlohmann", {"core", "config", "adapters", "bot"}, false},
    };
    for (const auto& rule : rules) {
        if (!below(included, rule.header)) continue;
        if (!rule.in_headers && file.ends_with(".hpp")) return "belongs into a .cpp";
        for (const auto folder : rule.allowed) {
            if (below(file, folder)) return "";
        }
        return "does not belong here";
    }
    return "";
}

TEST(Includes, PointOneWay) {
    const std::regex include("^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"]+).*");
    std::size_t seen = 0;
    for (const auto& [path, text] : sources({"core", "config", "adapters", "bot"})) {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            std::smatch match;
            if (!line.contains('#') || !std::regex_match(line, match, include)) continue;
            ++seen;
            EXPECT_EQ("", problem(path, match[2], match[1] == "\"")) << path << " includes " << match[2];
        }
    }
    EXPECT_LT(200U, seen) << "the expression that finds includes is wrong";
}

TEST(Includes, TheRuleRefusesWhatItShould) {
    struct Case {
        const char* file;
        const char* included;
        bool quoted;
        bool allowed;
    };
    for (const auto& [file, included, quoted, allowed] : {
             Case{"core/gratitude/round.cpp", "core/gratitude/texts.hpp", true, true},
             Case{"core/gratitude/round.cpp", "core/engine/turn.hpp", true, true},
             Case{"core/gratitude/round.cpp", "core/basics/texts.hpp", true, false},
             Case{"core/engine/engine.cpp", "core/gratitude/texts.hpp", true, false},
             Case{"core/store/database.cpp", "core/chat/ids.hpp", true, false},
             Case{"core/schedule/zone.hpp", "core/chat/ids.hpp", true, true},
             Case{"core/chat/ids.hpp", "core/schedule/zone.hpp", true, false},
             Case{"core/engine/engine.cpp", "config/config.hpp", true, false},
             Case{"core/engine/engine.cpp", "engine.hpp", true, false},
             Case{"core/engine/engine.cpp", "tests/support/clock.hpp", true, false},
             Case{"adapters/web/page.cpp", "adapters/slack/link.hpp", true, false},
             Case{"adapters/net/server.cpp", "adapters/web/page.hpp", true, false},
             Case{"bot/run.cpp", "adapters/web/page.hpp", true, true},
             Case{"adapters/web/page.cpp", "bot/run.hpp", true, false},
             Case{"adapters/net/server.cpp", "boost/beast/http.hpp", false, true},
             Case{"adapters/web/page.cpp", "boost/beast/http.hpp", false, false},
             Case{"bot/run.cpp", "openssl/ssl.h", false, false},
             Case{"adapters/web/page.hpp", "boost/asio/awaitable.hpp", false, true},
             Case{"core/engine/engine.cpp", "boost/asio.hpp", false, false},
             Case{"core/store/database.cpp", "sqlite3.h", false, true},
             Case{"core/store/database.hpp", "SQLiteCpp/SQLiteCpp.h", false, false},
             Case{"core/engine/engine.cpp", "SQLiteCpp/SQLiteCpp.h", false, false},
             Case{"adapters/web/page.hpp", "sqlite3.h", false, false},
             Case{"core/chat/read_json.cpp", "nlohmann/json.hpp", false, true},
             Case{"core/chat/json.hpp", "nlohmann/json_fwd.hpp", false, false},
             Case{"core/chat/read_json.cpp", "vector", false, true},
         }) {
        EXPECT_EQ(allowed, problem(file, included, quoted).empty()) << file << " includes " << included;
    }
}

}  // namespace
}  // namespace goodturn::lint
