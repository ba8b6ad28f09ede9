#include "core/store/sealed.hpp"
