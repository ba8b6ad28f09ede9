#include "core/basics/practice.hpp"

namespace goodturn::basics {

const engine::Practice basics{.name = "basics"};

}  // namespace goodturn::basics
