#pragma once

#include "adapters/matrix/login.hpp"
#include "adapters/net/tls.hpp"
#include "adapters/net/url.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace goodturn::matrix {

struct Finding {
    bool well = false;
    std::string text;  ///< a sentence for the operator, which says how to mend what is not well
};
using Findings = std::vector<Finding>;

/// Whether the account of the settings could start: is the server there, and would it let the bot in? Uses no password,
/// of which servers allow few. For while no bot runs.
void check(const boost::asio::any_io_executor& loop, const std::shared_ptr<net::Tls>& tls, const net::Proxy& proxy,
           const Login& login, std::function<chat::Instant()> now, std::function<void(const Findings&)> done);

}  // namespace goodturn::matrix
