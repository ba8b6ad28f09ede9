#include "adapters/matrix/health.hpp"

#include <fmt/format.h>

#include <algorithm>
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

void Health::failed(const Problem& problem, Moment now) {
    ++failures_;
    last_ = problem;
    failed_ = now;
    doing_ = Doing::asking;
    const bool refused = problem.fault == Fault::token || problem.fault == Fault::ended;
    connected_ = connected_ && !refused;
}

std::string Health::trouble(Moment now, const std::string& homeserver) const {
    if (shut_) return fmt::format("not in use: {}.{}", last_.detail, how_to_mend(last_));
    const auto silence = floor<seconds>(now - heard_);
    const bool silent = silence > longest_silence && doing_ != Doing::coming_in;
    const bool fails = failures_ > (connected_ && !silent ? passing_failures : 0);
    if (!fails && !silent) return {};
    if (fails && last_.fault == Fault::rate_limited) {
        const auto wait = std::max(Wait(0), ceil<Wait>(failed_ + last_.retry_after - now));
        return fmt::format("{} wants to be asked nothing for {} s ({}): the bot goes on by itself then.", homeserver,
                           ceil<seconds>(wait).count(), last_.detail);
    }
    if (!fails && doing_ == Doing::storing) {
        return fmt::format(
            "what the server told {} s ago is not stored yet: see that the disk has room, and what the log says of the "
            "store. The bot goes on by itself then.",
            silence.count());
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
    const auto silence = floor<seconds>(now - heard_).count();
    if (!connected_ && doing_ == Doing::coming_in) {
        return fmt::format("coming in, waiting for the server to tell of all rooms, for {} s so far", silence);
    }
    if (!connected_) return "coming in";
    return fmt::format("connected, last heard {} s ago", silence);
}

}  // namespace goodturn::matrix
