#pragma once

#include "config/config.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace goodturn::config {

/// Each test reads its files from a folder of its own.
class Load : public testing::Test {
protected:
    Load() {
        std::string name = (std::filesystem::temp_directory_path() / "goodturn-config-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    ~Load() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path file(const std::string& name, const std::string& text) {
        std::ofstream(folder_ / name) << text;
        return folder_ / name;
    }
    Sources sources(const std::string& toml, decltype(Sources::environment) environment = {}) {
        return {.file = file("goodturn.toml", toml), .environment = std::move(environment)};
    }
    /// Each problem as the operator reads it, with the file's path cut to its name.
    std::vector<std::string> told(const Sources& from) {
        const auto loaded = load(from);
        std::vector<std::string> lines;
        if (loaded) return lines;
        for (const Problem& problem : loaded.error()) {
            std::string line = to_text(problem);
            const std::string prefix = folder_.string() + "/";
            for (auto at = line.find(prefix); at != std::string::npos; at = line.find(prefix))
                line.erase(at, prefix.size());
            lines.push_back(line);
        }
        return lines;
    }

    std::filesystem::path folder_;
};

}  // namespace goodturn::config
