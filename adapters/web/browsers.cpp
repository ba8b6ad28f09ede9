#include "adapters/web/browsers.hpp"

#include "adapters/web/texts.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>

namespace goodturn::web {

constexpr std::uint16_t policy_error = 1008;
constexpr std::uint16_t try_again = 1013;
/// Commands of one tab on their way at once: nobody waits behind more, however fast a tab pours them in.
constexpr std::size_t at_once = 16;
/// Further ones that are kept here; what a tab sends beyond waits at its end, and is shown there as not confirmed.
constexpr std::size_t kept = 64;

Browsers::Browsers(boost::asio::any_io_executor loop, std::string token, Handlers handlers)
    : site_(std::move(token)),
      handlers_(std::move(handlers)),
      server_(std::move(loop),
              {.get = [this](const net::Request& request) { return site_.get(request); },
               .refuse_socket = [this](const net::Request& request) { return site_.refuse_socket(request); },
               .on_socket = [this](const std::shared_ptr<net::Socket>& socket) { opened(socket); }}) {}

std::string Browsers::start(const std::string& address, std::uint16_t port) {
    const auto actual = server_.start(address, port);
    const bool v6 = address.contains(':');
    return fmt::format("http://{}{}{}:{}{}", v6 ? "[" : "", address, v6 ? "]" : "", actual, site_.path());
}

void Browsers::tell(Session session, std::string frame) {
    if (const auto tab = tabs_.find(session); tab != tabs_.end()) tab->second.socket->send(std::move(frame));
}

void Browsers::finish(Session session, std::string frame) {
    const auto found = tabs_.find(session);
    if (found == tabs_.end()) return;
    Tab& tab = found->second;
    tab.socket->send(std::move(frame));
    --tab.under_way;
    begin(session, tab);
}

void Browsers::send_away(Session session) {
    if (const auto tab = tabs_.find(session); tab != tabs_.end()) tab->second.socket->close(try_again, "try again");
}

void Browsers::welcome(Session session, std::vector<std::string> frames) {
    const auto tab = tabs_.find(session);
    if (tab == tabs_.end()) return;
    tab->second.welcomed = true;
    for (auto& frame : frames) tab->second.socket->send(std::move(frame));
}

void Browsers::broadcast(const std::string& frame) {
    for (const auto& [session, tab] : tabs_) {
        if (tab.welcomed) tab.socket->send(frame);
    }
}

std::vector<Browsers::Session> Browsers::welcomed() const {
    std::vector<Session> all;
    for (const auto& [session, tab] : tabs_) {
        if (tab.welcomed) all.push_back(session);
    }
    return all;
}

void Browsers::opened(const std::shared_ptr<net::Socket>& socket) {
    const Session session = ++last_;
    tabs_[session].socket = socket;
    socket->on_text = [this, session](const std::string& text) { take(session, text); };
    socket->on_closed = [this, session] { tabs_.erase(session); };
}

void Browsers::take(Session session, const std::string& text) {
    Tab& tab = tabs_.at(session);
    auto decoded = decode(text);
    if (!decoded) {
        spdlog::warn("page: refused a frame of {} bytes that is not of the protocol", text.size());
        const auto& id = decoded.error().id;
        if (id.empty()) return tab.socket->close(policy_error, "not understood");
        return tab.socket->send(refused_frame(id, texts::not_understood));
    }
    if (const auto* hello = std::get_if<Hello>(&*decoded)) {
        tab.greeted = true;
        return handlers_.hello(session, *hello);
    }
    if (!tab.greeted) return tab.socket->close(policy_error, "hello comes first");
    tab.later.emplace_back(std::get<Command>(std::move(*decoded)), text);
    if (tab.later.size() >= kept) tab.socket->listen(false);
    begin(session, tab);
}

void Browsers::begin(Session session, Tab& tab) {
    if (tab.under_way == at_once || tab.later.empty()) return;
    ++tab.under_way;
    auto [command, text] = std::move(tab.later.front());
    tab.later.pop_front();
    if (tab.later.size() < kept) tab.socket->listen(true);
    handlers_.command(session, std::move(command), text);
}

}  // namespace goodturn::web
