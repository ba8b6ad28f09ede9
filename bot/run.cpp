#include "bot/run.hpp"

namespace goodturn::bot {

int run(const config::Config& /*config*/, const RunOptions& /*options*/) {
    return 0;
}

}  // namespace goodturn::bot
