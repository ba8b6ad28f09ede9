#include "core/engine/dates.hpp"
