#include "core/schedule/rule.hpp"
