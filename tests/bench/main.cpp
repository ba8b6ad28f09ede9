#include "tests/bench/figures.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string_view>

/// How fast the bot is, in one table. By hand: it takes some minutes, and the machine should do nothing else.
///
///   goodturn_bench [speed|rounds|start|growth]
///
/// Its databases lie beside the program meanwhile, so that a disk is measured.
int main(int argc, char** argv) {
    using namespace goodturn::bench;
    try {
        const std::string only = argc > 1 ? argv[1] : "";
        constexpr std::array<std::string_view, 5> parts{"", "speed", "rounds", "start", "growth"};
        if (std::ranges::find(parts, only) == parts.end()) throw std::invalid_argument("there is no part " + only);
        const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
        const auto folder = here / "bench-data";
        std::filesystem::create_directories(folder);
        const Companies companies{.small = {.file = folder / "small.db", .people = 1000},
                                  .large = {.file = folder / "large.db", .people = 100'000}};
        fill(companies.small);
        if (only.empty() || only == "start" || only == "growth") fill(companies.large);
        Table table;
        if (only.empty() || only == "speed") show_speed(table, companies);
        if (only.empty() || only == "rounds") show_rounds(table, folder);
        if (only.empty() || only == "start") show_start(table, companies, here / "goodturn");
        if (only.empty() || only == "growth") show_growth(table, companies);
        std::filesystem::remove_all(folder);
        return table.all_met() ? 0 : 1;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 2;
    }
}
