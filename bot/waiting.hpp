#pragma once

#include "adapters/matrix/api.hpp"
#include "adapters/net/client.hpp"
#include "adapters/net/tls.hpp"
#include "bot/clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace goodturn::bot {

/// A loop of its own for commands that ask a server something and wait for it.
class Waiting {
public:
    explicit Waiting(net::Proxy proxy)
        : proxy_(std::move(proxy)), client_(loop_.get_executor(), tls_, net::ClientOptions{.proxy = proxy_}) {}

    [[nodiscard]] net::Client& client() { return client_; }
    [[nodiscard]] const std::shared_ptr<net::Tls>& tls() const { return tls_; }
    [[nodiscard]] std::shared_ptr<matrix::Api> api(const std::string& homeserver) {
        return std::make_shared<matrix::Api>(
            loop_.get_executor(),
            std::make_unique<net::Client>(loop_.get_executor(), tls_, net::ClientOptions{.proxy = proxy_}), homeserver,
            [] { return Clock().now(); }, [](const matrix::Problem&) {});
    }
    [[nodiscard]] boost::asio::any_io_executor loop() { return loop_.get_executor(); }

    /// Throws what it throws, and std::runtime_error if it takes more than `patience`.
    template <class What>
    What result(boost::asio::awaitable<What> what, std::chrono::seconds patience = std::chrono::minutes(1)) {
        std::optional<What> result;
        loop_.restart();
        boost::asio::co_spawn(loop_, std::move(what), [&](const std::exception_ptr& thrown, What value) {
            loop_.stop();
            if (thrown) std::rethrow_exception(thrown);
            result = std::move(value);
        });
        loop_.run_for(patience);
        if (!result) throw std::runtime_error("the server did not answer in time");
        return std::move(*result);
    }

    /// What is given to the function that `ask` gets; nullopt: nothing within `patience`.
    template <class What>
    std::optional<What> answer(auto ask, std::chrono::seconds patience = std::chrono::minutes(1)) {
        std::optional<What> answer;
        loop_.restart();
        ask([&](What what) {
            answer = std::move(what);
            loop_.stop();
        });
        loop_.run_for(patience);
        return answer;
    }

private:
    boost::asio::io_context loop_{1};
    std::shared_ptr<net::Tls> tls_ = std::make_shared<net::Tls>();
    net::Proxy proxy_;
    net::Client client_;
};

}  // namespace goodturn::bot
