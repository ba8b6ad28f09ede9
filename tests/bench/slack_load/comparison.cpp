#include "tests/bench/slack_load/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <ranges>
#include <stdexcept>

namespace goodturn::bench {
namespace {

Comparison read(const std::vector<std::string>& arguments, int usual_rounds) {
    const bool told = arguments.size() > 1 && arguments.front() == "--rounds";
    Comparison comparison{.rounds = told ? std::stoi(arguments[1]) : usual_rounds, .commands = {{}}};
    for (const auto& argument : arguments | std::views::drop(told ? 2 : 0)) {
        if (argument == "--") {
            comparison.commands.emplace_back();
        } else {
            comparison.commands.back().push_back(argument);
        }
    }
    if (comparison.rounds < 1 || comparison.commands.size() > 2 ||
        std::ranges::any_of(comparison.commands, &std::vector<std::string>::empty)) {
        throw std::invalid_argument(
            fmt::format("[--rounds {}] <bot's command line> [-- <another bot's>]", usual_rounds));
    }
    return comparison;
}

}  // namespace

int compare(const std::vector<std::string>& arguments, int usual_rounds,
            const std::function<bool(const Comparison&)>& measure) try {
    auto comparison = read(arguments, usual_rounds);
    const auto program = std::filesystem::read_symlink("/proc/self/exe");
    comparison.folder = program.parent_path() / (program.filename().string() + "-data");
    std::filesystem::remove_all(comparison.folder);
    const bool met = measure(comparison);
    std::filesystem::remove_all(comparison.folder);
    return met ? 0 : 1;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
}

}  // namespace goodturn::bench
