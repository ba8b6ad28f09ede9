#include "tests/adapters/net/rude_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace goodturn::net {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;

std::size_t length_of_body(const std::string& head) {
    const std::string field = "Content-Length: ";
    const auto at = head.find(field);
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + field.size()));
}

/// RFC 6455, 4.2.2.
std::string accepted_key(const std::string& request) {
    const std::string field = "Sec-WebSocket-Key: ";
    const auto at = request.find(field);
    if (at == std::string::npos) throw std::runtime_error("no handshake");
    const std::string key = request.substr(at + field.size(), 24) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> hash{};
    SHA1(reinterpret_cast<const unsigned char*>(key.data()), key.size(), hash.data());
    std::array<unsigned char, 29> encoded{};
    const int size = EVP_EncodeBlock(encoded.data(), hash.data(), SHA_DIGEST_LENGTH);
    return {encoded.begin(), encoded.begin() + size};
}

std::size_t big_endian(const std::string& bytes) {
    std::size_t number = 0;
    for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
    return number;
}

void append(std::string& bytes, std::size_t number, int size) {
    while (size-- > 0) bytes += static_cast<char>(number >> (8 * size) & 0xFF);
}

asio::awaitable<void> copy(tcp::socket& from, tcp::socket& to) {
    std::array<char, 4096> bytes{};
    for (;;) {
        auto [error, size] = co_await from.async_read_some(asio::buffer(bytes), asio::as_tuple(use_awaitable));
        if (error) co_return;
        auto [failed, written] =
            co_await asio::async_write(to, asio::buffer(bytes, size), asio::as_tuple(use_awaitable));
        if (failed) co_return;
    }
}

}  // namespace

struct Peer::Secure {
    Secure(tcp::socket& socket, const Certificate& certificate)
        : context(ssl::context::tls_server), stream(socket, with(certificate)) {}
    ssl::context& with(const Certificate& certificate) {
        context.use_certificate_chain(asio::buffer(certificate.chain));
        context.use_private_key(asio::buffer(certificate.key), ssl::context::pem);
        return context;
    }
    ssl::context context;
    ssl::stream<tcp::socket&> stream;
};

Peer::Peer(tcp::socket socket) : socket_(std::move(socket)) {}
Peer::~Peer() = default;

asio::awaitable<std::string> Peer::secure(const Certificate& certificate) {
    secure_ = std::make_unique<Secure>(socket_, certificate);
    co_await secure_->stream.async_handshake(ssl::stream_base::server, use_awaitable);
    const char* name = SSL_get_servername(secure_->stream.native_handle(), TLSEXT_NAMETYPE_host_name);
    co_return name == nullptr ? "" : name;
}

asio::awaitable<void> Peer::more() {
    std::array<char, 65'536> bytes{};
    std::size_t size = 0;
    if (secure_) {
        size = co_await secure_->stream.async_read_some(asio::buffer(bytes), use_awaitable);
    } else {
        size = co_await socket_.async_read_some(asio::buffer(bytes), use_awaitable);
    }
    read_.append(bytes.data(), size);
}

asio::awaitable<std::string> Peer::take(std::size_t size) {
    while (read_.size() < size) co_await more();
    std::string taken = read_.substr(0, size);
    read_.erase(0, size);
    co_return taken;
}

asio::awaitable<std::string> Peer::request() {
    while (!read_.contains("\r\n\r\n")) co_await more();
    std::string head = co_await take(read_.find("\r\n\r\n") + 4);
    head += co_await take(length_of_body(head));
    co_return head;
}

asio::awaitable<void> Peer::write(std::string bytes) {
    if (secure_) {
        co_await asio::async_write(secure_->stream, asio::buffer(bytes), use_awaitable);
    } else {
        co_await asio::async_write(socket_, asio::buffer(bytes), use_awaitable);
    }
}

asio::awaitable<void> Peer::stay() {
    for (;;) {
        co_await more();
        read_.clear();
    }
}

void Peer::reset() {
    socket_.set_option(asio::socket_base::linger(true, 0));
    socket_.close();
}

asio::awaitable<std::string> Peer::upgrade() {
    std::string request = co_await this->request();
    co_await write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
        accepted_key(request) + "\r\n\r\n");
    co_return request;
}

asio::awaitable<Frame> Peer::frame() {
    const std::string head = co_await take(2);
    const auto first = static_cast<unsigned char>(head[0]);
    const auto second = static_cast<unsigned char>(head[1]);
    if ((second & 0x80U) == 0) throw std::runtime_error("a client's frame without a mask");
    std::size_t size = second & 0x7FU;
    if (size >= 126) size = big_endian(co_await take(size == 126 ? 2 : 8));
    const std::string mask = co_await take(4);
    std::string payload = co_await take(size);
    for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
    co_return Frame{first & 0x0FU, std::move(payload), (first & 0x80U) != 0};
}

