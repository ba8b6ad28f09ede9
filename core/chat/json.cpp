#include "core/chat/json.hpp"
