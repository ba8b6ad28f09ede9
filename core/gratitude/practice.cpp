#include "core/gratitude/practice.hpp"

namespace goodturn::gratitude {

const engine::Practice gratitude{.name = "gratitude"};

}  // namespace goodturn::gratitude
