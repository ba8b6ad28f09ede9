#pragma once

#include "adapters/net/server.hpp"
#include "adapters/web/frames.hpp"
#include "adapters/web/site.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace goodturn::web {

/// The tabs that are open. Decodes what they say and refuses what is not of the protocol.
class Browsers {
public:
    using Session = std::uint64_t;
    struct Handlers {
        std::function<void(Session, Hello)> hello;
        /// `frame` is the command as it came. Each is ended by finish().
        std::function<void(Session, Command, const std::string& frame)> command;
    };
    Browsers(boost::asio::any_io_executor loop, std::string token, Handlers handlers);

    /// The page's whole address. Throws like net::Server::start().
    [[nodiscard]] std::string start(const std::string& address, std::uint16_t port);
    void stop(std::move_only_function<void()> done) { server_.stop(std::move(done)); }

    /// Nothing happens if the tab is gone.
    void tell(Session session, std::string frame);
    /// Says what became of a command of this tab, and takes its next one.
    void finish(Session session, std::string frame);
    /// For a tab that can't be welcomed just now: it comes again.
    void send_away(Session session);
    /// Sends everything there is; the tab is told what changes from now on.
    void welcome(Session session, std::vector<std::string> frames);
    /// To every tab that was welcomed.
    void broadcast(const std::string& frame);
    [[nodiscard]] std::vector<Session> welcomed() const;

private:
    struct Tab {
        std::shared_ptr<net::Socket> socket;
        bool greeted = false;
        bool welcomed = false;
        std::size_t under_way = 0;
        std::deque<std::pair<Command, std::string>> later;  ///< in their order, while enough are under way
    };
    void opened(const std::shared_ptr<net::Socket>& socket);
    void take(Session session, const std::string& text);
    void begin(Session session, Tab& tab);

    Site site_;
    Handlers handlers_;
    std::map<Session, Tab> tabs_;
    Session last_ = 0;
    net::Server server_;
};

}  // namespace goodturn::web
