#include "tests/support/slack_server/faults.hpp"

#include <algorithm>

namespace goodturn::slack_server {

Misanswer rate_limited(int seconds) {
    auto how = rate_limited_without_retry_after();
    how.headers.emplace_back("Retry-After", std::to_string(seconds));
    return how;
}

Misanswer rate_limited_without_retry_after() {
    return {.status = 429, .body = R"({"ok":false,"error":"ratelimited"})"};
}

Misanswer server_error() {
    return {.status = 500, .body = "upstream connect error", .type = "text/plain"};
}

Misanswer html() {
    return {.status = 200, .body = "<!DOCTYPE html><title>Log in to the network</title>", .type = "text/html"};
}

Misanswer half_json() {
    return {.status = 200, .body = R"({"ok":tr)"};
}

Misanswer refuses(const std::string& error) {
    return {.status = 200, .body = R"({"ok":false,"error":")" + error + R"("})"};
}

Misanswer status(unsigned status) {
    return {.status = status, .body = "no", .type = "text/plain"};
}

Misanswer slow_body(Duration delay) {
    return {.how = Misanswer::How::trickles, .taken = true, .delay = delay};
}

Misanswer resets() {
    return {.how = Misanswer::How::resets};
}

Misanswer closes() {
    return {.how = Misanswer::How::closes};
}

Misanswer hangs() {
    return {.how = Misanswer::How::hangs};
}

Misanswer taken_then_reset() {
    return {.how = Misanswer::How::resets, .taken = true};
}

Misanswer taken_then_closed() {
    return {.how = Misanswer::How::closes, .taken = true};
}

Misanswer taken_then_500() {
    auto how = server_error();
    how.taken = true;
    return how;
}

Misanswer taken_then_502() {
    auto how = taken_then_500();
    how.status = 502;
    return how;
}

Misanswer taken_then_hangs() {
    return {.how = Misanswer::How::hangs, .taken = true};
}

Misanswer taken_then_internal_error() {
    auto how = refuses("internal_error");
    how.taken = true;
    return how;
}

Misanswer taken_late(Duration delay) {
    return {.taken = true, .delay = delay};
}

void Faults::on(const std::string& method, Misanswer how, int times) {
    rules_.push_back({method, std::move(how), times});
}

std::optional<Misanswer> Faults::take(const std::string& method) {
    const auto rule = std::ranges::find(rules_, method, &Rule::method);
    if (rule == rules_.end()) return std::nullopt;
    Misanswer how = rule->how;
    if (rule->times != always && --rule->times <= 0) rules_.erase(rule);
    return how;
}

}  // namespace goodturn::slack_server
