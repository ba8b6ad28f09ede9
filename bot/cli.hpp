#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace goodturn::bot {

/// What the process answers with. Operators script against these: they stay as they are.
enum ExitCode {
    exit_done = 0,
    exit_failed = 1,    ///< something broke, or `check` found something wrong
    exit_usage = 2,     ///< the command line can't be read
    exit_settings = 3,  ///< settings are wrong: nothing was started
};

/// The program: arguments and environment as the process got them, standard output and error.
[[nodiscard]] int main(int argc, char** argv);

/// The same with everything it touches passed in. `arguments` without the program's name; `in`: what is typed where it
/// asks.
[[nodiscard]] int main(const std::vector<std::string>& arguments,
                       const std::map<std::string, std::string, std::less<>>& environment, std::istream& in,
                       std::ostream& out, std::ostream& err);

}  // namespace goodturn::bot
