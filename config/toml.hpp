#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

/// Keeps toml++ out of everything else: a file of settings as a flat list.
namespace goodturn::config {

struct Entry {
    enum class Kind {
        section,  ///< a [section], also one within another: "slack.acme"; key and value are empty
        text,
        number,
        flag,
        list,   ///< of texts or dates, joined by commas
        other,  ///< what no setting can be
    };
    std::string section;  ///< empty for what stands above the first section
    std::string key;
    Kind kind = Kind::other;
    std::string value;
    std::string shown;  ///< the value as TOML
    unsigned line = 0;
};

struct SyntaxError {
    std::string message;
    unsigned line = 0;
    unsigned column = 0;
};

/// In the order of the file.
[[nodiscard]] std::expected<std::vector<Entry>, SyntaxError> read_toml(std::string_view text);

/// A TOML string.
[[nodiscard]] std::string quoted(const std::string& text);

}  // namespace goodturn::config
