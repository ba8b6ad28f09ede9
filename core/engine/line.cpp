#include "core/engine/line.hpp"
