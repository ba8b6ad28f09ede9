#pragma once

#include "adapters/net/client.hpp"
#include "adapters/net/json.hpp"
#include "core/chat/outgoing.hpp"

#include <chrono>
#include <expected>
#include <string>
#include <string_view>

/// What a homeserver's answer means. Pure. Client-server API, "Standard error response".
namespace goodturn::matrix {

enum class Fault {
    transient,     ///< try again; it may have arrived
    rate_limited,  ///< try again after `retry_after`; nothing happened
    token,         ///< the server does not take the token any more
    ended,         ///< nor what would get the next one: only the operator can log in again
    forbidden,
    missing,  ///< no such room, event or address
    too_large,
    refused,  ///< never, in this form
    dropped,  ///< nothing went, for what it was meant for is over
};

struct Problem {
    Fault fault = Fault::transient;
    std::chrono::milliseconds retry_after{0};
    std::string code{};    ///< "M_FORBIDDEN"
    bool soft = false;     ///< of a token: logging in again gives the same device back
    std::string detail{};  ///< for the log; never a token or words
};

/// It may be over when it is tried again a little later.
[[nodiscard]] bool passes(const Problem& problem);

using Reply = std::expected<net::Document, Problem>;

/// `what` was asked, for the log: "send". A 4xx that is no answer of a homeserver comes from something in between.
[[nodiscard]] Reply read_reply(std::string_view what, const std::expected<net::HttpResponse, net::HttpError>& answer);

/// Of what was to be sent.
[[nodiscard]] chat::SendError send_error(const Problem& problem);

}  // namespace goodturn::matrix
