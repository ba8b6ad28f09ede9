#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace goodturn::bench {

struct Comparison {
    int rounds = 0;
    std::vector<std::vector<std::string>> commands{};  ///< of one bot or two
    std::filesystem::path folder{};  ///< beside the program, so that a disk is measured; new, and gone afterwards
};

/// A whole main(): "[--rounds 3] <bot's command line> [-- <another bot's>]". Ends with 1 if `measure` says that an aim
/// was missed.
int compare(const std::vector<std::string>& arguments, int usual_rounds,
            const std::function<bool(const Comparison&)>& measure);

}  // namespace goodturn::bench
