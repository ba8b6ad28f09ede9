#include "core/schedule/hours.hpp"
