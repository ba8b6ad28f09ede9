#include "adapters/matrix/asking.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace goodturn::matrix {

namespace asio = boost::asio;
using Answer = std::expected<net::HttpResponse, net::HttpError>;

asio::awaitable<Answer> ask(net::Client& client, net::HttpRequest request) {
    return asio::async_initiate<const asio::use_awaitable_t<>, void(Answer)>(
        [&client](auto handler, net::HttpRequest asked) {
            client.send(std::move(asked), [handler = std::move(handler)](Answer answer) mutable {
                std::move(handler)(std::move(answer));
            });
        },
        asio::use_awaitable, std::move(request));
}

}  // namespace goodturn::matrix
