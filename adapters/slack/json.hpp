#pragma once

#include "adapters/net/json.hpp"

namespace goodturn::slack {

using net::Document;
using net::Value;

}  // namespace goodturn::slack
