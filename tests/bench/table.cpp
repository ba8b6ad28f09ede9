#include "tests/bench/table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

namespace goodturn::bench {
namespace {

void print(const std::string& figure, const std::string& aim, const std::string& seen, const std::string& met) {
    fmt::print("{:<66} {:<16} {:<34} {}\n", figure, aim, seen, met);
    std::fflush(stdout);
}

}  // namespace

Table::Table() {
    print("figure", "aim", "seen", "");
}

void Table::add(const std::string& figure, const std::string& aim, const std::string& seen, bool met) {
    print(figure, aim, seen, met ? "met" : "MISSED");
    all_met_ = all_met_ && met;
}

void Table::add(const std::string& figure, const std::string& seen) {
    print(figure, "", seen, "");
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + std::ssize(values) / 2;
    std::ranges::nth_element(values, middle);
    return *middle;
}

}  // namespace goodturn::bench
