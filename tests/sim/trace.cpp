#include "tests/sim/trace.hpp"

#include "core/schedule/zone.hpp"

#include <fmt/format.h>

namespace goodturn::sim {

void Trace::say(chat::Instant now, std::string_view what) {
    const auto local = schedule::to_local("UTC", now);
    std::string line = fmt::format("{} {:02}:{:02}:{:06.3f}  {}", schedule::iso(local.day), local.time.count() / 60,
                                   local.time.count() % 60,
                                   static_cast<double>(now.time_since_epoch().count() % 60'000) / 1000.0, what);
    for (const char c : line) digest_ = (digest_ ^ static_cast<unsigned char>(c)) * 1099511628211ULL;

    last_.push_back(std::move(line));
    if (last_.size() > kept) last_.pop_front();
}

}  // namespace goodturn::sim
