/// The operator's settings: lines NAME=value of the environment up to a line "---", then the file. A secret stands at
/// the file's end and in the environment: no problem may tell it.
#include "config/documents.hpp"
#include "config/settings.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
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

/// No setting is secret yet: this stands for the first.
std::vector<config::Setting> with_a_secret() {
    std::vector<config::Setting> table(config::settings().begin(), config::settings().end());
    table.push_back({.section = "chat",
                     .key = "token",
                     .standard = "",
                     .description = "A token.",
                     .field = [](config::Config& c) -> config::Field { return &c.bot.operator_name; },
                     .allowed = "a token that begins with x",
                     .fits = [](const std::string& t) { return t.empty() || t.starts_with("x"); },
                     .secret = true});
    return table;
}

void check_problems(const std::vector<config::Problem>& problems) {
    check(!problems.empty(), "what is refused has a reason");
    for (const auto& problem : problems) {
        const auto told = to_text(problem);
        check(!problem.message.empty(), "a problem is told");
        check(told.find("98765432109876543210") == std::string::npos, "a secret is never told", told);
    }
}

}  // namespace

void run(std::string_view input) {
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
    const auto config = config::load(sources);
    if (config) {
        const auto effective = config::effective(*config);
        const auto again = config::load({.file = file_with(effective), .environment = {}});
        // A path of other bytes is a path, but TOML has no way to write it.
        check(!is_utf8(effective) || (again && config::effective(*again) == effective),
              "settings in force can be written down and read again", effective);
    } else {
        check_problems(config.error());
    }

    static const auto table = with_a_secret();
    sources.environment.erase("CREDENTIALS_DIRECTORY");
    for (const std::string_view secret :
         {"98765432109876543210", "\"98765432109876543210\"", "'98765432109876543210"}) {
        sources.file = file_with(text + "\n[chat]\ntoken = " + std::string(secret) + "\n");
        sources.environment.insert_or_assign("GOODTURN_CHAT_TOKEN", "98765432109876543210");
        const auto refused = config::load(sources, table);
        check(!refused, "this token is refused");
        check_problems(refused.error());
    }
}

}  // namespace goodturn::fuzz
