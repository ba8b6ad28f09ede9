#pragma once

#include "adapters/matrix/login.hpp"
#include "core/chat/ids.hpp"

#include <boost/asio/awaitable.hpp>

#include <expected>
#include <memory>

namespace goodturn::matrix {

enum class Tested {
    written,
    waits,  ///< it is in a chat to which they are invited
};

/// For `goodturn send-test`: a line to this person in their chat with the bot, which is made if there is none. Needs no
/// /sync, so a running bot is not disturbed.
boost::asio::awaitable<std::expected<Tested, Problem>> send_test(std::shared_ptr<Api> api, Login login,
                                                                 chat::AccountId person);

}  // namespace goodturn::matrix