asio::awaitable<void> Peer::say(Frame frame) {
    std::string bytes;
    append(bytes, (frame.final ? 0x80U : 0U) | frame.opcode, 1);
    const std::size_t size = frame.payload.size();
    append(bytes, size < 126 ? size : size < 65'536 ? 126 : 127, 1);
    if (size >= 126) append(bytes, size, size < 65'536 ? 2 : 8);
    co_await write(bytes + frame.payload);
}

asio::awaitable<void> Peer::join(std::uint16_t port) {
    using namespace asio::experimental::awaitable_operators;
    tcp::socket other(socket_.get_executor());
    co_await other.async_connect({asio::ip::address_v4::loopback(), port}, use_awaitable);
    co_await (copy(socket_, other) || copy(other, socket_));
}

Scene::Scene(asio::io_context& loop) : gate_(loop, asio::steady_timer::time_point::max()) {}

void Scene::go_on() {
    waits_ = false;
    gate_.cancel();
}

asio::awaitable<void> Scene::wait() {
    if (waits_) co_await gate_.async_wait(asio::as_tuple(use_awaitable));
}

asio::awaitable<void> answers(Scene& scene, Peer& peer) {
    for (;;) {
        scene.requests.push_back(co_await peer.request());
        co_await peer.write(scene.answer);
    }
}

asio::awaitable<void> answers_when_told(Scene& scene, Peer& peer) {
    for (;;) {
        scene.requests.push_back(co_await peer.request());
        co_await scene.wait();
        co_await peer.write(scene.answer);
    }
}

asio::awaitable<void> answers_and_closes(Scene& scene, Peer& peer) {
    scene.requests.push_back(co_await peer.request());
    co_await peer.write(scene.answer);
}

asio::awaitable<void> answers_once(Scene& scene, Peer& peer) {
    scene.requests.push_back(co_await peer.request());
    co_await peer.write(scene.answer);
    scene.requests.push_back(co_await peer.request());
}

asio::awaitable<void> answers_and_stays_silent(Scene& scene, Peer& peer) {
    scene.requests.push_back(co_await peer.request());
    co_await peer.write(scene.answer);
    co_await peer.stay();
}

asio::awaitable<void> speaks_first(Scene& scene, Peer& peer) {
    co_await peer.write(scene.answer);
    co_await peer.stay();
}

asio::awaitable<void> says_nothing(Scene&, Peer& peer) {
    co_await peer.stay();
}

asio::awaitable<void> reads_nothing(Scene& scene, Peer&) {
    co_await scene.wait();
}

asio::awaitable<void> resets_at_the_request(Scene& scene, Peer& peer) {
    scene.requests.push_back(co_await peer.request());
    peer.reset();
}

asio::awaitable<void> tunnels(Scene& scene, Peer& peer) {
    scene.requests.push_back(co_await peer.request());
    co_await peer.write("HTTP/1.1 200 Connection established\r\nVia: a proxy\r\n\r\n");
    co_await peer.join(scene.behind);
}

asio::awaitable<void> echoes(Scene& scene, Peer& peer) {
    scene.requests.push_back(co_await peer.upgrade());
    for (;;) {
        scene.frames.push_back(co_await peer.frame());
        Frame frame = scene.frames.back();
        if (frame.opcode == 9) frame.opcode = 10;
        co_await peer.say(frame);
        if (frame.opcode == 8) co_return;
    }
}

asio::awaitable<void> says_its_frames(Scene& scene, Peer& peer) {
    scene.requests.push_back(co_await peer.upgrade());
    for (const Frame& frame : scene.says) co_await peer.say(frame);
    for (;;) scene.frames.push_back(co_await peer.frame());
}

asio::awaitable<void> says_its_frames_and_resets(Scene& scene, Peer& peer) {
    scene.requests.push_back(co_await peer.upgrade());
    for (const Frame& frame : scene.says) co_await peer.say(frame);
    co_await scene.wait();
    peer.reset();
}

asio::awaitable<void> never_closes(Scene& scene, Peer& peer) {
    scene.requests.push_back(co_await peer.upgrade());
    for (;;) {
        scene.frames.push_back(co_await peer.frame());
        if (scene.frames.back().opcode == 8) co_await peer.say(scene.frames.back());
    }
}

asio::awaitable<void> reads_no_frame(Scene& scene, Peer& peer) {
    scene.requests.push_back(co_await peer.upgrade());
    co_await scene.wait();
    while (!scene.hang_up) scene.frames.push_back(co_await peer.frame());
}

namespace {

asio::awaitable<void> serve(std::shared_ptr<Scene> scene, tcp::socket socket, Behaviour behaviour,
                            std::optional<Certificate> certificate) {
    Peer peer(std::move(socket));
    ++scene->connections;
    ++scene->open;
    try {
        if (certificate) scene->names.push_back(co_await peer.secure(*certificate));
        co_await behaviour(*scene, peer);
    } catch (const boost::system::system_error&) {  // NOLINT(bugprone-empty-catch): the client went away
    }
    --scene->open;
}

asio::awaitable<void> accept(std::shared_ptr<Scene> scene, std::shared_ptr<tcp::acceptor> acceptor, Behaviour behaviour,
                             std::optional<Certificate> certificate) {
    for (;;) {
        auto [error, socket] = co_await acceptor->async_accept(asio::as_tuple(use_awaitable));
        if (error) co_return;
        asio::co_spawn(acceptor->get_executor(), serve(scene, std::move(socket), behaviour, certificate),
                       [](const std::exception_ptr& thrown) {
                           if (thrown) std::rethrow_exception(thrown);
                       });
    }
}

}  // namespace

RudeServer::RudeServer(asio::io_context& loop, Behaviour behaviour, std::optional<Certificate> certificate,
                       const tcp::endpoint& address)
    : scene_(std::make_shared<Scene>(loop)),
      acceptor_(std::make_shared<tcp::acceptor>(loop, address)),
      port_(acceptor_->local_endpoint().port()),
      secure_(certificate.has_value()) {
    asio::co_spawn(loop, accept(scene_, acceptor_, behaviour, std::move(certificate)), asio::detached);
}

RudeServer::~RudeServer() {
    acceptor_->close();
}

std::string RudeServer::url(const std::string& target, const std::string& host) const {
    return (secure_ ? "https://" : "http://") + host + ":" + std::to_string(port_) + target;
}

std::string RudeServer::socket_url(const std::string& target) const {
    return (secure_ ? "wss://localhost:" : "ws://localhost:") + std::to_string(port_) + target;
}

}  // namespace goodturn::net
