#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace goodturn::bench {

/// The table of figures, printed line by line: a whole run takes minutes.
class Table {
public:
    Table();
    /// Against an aim.
    void add(const std::string& figure, const std::string& aim, const std::string& seen, bool met);
    /// For comparison only.
    void add(const std::string& figure, const std::string& seen);
    [[nodiscard]] bool all_met() const { return all_met_; }

private:
    bool all_met_ = true;
};

class Stopwatch {
public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
    }

private:
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

[[nodiscard]] double median(std::vector<double> values);

}  // namespace goodturn::bench
