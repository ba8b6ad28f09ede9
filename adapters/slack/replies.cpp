#include "adapters/slack/replies.hpp"

#include "adapters/slack/gates.hpp"
#include "adapters/slack/ids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;
using Answer = std::expected<Reply, Problem>;

/// As Slack's Python SDK has it, where the header is missing.
constexpr std::chrono::seconds usual_wait = 30s;
constexpr std::chrono::seconds longest_wait = 1h;
constexpr std::size_t longest_word = 300;

struct Known {
    std::string_view code;  ///< with "*" at its end: all that begin so
    Fault fault;
    bool unknown = false;
};
constexpr std::array known{
    // Slack says of the first two that some of the work may have been done.
    Known{"internal_error", Fault::transient, true},
    Known{"fatal_error", Fault::transient, true},
    Known{"service_unavailable", Fault::transient, true},
    Known{"request_timeout", Fault::transient, true},
    Known{"team_added_to_org", Fault::transient},
    Known{"external_channel_migrating", Fault::transient},

    Known{"ratelimited", Fault::rate_limited},
    Known{"rate_limited", Fault::rate_limited},

    Known{"invalid_auth", Fault::auth},
    Known{"not_authed", Fault::auth},
    Known{"account_inactive", Fault::auth},
    Known{"token_revoked", Fault::auth},
    Known{"token_expired", Fault::auth},
    Known{"org_login_required", Fault::auth},
    Known{"team_access_not_granted", Fault::auth},
    Known{"team_disabled", Fault::auth},
    Known{"user_removed_from_team", Fault::auth},
    Known{"forbidden_team", Fault::auth},

    Known{"missing_scope", Fault::config},
    Known{"not_allowed_token_type", Fault::config},
    Known{"no_permission", Fault::config},
    Known{"not_enabled", Fault::config},             // the Home tab
    Known{"messages_tab_disabled", Fault::config},   // nobody can write to the bot either
    Known{"message_limit_exceeded", Fault::config},  // of the plan: no Retry-After says when it ends
    Known{"enterprise_is_restricted", Fault::config},
    Known{"access_denied", Fault::config},
    Known{"accesslimited", Fault::config},
    Known{"two_factor_setup_required", Fault::config},
    Known{"ekm_access_denied", Fault::config},

    Known{"message_not_found", Fault::gone},
    Known{"thread_not_found", Fault::gone},
    Known{"cant_update_message", Fault::gone},
    Known{"cant_delete_message", Fault::gone},
    Known{"edit_window_closed", Fault::gone},
    Known{"cannot_reply_to_message", Fault::gone},
    Known{"not_found", Fault::gone},  // of a view

    Known{"channel_not_found", Fault::unreachable},
    Known{"channel_is_archived", Fault::unreachable},
    Known{"is_archived", Fault::unreachable},
    Known{"not_in_channel", Fault::unreachable},
    Known{"user_not_in_channel", Fault::unreachable},
    Known{"user_not_found", Fault::unreachable},
    Known{"users_not_found", Fault::unreachable},
    Known{"user_not_visible", Fault::unreachable},
    Known{"user_disabled", Fault::unreachable},
    Known{"user_is_restricted", Fault::unreachable},
    Known{"cannot_dm_bot", Fault::unreachable},
    Known{"method_not_supported_for_channel_type", Fault::unreachable},
    Known{"action_prohibited", Fault::unreachable},
    Known{"posting_to_*", Fault::unreachable},
    Known{"restricted_action*", Fault::unreachable},
    Known{"slack_connect_*", Fault::unreachable},

    Known{"expired_trigger_id", Fault::expired},
    Known{"trigger_expired", Fault::expired},
    Known{"exchanged_trigger_id", Fault::expired},
    Known{"trigger_exchanged", Fault::expired},
    Known{"invalid_trigger_id", Fault::expired},
    Known{"expired_url", Fault::expired},
    Known{"used_url", Fault::expired},
};

bool means(const Known& entry, std::string_view code) {
    return entry.code.ends_with('*') ? code.starts_with(entry.code.substr(0, entry.code.size() - 1))
                                     : code == entry.code;
}

/// Text that is made of these characters is no secret of anybody.
bool is_word(std::string_view text, std::string_view more = "") {
    const auto fine = [&](char c) { return (c >= 'a' && c <= 'z') || c == '_' || more.contains(c); };
    return !text.empty() && text.size() <= longest_word && std::ranges::all_of(text, fine);
}

std::chrono::milliseconds wait_of(const net::HttpResponse& answer) {
    const auto header = answer.header("Retry-After");
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), seconds);
    if (error != std::errc() || end != header.data() + header.size() || seconds < 0) return usual_wait;
    return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 1, longest_wait.count()));
}

Problem limited(std::string_view method, const net::HttpResponse& answer, std::string code) {
    const auto wait = wait_of(answer);
    return {.fault = Fault::rate_limited,
            .retry_after = wait,
            .code = std::move(code),
            .detail = fmt::format("{}: too many, wait {} s", method, wait.count() / 1000)};
}

/// No answer of Slack's own that says what happened.
Problem unclear(std::string_view method, std::string_view what) {
    return {.fault = Fault::transient, .unknown = true, .detail = fmt::format("{}: {}", method, what)};
}

