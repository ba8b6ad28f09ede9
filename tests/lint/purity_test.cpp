#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "tests/lint/source.hpp"

/// The core is plain synchronous functions over what it is given: no clock, no chance, no threads, no environment, and
/// not a word about a platform.
namespace goodturn::lint {
namespace {

struct Rule {
    const char* what;
    std::vector<std::string_view> words;  ///< as whole words; a prefix where they end in *
    const char* except = "";              ///< the one file that may
};

const std::array in_code{
    Rule{"a clock",
         {"system_clock::now", "utc_clock::now", "steady_clock", "high_resolution_clock", "gettimeofday",
          "clock_gettime", "time(nullptr", "time(NULL", "time(0", "time(&*", "localtime*", "gmtime*", "clock()"}},
    Rule{"chance",
         {"rand", "srand", "random_device", "mt19937*", "default_random_engine", "minstd_rand*", "getrandom",
          "arc4random*", "<random>"}},
    Rule{"libsodium", {"sodium.h", "sodium_*", "randombytes_*", "crypto_*"}, "core/store/sealed.cpp"},
    Rule{"threads",
         {"std::thread", "std::jthread", "std::mutex", "std::shared_mutex", "std::condition_variable*", "std::atomic*",
          "std::async", "std::future", "std::promise", "thread_local", "pthread_*", "<thread>", "<mutex>", "<atomic>",
          "<future>", "<shared_mutex>", "<condition_variable>"}},
    Rule{"coroutines", {"co_await", "co_return", "co_yield", "<coroutine>", "asio"}},
    Rule{"sockets", {"sys/socket.h", "socket("}},
    Rule{"the environment", {"getenv", "secure_getenv", "environ"}},
};
const Rule platform{"a platform", {"slack", "matrix"}};

bool in_word(char c, bool underscore) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || (underscore && c == '_');
}

/// Where the word stands; npos: nowhere.
std::size_t find_word(std::string_view text, std::string_view word, bool underscore) {
    const bool prefix = word.ends_with('*');
    if (prefix) word.remove_suffix(1);
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const auto after = at + word.size();
        const bool starts = at == 0 || !in_word(word.front(), true) || !in_word(text[at - 1], underscore);
        const bool ends =
            prefix || after >= text.size() || !in_word(word.back(), true) || !in_word(text[after], underscore);
        if (starts && ends) return at;
    }
    return std::string_view::npos;
}

std::string problem(const std::string& path, const std::string& text) {
    std::string found;
    const auto look = [&](const Rule& rule, const std::string& where, bool underscore) {
        for (const auto word : rule.words) {
            const auto at = path == rule.except ? std::string::npos : find_word(where, word, underscore);
            if (at == std::string::npos) continue;
            found +=
                path + ":" + std::to_string(line_of(where, at)) + ": " + rule.what + ": " + std::string(word) + "\n";
        }
    };
    const auto code = code_only(text);
    for (const auto& rule : in_code) look(rule, code, true);
    auto lower = text;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    look(platform, lower, false);
    return found;
}

TEST(Purity, TheCoreIsPure) {
    for (const auto& [path, text] : sources({"core"})) EXPECT_EQ("", problem(path, text));
}

TEST(Purity, TheRuleRefusesWhatItShould) {
    struct Case {
        const char* what;  ///< empty: allowed
        const char* code;
    };
    for (const auto& [what, code] : {
             Case{"a clock", "auto now = std::chrono::system_clock::now();"},
             Case{"a clock", "std::time(nullptr)"},
             Case{"a clock", "::clock_gettime(CLOCK_REALTIME, &at)"},
             Case{"", "using Instant = std::chrono::sys_time<std::chrono::milliseconds>; turn.now(); local.time"},
             Case{"", "// system_clock::now() is the bot's\nrule.time(day)"},
             Case{"chance", "std::mt19937 random(1);"},
             Case{"chance", "#include <random>"},
             Case{"chance", "int x = rand();"},
             Case{"libsodium", "randombytes_buf(x, 3);"},
             Case{"threads", "std::mutex guard;"},
             Case{"threads", "#include <thread>"},
             Case{"", "channel.thread = event.thread;  // std::thread"},
             Case{"coroutines", "co_return 1;"},
             Case{"coroutines", "asio::io_context context;"},
             Case{"sockets", "const int fd = socket(1, 2, 3);"},
             Case{"the environment", "std::getenv(\"HOME\")"},
             Case{"a platform", "// On Slack this is an ephemeral message."},
             Case{"a platform", "if (kind == \"matrix\") {}"},
             Case{"a platform", "int slack_id;"},
             Case{"", "// cut some slackers in the rematrixed"},
         }) {
        const auto found = problem("core/engine/sample.cpp", code);
        if (*what == '\0') {
            EXPECT_EQ("", found) << code;
        } else {
            EXPECT_THAT(found, ::testing::HasSubstr(std::string(": ") + what + ": ")) << code;
        }
    }
    EXPECT_EQ("", problem("core/store/sealed.cpp", "randombytes_buf(x, 3);"));
}

}  // namespace
}  // namespace goodturn::lint
