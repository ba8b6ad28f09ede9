#include "core/engine/text.hpp"
