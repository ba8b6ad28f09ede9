#pragma once

#include "adapters/net/json.hpp"

#include <string>

namespace goodturn::slack {

using net::Document;
using net::Value;

/// nlohmann's, whose header stays out of ours, as text. Invalid UTF-8 becomes U+FFFD.
template <class Json>
[[nodiscard]] std::string dumped(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace goodturn::slack
