#include "adapters/matrix/health.hpp"

#include <fmt/format.h>

#include <chrono>

namespace goodturn::matrix {
namespace {

using std::chrono::ceil;
using std::chrono::floor;
using std::chrono::seconds;

/// A poll takes half a minute, and is waited for for a whole one.
constexpr auto longest_silence = seconds(70);
/// Proxies cut a poll now and then.
constexpr int passing_failures = 1;

/// Where the problem itself does not say it.
std::string how_to_mend(const Problem& problem) {
    if (problem.detail.contains("goodturn matrix login")) return {};
    return " Mend it in the settings, or stop the bot and log in with `goodturn matrix login`; then start it again.";
}

}  // namespace

void Health::heard(Moment now) {
    heard_ = now;
    connected_ = true;
    shut_ = false;
    failures_ = 0;
}

void Health::failed(const Problem& problem) {
    ++failures_;
    last_ = problem;
    const bool refused = problem.fault == Fault::token || problem.fault == Fault::ended;
    connected_ = connected_ && !refused;
}

std::string Health::trouble(Moment now, const std::string& homeserver) const {
    if (shut_) return fmt::format("not in use: {}.{}", last_.detail, how_to_mend(last_));
    const auto silence = floor<seconds>(now - heard_);
    const bool fails = failures_ > (connected_ ? passing_failures : 0);
    if (!fails && silence <= longest_silence) return {};
    if (fails && last_.fault == Fault::rate_limited) {
        return fmt::format("{} wants to be asked nothing for {} s ({}): the bot goes on by itself then.", homeserver,
                           ceil<seconds>(last_.retry_after).count(), last_.detail);
    }
    if (fails && last_.fault == Fault::token) {
        return fmt::format("the server does not take the token any more ({}): the bot tries to get in again.",
                           last_.detail);
    }
    return fmt::format(
        "the server has been silent for {} s{}: see that {} runs and can be reached from here. The bot goes on by "
        "itself then.",
        silence.count(), fails ? fmt::format(" ({})", last_.detail) : std::string(), homeserver);
}

std::string Health::standing(Moment now) const {
    if (!connected_) return "coming in";
    return fmt::format("connected, last heard {} s ago", floor<seconds>(now - heard_).count());
}

}  // namespace goodturn::matrix
