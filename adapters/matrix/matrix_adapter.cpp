#include "adapters/matrix/matrix_adapter.hpp"

#include "adapters/matrix/ids.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace goodturn::matrix {

MatrixAdapter::MatrixAdapter(boost::asio::any_io_executor loop, const std::shared_ptr<net::Tls>& tls,
                             MatrixOptions options, std::function<chat::Instant()> now, engine::Sink sink)
    : loop_(std::move(loop)),
      session_(loop_, tls, std::move(options), {.now = std::move(now), .sink = std::move(sink)}) {}

void MatrixAdapter::start(const std::optional<std::string>& cursor) {
    session_.start(cursor ? cursor_from(*cursor) : std::nullopt);
}

void MatrixAdapter::stop(std::move_only_function<void()> done) {
    session_.stop();
    boost::asio::post(loop_, std::move(done));
}

void MatrixAdapter::send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done) {
    session_.send(std::move(what), std::move(done));
}

}  // namespace goodturn::matrix
