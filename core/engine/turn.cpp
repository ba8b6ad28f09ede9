#include "core/engine/turn.hpp"
