#pragma once

#include "adapters/net/client.hpp"
#include "adapters/slack/json.hpp"
#include "core/chat/outgoing.hpp"

#include <chrono>
#include <expected>
#include <string>
#include <string_view>

/// What an answer of the Web API means (docs.slack.dev/apis/web-api, "Evaluating responses", and the list of errors of
/// each method). Pure.
namespace goodturn::slack {

enum class Fault {
    transient,     ///< something will be different later
    rate_limited,  ///< this one after `retry_after`; certainly nothing happened
    auth,          ///< the token will do for nothing any more: the workspace stops
    config,        ///< an operator or an administrator can mend it: `detail` says what is missing
    gone,          ///< the message, thread or view that it is about is no more, or can't be changed any more
    unreachable,   ///< this person or conversation can't be written to or read
    expired,       ///< a trigger or a response_url: used, or too old
    rejected,      ///< a fault of ours, or an error that nobody knows
};

struct Problem {
    Fault fault = Fault::transient;
    /// Slack may have done it all the same.
    bool unknown = false;
    std::chrono::milliseconds retry_after{0};
    std::string code{};    ///< Slack's own word for it; empty: it had none
    std::string detail{};  ///< for the log: method, code, what is missing; never a text, a token or a URL
};

struct Reply {
    Document body;
    std::string scopes{};  ///< that the token has, with commas: of auth.test; empty: not said

    Value operator[](std::string_view member) const { return body.root()[member]; }
    /// The cursor of the next page; empty: this was the last one.
    [[nodiscard]] std::string next_page() const;
};

/// Everything that does not begin with {"ok":true is a Problem, but for "already_reacted" and "no_reaction": who wanted
/// that has it.
[[nodiscard]] std::expected<Reply, Problem> read_reply(std::string_view method, const net::HttpResponse& answer);

/// Of a response_url, which answers with a word, or with JSON, or with nothing.
[[nodiscard]] std::expected<Reply, Problem> read_response(const net::HttpResponse& answer);

/// Whether asking the same later may work: a list from its first page on.
[[nodiscard]] bool may_pass(const Problem& problem);

/// The chat that conversations.open opened.
[[nodiscard]] std::expected<chat::ConversationId, Problem> opened_chat(const std::expected<Reply, Problem>& answer);

/// There was no answer.
[[nodiscard]] Problem no_reply(std::string_view method, const net::HttpError& error);

/// What an engine makes of it. What an operator can mend is tried again later, for as long as the engine likes.
[[nodiscard]] chat::SendError send_error(const Problem& problem);

}  // namespace goodturn::slack
