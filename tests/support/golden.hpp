#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace goodturn::support {

/// The text is that of tests/golden/<name>; with GOODTURN_UPDATE_GOLDEN in the environment it is written there instead.
inline void expect_golden(const std::string& name, const std::string& text) {
    const std::string file = std::string(GOODTURN_SOURCE_DIR) + "/tests/golden/" + name;
    if (std::getenv("GOODTURN_UPDATE_GOLDEN") != nullptr) {  // NOLINT(concurrency-mt-unsafe): one thread
        std::ofstream(file) << text;
        return;
    }
    std::ostringstream golden;
    golden << std::ifstream(file).rdbuf();
    EXPECT_EQ(golden.str(), text);
}

}  // namespace goodturn::support
