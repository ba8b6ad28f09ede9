#include "adapters/matrix/typing.hpp"

#include "adapters/matrix/requests.hpp"

#include <boost/asio/awaitable.hpp>

#include <utility>
#include <variant>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto after = 1s;
/// The server stops it by itself then; it is told again before.
constexpr auto shown_for = 30s;
constexpr auto renew_every = 20;  // seconds

std::string room_of(const PresenceRef& at, const chat::Address& address) {
    if (const auto* to = std::get_if<chat::InConversation>(&address)) return to->conversation.value;
    if (const auto* to = std::get_if<chat::DirectTo>(&address)) return at->rooms.chat_with(to->account);
    return {};
}

asio::awaitable<void> show(PresenceRef at, chat::Address address, std::shared_ptr<const bool> over) {
    if (!co_await pause(at, after) || *over) co_return;
    const std::string room = room_of(at, address);
    if (room.empty() || !at->typing.insert(room).second) co_return;
    for (int second = 0; !*over; ++second) {
        if (second % renew_every == 0) (void)co_await at->api->call(typing_call(room, at->account.bot, shown_for));
        if (!co_await pause(at, 1s)) co_return;
    }
    (void)co_await at->api->call(typing_call(room, at->account.bot, 0s));
    at->typing.erase(room);
}

}  // namespace

void show_typing(const PresenceRef& at, const chat::Outgoing& answer, std::shared_ptr<const bool> over) {
    spawn(at, show(at, answer.address, std::move(over)));
}

}  // namespace goodturn::matrix
