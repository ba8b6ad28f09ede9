#include "adapters/slack/connections.hpp"

#include "adapters/net/socket_client.hpp"
#include "adapters/slack/calls.hpp"
#include "adapters/slack/moment.hpp"
#include "adapters/slack/replies.hpp"
#include "core/chat/overloaded.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

namespace goodturn::slack {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr std::string_view open_method = "apps.connections.open";
constexpr auto open_deadline = std::chrono::seconds(10);
constexpr auto goodbye_within = std::chrono::milliseconds(1500);
constexpr std::uint16_t normal_closure = 1000;
constexpr std::string_view right_app_token =
    "has to be an app-level token with the scope connections:write, from the app's page Basic Information.";

/// For the log: of a code that nobody knows `goodturn check` says where to look.
std::string hinted(const Problem& problem) {
    return problem.detail + (problem.fault == Fault::rejected ? "; `goodturn check` says where to look" : "");
}

}  // namespace

std::string different_apps(const std::string& bots, const std::string& links) {
    if (bots.empty() || links.empty() || bots == links) return {};
    return fmt::format(
        "the two tokens are of different apps: bot_token of {}, app_token of {}. Take both from the same app.", bots,
        links);
}

std::string no_connection(const Problem& problem) {
    if (problem.fault == Fault::rejected || problem.code == "not_enabled") {
        // Which code an app has whose Socket Mode is switched off, Slack says nowhere.
        return fmt::format("Slack gives no connection ({}). Look at two things: {} And app_token {}", problem.detail,
                           socket_mode_off, right_app_token);
    }
    if (problem.fault == Fault::auth || problem.fault == Fault::config) {
        return fmt::format("Slack gives no connection for app_token ({}). It {}", problem.detail, right_app_token);
    }
    return fmt::format("Slack gives no connection now ({}). That may pass.", problem.detail);
}

class Connections::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(const asio::any_io_executor& loop, std::shared_ptr<net::Tls> tls, net::Client& client,
         ConnectionsOptions options, OnEnvelope on_envelope, OnHello on_hello)
        : loop_(loop),
          tls_(std::move(tls)),
          client_(client),
          options_(std::move(options)),
          on_envelope_(std::move(on_envelope)),
          on_hello_(std::move(on_hello)),
          tick_(loop),
          goodbye_(loop),
          link_([random = std::mt19937_64(
                     std::random_device()())]() mutable { return std::uniform_real_distribution<>()(random); },
                options_.patience.replacement, options_.patience.renewal) {
        if (!options_.api_url.ends_with('/')) options_.api_url += '/';
    }

    void start() {
        if (!stopping_) carry_out(link_.start(moment()));
    }

    void stop(std::move_only_function<void()> done) {
        stopping_ = true;
        on_envelope_ = nullptr;
        on_hello_ = nullptr;
        stopped_ = std::move(done);
        carry_out(link_.stop(moment()));
        goodbye_.expires_after(sockets_.empty() ? std::chrono::milliseconds(0) : goodbye_within);
        goodbye_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
            const auto self = weak.lock();
            if (!error && self) self->all_gone();
        });
    }

    /// Nothing may be called any more.
    void abandon() {
        on_envelope_ = nullptr;
        on_hello_ = nullptr;
        stopped_ = nullptr;
        sockets_.clear();
    }

    [[nodiscard]] State state() const {
        return {link_.up(), link_.connections(), link_.silence(moment()), trouble_, app_};
    }

    void acknowledge(ConnectionId by, std::string frame, Proof proof) {
        if (by == any_connection) return by_any(std::move(frame), std::move(proof));
        const auto found = sockets_.find(by);
        if (found == sockets_.end()) return tell_later(std::move(proof), false);
        auto& socket = found->second;
        socket.client->send(std::move(frame));
        socket.unproven.emplace_back(socket.pinged + 1, std::move(proof));
        if (socket.ponged == socket.pinged) ping(socket);
    }

