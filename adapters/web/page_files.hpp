#pragma once

#include <array>
#include <span>
#include <string_view>

namespace goodturn::web {

/// A file of the page, as it is in adapters/web/page.
struct PageFile {
    std::string_view name;
    std::string_view content;
};

[[nodiscard]] std::span<const PageFile> page_files();

}  // namespace goodturn::web
