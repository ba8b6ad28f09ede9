#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// What the lint tests need to know of C++: enough to tell code from comments and literals.
namespace goodturn::lint {

struct Piece {
    enum class Kind { code, comment, literal };
    Kind kind;
    std::string text;       ///< of a literal: between the quotes, escapes as written
    std::string delimiter;  ///< of a raw literal: "sql" for R"sql(…)sql"
    std::size_t line;       ///< where it begins, from 1
};
[[nodiscard]] std::vector<Piece> pieces(std::string_view source);

/// The source with every comment and the inside of every literal as blanks; lines stay where they are.
[[nodiscard]] std::string code_only(std::string_view source);

struct Source {
    std::string path;  ///< from the project's root: "core/chat/ids.hpp"
    std::string text;
};
/// Every .hpp and .cpp below these folders of the project. Throws if a folder holds none: a lint that reads nothing
/// would pass.
[[nodiscard]] std::vector<Source> sources(const std::vector<std::string>& folders);

[[nodiscard]] std::size_t line_of(std::string_view text, std::size_t offset);

}  // namespace goodturn::lint