/// Where in what we sent the first mistake is. The messages themselves may repeat what we sent.
std::string pointer_of(Value body) {
    for (const auto& message : body["response_metadata"]["messages"].items()) {
        const std::string text = message.text();
        const std::string before = "[json-pointer:";
        const auto from = text.find(before);
        const auto to = from == text.npos ? text.npos : text.find(']', from);
        if (to == text.npos) continue;
        const auto pointer = text.substr(from + before.size(), to - from - before.size());
        if (is_word(pointer, "/0123456789")) return pointer;
    }
    return {};
}

Problem refusal(std::string_view method, const net::HttpResponse& answer, std::string code, Value body) {
    if (!is_word(code, "0123456789")) code.clear();
    const auto* entry = std::ranges::find_if(known, [&](const Known& one) { return means(one, code); });
    const bool is_known = entry != known.end();
    if (is_known && entry->fault == Fault::rate_limited) return limited(method, answer, std::move(code));
    Problem problem{.fault = is_known ? entry->fault : Fault::rejected,
                    .unknown = is_known && entry->unknown,
                    .code = code,
                    .detail = fmt::format("{}: {}", method, code.empty() ? "an error without a name" : code)};
    for (const auto& [member, word] : {std::pair{"needed", "needs"}, {"provided", "has"}}) {
        const auto scopes = body[member].text();
        if (is_word(scopes, ":.,- ")) problem.detail += fmt::format(", {} {}", word, scopes);
    }
    if (const auto pointer = pointer_of(body); !pointer.empty()) problem.detail += " at " + pointer;
    return problem;
}

std::string status_of(const net::HttpResponse& answer) {
    return fmt::format("HTTP status {}", answer.status);
}

}  // namespace

std::string Reply::next_page() const {
    return (*this)["response_metadata"]["next_cursor"].text();
}

Answer read_reply(std::string_view method, const net::HttpResponse& answer) {
    if (answer.status == 429) return std::unexpected(limited(method, answer, "ratelimited"));
    if (answer.status >= 500) return std::unexpected(unclear(method, status_of(answer)));
    auto body = Document::parse(answer.body);
    if (!body) return std::unexpected(unclear(method, status_of(answer) + ", no JSON"));
    const Value root = body->root();
    const bool ok = root["ok"].flag();
    const std::string code = root["error"].text();
    if ((ok && answer.status == 200) || code == "already_reacted" || code == "no_reaction") {
        return Reply{.body = std::move(*body), .scopes = std::string(answer.header("x-oauth-scopes"))};
    }
    if (ok || code.empty()) return std::unexpected(unclear(method, status_of(answer) + ", neither done nor refused"));
    return std::unexpected(refusal(method, answer, code, root));
}

Answer read_response(const net::HttpResponse& answer) {
    const auto method = by_response_url;
    if (answer.status == 429) return std::unexpected(limited(method, answer, "ratelimited"));
    if (answer.status >= 500) return std::unexpected(unclear(method, status_of(answer)));
    const auto body = Document::parse(answer.body).value_or(Document());
    const Value root = body.root();
    const std::string code = root.is_object() ? root["error"].text() : answer.body;
    const bool done = root["ok"].flag() || answer.body.empty() || answer.body == "ok";
    if (done && answer.status / 100 == 2) return Reply{.body = body};
    if (answer.status < 400 && (done || !is_word(code))) return std::unexpected(unclear(method, status_of(answer)));
    auto problem = refusal(method, answer, code, root);
    // Slack does not say how it refuses an address that is used up.
    if (problem.fault == Fault::rejected && (problem.code.empty() || answer.status == 404 || answer.status == 410)) {
        problem.fault = Fault::expired;
        problem.detail += ", " + status_of(answer);
    }
    return std::unexpected(std::move(problem));
}

bool may_pass(const Problem& problem) {
    return problem.fault == Fault::transient || problem.fault == Fault::rate_limited ||
           problem.code == "invalid_cursor";
}

std::expected<chat::ConversationId, Problem> opened_chat(const std::expected<Reply, Problem>& answer) {
    if (!answer) return std::unexpected(answer.error());
    std::string id = (*answer)["channel"]["id"].text();
    if (!is_id(id)) return std::unexpected(Problem{.detail = "conversations.open: no chat"});
    return chat::ConversationId{std::move(id)};
}

Problem no_reply(std::string_view method, const net::HttpError& error) {
    return {.fault = Fault::transient, .unknown = error.sent, .detail = fmt::format("{}: {}", method, error.detail)};
}

chat::SendError send_error(const Problem& problem) {
    using enum chat::SendFailure;
    chat::SendError error{.failure = transient, .retry_after = problem.retry_after, .detail = problem.detail};
    switch (problem.fault) {
        case Fault::transient:
        case Fault::auth:
        case Fault::config:
            break;
        case Fault::rate_limited:
            error.failure = later;
            break;
        case Fault::gone:
            error.failure = gone;
            break;
        case Fault::unreachable:
            error.failure = unreachable;
            break;
        case Fault::expired:
        case Fault::rejected:
            error.failure = problem.unknown ? unknown : rejected;
            break;
    }
    return error;
}

}  // namespace goodturn::slack
