#include "adapters/net/stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <fmt/format.h>
#include <openssl/x509v3.h>

#include <charconv>
#include <chrono>
#include <vector>

namespace goodturn::net {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto awaitable = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t max_proxy_answer = 8'192;
/// An address that swallows everything must not take the time of the others.
constexpr std::chrono::seconds one_of_several{5};

/// None: the name has to be looked up, which "localhost" is not (RFC 6761, 6.3).
std::vector<tcp::endpoint> known_endpoints(const std::string& host, std::uint16_t port) {
    if (host == "localhost") {
        return {{asio::ip::address_v4::loopback(), port}, {asio::ip::address_v6::loopback(), port}};
    }
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) return {};
    return {{address, port}};
}

/// The status in "HTTP/1.1 200 Connection established"; 0: it is no such line.
unsigned status_in(std::string_view answer) {
    unsigned status = 0;
    if (answer.starts_with("HTTP/1.") && answer.size() > 12) {
        std::from_chars(answer.data() + 9, answer.data() + 12, status);
    }
    return status;
}

/// Has the certificate compared with `host`, which the server is told too, so that it can choose among several. The
/// names of the macros' parts stand here because the macros cast in C's way.
bool expect_host(SSL* session, std::string host) {
    X509_VERIFY_PARAM* rules = SSL_get0_param(session);
    error_code error;
    static_cast<void>(asio::ip::make_address(host, error));
    if (!error) return X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1;
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    return X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size()) == 1 &&
           SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) == 1;
}

}  // namespace

struct Stream::Secure {
    ssl::stream<tcp::socket&> stream;
};

Stream::Stream(executor_type loop, std::shared_ptr<Tls> tls) : tls_(std::move(tls)), resolver_(loop), socket_(loop) {}

Stream::~Stream() = default;

asio::awaitable<std::string> Stream::connect(Url url, Proxy proxy) {
    const bool tunnels = proxy.serves(url);
    std::string problem = tunnels ? co_await reach(proxy.host, proxy.port) : co_await reach(url.host, url.port);
    if (problem.empty() && tunnels) problem = co_await tunnel(url, proxy);
    if (problem.empty() && url.secure()) problem = co_await shake_hands(url.host);
    if (!problem.empty()) close();
    co_return problem;
}

asio::awaitable<std::string> Stream::reach(std::string host, std::uint16_t port) {
    auto endpoints = known_endpoints(host, port);
    if (endpoints.empty() && !closed_) {
        const auto [error, found] = co_await resolver_.async_resolve(
            host, std::to_string(port), tcp::resolver::address_configured | tcp::resolver::numeric_service, awaitable);
        if (error) co_return fmt::format("{} can't be looked up: {}", host, error.message());
        for (const auto& entry : found) endpoints.push_back(entry.endpoint());
    }
    std::string problem;
    error_code ignored;
    for (std::size_t i = 0; i < endpoints.size() && !closed_; ++i) {
        asio::steady_timer patience(get_executor(), asio::steady_timer::time_point::max());
        if (i + 1 < endpoints.size()) patience.expires_after(one_of_several);
        const auto [order, error, waited] =
            co_await asio::experimental::make_parallel_group(socket_.async_connect(endpoints[i], asio::deferred),
                                                             patience.async_wait(asio::deferred))
                .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
        if (!error && !closed_) {
            static_cast<void>(socket_.set_option(tcp::no_delay(true), ignored));
            co_return "";
        }
        problem = fmt::format("{} can't be reached: {}", host, order[0] == 1 ? "no answer" : error.message());
        static_cast<void>(socket_.close(ignored));
    }
    co_return closed_ ? host + " was given up" : problem;
}

asio::awaitable<std::string> Stream::tunnel(const Url& url, const Proxy& proxy) {
    const std::string host = url.host.contains(':') ? "[" + url.host + "]" : url.host;
    std::string request = fmt::format("CONNECT {0}:{1} HTTP/1.1\r\nHost: {0}:{1}\r\n", host, url.port);
    if (!proxy.authorization.empty()) request += fmt::format("Proxy-Authorization: {}\r\n", proxy.authorization);
    request += "\r\n";
    const auto [failed, written] = co_await asio::async_write(*this, asio::buffer(request), awaitable);
    if (failed) co_return fmt::format("the proxy {} went away: {}", proxy.host, failed.message());
    std::string answer;
    const auto [error, size] =
        co_await asio::async_read_until(*this, asio::dynamic_buffer(answer, max_proxy_answer), "\r\n\r\n", awaitable);
    if (error) co_return fmt::format("the proxy {} went away: {}", proxy.host, error.message());
    if (const unsigned status = status_in(answer); status / 100 != 2) {
        co_return fmt::format("the proxy {} refused: {}", proxy.host, status);
    }
    // A TLS server speaks second: what came behind the answer isn't from it.
    if (answer.size() > size) co_return fmt::format("the proxy {} answered nonsense", proxy.host);
    co_return "";
}

asio::awaitable<std::string> Stream::shake_hands(const std::string& host) {
    secure_ = std::make_unique<Secure>(ssl::stream<tcp::socket&>(socket_, tls_->context()));
    auto& session = secure_->stream;
    if (!expect_host(session.native_handle(), host)) co_return fmt::format("{} is no name for TLS", host);
    const auto [error] = co_await session.async_handshake(ssl::stream_base::client, awaitable);
    if (!error) co_return "";
    const long verdict = SSL_get_verify_result(session.native_handle());
    co_return fmt::format("no TLS with {}: {}", host,
                          verdict == X509_V_OK ? error.message() : X509_verify_cert_error_string(verdict));
}

void Stream::close() {
    closed_ = true;
    resolver_.cancel();
    error_code ignored;
    static_cast<void>(socket_.close(ignored));
}

bool Stream::quiet() {
    if (secure_) {
        SSL* session = secure_->stream.native_handle();
        if (SSL_has_pending(session) != 0 || BIO_ctrl_pending(SSL_get_rbio(session)) != 0) return false;
    }
    error_code error;
    static_cast<void>(socket_.non_blocking(true, error));
    if (error) return false;
    char byte = 0;
    socket_.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, error);
    return error == asio::error::would_block;
}

void Stream::read_some(asio::mutable_buffer into, Handler handler) {
    if (secure_) {
        secure_->stream.async_read_some(into, std::move(handler));
    } else {
        socket_.async_read_some(into, std::move(handler));
    }
}

void Stream::write_some(asio::const_buffer from, Handler handler) {
    if (secure_) {
        secure_->stream.async_write_some(from, std::move(handler));
    } else {
        socket_.async_write_some(from, std::move(handler));
    }
}

}  // namespace goodturn::net
