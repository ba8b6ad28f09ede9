#include "adapters/matrix/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace goodturn::matrix {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds usual_wait{5'000};
constexpr milliseconds longest_wait{3'600'000};

/// The header, in seconds, and the older member, in milliseconds: servers send either or both.
milliseconds wait_of(const net::HttpResponse& response, net::Value body) {
    milliseconds wait{0};
    const auto header = response.header("Retry-After");
    std::uint32_t seconds = 0;
    if (std::from_chars(header.data(), header.data() + header.size(), seconds).ec == std::errc()) {
        wait = std::chrono::seconds(seconds);
    }
    if (const auto older = body["retry_after_ms"].number(); older && *older > 0) {
        wait = std::max(wait, milliseconds(std::min<std::int64_t>(*older, longest_wait.count())));
    }
    return wait.count() == 0 ? usual_wait : std::min(wait, longest_wait);
}

Fault fault_of(unsigned status, const std::string& code) {
    if (status == 429 || code == "M_LIMIT_EXCEEDED") return Fault::rate_limited;
    if (status == 413 || code == "M_TOO_LARGE") return Fault::too_large;
    if (status < 400 || status >= 500 || code.empty()) return Fault::transient;
    if (code == "M_UNKNOWN_TOKEN" || code == "M_MISSING_TOKEN" || code == "M_USER_LOCKED") return Fault::token;
    if (status == 403) return Fault::forbidden;
    if (status == 404) return Fault::missing;
    return Fault::refused;
}

}  // namespace

bool passes(const Problem& problem) {
    return problem.fault == Fault::transient || problem.fault == Fault::rate_limited || problem.fault == Fault::token;
}

Reply read_reply(std::string_view what, const std::expected<net::HttpResponse, net::HttpError>& answer) {
    if (!answer) return std::unexpected(Problem{.detail = fmt::format("{}: {}", what, answer.error().detail)});
    auto document = net::Document::parse(answer->body);
    const auto status = answer->status;
    if (status >= 200 && status < 300) {
        if (document && document->root().is_object()) return std::move(*document);
        return std::unexpected(Problem{.detail = fmt::format("{}: the answer is not JSON, or not whole", what)});
    }
    const net::Value body = document ? document->root() : net::Value();
    Problem problem{.fault = {}, .code = body["errcode"].text(), .soft = body["soft_logout"].flag()};
    problem.fault = fault_of(status, problem.code);
    problem.soft = problem.soft || problem.code == "M_USER_LOCKED";
    if (problem.fault == Fault::rate_limited) problem.retry_after = wait_of(*answer, body);
    problem.detail = fmt::format("{}: HTTP {}{}{}", what, status, problem.code.empty() ? "" : " ", problem.code);
    return std::unexpected(std::move(problem));
}

chat::SendError send_error(const Problem& problem) {
    using enum chat::SendFailure;
    chat::SendFailure failure = rejected;
    switch (problem.fault) {
        case Fault::transient:
        case Fault::token:
        case Fault::dropped:
        case Fault::ended:
            failure = transient;
            break;
        case Fault::rate_limited:
            failure = later;
            break;
        case Fault::forbidden:
            failure = unreachable;
            break;
        case Fault::missing:
            failure = gone;
            break;
        case Fault::too_large:
        case Fault::refused:
            break;
    }
    return {.failure = failure, .retry_after = problem.retry_after, .detail = problem.detail};
}

}  // namespace goodturn::matrix
