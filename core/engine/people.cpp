#include "core/engine/people.hpp"
