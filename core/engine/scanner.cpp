#include "core/engine/scanner.hpp"
