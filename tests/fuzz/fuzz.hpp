#pragma once

#include <utf8proc.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

/// What the fuzz targets share. An input is text that can be read and written by hand.
namespace goodturn::fuzz {

/// A rule that holds for every input.
inline void check(bool holds, std::string_view rule, std::string_view shown = {}) {
    if (holds) return;
    std::fprintf(stderr, "BROKEN RULE: %.*s\n%.*s\n", static_cast<int>(rule.size()), rule.data(),
                 static_cast<int>(shown.size()), shown.data());
    std::abort();
}

[[nodiscard]] inline bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        utf8proc_int32_t code_point = 0;
        const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &code_point);
        if (length <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(length));
    }
    return true;
}

/// Cuts the first line off the text; a last line without its end counts.
inline std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

/// Each target is one of these.
void run(std::string_view input);

}  // namespace goodturn::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    goodturn::fuzz::run({reinterpret_cast<const char*>(data), size});
    return 0;
}
