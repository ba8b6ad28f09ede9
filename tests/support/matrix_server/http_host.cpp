#include "tests/support/matrix_server/http_host.hpp"

#include "tests/adapters/net/rude_server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <sstream>
#include <utility>

namespace goodturn::matrix_server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

net::HttpRequest parsed(const std::string& text, const std::string& url) {
    const auto end = text.find("\r\n\r\n");
    std::istringstream lines(text.substr(0, end));
    net::HttpRequest request;
    std::string line;
    std::getline(lines, line);
    std::istringstream(line) >> request.method >> request.url;
    request.url = url + request.url;
    while (std::getline(lines, line)) {
        const auto colon = line.find(": ");
        if (line.ends_with('\r')) line.pop_back();
        if (colon != std::string::npos) request.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    request.body = text.substr(end + 4);
    return request;
}

std::string written(const net::HttpResponse& response) {
    std::string text = "HTTP/1.1 " + std::to_string(response.status) + " said\r\n";
    for (const auto& [name, value] : response.headers) text.append(name).append(": ").append(value).append("\r\n");
    return text + "Content-Length: " + std::to_string(response.body.size()) + "\r\n\r\n" + response.body;
}

}  // namespace

class HttpHost::Door : public std::enable_shared_from_this<Door> {
public:
    Door(asio::io_context& loop, Answer answer)
        : loop_(loop), acceptor_(loop, {asio::ip::address_v4::loopback(), 0}), answer_(std::move(answer)) {
        url_ = "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }
    [[nodiscard]] const std::string& url() const { return url_; }
    void open() { asio::co_spawn(loop_, accept(shared_from_this()), asio::detached); }
    void close() {
        answer_ = nullptr;
        acceptor_.close();
    }

private:
    static asio::awaitable<void> accept(std::shared_ptr<Door> self) try {
        while (true) {
            auto socket = co_await self->acceptor_.async_accept(asio::use_awaitable);
            asio::co_spawn(self->loop_, serve(self, std::move(socket)), asio::detached);
        }
    } catch (const boost::system::system_error&) {  // closed
    }

    static asio::awaitable<void> serve(std::shared_ptr<Door> self, tcp::socket socket) try {
        net::Peer peer(std::move(socket));
        while (true) {
            const auto request = parsed(co_await peer.request(), self->url_);
            const auto response = self->answer_ ? self->answer_(request) : std::nullopt;
            if (!response) co_return;
            co_await peer.write(written(*response));
        }
    } catch (const boost::system::system_error&) {  // the client is gone
    }

    asio::io_context& loop_;
    tcp::acceptor acceptor_;
    Answer answer_;
    std::string url_;
};

HttpHost::HttpHost(asio::io_context& loop, Answer answer) : door_(std::make_shared<Door>(loop, std::move(answer))) {
    door_->open();
    url_ = door_->url();
}

HttpHost::~HttpHost() {
    door_->close();
}

}  // namespace goodturn::matrix_server
