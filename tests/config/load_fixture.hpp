#pragma once

#include "config/config.hpp"

#include "tests/support/folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace goodturn::config {

/// Each test reads its files from a folder of its own.
class Load : public testing::Test {
protected:
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
            const std::string prefix = folder_.path().string() + "/";
            for (auto at = line.find(prefix); at != std::string::npos; at = line.find(prefix))
                line.erase(at, prefix.size());
            lines.push_back(line);
        }
        return lines;
    }

    support::Folder folder_;
};

}  // namespace goodturn::config
