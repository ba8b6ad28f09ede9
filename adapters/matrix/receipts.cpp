#include "adapters/matrix/receipts.hpp"

#include "adapters/matrix/requests.hpp"

#include <boost/asio/awaitable.hpp>

namespace goodturn::matrix {
namespace {

constexpr auto every = std::chrono::seconds(5);

boost::asio::awaitable<void> tell(PresenceRef at, std::string room) {
    do {
        const auto unread = at->unread.extract(room);
        if (unread.empty()) break;
        (void)co_await at->api->call(receipt_call(room, unread.mapped()));
    } while (co_await pause(at, every));
    at->reading.erase(room);
}

}  // namespace

void note_read(const PresenceRef& at, const std::string& room, const std::string& event) {
    at->unread[room] = event;
    if (at->reading.insert(room).second) spawn(at, tell(at, room));
}

}  // namespace goodturn::matrix
