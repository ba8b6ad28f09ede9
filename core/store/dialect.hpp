#pragma once

#include <string>
#include <string_view>

namespace goodturn::store {

/// The one place that knows how the shared SQL differs from SQLite's: BIGINT becomes INTEGER (which makes `id BIGINT
/// PRIMARY KEY` the rowid) and every table made is STRICT. Several statements; keywords in capitals.
[[nodiscard]] std::string for_sqlite(std::string_view sql);

}  // namespace goodturn::store
