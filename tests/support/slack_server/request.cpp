#include "tests/support/slack_server/request.hpp"

#include <algorithm>
#include <charconv>

namespace goodturn::slack_server {
namespace {

constexpr std::string_view api = "/api/";
constexpr std::string_view responses = "/response/";

std::string decoded(std::string_view text) {
    std::string all;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned code = 0;
        const bool escape =
            text[at] == '%' && at + 2 < text.size() &&
            std::from_chars(text.data() + at + 1, text.data() + at + 3, code, 16).ptr == text.data() + at + 3;
        if (escape) at += 2;
        all += escape ? static_cast<char>(code) : text[at] == '+' ? ' ' : text[at];
    }
    return all;
}

Answer json_answer(unsigned status, const json& body) {
    std::string text = body.dump(-1, ' ', false, json::error_handler_t::replace);
    return {.status = status, .body = std::move(text)};
}

}  // namespace

json form(std::string_view text) {
    json all = json::object();
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto field = text.substr(0, end);
        const auto equals = std::min(field.find('='), field.size());
        if (!field.empty())
            all[decoded(field.substr(0, equals))] = decoded(field.substr(std::min(equals + 1, field.size())));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

Asked asked(std::string_view target, std::string_view authorization, std::string_view content_type,
            const std::string& body) {
    const auto question = std::min(target.find('?'), target.size());
    const auto path = target.substr(0, question);
    Asked asked{.method = {}, .authorization = std::string(authorization), .response_url = {}, .args = nullptr};
    if (path.starts_with(api)) asked.method = path.substr(api.size());
    if (path.starts_with(responses)) {
        asked.method = Faults::response_url;
        asked.response_url = path.substr(responses.size());
    }
    if (content_type.starts_with("application/json")) {
        asked.args = json::parse(body, nullptr, false);
        asked.readable = asked.args.is_object();
    } else if (content_type.starts_with("application/x-www-form-urlencoded") || body.empty()) {
        asked.args = form(body);
        if (question < target.size()) asked.args.update(form(target.substr(question + 1)));
    } else {
        asked.readable = false;
    }
    if (!asked.readable) asked.args = nullptr;
    return asked;
}

Answer answer(State& state, const Asked& asked) {
    if (asked.method.empty()) return {.status = 404, .type = "text/plain", .body = "nothing is here"};
    if (asked.method == Faults::response_url) {
        const auto [status, body] = state.interactions.respond(asked.response_url, asked.args);
        return json_answer(status, body);
    }
    if (!asked.readable) return json_answer(200, {{"ok", false}, {"error", "invalid_post_type"}});
    auto reply = state.api.call(asked.method, asked.authorization, asked.args);
    auto answer = json_answer(200, reply.body);
    answer.headers = std::move(reply.headers);
    return answer;
}

}  // namespace goodturn::slack_server
