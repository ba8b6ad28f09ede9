#include "tests/lint/source.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace goodturn::lint {
namespace {

bool in_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// After the quote that closes what opens at `from`.
std::size_t after_quoted(std::string_view source, std::size_t from) {
    for (std::size_t at = from + 1; at < source.size(); ++at) {
        if (source[at] == '\\') {
            ++at;
        } else if (source[at] == source[from] || source[at] == '\n') {
            return at + 1;
        }
    }
    return source.size();
}

}  // namespace

std::vector<Piece> pieces(std::string_view source) {
    std::vector<Piece> found;
    std::size_t code_from = 0;
    const auto cut = [&](Piece::Kind kind, std::size_t from, std::size_t to, std::string_view text,
                         std::string_view delimiter = {}) {
        if (code_from < from)
            found.push_back({Piece::Kind::code, std::string(source.substr(code_from, from - code_from)), "",
                             line_of(source, code_from)});
        if (from < to) found.push_back({kind, std::string(text), std::string(delimiter), line_of(source, from)});
        code_from = to;
        return to;
    };
    std::size_t at = 0;
    while (at < source.size()) {
        const auto rest = source.substr(at);
        if (rest.starts_with("//") || rest.starts_with("/*")) {
            const bool block = rest[1] == '*';
            const auto end = block ? source.find("*/", at + 2) : source.find('\n', at);
            const auto to = end == std::string_view::npos ? source.size() : end + (block ? 2 : 0);
            at = cut(Piece::Kind::comment, at, to, source.substr(at, to - at));
        } else if (rest.starts_with("R\"") && (at == 0 || !in_word(source[at - 1]))) {
            const auto open = source.find('(', at);
            const auto delimiter = source.substr(at + 2, open - at - 2);
            const auto close = source.find(")" + std::string(delimiter) + "\"", open);
            if (close == std::string_view::npos) throw std::runtime_error("a raw literal without end");
            at = cut(Piece::Kind::literal, at, close + delimiter.size() + 2, source.substr(open + 1, close - open - 1),
                     delimiter);
        } else if (rest[0] == '"') {
            const auto to = after_quoted(source, at);
            at = cut(Piece::Kind::literal, at, to, source.substr(at + 1, to - at - 2));
        } else if (rest[0] == '\'' && (at == 0 || !in_word(source[at - 1]))) {  // not the ' of 1'000
            at = after_quoted(source, at);
        } else {
            ++at;
        }
    }
    cut(Piece::Kind::code, source.size(), source.size(), {});
    return found;
}

std::string code_only(std::string_view source) {
    std::string result;
    for (const auto& piece : pieces(source)) {
        result.append(piece.line - line_of(result, result.size()), '\n');
        result += piece.kind == Piece::Kind::code ? piece.text : piece.kind == Piece::Kind::literal ? "\"\"" : " ";
    }
    return result;
}

std::vector<Source> sources(const std::vector<std::string>& folders) {
    const std::filesystem::path root = GOODTURN_SOURCE_DIR;
    std::vector<Source> found;
    for (const auto& folder : folders) {
        const auto before = found.size();
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
            const auto extension = entry.path().extension();
            if (extension != ".hpp" && extension != ".cpp") continue;
            std::ifstream in(entry.path());
            found.push_back({std::filesystem::relative(entry.path(), root).generic_string(),
                             std::string(std::istreambuf_iterator<char>(in), {})});
        }
        if (found.size() == before) throw std::runtime_error("no sources in " + folder);
    }
    std::ranges::sort(found, {}, &Source::path);
    return found;
}

std::size_t line_of(std::string_view text, std::size_t offset) {
    return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, offset), '\n'));
}

}  // namespace goodturn::lint
