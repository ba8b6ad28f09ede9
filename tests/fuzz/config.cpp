/// The operator's settings: lines NAME=value of the environment up to a line "---", then the file. A secret stands at
/// the file's end and in the environment: no problem may tell it.
#include "config/documents.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>

namespace goodturn::fuzz {
namespace {

/// A file in memory, the same one for every input.
std::filesystem::path file_with(const std::string& text) {
    static const int file = memfd_create("goodturn.toml", 0);
    if (file < 0 || ftruncate(file, 0) != 0 || pwrite(file, text.data(), text.size(), 0) < 0)
        throw std::runtime_error("no file in memory");
    return "/proc/self/fd/" + std::to_string(file);
}

/// A number that the input does not hold: in other settings it would be no secret.
std::string secret_beside(std::string_view input) {
    std::string secret = "98765432109876543210";
    for (char last = '1'; input.contains(secret); ++last) secret.back() = last;
    return secret;
}

void check_problems(const std::vector<config::Problem>& problems, const std::string& secret) {
    check(!problems.empty(), "what is refused has a reason");
    for (const auto& problem : problems) {
        const auto told = to_text(problem);
        check(!problem.message.empty(), "a problem is told");
        check(told.find(secret) == std::string::npos, "a secret is never told", told);
    }
}

}  // namespace

void run(std::string_view input) {
    const std::string secret = secret_beside(input);
    config::Sources sources;
    constexpr std::size_t most_variables = 3;  // guessing what each was meant to be takes its time
    while (!input.empty()) {
        const auto line = take_line(input);
        if (line == "---") break;
        const auto sign = line.find('=');
        // Settings read from files that the input names would read whatever lies on this machine.
        if (sign == std::string_view::npos || line.substr(0, sign).ends_with("_FILE")) continue;
        if (sources.environment.size() == most_variables) continue;
        sources.environment.insert_or_assign(std::string(line.substr(0, sign)), std::string(line.substr(sign + 1)));
    }
    const std::string text(input);

    sources.file = file_with(text);
    auto config = config::load(sources);
    if (config) {
        config->slack.clear();  // its tokens are not written down
        const auto effective = config::effective(*config);
        const auto again = config::load({.file = file_with(effective), .environment = {}});
        // A path of other bytes is a path, but TOML has no way to write it.
        check(!is_utf8(effective) || (again && config::effective(*again) == effective),
              "settings in force can be written down and read again", effective);
    } else {
        check_problems(config.error(), secret);
    }

    sources.environment.erase("CREDENTIALS_DIRECTORY");
    for (const std::string& written : {secret, "\"" + secret + "\"", "'" + secret}) {
        sources.file = file_with(text + "\n[slack.secret]\nbot_token = " + written + "\n");
        sources.environment.insert_or_assign("GOODTURN_SLACK_SECRET_BOT_TOKEN", secret);
        const auto refused = config::load(sources);
        check(!refused, "this token is refused");
        check_problems(refused.error(), secret);
    }
}

}  // namespace goodturn::fuzz