private:
    struct Socket {
        std::unique_ptr<net::SocketClient> client{};
        std::uint64_t pinged = 0;                                ///< the number of the last ping
        std::uint64_t ponged = 0;                                ///< that was answered
        std::deque<std::pair<std::uint64_t, Proof>> unproven{};  ///< which pong proves it
    };

    void carry_out(const LinkActions& actions) {
        for (const auto& action : actions) {
            std::visit(
                chat::Overloaded{[&](const AskAddress&) { ask_address(); },
                                 [&](const Connect& connect) { this->connect(connect); },
                                 [&](const Ping& which) { if_open(which.id, [&](Socket& socket) { ping(socket); }); },
                                 [&](const Close& which) {
                                     if_open(which.id, [](Socket& socket) { socket.client->close(normal_closure); });
                                 },
                                 [&](const Drop& which) {
                                     lost(which.id);
                                     without_link("nothing was heard any more");
                                 },
                                 [](const Tell& what) { tell(what); }},
                action);
        }
        wait_for_tick();
    }

    static void tell(const Tell& what) {
        spdlog::log(what.level == Tell::Level::warning ? spdlog::level::warn : spdlog::level::err, "Slack: {}",
                    what.text);
    }

    void wait_for_tick() {
        const auto next = link_.next();
        if (next == Moment::max()) {
            tick_.cancel();
            return;
        }
        tick_.expires_at(Clock::time_point(next));
        tick_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
            const auto self = weak.lock();
            if (!error && self) self->carry_out(self->link_.tick(moment()));
        });
    }

    // Connecting.

    void ask_address() {
        net::HttpRequest request{.method = "POST",
                                 .url = options_.api_url + std::string(open_method),
                                 .headers = {{"Authorization", "Bearer " + options_.app_token},
                                             {"Content-Type", "application/x-www-form-urlencoded"}},
                                 .deadline = open_deadline,
                                 .urgent = true};
        client_.send(std::move(request), [weak = weak_from_this()](const auto& answer) {
            if (const auto self = weak.lock()) self->carry_out(self->came(answer));
        });
    }

    LinkActions came(const std::expected<net::HttpResponse, net::HttpError>& answer) {
        auto reply = answer ? read_reply(open_method, *answer) : std::unexpected(no_reply(open_method, answer.error()));
        if (reply) {
            auto url = (*reply)["url"].text();
            if (!url.empty()) return link_.opened(std::move(url), moment());
            reply = std::unexpected(Problem{.detail = std::string(open_method) + ": no address"});
        }
        const Problem& problem = reply.error();
        trouble_ = no_connection(problem);
        const bool hopeless = problem.fault == Fault::auth || problem.fault == Fault::config;
        return link_.not_opened(hopeless ? NotOpened::refused : NotOpened::transient, hinted(problem),
                                problem.retry_after, moment());
    }

    void connect(const Connect& connect) {
        const auto id = connect.id;
        const auto on = [this, id](auto handle) {
            return [weak = weak_from_this(), id, handle](const auto&... what) {
                if (const auto self = weak.lock()) handle(*self, id, what...);
            };
        };
        net::SocketHandlers handlers{
            .on_open =
                on([](Impl& self, ConnectionId which) { self.carry_out(self.link_.connected(which, moment())); }),
            .on_text = on([](Impl& self, ConnectionId which, const std::string& text) { self.text(which, text); }),
            .on_binary = on([](Impl& self, ConnectionId which) {
                self.link_.heard(which, moment());
                spdlog::warn("Slack: a binary frame was left out");
            }),
            .on_ping =
                on([](Impl& self, ConnectionId which, const std::string&) { self.link_.heard(which, moment()); }),
            .on_pong = on([](Impl& self, ConnectionId which, const std::string& text) { self.pong(which, text); }),
            .on_closed = on([](Impl& self, ConnectionId which, const net::SocketEnd& end) { self.closed(which, end); }),
        };
        auto client = std::make_unique<net::SocketClient>(loop_, tls_, connect.url, std::move(handlers),
                                                          net::SocketOptions{.proxy = options_.proxy});
        sockets_.emplace(id, Socket{.client = std::move(client)});
    }

    void closed(ConnectionId id, const net::SocketEnd& end) {
        lost(id);
        carry_out(link_.closed(id, end.detail, moment()));
        without_link(end.detail);
        if (sockets_.empty() && stopped_) all_gone();
    }

    /// The end of one that another has replaced is no trouble.
    void without_link(std::string_view why) {
        if (link_.up() || !trouble_.empty()) return;
        trouble_ = fmt::format("The connection to Slack ended ({}); I connect again.", why);
    }

    void lost(ConnectionId id) {
        auto socket = sockets_.extract(id);
        if (socket.empty()) return;
        for (auto& [number, proof] : socket.mapped().unproven) tell_later(std::move(proof), false);
    }

    void all_gone() {
        goodbye_.cancel();
        tick_.cancel();
        sockets_.clear();
        if (auto done = std::exchange(stopped_, nullptr)) done();
    }

    void by_any(std::string frame, Proof proof) {
        std::erase_if(stranded_, [](const auto& entry) { return moment() - entry.first > slack_waits; });
        stranded_.emplace_back(moment(), std::move(frame));
        if (const auto id = link_.best()) send_stranded(*id);
        tell_later(std::move(proof), false);
    }

    void send_stranded(ConnectionId id) {
        for (auto& [since, frame] : std::exchange(stranded_, {})) {
            if (moment() - since <= slack_waits) sockets_.at(id).client->send(std::move(frame));
        }
    }

    // What comes in.

    void text(ConnectionId id, const std::string& text) {
        link_.heard(id, moment());
        std::visit(
            chat::Overloaded{[&](const Hello& hello) {
                                 const bool was_up = link_.up();
                                 trouble_.clear();
                                 app_ = hello.app;
                                 carry_out(link_.hello(id, static_cast<int>(hello.connections),
                                                       hello.lifetime.value_or(std::chrono::seconds(0)), moment()));
                                 if (!was_up && link_.up()) spdlog::info("Slack: connected");
                                 if (link_.best() == id) send_stranded(id);
                                 if (on_hello_) on_hello_();
                             },
                             [&](const Disconnect& disconnect) {
                                 if (disconnect.reason == "link_disabled") trouble_ = socket_mode_off;
                                 carry_out(link_.disconnect(id, disconnect.reason, moment()));
                             },
                             [&](const Envelope& envelope) {
                                 link_.served(id);
                                 if (on_envelope_) on_envelope_(id, envelope);
                             },
                             [&](const Odd& odd) {
                                 spdlog::warn("Slack: a frame was left out: {}", odd.why);
                                 if (!odd.id.empty())
                                     acknowledge(id, ack_of(odd.id), [](bool) {});  // or it comes again
                             }},
            read_frame(text));
    }

    void ping(Socket& socket) { socket.client->ping(std::to_string(++socket.pinged)); }

    void pong(ConnectionId id, const std::string& payload) {
        link_.heard(id, moment());
        const auto found = sockets_.find(id);
        std::uint64_t number = 0;
        const auto read = std::from_chars(payload.data(), payload.data() + payload.size(), number);
        if (found == sockets_.end() || read.ec != std::errc()) return;
        auto& socket = found->second;
        if (number > socket.pinged) return;
        socket.ponged = std::max(socket.ponged, number);
        std::vector<Proof> proven;
        while (!socket.unproven.empty() && socket.unproven.front().first <= number) {
            proven.push_back(std::move(socket.unproven.front().second));
            socket.unproven.pop_front();
        }
        if (!socket.unproven.empty() && socket.ponged == socket.pinged) ping(socket);
        for (auto& proof : proven) proof(true);
    }

    void if_open(ConnectionId id, const std::function<void(Socket&)>& act) {
        if (const auto found = sockets_.find(id); found != sockets_.end()) act(found->second);
    }

    void tell_later(Proof proof, bool arrived) {
        asio::post(loop_, [weak = weak_from_this(), proof = std::move(proof), arrived]() mutable {
            if (weak.lock()) proof(arrived);
        });
    }

    asio::any_io_executor loop_;
    std::shared_ptr<net::Tls> tls_;
    net::Client& client_;
    ConnectionsOptions options_;
    OnEnvelope on_envelope_;
    OnHello on_hello_;
    std::string trouble_;  ///< since the last hello
    std::string app_;
    asio::steady_timer tick_;
    asio::steady_timer goodbye_;
    Link link_;
    std::map<ConnectionId, Socket> sockets_;
    std::vector<std::pair<Moment, std::string>> stranded_;  ///< acknowledgements whose connection went away, and when
    std::move_only_function<void()> stopped_;
    bool stopping_ = false;
};

Connections::Connections(const asio::any_io_executor& loop, std::shared_ptr<net::Tls> tls, net::Client& client,
                         ConnectionsOptions options, OnEnvelope on_envelope, OnHello on_hello)
    : impl_(std::make_shared<Impl>(loop, std::move(tls), client, std::move(options), std::move(on_envelope),
                                   std::move(on_hello))) {}
Connections::~Connections() {
    impl_->abandon();
}
void Connections::start() {
    impl_->start();
}
void Connections::stop(std::move_only_function<void()> done) {
    impl_->stop(std::move(done));
}
Connections::State Connections::state() const {
    return impl_->state();
}
void Connections::acknowledge(ConnectionId by, std::string frame, Proof proof) {
    impl_->acknowledge(by, std::move(frame), std::move(proof));
}

}  // namespace goodturn::slack
