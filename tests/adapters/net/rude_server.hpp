#pragma once

#include "tests/support/net/authority.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// A server that behaves as badly as a test asks. It speaks bytes and websocket frames of its own, so that what the
/// clients send is looked at with other eyes than Beast's.
namespace goodturn::net {

struct Frame {
    unsigned opcode = 1;  ///< 0 continued, 1 text, 2 binary, 8 close, 9 ping, 10 pong
    std::string payload;
    bool final = true;

    bool operator==(const Frame&) const = default;
};

/// One connection, seen from the server. What fails throws boost::system::system_error.
class Peer {
public:
    explicit Peer(boost::asio::ip::tcp::socket socket);
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    /// Gives the name that the client asked for (SNI); empty: none.
    boost::asio::awaitable<std::string> secure(const Certificate& certificate);

    /// A request as it came, with its body.
    boost::asio::awaitable<std::string> request();
    boost::asio::awaitable<void> write(std::string bytes);
    /// Reads until the client goes away.
    boost::asio::awaitable<void> stay();
    void reset();  ///< RST

    /// Answers the handshake; gives the request.
    boost::asio::awaitable<std::string> upgrade();
    boost::asio::awaitable<Frame> frame();
    boost::asio::awaitable<void> say(Frame frame);

    /// Passes bytes on in both directions until one side ends.
    boost::asio::awaitable<void> join(std::uint16_t port);

private:
    struct Secure;
    boost::asio::awaitable<void> more();
    boost::asio::awaitable<std::string> take(std::size_t size);

    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<Secure> secure_;
    std::string read_;
};

/// What a server and its test tell each other.
struct Scene {
    explicit Scene(boost::asio::io_context& loop);

    std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    std::vector<Frame> says;
    std::uint16_t behind = 0;  ///< the port that a proxy connects to
    bool hang_up = false;      ///< when told to go on

    std::vector<std::string> requests;  ///< what came
    std::vector<Frame> frames;
    std::vector<std::string> names;  ///< asked for by each TLS connection
    std::size_t connections = 0;     ///< so far
    std::size_t open = 0;

    /// Lets those go on who wait, and all who would.
    void go_on();
    boost::asio::awaitable<void> wait();

private:
    boost::asio::steady_timer gate_;
    bool waits_ = true;
};

/// What happens to every connection, which is closed at the end. Never a lambda: it would have to outlive its waits.
using Behaviour = boost::asio::awaitable<void> (*)(Scene&, Peer&);

boost::asio::awaitable<void> answers(Scene& scene, Peer& peer);
boost::asio::awaitable<void> answers_when_told(Scene& scene, Peer& peer);
boost::asio::awaitable<void> answers_and_closes(Scene& scene, Peer& peer);
boost::asio::awaitable<void> answers_once(Scene& scene, Peer& peer);  ///< and closes at the second request
boost::asio::awaitable<void> answers_and_stays_silent(Scene& scene, Peer& peer);
boost::asio::awaitable<void> speaks_first(Scene& scene, Peer& peer);
boost::asio::awaitable<void> says_nothing(Scene& scene, Peer& peer);
boost::asio::awaitable<void> reads_nothing(Scene& scene, Peer& peer);
boost::asio::awaitable<void> resets_at_the_request(Scene& scene, Peer& peer);
boost::asio::awaitable<void> tunnels(Scene& scene, Peer& peer);

boost::asio::awaitable<void> echoes(Scene& scene, Peer& peer);
boost::asio::awaitable<void> says_its_frames(Scene& scene, Peer& peer);
boost::asio::awaitable<void> says_its_frames_and_resets(Scene& scene, Peer& peer);
boost::asio::awaitable<void> never_closes(Scene& scene, Peer& peer);    ///< TCP, though it answers the close frame
boost::asio::awaitable<void> reads_no_frame(Scene& scene, Peer& peer);  ///< until told

/// Listens on loopback until it is destroyed; its connections live on until their behaviour ends.
class RudeServer {
public:
    /// `address` with port 0: any that is free. Throws boost::system::system_error if there is no such address.
    RudeServer(boost::asio::io_context& loop, Behaviour behaviour, std::optional<Certificate> certificate = {},
               const boost::asio::ip::tcp::endpoint& address = {boost::asio::ip::address_v4::loopback(), 0});
    ~RudeServer();
    RudeServer(const RudeServer&) = delete;
    RudeServer& operator=(const RudeServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// "https://localhost:1234/": with TLS if it has a certificate.
    [[nodiscard]] std::string url(const std::string& target = "/", const std::string& host = "localhost") const;
    [[nodiscard]] std::string socket_url(const std::string& target = "/") const;
    Scene* operator->() { return scene_.get(); }

private:
    std::shared_ptr<Scene> scene_;
    std::shared_ptr<boost::asio::ip::tcp::acceptor> acceptor_;
    std::uint16_t port_;
    bool secure_;
};

}  // namespace goodturn::net
