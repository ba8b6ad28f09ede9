#include "core/schedule/zone.hpp"
