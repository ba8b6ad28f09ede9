#include "adapters/matrix/server_clock.hpp"

#include <date/date.h>
#include <fmt/format.h>

#include <sstream>

namespace goodturn::matrix {

using std::chrono::seconds;

/// RFC 9110, 5.6.7.
std::optional<seconds> ahead_by(const net::HttpResponse& answer, chat::Instant now) {
    std::istringstream in(std::string(answer.header("Date")));
    date::sys_seconds theirs;
    in >> date::parse("%a, %d %b %Y %T GMT", theirs);
    if (in.fail()) return std::nullopt;
    return theirs - std::chrono::floor<seconds>(now);
}

std::string about_clocks(std::optional<seconds> ahead) {
    constexpr seconds agree = std::chrono::minutes(1);
    constexpr seconds in_hours = std::chrono::hours(2);
    const seconds off = std::chrono::abs(ahead.value_or(seconds(0)));
    if (off <= agree) return {};
    const auto text = off < in_hours ? fmt::format("{} min", std::chrono::round<std::chrono::minutes>(off).count())
                                     : fmt::format("{} h", std::chrono::round<std::chrono::hours>(off).count());
    return fmt::format(
        "The clock here is {} {} the server's: set it right, for what is due comes by it (`timedatectl "
        "set-ntp true`), or have the server's set.",
        text, ahead->count() > 0 ? "behind" : "ahead of");
}

}  // namespace goodturn::matrix
